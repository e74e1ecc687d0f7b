// Refusals of trials and what-ifs. Each says what is wrong and what to do.
#pragma once

#include "base/result.h"

namespace massline::duties::refusals {

inline constexpr Message duty_unknown{"duty-unknown", RefusalKind::invalid,
                                      "No duty “{duty}” is in force on {date}. Choose one of the rulebook's duties.",
                                      "{date} 没有生效的义务“{duty}”，请从规则手册的义务中选择。"};
inline constexpr Message duty_twice{"duty-twice", RefusalKind::invalid,
                                    "The duty “{duty}” is changed twice. Put all its changes together.",
                                    "义务“{duty}”被修改了两次，请合并为一项。"};
inline constexpr Message draft_same{"draft-same", RefusalKind::invalid,
                                    "The draft changes nothing. Give another amount, period or condition.",
                                    "草案未作任何改动，请给出不同的数量、周期或条件。"};
inline constexpr Message draft_not_usable{"draft-not-usable", RefusalKind::invalid,
                                          "The draft can't be tried: {problem}", "草案无法试算：{problem}"};
inline constexpr Message condition_not_valid{"condition-not-valid", RefusalKind::invalid,
                                             "The condition is not right at character {column}: {what} {hint}",
                                             "条件在第 {column} 个字符处有误：{what} {hint}"};
inline constexpr Message households_columns{"households-columns", RefusalKind::invalid,
                                            "The first line must name the columns unit, income and persons.",
                                            "首行须包含列名：unit（单位）、income（月收入）、persons（人数）。"};
inline constexpr Message entitlement_unknown{"entitlement-unknown", RefusalKind::not_found,
                                             "No entitlement “{entitlement}” is in force on {date}.",
                                             "{date} 没有生效的权益规则“{entitlement}”。"};
inline constexpr Message standard_not_valid{
    "standard-not-valid", RefusalKind::invalid,
    "“{standard}” is no standard. Write a change in percent, as +10% or -2.5%, or an amount in yuan a month, as "
    "850.50, up to 80,000.",
    "“{standard}”不是有效的标准。请填写百分比变化（如 +10%、-2.5%）或每月金额（元，如 850.50），最高 80,000。"};
inline constexpr Message place_without_standard{
    "place-without-standard", RefusalKind::invalid,
    "The rulebook has no standard for “{place}” or a place within it on {date}.",
    "规则手册中，{date} “{place}”及其下级没有相应标准。"};

}  // namespace massline::duties::refusals
