#include "channels/attendance_rows.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <set>

#include "activities/activity_checks.h"
#include "base/text.h"
#include "channels/import_attendance.h"
#include "channels/moments.h"
#include "channels/refusals.h"
#include "channels/words.h"
#include "registry/people.h"

namespace massline::channels {
namespace {

const std::map<std::string, std::vector<std::string>>& column_names() {
  static const std::map<std::string, std::vector<std::string>> names{
      {"unit", {"unit", "单位", "党支部", "支部", "组织", "branch"}},
      {"kind", {"kind", "类别", "活动类别", "活动类型", "类型", "type"}},
      {"date", {"date", "日期", "活动日期", "day"}},
      {"from", {"from", "开始", "开始时间", "start", "begin"}},
      {"to", {"to", "结束", "结束时间", "end"}},
      {"amount", {"amount", "学时", "数量", "天数", "hours", "days"}},
      {"topic", {"topic", "主题", "内容", "subject"}},
      {"leader", {"leader", "主持人", "主讲人"}},
      {"person", {"person", "姓名", "人员", "name", "member"}},
      {"presence", {"presence", "出席", "出席情况", "考勤", "到会情况", "attendance"}},
      {"reason", {"reason", "事由", "请假事由", "原因"}},
      {"place", {"place", "地点", "活动地点"}},
  };
  return names;
}

std::optional<activities::Presence> parse_presence(const std::string& text) {
  using activities::Presence;
  static const std::map<std::string, Presence> words{
      {"", Presence::present},        {"present", Presence::present}, {"yes", Presence::present},
      {"1", Presence::present},       {"到", Presence::present},      {"出席", Presence::present},
      {"到会", Presence::present},    {"late", Presence::late},       {"迟到", Presence::late},
      {"excused", Presence::excused}, {"请假", Presence::excused},    {"absent", Presence::absent},
      {"no", Presence::absent},       {"0", Presence::absent},        {"缺席", Presence::absent},
      {"缺勤", Presence::absent},
  };
  const auto found = words.find(plain_name(text));
  if (found == words.end() || (found->first.empty() && !text.empty())) return std::nullopt;
  return found->second;
}

Refusal refusal_of(const Message& message, Parameters parameters = {}) {
  return refuse(message, std::move(parameters)).value();
}

std::string list_of_fields() {
  std::vector<std::string> ids;
  for (const ImportField& field : attendance_fields()) ids.push_back(field.id);
  return joined(ids);
}

/// The units over which the viewer records, none within another.
std::vector<std::string> recording_ground(const rulebook::Rulebook& rulebook, const access::Viewer& viewer) {
  std::vector<std::string> paths, ground;
  for (const access::HeldPost& post : viewer.posts) {
    const rulebook::PostKind* kind = rulebook.post(post.kind);
    if (kind != nullptr && kind->can(rulebook::Capability::record_activities)) paths.push_back(post.unit_path);
  }
  std::sort(paths.begin(), paths.end());
  for (std::string& path : paths)
    if (ground.empty() || !access::is_within(path, ground.back())) ground.push_back(std::move(path));
  return ground;
}

}  // namespace

const std::vector<ImportField>& attendance_fields() {
  static const std::vector<ImportField> fields{
      {"unit", {"Unit", "单位"}, true},          {"kind", {"Kind of activity", "活动类别"}, true},
      {"date", {"Date", "日期"}, true},          {"from", {"From", "开始时间"}, false},
      {"to", {"To", "结束时间"}, false},         {"amount", {"Hours or days", "学时或天数"}, false},
      {"topic", {"Topic", "主题"}, false},       {"leader", {"Led by", "主持人"}, false},
      {"person", {"Person", "姓名"}, true},      {"presence", {"Presence", "出席情况"}, false},
      {"reason", {"Reason", "请假事由"}, false}, {"place", {"Place", "地点"}, false},
  };
  return fields;
}

AttendanceReader::AttendanceReader(Context& ctx, std::vector<std::string> ground)
    : ctx_(&ctx),
      units_(ground, PlaceFinder::Finds::any_unit, ctx.today()),
      places_({"0001"}, PlaceFinder::Finds::any_unit, ctx.today()) {
  for (const auto& kind : ctx.rulebook.activities) {
    kinds_.emplace(plain_name(kind.title.en), kind.id);
    kinds_.emplace(plain_name(kind.title.zh), kind.id);
    kinds_.emplace(plain_name(kind.id), kind.id);
  }
}

std::map<std::string, std::string> suggest_attendance_columns(const std::vector<std::string>& columns) {
  std::map<std::string, std::string> out;
  for (const auto& [field, names] : column_names())
    for (const auto& name : names)
      for (const auto& column : columns)
        if (plain_name(column) == name) out.emplace(field, column);
  return out;
}

Result<AttendanceReader> AttendanceReader::create(Context& ctx, const access::Viewer& viewer,
                                                  const std::vector<std::string>& columns,
                                                  const std::map<std::string, std::string>& mapping) {
  AttendanceReader out(ctx, recording_ground(ctx.rulebook, viewer));
  for (const auto& [field, column] : mapping.empty() ? suggest_attendance_columns(columns) : mapping) {
    const auto& fields = attendance_fields();
    if (std::none_of(fields.begin(), fields.end(), [&](const ImportField& one) { return one.id == field; }))
      return refuse_field(refusals::mapping_field_unknown, "columns/" + field,
                          {{"field", field}, {"fields", list_of_fields()}});
    const auto found = std::find(columns.begin(), columns.end(), column);
    if (found == columns.end())
      return refuse_field(refusals::mapping_column_unknown, "columns/" + field,
                          {{"column", column}, {"columns", joined(columns)}});
    out.columns_.emplace(field, static_cast<std::size_t>(found - columns.begin()));
  }
  for (const ImportField& field : attendance_fields())
    if (field.required && !out.columns_.contains(field.id))
      return refuse(refusals::attendance_column_missing, {{"column", field.title.en}, {"column.zh", field.title.zh}});
  return out;
}

std::string AttendanceReader::value(const TableRow& row, const std::string& field) const {
  const auto column = columns_.find(field);
  if (column == columns_.end() || column->second >= row.fields.size()) return {};
  return trimmed(row.fields[column->second]);
}

void AttendanceReader::read_times(const TableRow& row, Parsed& out) const {
  const rulebook::ActivityKind* kind = ctx_->rulebook.activity(out.row.kind);
  const bool in_days = kind != nullptr && kind->measure == rulebook::Measure::days;
  const auto moment = [&](const std::string& field, const std::string& text) -> std::optional<Moment> {
    auto parsed = parse_moment(text, ctx_->zone, DateOrder::unknown);
    if (parsed) return *parsed;
    out.problems.push_back({field, value(row, field), parsed.error()});
    return std::nullopt;
  };
  const std::string date = value(row, "date");
  const auto day = moment("date", date);
  if (!day) return;
  const std::string from = value(row, "from");
  const std::string to = value(row, "to");
  const Date on = ctx_->zone.date_of(day->at);
  out.row.what.from = day->at;
  if (!from.empty())
    if (const auto begin = moment("from", to_string(on) + " " + from)) out.row.what.from = begin->at;
  if (in_days) {
    const auto last = to.empty() ? day : moment("to", to);
    if (!last) return;
    const Instant end = ctx_->zone.start_of(ctx_->zone.date_of(last->at) + std::chrono::days{1});
    out.row.what.to = std::min(end, std::max(ctx_->clock.now(), Instant{out.row.what.from.ms + 1}));
  } else if (to.empty()) {
    constexpr std::int64_t hour_ms = 3'600'000;
    out.row.what.to = Instant{out.row.what.from.ms + hour_ms};
  } else if (const auto end = moment("to", to_string(on) + " " + to)) {
    out.row.what.to = end->at;
  }
}

void AttendanceReader::read_amount(const TableRow& row, Parsed& out) const {
  const std::string text = value(row, "amount");
  const rulebook::ActivityKind* kind = ctx_->rulebook.activity(out.row.kind);
  if (text.empty() || kind == nullptr || kind->measure == rulebook::Measure::times) return;
  double number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  constexpr double largest = 10'000;
  const double scale = kind->measure == rulebook::Measure::hours ? rulebook::minutes_per_hour : 1;
  if (error != std::errc() || end != text.data() + text.size() || !(number > 0 && number < largest)) {
    out.problems.push_back({"amount", text, refusal_of(refusals::attendance_amount_not_valid)});
    return;
  }
  out.row.what.amount = std::llround(number * scale);
}

Result<PersonId> AttendanceReader::find_person(db::Reader& in, const registry::Unit& unit, const std::string& text) {
  const auto key = std::make_pair(unit.path, text);
  if (const auto known = people_.find(key); known != people_.end()) return known->second;
  const auto look_up = [&]() -> Result<PersonId> {
    if (const auto id = parse_id<PersonId>(text)) return *id;
    std::set<PersonId> found;
    for (const char* table : {"membership", "post"})
      for (const auto row :
           in.query("SELECT n.id, u.path FROM person n JOIN " + std::string(table) +
                        " m ON m.region = n.region AND m.person = n.id JOIN unit u ON u.region = "
                        "m.region AND u.id = m.unit WHERE m.region = $1 AND m.unit = $2 AND n.name = $3",
                    {unit.region, unit.id, text}))
        found.insert(row.id<PersonId>(0));
    if (found.empty()) {
      const std::string ground = activities::ground_of(in, unit);
      if (const auto top = registry::find_unit_at(in, ground))
        for (const auto& row : registry::people_below(in, top->id, text, Date{}, "", 50).people)
          if (row.person.name == text) found.insert(row.person.id);
    }
    if (found.empty()) return refuse(refusals::attendance_person_not_found);
    if (found.size() > 1) return refuse(refusals::attendance_person_several);
    return *found.begin();
  };
  return people_.emplace(key, look_up()).first->second;
}

AttendanceReader::Parsed AttendanceReader::read(db::Reader& in, const TableRow& row) {
  Parsed out;
  const auto problem = [&](const std::string& field, Refusal refusal) {
    out.problems.push_back({field, value(row, field), std::move(refusal)});
  };
  auto unit = units_.find(in, value(row, "unit"));
  if (unit)
    out.row.unit = std::move(*unit);
  else
    problem("unit", unit.error());
  const auto kind = kinds_.find(plain_name(value(row, "kind")));
  if (kind == kinds_.end())
    problem("kind", refusal_of(refusals::attendance_kind_unknown));
  else
    out.row.kind = kind->second;
  read_times(row, out);
  read_amount(row, out);
  out.row.what.topic = value(row, "topic");
  const auto presence = parse_presence(value(row, "presence"));
  if (presence)
    out.row.sheet.presence = *presence;
  else
    problem("presence", refusal_of(refusals::attendance_presence_unknown));
  out.row.sheet.reason = value(row, "reason");
  if (const std::string place = value(row, "place"); !place.empty()) {
    const auto found = places_.find(in, place);
    if (found)
      out.row.what.place = found->id;
    else
      problem("place", found.error());
  }
  if (!out.row.unit.id) return out;
  for (const char* field : {"person", "leader"}) {
    const std::string name = value(row, field);
    if (name.empty() && field == std::string_view("leader")) continue;
    const auto person = find_person(in, out.row.unit, name);
    if (!person)
      problem(field, person.error());
    else
      (field == std::string_view("leader") ? out.row.what.leader : out.row.sheet.person) = *person;
  }
  return out;
}

}  // namespace massline::channels
