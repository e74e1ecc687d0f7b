// Feeds in the form of RFC 5545, for the calendars of people's telephones: what a unit plans and has held, and what
// awaits a person. A feed names no person: whoever has its address reads it.
#pragma once

#include <string>

#include "base/id.h"
#include "base/result.h"
#include "journal/context.h"
#include "registry/actor.h"

namespace massline::channels {

enum class FeedContent {
  all,      // what is planned, was held or cancelled
  planned,  // what is planned, and cancelled while it was; without topics
  planned_with_topics,
};

inline constexpr int calendar_days_back = 31;
inline constexpr int calendar_days_ahead = 366;

/// From a month back to a year ahead; cancelled ones are told as cancelled. Talks are left out.
/// Errors: what activities::activities_of_unit refuses.
Result<std::string> calendar_of_unit(Context& ctx, db::Reader& in, const registry::Actor& actor, UnitId unit,
                                     Language language, FeedContent content = FeedContent::all);

/// The same of every unit in which the person is a member, and of those in which they hold a post. For the person
/// alone.
Result<std::string> calendar_of_person(Context& ctx, db::Reader& in, const registry::Actor& actor, PersonId person,
                                       Language language, FeedContent content = FeedContent::all);

}  // namespace massline::channels
