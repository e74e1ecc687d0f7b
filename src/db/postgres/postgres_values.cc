#include "db/postgres/postgres_values.h"

#include <charconv>
#include <type_traits>

#include "base/crypto.h"

namespace massline::db {

namespace {

template <class Number>
Number number_of(std::string_view text) {
  Number number{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size()) {
    throw Error("PostgreSQL gave a number that can't be held: " + std::string(text), false);
  }
  return number;
}

Value cell_value(Oid type, std::string_view text) {
  switch (type) {
    case oid::boolean:
      return Value(text == "t");
    case oid::int2:
    case oid::int4:
    case oid::int8:
    case oid::oid:
      return Value(number_of<std::int64_t>(text));
    case oid::numeric:
      if (text.find_first_not_of("-0123456789") == std::string_view::npos) return Value(number_of<std::int64_t>(text));
      return Value(number_of<double>(text));
    case oid::float4:
    case oid::float8:
      return Value(number_of<double>(text));
    case oid::bytea: {
      auto bytes = text.starts_with("\\x") ? from_hex(text.substr(2)) : std::nullopt;
      if (!bytes) throw Error("PostgreSQL gave bytes in another form than hex", false);
      return Value(Blob{std::move(*bytes)});
    }
    default:
      return Value(text);
  }
}

void append_copy_text(std::string& out, std::string_view text) {
  for (const char c : text) {
    switch (c) {
      case '\\':
        out += "\\\\";
        break;
      case '\n':
        out += "\\n";
        break;
      case '\r':
        out += "\\r";
        break;
      case '\t':
        out += "\\t";
        break;
      default:
        out += c;
    }
  }
}

}  // namespace

Rows rows_of(const PGresult* result) {
  const int rows = PQntuples(result);
  const int columns = PQnfields(result);
  std::vector<Value> cells;
  cells.reserve(static_cast<std::size_t>(rows) * static_cast<std::size_t>(columns));
  for (int row = 0; row < rows; ++row) {
    for (int column = 0; column < columns; ++column) {
      if (PQgetisnull(result, row, column)) {
        cells.emplace_back();
        continue;
      }
      const std::string_view text(PQgetvalue(result, row, column),
                                  static_cast<std::size_t>(PQgetlength(result, row, column)));
      cells.push_back(cell_value(PQftype(result, column), text));
    }
  }
  return Rows(static_cast<std::size_t>(columns), std::move(cells));
}

void append_copy_cell(std::string& out, const Value& value) {
  std::visit(
      [&out](const auto& stored) {
        using Stored = std::decay_t<decltype(stored)>;
        if constexpr (std::is_same_v<Stored, std::monostate>) {
          out += "\\N";
        } else if constexpr (std::is_same_v<Stored, std::string>) {
          append_copy_text(out, stored);
        } else if constexpr (std::is_same_v<Stored, Blob>) {
          out += "\\\\x" + to_hex(stored.bytes);
        } else {
          char buffer[32];
          const auto [end, error] = std::to_chars(std::begin(buffer), std::end(buffer), stored);
          check(error == std::errc(), "a number has at most 32 characters");
          out.append(buffer, end);
        }
      },
      value.storage());
}

}  // namespace massline::db
