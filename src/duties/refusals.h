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
inline constexpr Message draft_not_usable{"draft-not-usable", RefusalKind::invalid, "The draft can't be tried: {problem}",
                                          "草案无法试算：{problem}"};
inline constexpr Message condition_not_valid{"condition-not-valid", RefusalKind::invalid,
                                             "The condition is not right at character {column}: {what} {hint}",
                                             "条件在第 {column} 个字符处有误：{what} {hint}"};

}  // namespace massline::duties::refusals
