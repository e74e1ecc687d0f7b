#include "db/migrate.h"

#include <algorithm>

#include "base/crypto.h"
#include "db/refusals.h"

namespace massline::db {

namespace {

// Beside the reference tables of the migrations, since it has to be there before them.
constexpr const char* migration_table =
    "CREATE TABLE IF NOT EXISTS migration (number BIGINT NOT NULL PRIMARY KEY, name TEXT NOT NULL, digest TEXT NOT "
    "NULL, "
    "at BIGINT NOT NULL)";

constexpr std::string_view only_mark = "-- only: ";
constexpr std::string_view end_mark = "-- end";
constexpr std::string_view reference_mark = "-- reference";
constexpr std::string_view create_table = "CREATE TABLE ";

std::string_view without_trailing_space(std::string_view line) {
  while (!line.empty() && (line.back() == ' ' || line.back() == '\r')) line.remove_suffix(1);
  return line;
}

template <class Visit>
void for_each_line(std::string_view text, Visit visit) {
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    visit(without_trailing_space(text.substr(0, end)));
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  }
}

std::string sections_for(std::string_view sql, std::string_view dialect) {
  std::string out;
  bool wanted = true;
  for_each_line(sql, [&](std::string_view line) {
    if (line.starts_with(only_mark)) {
      wanted = line.substr(only_mark.size()) == dialect;
    } else if (line == end_mark) {
      wanted = true;
    } else if (wanted) {
      out += line;
      out += '\n';
    }
  });
  return out;
}

/// The length of the quoted text, comment or dollar-quoted text at the start of `sql`; 0 where there is none.
std::size_t opaque_length(std::string_view sql) {
  const auto through = [sql](std::string_view closing, std::size_t from) {
    const std::size_t at = sql.find(closing, from);
    return at == std::string_view::npos ? sql.size() : at + closing.size();
  };
  if (sql.starts_with("--")) return through("\n", 2);
  if (sql.starts_with("/*")) return through("*/", 2);
  // A doubled quote inside reads as the end of one quoted text and the start of the next, which splits nothing.
  if (sql.front() == '\'' || sql.front() == '"') return through(sql.substr(0, 1), 1);
  if (sql.front() == '$') {
    const std::size_t tag_end = sql.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_", 1);
    if (tag_end != std::string_view::npos && sql[tag_end] == '$')
      return through(sql.substr(0, tag_end + 1), tag_end + 1);
  }
  return 0;
}

bool is_comment(std::string_view opaque) { return opaque.starts_with("--") || opaque.starts_with("/*"); }

std::string digest_of(const Migration& migration) { return to_hex(digest(migration.sql)); }

Result<Done> check_known(Connection& connection, std::span<const Migration> migrations) {
  for (const auto row : connection.query("SELECT number, name, digest FROM migration ORDER BY number", {})) {
    const std::int64_t number = row.integer(0);
    if (number > std::ssize(migrations)) {
      return refuse(refusals::database_newer,
                    {{"found", std::to_string(number)}, {"known", std::to_string(migrations.size())}});
    }
    if (row.text(2) != digest_of(migrations[static_cast<std::size_t>(number - 1)])) {
      return refuse(refusals::migration_altered, {{"number", std::to_string(number)}, {"name", row.text(1)}});
    }
  }
  return Done{};
}

void apply(Connection& connection, const Migration& migration) {
  // Another server may have done this step while this one waited for its turn.
  if (!connection.query("SELECT 1 FROM migration WHERE number = $1", {migration.number}).empty()) return;
  for (const std::string& statement : statements_of(migration.sql, connection.dialect())) connection.run(statement);
  connection.execute("INSERT INTO migration (number, name, digest, at) VALUES ($1, $2, $3, $4)",
                     {migration.number, migration.name, digest_of(migration), SystemClock().now()});
}

void in_transaction(Connection& connection, const std::function<void()>& work) {
  try {
    connection.begin_write();
    work();
    connection.commit();
  } catch (...) {
    connection.rollback();
    throw;
  }
}

}  // namespace

std::vector<std::string> statements_of(std::string_view sql, std::string_view dialect) {
  const std::string wanted = sections_for(sql, dialect);
  std::vector<std::string> statements;
  std::string statement;
  bool has_content = false;
  const auto finish = [&] {
    if (has_content) statements.push_back(statement);
    statement.clear();
    has_content = false;
  };
  std::string_view rest = wanted;
  while (!rest.empty()) {
    const std::size_t opaque = opaque_length(rest);
    if (opaque > 0) {
      statement += rest.substr(0, opaque);
      has_content = has_content || !is_comment(rest);
    } else if (rest.front() == ';') {
      finish();
    } else {
      statement += rest.front();
      has_content = has_content || std::string_view(" \t\n").find(rest.front()) == std::string_view::npos;
    }
    rest.remove_prefix(opaque > 0 ? opaque : 1);
  }
  finish();
  return statements;
}

std::vector<std::string> reference_tables_of(std::string_view sql) {
  std::vector<std::string> tables;
  bool marked = false;
  for_each_line(sql, [&](std::string_view line) {
    if (marked && line.starts_with(create_table)) {
      line.remove_prefix(create_table.size());
      tables.emplace_back(line.substr(0, line.find_first_of(" (")));
    }
    marked = line == reference_mark;
  });
  return tables;
}

int schema_step_of(Connection& connection) {
  const auto tables = connection.tables();
  const bool begun =
      std::any_of(tables.begin(), tables.end(), [](const TableShape& table) { return table.name == "migration"; });
  if (!begun) return 0;
  return static_cast<int>(connection.query("SELECT MAX(number) FROM migration", {}).row(0).integer(0));
}

Result<Done> migrate(Connection& connection, std::span<const Migration> migrations) {
  for (std::size_t i = 0; i < migrations.size(); ++i) {
    check(migrations[i].number == static_cast<int>(i) + 1, "migrations are numbered 1, 2, and so on");
  }
  Result<Done> known;
  in_transaction(connection, [&] {
    connection.run(migration_table);
    known = check_known(connection, migrations);
  });
  if (!known) return known;
  for (const Migration& migration : migrations) {
    in_transaction(connection, [&] { apply(connection, migration); });
  }
  return Done{};
}

}  // namespace massline::db
