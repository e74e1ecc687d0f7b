#include "db/db.h"

#include <map>

#include "db/pooled_store.h"
#include "db/postgres/postgres_connection.h"
#include "db/sqlite/sqlite_connection.h"

namespace massline::db {

namespace {

template <class T>
const T& read_as(const Value& value, std::string_view why) {
  const T* found = std::get_if<T>(&value.storage());
  check(found != nullptr, why);
  return *found;
}

}  // namespace

const Value& Rows::Row::at(std::size_t column) const {
  check(column < rows_.columns_ && index_ < rows_.size(), "a cell lies within its result");
  return rows_.cells_[index_ * rows_.columns_ + column];
}

std::int64_t Rows::Row::integer(std::size_t column) const {
  return read_as<std::int64_t>(at(column), "the column holds an integer");
}

double Rows::Row::real(std::size_t column) const {
  const Value& value = at(column);
  if (const auto* integer = std::get_if<std::int64_t>(&value.storage())) return static_cast<double>(*integer);
  return read_as<double>(value, "the column holds a number");
}

const std::string& Rows::Row::text(std::size_t column) const {
  return read_as<std::string>(at(column), "the column holds text");
}

const std::string& Rows::Row::blob(std::size_t column) const {
  return read_as<Blob>(at(column), "the column holds bytes").bytes;
}

std::string Rows::Row::text_or_empty(std::size_t column) const {
  return is_null(column) ? std::string() : text(column);
}

std::optional<Instant> Rows::Row::instant_or_none(std::size_t column) const {
  if (is_null(column)) return std::nullopt;
  return instant(column);
}

std::optional<Date> Rows::Row::date_or_none(std::size_t column) const {
  if (is_null(column)) return std::nullopt;
  return date(column);
}

std::optional<double> Rows::Row::real_or_none(std::size_t column) const {
  if (is_null(column)) return std::nullopt;
  return real(column);
}

std::vector<TableShape> tables_from(const Rows& columns) {
  std::vector<TableShape> tables;
  std::map<std::int64_t, std::string> key;
  const auto take_key = [&] {
    for (auto& [position, column] : key) tables.back().key.push_back(std::move(column));
    key.clear();
  };
  for (const auto row : columns) {
    if (tables.empty() || tables.back().name != row.text(0)) {
      take_key();
      tables.push_back({row.text(0), {}, {}});
    }
    tables.back().columns.push_back(row.text(1));
    if (row.integer(2) > 0) key[row.integer(2)] = row.text(1);
  }
  take_key();
  return tables;
}

std::unique_ptr<Store> Store::open(const Target& target) {
  if (is_postgres_url(target.url)) return std::make_unique<PooledStore>(postgres_connector(target), target.readers);
  return std::make_unique<PooledStore>(sqlite_connector(target), target.readers);
}

}  // namespace massline::db
