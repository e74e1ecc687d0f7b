// What the channels refuse.
#pragma once

#include "base/result.h"

namespace massline::channels::refusals {

// ---- addresses of calendars

inline constexpr Message feed_link_unknown{
    "feed-link-unknown", RefusalKind::not_found,
    "There is no calendar at this address any more. Make a new address under “My account”.",
    "此日历地址已失效，请在“我的账号”中重新生成。"};
inline constexpr Message feed_links_many{"feed-links-many", RefusalKind::conflict,
                                         "You have {max} calendar addresses. Take one back that you no longer use.",
                                         "您已有 {max} 个日历地址，请先撤销不再使用的地址。"};

// ---- files

inline constexpr Message file_empty{"import-file-empty", RefusalKind::invalid,
                                    "The file has no rows. It needs a first row with the names of the columns.",
                                    "文件没有内容。第一行应为各列名称。"};
inline constexpr Message file_not_utf8{
    "import-file-not-utf8", RefusalKind::invalid,
    "Line {line} can be read neither as UTF-8 nor as GB18030 (GBK) or UTF-16 text. Save the file as “CSV UTF-8” or as "
    "an Excel workbook (.xlsx).",
    "第 {line} 行既不是 UTF-8，也不是 GB18030（GBK）或 UTF-16 文本。请另存为“CSV UTF-8”或 Excel 工作簿（.xlsx）。"};
inline constexpr Message file_is_old_workbook{
    "import-file-old-workbook", RefusalKind::invalid,
    "This is an old Excel workbook (.xls), or one with a password. Save it as .xlsx without a password, or as CSV "
    "UTF-8.",
    "这是旧版 Excel 工作簿（.xls）或带密码的工作簿。请另存为不带密码的 .xlsx 或“CSV UTF-8”。"};
inline constexpr Message file_too_large{"import-file-too-large", RefusalKind::too_large,
                                        "“{part}” is larger than this program reads ({max}). Split the file.",
                                        "“{part}”超出可读取的大小（{max}），请拆分文件。"};
inline constexpr Message file_too_many_rows{"import-file-too-many-rows", RefusalKind::too_large,
                                            "The file has more than {max} rows. Split it.",
                                            "文件超过 {max} 行，请拆分。"};
inline constexpr Message file_too_many_columns{"import-file-too-many-columns", RefusalKind::invalid,
                                               "Row {row} has more than {max} columns.", "第 {row} 行超过 {max} 列。"};
inline constexpr Message workbook_malformed{
    "import-workbook-malformed", RefusalKind::invalid,
    "The workbook can't be read: “{part}”: {problem}. Open it in a spreadsheet program and save it again.",
    "无法读取该工作簿：“{part}”：{problem}。请用电子表格程序打开后重新保存。"};
inline constexpr Message rulebook_archive_unreadable{
    "rulebook-archive-unreadable", RefusalKind::invalid,
    "The rulebook can't be taken from the file: {problem}. Pack the rulebook's folder, with rulebook.yaml in it, as a "
    "ZIP file.",
    "无法从文件中读取规则手册：{problem}。请将含有 rulebook.yaml 的规则手册文件夹打包为 ZIP 文件。"};
inline constexpr Message rulebook_not_right{"rulebook-not-right", RefusalKind::invalid, "{problem}", "{problem}"};
inline constexpr Message sheet_unknown{"import-sheet-unknown", RefusalKind::invalid,
                                       "There is no sheet “{sheet}”. The workbook has: {sheets}.",
                                       "没有名为“{sheet}”的工作表。现有：{sheets}。"};

// ---- rows of a file

inline constexpr Message row_unreadable{"import-row-unreadable", RefusalKind::invalid,
                                        "The row can't be read: {problem}. Correct it in the file.",
                                        "无法读取该行：{problem}。请在文件中更正。"};
inline constexpr Message rest_unreadable{
    "import-rest-unreadable", RefusalKind::invalid,
    "From here to the end nothing could be read: {problem}. Correct it in the file and import again.",
    "从此处到文件末尾无法读取：{problem}。请在文件中更正后重新导入。"};
inline constexpr Message row_too_wide{
    "import-row-too-wide", RefusalKind::invalid,
    "The row has {fields} fields, but there are {columns} columns. Is a quote or a comma "
    "in a text not within quotes?",
    "该行有 {fields} 个字段，而标题只有 {columns} 列。是否有文本中的逗号或引号未加引号？"};

// ---- the mapping

inline constexpr Message mapping_source_missing{
    "import-source-missing", RefusalKind::invalid,
    "Give the source a name, so that rows that were imported before are known again.",
    "请为数据来源命名，以便识别已导入的行。"};
inline constexpr Message mapping_field_unknown{"import-field-unknown", RefusalKind::invalid,
                                               "There is no field “{field}” to import. The fields are: {fields}.",
                                               "没有可导入的字段“{field}”。可用字段：{fields}。"};
inline constexpr Message mapping_column_unknown{
    "import-column-unknown", RefusalKind::invalid,
    "There is no column “{column}” in the file. The columns are: {columns}.",
    "文件中没有“{column}”列。现有列：{columns}。"};
inline constexpr Message mapping_text_missing{"import-text-missing", RefusalKind::invalid,
                                              "Say which column holds the text of what was raised.",
                                              "请指明哪一列是反映内容。"};
inline constexpr Message mapping_topic_unknown{"import-topic-unknown", RefusalKind::invalid,
                                               "The rulebook has no topic “{topic}”.", "规则手册中没有主题“{topic}”。"};
inline constexpr Message mapping_procedure_unknown{"import-procedure-unknown", RefusalKind::invalid,
                                                   "The rulebook has no procedure “{procedure}”.",
                                                   "规则手册中没有程序“{procedure}”。"};
inline constexpr Message mapping_channel_unknown{"import-channel-unknown", RefusalKind::invalid,
                                                 "The rulebook has no channel “{channel}”.",
                                                 "规则手册中没有渠道“{channel}”。"};
inline constexpr Message mapping_place_unknown{"import-place-unknown", RefusalKind::invalid,
                                               "The place for rows without one is not among your units.",
                                               "默认地点不在您负责的单位范围内。"};

// ---- values in a row

inline constexpr Message value_missing{"import-value-missing", RefusalKind::invalid,
                                       "It is empty. Write what was raised.", "该项为空，请填写。"};
inline constexpr Message date_not_valid{
    "import-date-not-valid", RefusalKind::invalid,
    "This is not a date and time that exists. Write it like 2021-04-03 or 2021-04-03 14:30.",
    "不是有效的日期时间。请写成 2021-04-03 或 2021-04-03 14:30。"};
inline constexpr Message date_ambiguous{"import-date-ambiguous", RefusalKind::invalid,
                                        "This could be {first} or {second}. Write the year first: {first}.",
                                        "可能是 {first}，也可能是 {second}。请先写年份：{first}。"};
inline constexpr Message date_in_future{"import-date-in-future", RefusalKind::invalid,
                                        "This is later than now. Write when it was raised.",
                                        "晚于当前时间。请填写实际反映时间。"};
inline constexpr Message topic_not_known{
    "import-topic-not-known", RefusalKind::invalid,
    "There is no topic of this name. Say in the mapping which topic it means, or write one "
    "of: {topics}.",
    "没有这个主题。请在对应关系中指明，或填写其中之一：{topics}。"};
inline constexpr Message topic_missing{
    "import-topic-missing", RefusalKind::invalid,
    "Nothing says which procedure this row opens. Fill in its topic, or choose a topic or a "
    "procedure for all rows.",
    "无法确定适用的程序。请填写主题，或为所有行选择主题或程序。"};
inline constexpr Message procedure_not_in_force{
    "import-procedure-not-in-force", RefusalKind::invalid,
    "No version of “{procedure}” was in force on {date}. Check the date, or choose "
    "another procedure.",
    "“{procedure}”在 {date} 没有生效的版本。请核对日期或选择其他程序。"};
inline constexpr Message channel_not_known{"import-channel-not-known", RefusalKind::invalid,
                                           "There is no channel of this name. Write one of: {channels}.",
                                           "没有这个渠道。请填写其中之一：{channels}。"};
inline constexpr Message place_not_found{"import-place-not-found", RefusalKind::invalid,
                                         "No unit has this code, id or exact name. Write its code.",
                                         "没有代码、编号或名称与此完全相同的单位。请填写单位代码。"};
inline constexpr Message place_several{"import-place-several", RefusalKind::invalid,
                                       "Several units have this name. Write the code of the right one: {codes}.",
                                       "有多个同名单位。请填写正确单位的代码：{codes}。"};
inline constexpr Message place_not_yours{"import-place-not-yours", RefusalKind::invalid,
                                         "This unit is not among those for which you import.",
                                         "该单位不在您可导入的范围内。"};
inline constexpr Message place_missing{"import-place-missing", RefusalKind::invalid,
                                       "Nothing says where it is. Fill in the place, or choose one for all rows.",
                                       "没有地点。请填写地点，或为所有行选择地点。"};
inline constexpr Message coordinate_not_valid{"import-coordinate-not-valid", RefusalKind::invalid,
                                              "This is not a number of degrees from {min} to {max}, such as 31.2304.",
                                              "不是 {min} 到 {max} 之间的度数，例如 31.2304。"};
inline constexpr Message coordinate_alone{"import-coordinate-alone", RefusalKind::invalid,
                                          "Latitude and longitude go together. Fill in both or neither.",
                                          "纬度和经度须同时填写，或都不填。"};
inline constexpr Message number_not_valid{"import-number-not-valid", RefusalKind::invalid,
                                          "This is not a number of people. Write digits only, such as 12.",
                                          "不是有效的人数。请只填写数字，例如 12。"};
inline constexpr Message key_used_twice{
    "import-key-used-twice", RefusalKind::invalid,
    "Row {row} of this file has the same key and another content. Give each row a key of its "
    "own.",
    "本文件第 {row} 行的编号与此相同而内容不同。每行须有唯一编号。"};
inline constexpr Message input_not_valid{"import-input-not-valid", RefusalKind::invalid, "This is not {expected}.",
                                         "不是有效的{expected}。"};

// ---- Open311

inline constexpr Message api_key_missing{"open311-api-key-missing", RefusalKind::forbidden, "api_key was not provided.",
                                         "未提供 api_key。"};
inline constexpr Message api_key_not_valid{"open311-api-key-not-valid", RefusalKind::forbidden, "api_key is not valid.",
                                           "api_key 无效。"};
inline constexpr Message service_code_missing{"open311-service-code-missing", RefusalKind::invalid,
                                              "service_code was not provided.", "未提供 service_code。"};
inline constexpr Message service_unknown{"open311-service-unknown", RefusalKind::not_found,
                                         "service_code provided was not found: {service_code}.",
                                         "未找到所提供的 service_code：{service_code}。"};
inline constexpr Message request_unknown{"open311-request-unknown", RefusalKind::not_found,
                                         "service_request_id provided was not found: {service_request_id}.",
                                         "未找到所提供的 service_request_id：{service_request_id}。"};
inline constexpr Message parameter_not_valid{"open311-parameter-not-valid", RefusalKind::invalid,
                                             "{parameter} is not valid: {expected}.", "{parameter} 无效：{expected}。"};
inline constexpr Message location_missing{"open311-location-missing", RefusalKind::invalid,
                                          "A location is needed: lat and long, address_string, or address_id.",
                                          "需要位置：lat 和 long、address_string 或 address_id。"};
inline constexpr Message description_missing{"open311-description-missing", RefusalKind::invalid,
                                             "description was not provided: say what is wrong.",
                                             "未提供 description：请说明情况。"};

// ---- attendance

inline constexpr Message attendance_column_missing{"import-attendance-column-missing", RefusalKind::invalid,
                                                   "The file has no column “{column}”. Name one so in the first row.",
                                                   "文件缺少“{column.zh}”列，请在第一行写明。"};
inline constexpr Message attendance_kind_unknown{
    "import-attendance-kind-unknown", RefusalKind::invalid,
    "The rulebook has no kind of activity of this name. Write its title or its id.",
    "规则手册中没有此活动类别，请填写名称或编号。"};
inline constexpr Message attendance_presence_unknown{"import-attendance-presence-unknown", RefusalKind::invalid,
                                                     "Write present, late, excused or absent.",
                                                     "请填写：出席、迟到、请假或缺席。"};
inline constexpr Message attendance_amount_not_valid{"import-attendance-amount-not-valid", RefusalKind::invalid,
                                                     "This is not a number of hours or days, such as 1.5.",
                                                     "不是有效的学时或天数，例如 1.5。"};
inline constexpr Message attendance_person_not_found{
    "import-attendance-person-not-found", RefusalKind::invalid,
    "Nobody of this name belongs to the unit or its place. Write the name as in the register, or the person's id.",
    "本单位及所在地没有此人。请按登记册填写姓名，或填写人员编号。"};
inline constexpr Message attendance_person_several{"import-attendance-person-several", RefusalKind::invalid,
                                                   "Several people have this name here. Write the person's id.",
                                                   "有多人同名，请填写人员编号。"};

}  // namespace massline::channels::refusals
