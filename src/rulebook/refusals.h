// What the rulebook's readers may be refused.
#pragma once

#include "base/result.h"

namespace massline::rulebook::refusals {

inline constexpr Message unknown_rule{"unknown-rule", RefusalKind::not_found,
                                      "There is no rule “{rule}”. Rules are named like “{nearest}”.",
                                      "没有规则“{rule}”。规则的写法如“{nearest}”。"};
inline constexpr Message rule_not_in_force{"rule-not-in-force", RefusalKind::not_found,
                                           "“{rule}” is not in force on {date}; it is from {periods}.",
                                           "“{rule}”在 {date} 未施行；施行期间为 {periods}。"};

}  // namespace massline::rulebook::refusals
