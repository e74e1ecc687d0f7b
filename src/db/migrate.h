// Bringing a database to the schema that the program knows.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "db/connection.h"

namespace massline::db {

/// The statements of a migration that are for `dialect`: without the sections marked for another, split at each ";"
/// that stands outside of quotes and comments.
std::vector<std::string> statements_of(std::string_view sql, std::string_view dialect);

/// The tables that a migration marks with "-- reference" on the line above.
std::vector<std::string> reference_tables_of(std::string_view sql);

/// See Store::schema_step.
int schema_step_of(Connection& connection);

/// See Store::migrate.
Result<Done> migrate(Connection& connection, std::span<const Migration> migrations);

}  // namespace massline::db
