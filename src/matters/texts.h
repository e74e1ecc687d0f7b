// What the person is told, and the lines of the timeline that no step of a procedure wrote.
#pragma once

#include <string>
#include <string_view>

#include "base/json.h"
#include "rulebook/model.h"

namespace massline::matters {

/// Beside a step's own inputs an entry keeps what belongs to its text, under keys that no ask can have.
inline constexpr std::string_view told_unit = "~unit";      // id of the unit responsible after it
inline constexpr std::string_view told_due = "~due";        // the date told
inline constexpr std::string_view told_clock = "~clock";    // the clock that was late
inline constexpr std::string_view told_higher = "~higher";  // it went higher since the natural unit is accused
inline constexpr std::string_view told_matter = "~matter";  // the other matter's code
inline constexpr std::string_view told_event = "~event";    // what the program did: a key of system_text
inline constexpr std::string_view message_text = "text";    // of messages, notes and reasons

/// The rulebook's text with {code}, {unit} and {due} filled in; where no clock runs it says so in the date's place.
/// Empty for an empty key.
std::string told_text(const rulebook::Rulebook& rulebook, std::string_view key, Language language,
                      std::string_view code, std::string_view unit, std::string_view due);

/// Title of an entry of kind system or clock, by its event: "escalated", "went-higher", "joined" …
std::string system_text(std::string_view event, Language language);

/// "Message", "Note", "Raised" …
std::string kind_text(std::string_view kind, Language language);

}  // namespace massline::matters
