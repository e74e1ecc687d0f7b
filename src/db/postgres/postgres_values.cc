#include "db/postgres/postgres_values.h"

#include <charconv>
#include <cstring>
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

std::array<char, 8> big_endian(std::uint64_t bits) {
  std::array<char, 8> out;
  for (std::size_t i = out.size(); i-- > 0;) {
    out[i] = static_cast<char>(bits & 0xff);
    bits >>= 8;
  }
  return out;
}

template <class Number>
std::array<char, 8> wire_form(Number number) {
  static_assert(sizeof(Number) == sizeof(std::uint64_t));
  std::uint64_t bits = 0;
  std::memcpy(&bits, &number, sizeof(bits));
  return big_endian(bits);
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

void BoundParameters::assign(std::span<const Value> parameters) {
  const std::size_t count = parameters.size();
  types.assign(count, 'n');
  oids.assign(count, 0);
  values.assign(count, nullptr);
  lengths.assign(count, 0);
  formats.assign(count, 1);
  numbers.resize(count);
  const auto set = [this](std::size_t i, char type, Oid number, const char* bytes, std::size_t size) {
    types[i] = type;
    oids[i] = number;
    values[i] = bytes;
    lengths[i] = static_cast<int>(size);
  };
  for (std::size_t i = 0; i < count; ++i) {
    const auto& storage = parameters[i].storage();
    if (const auto* integer = std::get_if<std::int64_t>(&storage)) {
      numbers[i] = wire_form(*integer);
      set(i, 'i', oid::int8, numbers[i].data(), numbers[i].size());
    } else if (const auto* real = std::get_if<double>(&storage)) {
      numbers[i] = wire_form(*real);
      set(i, 'd', oid::float8, numbers[i].data(), numbers[i].size());
    } else if (const auto* text = std::get_if<std::string>(&storage)) {
      set(i, 't', oid::text, text->data(), text->size());
    } else if (const auto* blob = std::get_if<Blob>(&storage)) {
      set(i, 'b', oid::bytea, blob->bytes.data(), blob->bytes.size());
    }
  }
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
