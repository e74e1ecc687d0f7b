// Refusals of activities. Each says what is wrong and what to do.
#pragma once

#include "base/result.h"

namespace massline::activities::refusals {

inline constexpr Message kind_unknown{"activity-kind-unknown", RefusalKind::invalid,
                                      "The rulebook has no kind of activity “{kind}”.",
                                      "规则手册中没有活动类别“{kind}”。"};
inline constexpr Message kind_is_pair{"activity-kind-is-pair", RefusalKind::invalid,
                                      "Of “{kind}” only the date and the two persons are kept. Record it as a talk.",
                                      "“{kind.zh}”只记录日期和双方人员，请按谈心谈话登记。"};
inline constexpr Message kind_is_not_pair{"activity-kind-is-not-pair", RefusalKind::invalid,
                                          "“{kind}” is not between two persons. Record it as an activity.",
                                          "“{kind.zh}”不是双方谈话，请按活动登记。"};
inline constexpr Message unit_closed{"activity-unit-closed", RefusalKind::invalid,
                                     "“{unit}” was not there on {date}. Choose another unit or date.",
                                     "“{unit}”在 {date} 不存在或已撤销，请另选单位或日期。"};
inline constexpr Message times_backwards{"activity-times-backwards", RefusalKind::invalid,
                                         "The end does not lie after the beginning. Correct one of them.",
                                         "结束时间不晚于开始时间，请更正。"};
inline constexpr Message too_long{"activity-too-long", RefusalKind::invalid,
                                  "One activity lasts at most {days} days. Record it in parts.",
                                  "一次活动最长 {days} 天，请分段登记。"};
inline constexpr Message in_future{"activity-in-future", RefusalKind::invalid,
                                   "It is not over yet. Plan it, and record it when it was held.",
                                   "活动尚未结束。请先列入计划，结束后再登记。"};
inline constexpr Message in_past{"activity-in-past", RefusalKind::invalid, "It is over already. Record it as held.",
                                 "该时间已过，请登记为已开展。"};
inline constexpr Message amount_not_valid{
    "activity-amount-not-valid", RefusalKind::invalid,
    "So much does not fit between its beginning and its end. Correct the amount or the times.",
    "数量超出起止时间，请更正数量或时间。"};
inline constexpr Message not_held{
    "activity-not-held", RefusalKind::conflict,
    "Only an activity that was held can be corrected, and have minutes and reports. Record it first.",
    "只有已开展的活动才能更正或附记录、报告，请先登记。"};
inline constexpr Message not_cancelled{"activity-not-cancelled", RefusalKind::conflict,
                                       "This activity is not cancelled, so there is nothing to take back.",
                                       "该活动没有取消，无须恢复。"};
inline constexpr Message took_no_part{
    "document-took-no-part", RefusalKind::invalid,
    "A report is written by somebody who took part. Correct the attendance, or choose "
    "another person.",
    "报告须由参加人撰写。请先更正出席情况，或另选人员。"};
inline constexpr Message too_many_documents{"document-too-many", RefusalKind::conflict,
                                            "An activity takes at most {max} files. Put some of them into one.",
                                            "每次活动最多可附 {max} 个文件，请合并后再附。"};
inline constexpr Message too_many_reports{"document-too-many-reports", RefusalKind::conflict,
                                          "One person's report is at most {max} files. Take one away first.",
                                          "每人的报告最多 {max} 个文件，请先撤下一个。"};
inline constexpr Message not_planned{"activity-not-planned", RefusalKind::conflict,
                                     "This activity is not planned any more: it was held or cancelled.",
                                     "该活动已登记或已取消。"};
inline constexpr Message already_cancelled{"activity-cancelled", RefusalKind::conflict,
                                           "This activity is cancelled already.", "该活动已取消。"};
inline constexpr Message nobody_kept{"activity-nobody-kept", RefusalKind::invalid,
                                     "No row of the sheet can be kept, so nothing was recorded.",
                                     "名单中没有可登记的行，未作登记。"};

// ---- rows of a sheet

inline constexpr Message person_unknown{"attendance-person-unknown", RefusalKind::invalid,
                                        "There is no such person in the register.", "登记册中没有此人。"};
inline constexpr Message not_member{
    "attendance-not-member", RefusalKind::invalid,
    "Was no member here on {date}, and held no post. Correct the membership or the row.",
    "在 {date} 不是本单位成员，也未在此任职。请更正成员关系或此行。"};
inline constexpr Message twice{"attendance-twice", RefusalKind::invalid,
                               "Stands in the sheet twice; the first row counts.", "名单中重复，以第一行为准。"};
inline constexpr Message elsewhere{
    "attendance-elsewhere", RefusalKind::conflict,
    "Was at another activity at that time ({kind}, {from}). Nobody is in two places at once.",
    "该时间已参加另一活动（{kind.zh}，{from}），同一时间不能在两处。"};
inline constexpr Message reason_missing{"attendance-reason-missing", RefusalKind::invalid,
                                        "Who is excused has a reason. Write it in a few words.", "请假须写明事由。"};
inline constexpr Message same_person{"talk-same-person", RefusalKind::invalid, "A talk is between two persons.",
                                     "谈心谈话应在两人之间进行。"};

}  // namespace massline::activities::refusals
