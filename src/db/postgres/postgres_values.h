// Values in the forms that PostgreSQL sends and takes.
#pragma once

#include <libpq-fe.h>

#include <array>
#include <span>
#include <string>
#include <vector>

#include "db/db.h"

namespace massline::db {

/// Parameters in the binary forms of the protocol, which point into the values; kept between calls for its memory.
struct BoundParameters {
  std::string types;  // one letter a parameter
  std::vector<Oid> oids;
  std::vector<const char*> values;
  std::vector<int> lengths, formats;
  std::vector<std::array<char, 8>> numbers;

  void assign(std::span<const Value> parameters);
};

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
