// The personal data of the register and of accounts: which kinds there are, whose time is over, how each is erased.
//
// Memberships, posts and every act name people by number alone; the name stands in `person`, so that what is left
// without it shows nobody, and figures stay as they were. Functions run in the transaction they are given. Throw
// db::Error.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "journal/context.h"
#include "journal/erasures.h"
#include "rulebook/retention.h"

namespace massline::registry {

std::vector<rulebook::DataKind> kept_data();

/// What stands in place of a name that was erased.
inline constexpr const char* erased_name = "—";

/// People all of whose posts and memberships ended before `left_before`, whose data of the kind (person or account)
/// were not erased since, in growing order behind `after`. None whom an open matter names, or who has one in hand.
std::vector<PersonId> people_who_left(db::Reader& in, RegionId region, std::string_view data, Date left_before,
                                      PersonId after, int limit);
/// When the last post or membership of the person ended (the first day without); nothing while one goes on, or if there
/// was none.
std::optional<Date> day_left(db::Reader& in, PersonId person);

/// Erases the name of a person, or their account with all that signs them in; with the act. Gives the rows.
std::int64_t erase_of_person(Context& ctx, db::Transaction& tx, RegionId region, PersonId person,
                             const journal::Ending& why);

/// Sessions that ended, or sign-in links that ran out, before `before`: how many went.
std::int64_t erase_rows(db::Transaction& tx, RegionId region, std::string_view data, Instant before);
std::int64_t count_rows(db::Reader& in, RegionId region, std::string_view data, Instant before);

}  // namespace massline::registry
