// Values in the forms that PostgreSQL sends and takes.
#pragma once

#include <libpq-fe.h>

#include <string>

#include "db/db.h"

namespace massline::db {

/// A whole result; booleans become 0 and 1, and a sum of integers, which PostgreSQL calls numeric, an integer.
Rows rows_of(const PGresult* result);

/// Appends one value in the text form of COPY.
void append_copy_cell(std::string& out, const Value& value);

/// The numbers PostgreSQL has for its types, in every database.
namespace oid {
inline constexpr Oid boolean = 16, bytea = 17, int8 = 20, int2 = 21, int4 = 23, text = 25, oid = 26, float4 = 700,
                     float8 = 701, numeric = 1700;
}  // namespace oid

}  // namespace massline::db
