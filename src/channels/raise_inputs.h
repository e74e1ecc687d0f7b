// Texts that came from outside, as inputs of what raising a matter asks for.
#pragma once

#include <string>
#include <string_view>

#include "base/json.h"
#include "base/result.h"
#include "base/time.h"
#include "channels/moments.h"
#include "channels/places.h"
#include "rulebook/model.h"

namespace massline::channels {

/// The ask that takes what the person says: the first long text that is required, else the first long text, else the
/// first text. Null if there is none.
const rulebook::Ask* main_ask(const rulebook::Procedure& procedure);

/// True if a text can be an input of this type: all but people, matters and files.
bool is_text_input(rulebook::AskType type);

/// The input that `text` means: the id of a choice for its id or title, a number for its digits, "2021-04-03" for a day
/// in any form, the id of a unit for its code or name
/// (`units` finds any). Errors: input_not_valid, date_*, place_*.
Result<Json> input_of_text(db::Reader& in, const rulebook::Ask& ask, std::string_view text, const Zone& zone,
                           DateOrder order, PlaceFinder& units);

/// "zh" where the text has Chinese characters, "en" where it has Latin letters only, "" where it has neither.
std::string language_of(std::string_view text);

}  // namespace massline::channels
