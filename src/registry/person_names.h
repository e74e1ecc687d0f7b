// Names of many persons at once, for lists and sheets.
#pragma once

#include <map>
#include <span>
#include <string>

#include "base/id.h"
#include "db/db.h"

namespace massline::registry {

/// Those that there are. Cost: one statement for 25 persons.
std::map<PersonId, std::string> names_of_persons(db::Reader& in, std::span<const PersonId> ids);

}  // namespace massline::registry
