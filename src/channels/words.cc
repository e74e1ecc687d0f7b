#include "channels/words.h"

#include <algorithm>
#include <array>
#include <set>
#include <utility>

#include "base/text.h"

namespace massline::channels {
namespace {

/// Likelier names first. As they are written in exports of 12345 centres, petition offices and 311 systems.
const std::vector<std::pair<std::string, std::vector<std::string>>>& synonyms() {
  static const std::vector<std::pair<std::string, std::vector<std::string>>> all{
      {"key",
       {"key",
        "编号",
        "工单编号",
        "工单号",
        "信访编号",
        "信访件编号",
        "受理编号",
        "登记编号",
        "事项编号",
        "件号",
        "流水号",
        "uniquekey",
        "servicerequestid",
        "servicerequestnumber",
        "srnumber",
        "casenumber",
        "caseid",
        "caseenquiryid",
        "requestid",
        "ticket",
        "ticketid",
        "ticketnumber",
        "reference",
        "referencenumber",
        "matter",
        "code",
        "id",
        "number",
        "no"}},
      {"raised",
       {"raised",      "raisedat",          "反映时间", "反映日期",   "来电时间",     "来信日期", "来信时间",
        "信访日期",    "信访时间",          "受理时间", "受理日期",   "登记时间",     "登记日期", "提交时间",
        "创建时间",    "诉求时间",          "创建日期", "日期",       "时间",         "created",  "createdat",
        "createddate", "requesteddatetime", "received", "receivedat", "datereceived", "reported", "reportedat",
        "submitted",   "submittedat",       "opened",   "opendate",   "openeddate",   "opendt",   "date",
        "datetime",    "timestamp"}},
      {"text", {"text",        "内容",     "反映内容",   "诉求内容",     "信访内容",  "工单内容", "问题描述",
                "内容描述",    "反映情况", "反映事项",   "诉求描述",     "诉求",      "描述",     "正文",
                "description", "content",  "details",    "whathappened", "complaint", "message",  "issue",
                "problem",     "request",  "descriptor", "casetitle",    "body",      "comments"}},
      {"topic",
       {"topic",       "主题",   "事项类别", "诉求类型", "诉求类别",    "问题类别",    "问题类型", "信访类别",
        "内容分类",    "类别",   "分类",     "类型",     "servicecode", "servicename", "category", "complainttype",
        "requesttype", "srtype", "casetype", "service",  "type",        "reason",      "subject"}},
      {"place", {"place",         "地点",     "所属社区", "社区",         "村社区",    "村",        "属地",
                 "问题属地",      "所属区域", "区域",     "所属街道",     "街道",      "乡镇街道",  "乡镇",
                 "镇街",          "行政区划", "区划代码", "行政区划代码", "addressid", "community", "neighborhood",
                 "neighbourhood", "ward",     "village",  "town",         "district",  "area"}},
      {"address",
       {"address", "详细地址", "地址", "具体地址", "事发地址", "事发地点", "问题地址", "诉求地址", "位置",
        "addressstring", "incidentaddress", "streetaddress", "location", "locationstreetname", "street"}},
      {"latitude", {"latitude", "纬度", "lat", "y"}},
      {"longitude", {"longitude", "经度", "long", "lng", "lon", "x"}},
      {"name",
       {"name", "姓名", "反映人", "反映人姓名", "信访人", "信访人姓名", "来电人", "来电人姓名", "来信人", "诉求人",
        "联系人", "联系人姓名", "fullname", "contactname", "caller", "callername", "complainant", "reporter",
        "reportername"}},
      {"phone",
       {"phone", "联系电话", "电话", "手机", "手机号", "手机号码", "电话号码", "来电号码", "主叫号码", "联系方式",
        "telephone", "phonenumber", "mobile", "tel", "contactnumber", "cell"}},
      {"email", {"email", "邮箱", "电子邮箱", "电子邮件", "邮件", "mail", "emailaddress"}},
      {"channel",
       {"channel", "渠道", "受理渠道", "来源渠道", "反映渠道", "诉求渠道", "信访形式", "工单来源", "来源", "方式",
        "受理方式", "opendatachanneltype", "channeltype", "origin", "source", "methodreceived", "receivedby"}},
      {"groupSize", {"groupsize", "人数", "涉及人数", "反映人数", "来访人数", "信访人数", "people", "numberofpeople"}},
  };
  return all;
}

constexpr std::array<std::string_view, 2> reason_columns{"Why it was refused", "未导入原因"};

}  // namespace

std::string plain_name(std::string_view name) {
  std::string plain;
  int depth = 0;
  for (const char32_t c : code_points(folded(name))) {
    const bool opens = c == U'(' || c == U'（' || c == U'[';
    const bool closes = c == U')' || c == U'）' || c == U']';
    if (opens) ++depth;
    const bool letter = (c >= U'a' && c <= U'z') || (c >= U'0' && c <= U'9') || c >= 0x3400;
    const bool full_width_mark = c >= 0xFF00 && c <= 0xFF20;
    if (depth == 0 && letter && !full_width_mark) append_utf8(plain, c);
    if (closes && depth > 0) --depth;
  }
  return plain;
}

std::string joined(const std::vector<std::string>& names) {
  constexpr std::size_t shown_max = 30;
  std::string text;
  for (std::size_t i = 0; i < names.size() && i < shown_max; ++i) text += (i == 0 ? "" : ", ") + names[i];
  return names.size() > shown_max ? text + ", …" : text;
}

std::map<std::string, std::string> suggest_columns(const std::vector<std::string>& columns) {
  std::map<std::string, std::string> suggested;
  std::set<std::string> taken;
  // In the order of the likelihood of names, not of the fields: "type" is the topic only where nothing says it better.
  std::size_t longest = 0;
  for (const auto& [field, names] : synonyms()) longest = std::max(longest, names.size());
  for (std::size_t rank = 0; rank < longest; ++rank) {
    for (const auto& [field, names] : synonyms()) {
      if (rank >= names.size() || suggested.contains(field)) continue;
      for (const std::string& column : columns) {
        if (plain_name(column) != names[rank] || !taken.insert(column).second) continue;
        suggested[field] = column;
        break;
      }
    }
  }
  return suggested;
}

std::string_view reason_column(Language language) { return reason_columns[language == Language::zh ? 1 : 0]; }

bool is_reason_column(std::string_view name) { return name == reason_columns[0] || name == reason_columns[1]; }

}  // namespace massline::channels
