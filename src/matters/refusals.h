// What matters refuse. Not being allowed to know of a matter is massline::refusals::not_found.
#pragma once

#include "base/result.h"

namespace massline::matters::refusals {

inline constexpr Message procedure_not_known{
    "procedure-not-known", RefusalKind::invalid,
    "There is no procedure “{procedure}” that can be chosen for that day. Choose one from the list.",
    "该日期没有可选择的程序“{procedure}”，请从列表中选择。"};
inline constexpr Message subject_missing{"subject-missing", RefusalKind::invalid,
                                         "Say what it is about: a topic, or a procedure from the list.",
                                         "请从列表中选择事项类别或者程序。"};
inline constexpr Message receipt_not_known{
    "receipt-not-known", RefusalKind::not_found,
    "No matter has this receipt. Compare its 16 digits one by one with what you wrote down.",
    "没有与此凭证对应的事项。请逐位核对16位数字。"};
inline constexpr Message contact_needed{
    "contact-needed", RefusalKind::invalid,
    "Leave at least a name or one way to reach you. To have all of it erased, ask for that instead.",
    "请至少保留姓名或一种联系方式；如需全部删除，请选择删除。"};
inline constexpr Message no_emergency{"no-emergency", RefusalKind::invalid,
                                      "“{title}” is for emergencies, and none is declared for this place. Choose "
                                      "another procedure for what you want to say.",
                                      "“{title}”仅用于突发事件应对，该地点目前未宣布突发事件。请选择其他程序提出。"};
inline constexpr Message emergency_too_long{
    "emergency-too-long", RefusalKind::invalid,
    "An emergency is declared until today or later, and for {max} days at most. Declare it again if it lasts.",
    "突发事件应对的截止日期不能早于今天，一次最长 {max} 天，仍需继续的可再次宣布。"};
inline constexpr Message emergency_over{"emergency-over", RefusalKind::conflict, "That emergency has ended already.",
                                        "该突发事件应对已经结束。"};
inline constexpr Message topic_not_known{"topic-not-known", RefusalKind::invalid,
                                         "There is no topic “{topic}”. Choose one from the list.",
                                         "没有“{topic}”这一事项类别，请从列表中选择。"};
inline constexpr Message channel_not_open{"channel-not-open", RefusalKind::invalid,
                                          "“{title}” is not taken through the channel “{channel}”.",
                                          "“{title}”不通过“{channel}”渠道受理。"};
inline constexpr Message channel_needs_post{
    "channel-needs-post", RefusalKind::forbidden,
    "The channel “{channel}” is for staff who enter what people say. Sign in with such a post.",
    "“{channel}”渠道由工作人员登记，请以相应职务登录。"};
inline constexpr Message place_not_known{"place-not-known", RefusalKind::invalid,
                                         "That place is not in the list. Choose one from it.",
                                         "没有该地点，请从列表中选择。"};
inline constexpr Message nobody_answers{
    "nobody-answers", RefusalKind::invalid,
    "No unit is set up to answer “{title}” for this place. Choose a larger place, or ask at the nearest office.",
    "该地点没有负责“{title}”的单位，请选择上一级地点，或到就近的窗口咨询。"};
inline constexpr Message figures_busy{"figures-busy", RefusalKind::unavailable,
                                      "The figures of many other units are being counted. Try again in a moment.",
                                      "正在统计其他单位的数据，请稍后再试。"};
inline constexpr Message day_not_past{"day-not-past", RefusalKind::invalid, "The day it came can't be in the future.",
                                      "收到日期不能晚于今天。"};
inline constexpr Message name_needed{"name-needed", RefusalKind::invalid,
                                     "“{title}” needs a name and a phone number, an e-mail or an address.",
                                     "“{title}”须提供姓名和电话、电子邮件或地址中的一项。"};
inline constexpr Message anonymous_has_contact{
    "anonymous-has-contact", RefusalKind::invalid,
    "Raised without a name, it can't carry a name or contact. Leave them out, or give your name.",
    "匿名提出的，不能填写姓名和联系方式。请删去，或者改为实名。"};
inline constexpr Message too_many_representatives{
    "too-many-representatives", RefusalKind::invalid,
    "A group names at most {max} representatives. The others need not be listed.",
    "多人共同提出的，推选的代表不得超过 {max} 人，其他人无须登记。"};
inline constexpr Message group_too_small{"group-too-small", RefusalKind::invalid,
                                         "There can't be more representatives than people in the group.",
                                         "代表人数不能超过共同提出的人数。"};
inline constexpr Message coordinates_not_valid{"coordinates-not-valid", RefusalKind::invalid,
                                               "Latitude and longitude go together: -90 to 90 and -180 to 180.",
                                               "纬度和经度须同时填写，范围为 -90 至 90 和 -180 至 180。"};
inline constexpr Message input_not_asked{"input-not-asked", RefusalKind::invalid, "“{field}” is not asked for here.",
                                         "此处不需要填写“{field}”。"};
inline constexpr Message choice_not_listed{"choice-not-listed", RefusalKind::invalid,
                                           "“{field}” is not one of the choices: {choices}.",
                                           "“{field}”不在可选项中：{choices}。"};
inline constexpr Message unit_not_fit{"unit-not-fit", RefusalKind::invalid,
                                      "The unit given in “{field}” is not there now, or not of a kind that fits.",
                                      "“{field}”中的单位目前不存在，或类别不符。"};
inline constexpr Message person_not_fit{"person-not-fit", RefusalKind::invalid,
                                        "The person given in “{field}” is not known, or holds no post that fits.",
                                        "“{field}”中的人员不存在，或没有相应职务。"};
inline constexpr Message file_not_there{"file-not-there", RefusalKind::invalid,
                                        "The file given in “{field}” is not attached to this matter.",
                                        "“{field}”中的文件不在本事项的附件中。"};
inline constexpr Message earlier_not_known{
    "earlier-not-known", RefusalKind::invalid,
    "The receipt in “{field}” opens no matter. Check its 16 digits, give the matter's code instead, or leave it empty.",
    "“{field}”中的查询码没有对应的事项。请核对16位数字，或者改填事项编号，也可以不填。"};
inline constexpr Message key_used_otherwise{
    "key-used-otherwise", RefusalKind::conflict,
    "This Idempotency-Key was used for another request. Use a new one for each thing that you want done.",
    "该 Idempotency-Key 已用于另一请求，每项操作请使用新的键。"};
inline constexpr Message step_not_known{"step-not-known", RefusalKind::not_found,
                                        "This procedure has no step “{step}”.", "该程序没有“{step}”这一环节。"};
inline constexpr Message step_condition{"step-condition", RefusalKind::conflict, "“{step}” is not open here: {why}.",
                                        "当前不能进行“{step}”：{why}。"};
inline constexpr Message window_over{"window-over", RefusalKind::conflict, "The time for “{step}” ran out on {due}.",
                                     "“{step}”的期限已于{due}届满。"};
inline constexpr Message window_not_open{"window-not-open", RefusalKind::conflict,
                                         "The time for “{step}” has not begun, or is over.",
                                         "“{step}”的期限尚未开始或者已经结束。"};
inline constexpr Message joined_elsewhere{"joined-elsewhere", RefusalKind::conflict,
                                          "This matter is joined to {code}. Take the step there, or separate it first.",
                                          "本事项已并入 {code}，请在该事项中办理，或先行分开。"};
inline constexpr Message unit_is_accused{
    "unit-is-accused", RefusalKind::conflict,
    "It can't go to a unit that the matter accuses, or to one under it. Choose another, or send it to a higher level.",
    "不得转送被反映的单位及其下属，请选择其他单位或上一级。"};
inline constexpr Message unit_in_another_branch{
    "unit-in-another-branch", RefusalKind::conflict,
    "That unit stands in another branch of the organisation. Raise it there anew, and tell the person.",
    "该单位不属于本地区，请在当地重新登记并告知提出人。"};
inline constexpr Message same_unit{"same-unit", RefusalKind::conflict, "It is with that unit already.",
                                   "该事项已在该单位。"};
inline constexpr Message no_higher_unit{"no-higher-unit", RefusalKind::conflict,
                                        "There is no higher authority that may look at it: this was the last level.",
                                        "没有可以受理的上一级，已是最后一级。"};
inline constexpr Message no_sender{"no-sender", RefusalKind::conflict, "No unit sent it here, so it can't go back.",
                                   "没有转送单位，无法退回。"};
inline constexpr Message nothing_to_appraise{"nothing-to-appraise", RefusalKind::conflict,
                                             "There is no answer to appraise yet.", "目前尚无可评价的答复。"};
inline constexpr Message appraised_already{"appraised-already", RefusalKind::conflict,
                                           "You have appraised this answer already.", "您已对该答复作出评价。"};
inline constexpr Message not_to_review{"not-to-review", RefusalKind::conflict,
                                       "There is nothing now that a higher level could review.",
                                       "目前没有可以请求上一级复查的内容。"};
inline constexpr Message text_needed{"text-needed", RefusalKind::invalid, "Write something first.", "请先填写内容。"};
inline constexpr Message role_not_known{"role-not-known", RefusalKind::invalid,
                                        "The role is one of: accused, other-side, concerned.",
                                        "身份应为：accused（被反映）、other-side（对方）、concerned（有关）之一。"};
inline constexpr Message party_not_given{"party-not-given", RefusalKind::invalid, "Give either a unit or a person.",
                                         "请填写单位或人员中的一项。"};
inline constexpr Message root_is_accused{
    "root-is-accused", RefusalKind::conflict,
    "Nobody would be left to handle it: there is no authority above whom it accuses. Name the part that is meant.",
    "被反映的单位之上没有可以办理的机关，请填写具体的部门或人员。"};
inline constexpr Message join_not_same{
    "join-not-same", RefusalKind::conflict,
    "Only two open matters of the same procedure and region can be joined, and none that is joined already.",
    "只有同一地区、同一程序且均未办结、未并入其他事项的，才能合并办理。"};
inline constexpr Message join_other_accused{
    "join-other-accused", RefusalKind::conflict,
    "The two do not accuse the same units and persons, so each is handled by itself. Name the same in both first.",
    "两件事项反映的单位、人员不同，应当分别办理；请先在两件事项中登记相同的被反映对象。"};
inline constexpr Message not_joined{"not-joined", RefusalKind::conflict, "This matter is not joined to another.",
                                    "本事项未并入其他事项。"};
inline constexpr Message no_identity{"no-identity", RefusalKind::conflict,
                                     "It was raised without a name: there is nothing to open.",
                                     "本事项为匿名提出，没有身份信息。"};
inline constexpr Message reason_needed{"reason-needed", RefusalKind::invalid,
                                       "Say why, in 5 to 500 characters. The person can read it.",
                                       "请填写理由（5至500字），提出人可以看到。"};
inline constexpr Message too_many_files{"too-many-files", RefusalKind::conflict,
                                        "A matter takes at most {max} files from each side.",
                                        "每件事项每一方最多可附 {max} 个文件。"};
inline constexpr Message cursor_not_valid{"cursor-not-valid", RefusalKind::invalid,
                                          "The list can't be continued from there. Start again from its beginning.",
                                          "无法从此处继续，请从头查看列表。"};

inline constexpr Message no_receipt_file{
    "no-receipt-file", RefusalKind::conflict,
    "No signed receipt can be given for this matter: what was said then is no longer kept as it was, or the server has "
    "no "
    "signing key.",
    "无法为该事项出具签名回执：当时所述内容已不再原样保存，或者服务器没有签名密钥。"};
inline constexpr Message second_person_needed{
    "second-person-needed", RefusalKind::conflict,
    "Who raised this is opened by two persons. Ask for it with a reason; when somebody else agrees, you can open it.",
    "查看该事项反映人的身份须经两人。请说明理由提出申请，由另一人同意后方可查看。"};
inline constexpr Message second_person_not_needed{
    "second-person-not-needed", RefusalKind::conflict,
    "Who raised this is opened by one person: state your reason and open it.",
    "查看该事项反映人的身份只需一人：说明理由即可查看。"};
inline constexpr Message already_asked{"already-asked", RefusalKind::conflict,
                                       "You asked for this already. Somebody else has to agree now.",
                                       "您已经提出申请，请等待另一人同意。"};
inline constexpr Message no_such_request{"no-such-request", RefusalKind::conflict,
                                         "That request is not open: it has ended, or somebody agreed to it already.",
                                         "该申请已经结束，或者已有人同意。"};
inline constexpr Message not_by_the_same_person{"not-by-the-same-person", RefusalKind::forbidden,
                                                "Somebody else has to agree: one person asks, another agrees.",
                                                "须由另一人同意：申请人不能同意自己的申请。"};

}  // namespace massline::matters::refusals
