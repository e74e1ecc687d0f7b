// What the parts of Open311 share.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/time.h"
#include "rulebook/model.h"

namespace massline::channels::open311 {

/// The rulebook's channel for what comes in through Open311.
inline constexpr std::string_view channel_id = "open311";

/// The procedure that a topic opens through Open311 on that day; null where it is no service.
const rulebook::Procedure* served_procedure(const rulebook::Rulebook& rulebook, const rulebook::Topic& topic,
                                            Date date);

/// True for what a client posts as attribute[CODE]: all that raising asks for besides the description.
bool is_attribute(const rulebook::Procedure& procedure, const rulebook::Ask& ask);

/// What is refused of a parameter; `en` and `zh` say what is expected instead.
tl::unexpected<Refusal> not_valid(const std::string& parameter, const char* en, const char* zh);

/// The parts between commas, trimmed, without empty ones.
std::vector<std::string> list_of(std::string_view text);

}  // namespace massline::channels::open311
