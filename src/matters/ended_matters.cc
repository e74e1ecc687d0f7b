#include "matters/ended_matters.h"

#include "matters/data_rows.h"

namespace massline::matters {

namespace {

db::Values key_values(const EndingKey& key) { return {key.region, key.procedure, key.data}; }

/// In SQL over a matter m: has data of the kind, and they were not erased since it was closed, or some came after.
std::string has_data_sql(std::string_view data, const std::string& parameter) {
  const std::string rows(rows_sql(data)), came(came_sql(data));
  std::string sql = "EXISTS (" + rows + ") AND NOT EXISTS (SELECT 1 FROM erasure x WHERE x.region = m.region AND " +
                    "x.subject = m.id AND x.data = " + parameter + " AND x.at >= m.closed_at";
  if (!came.empty()) sql += " AND NOT EXISTS (" + rows + " AND " + came + " >= x.at)";
  return sql + ")";
}

struct Position {
  Instant closed_at;
  MatterId matter;
};

/// `with_data`: those alone that have data of the kind.
std::vector<Position> positions_behind(db::Reader& in, const EndingKey& key, const EndingMark& mark,
                                       Instant closed_before, int limit, bool with_data) {
  std::string sql =
      "SELECT m.closed_at, m.id FROM matter m WHERE m.region = $1 AND m.procedure = $2 AND m.closed_at >= $3 AND "
      "m.closed_at < $5 AND (m.closed_at > $3 OR m.id > $4) ";
  db::Values values{key.region, key.procedure, mark.closed_at, mark.matter, closed_before, limit};
  if (with_data) {
    sql += "AND " + has_data_sql(key.data, "$7") + " ";
    values.emplace_back(key.data);
  }
  std::vector<Position> out;
  for (const auto row : in.query(sql + "ORDER BY m.closed_at, m.id LIMIT $6", values))
    out.push_back({row.instant(0), row.id<MatterId>(1)});
  return out;
}

}  // namespace

EndingMark ending_mark(db::Reader& in, const EndingKey& key) {
  const auto rows = in.query(
      "SELECT closed_at, matter, terms FROM retention_reached WHERE region = $1 AND procedure = $2 AND data = $3",
      key_values(key));
  if (rows.empty()) return {};
  return {rows.row(0).instant(0), rows.row(0).id<MatterId>(1), rows.row(0).text(2)};
}

std::vector<MatterId> matters_behind(db::Reader& in, const EndingKey& key, const EndingMark& mark,
                                     Instant closed_before, int limit) {
  std::vector<MatterId> out;
  for (const Position& position : positions_behind(in, key, mark, closed_before, limit, true))
    out.push_back(position.matter);
  return out;
}

bool has_matters_behind(db::Reader& in, const EndingKey& key, const EndingMark& mark, Instant closed_before) {
  return !positions_behind(in, key, mark, closed_before, 1, false).empty();
}

int pass_matters(db::Transaction& tx, const EndingKey& key, const std::string& terms, Instant closed_before,
                 int limit) {
  const EndingMark mark = ending_mark(tx, key);
  const auto passed = positions_behind(tx, key, mark, closed_before, limit, false);
  if (passed.empty()) return 0;
  const Position last = passed.back();
  tx.execute(
      "INSERT INTO retention_list(region, procedure, data, matter, look_on) "
      "SELECT m.region, m.procedure, CAST($7 AS TEXT), m.id, 0 FROM matter m WHERE m.region = $1 AND m.procedure = $2 "
      "AND m.closed_at >= $3 AND m.closed_at <= $5 AND (m.closed_at > $3 OR m.id > $4) AND (m.closed_at < $5 OR m.id "
      "<= $6) AND " +
          has_data_sql(key.data, "$7") +
          " ON CONFLICT (region, procedure, data, matter) DO UPDATE SET look_on = excluded.look_on",
      {key.region, key.procedure, mark.closed_at, mark.matter, last.closed_at, last.matter, key.data});
  tx.execute(
      "INSERT INTO retention_reached(region, procedure, data, terms, closed_at, matter) VALUES($1, $2, $3, $4, $5, $6) "
      "ON CONFLICT (region, procedure, data) DO UPDATE SET closed_at = excluded.closed_at, matter = excluded.matter",
      {key.region, key.procedure, key.data, terms, last.closed_at, last.matter});
  return static_cast<int>(passed.size());
}

std::vector<ListedMatter> listed_matters(db::Reader& in, const EndingKey& key, Date until, const ListedMatter& after,
                                         int limit) {
  std::vector<ListedMatter> out;
  for (const auto row : in.query("SELECT look_on, matter FROM retention_list WHERE region = $1 AND procedure = $2 AND "
                                 "data = $3 AND look_on >= $4 AND look_on <= $6 AND (look_on > $4 OR matter > $5) "
                                 "ORDER BY look_on, matter LIMIT $7",
                                 {key.region, key.procedure, key.data, after.look_on, after.matter, until, limit}))
    out.push_back({row.date(0), row.id<MatterId>(1)});
  return out;
}

void list_for(db::Transaction& tx, const EndingKey& key, MatterId matter, Date look_on) {
  tx.execute(
      "INSERT INTO retention_list(region, procedure, data, matter, look_on) VALUES($1, $2, $3, $4, $5) "
      "ON CONFLICT (region, procedure, data, matter) DO UPDATE SET look_on = excluded.look_on",
      {key.region, key.procedure, key.data, matter, look_on});
}

void take_off_list(db::Transaction& tx, const EndingKey& key, MatterId matter) {
  tx.execute("DELETE FROM retention_list WHERE region = $1 AND procedure = $2 AND data = $3 AND matter = $4",
             {key.region, key.procedure, key.data, matter});
}

bool look_at_all(db::Transaction& tx, const EndingKey& key, int limit) {
  return tx.execute_counted(
             "UPDATE retention_list SET look_on = 0 WHERE region = $1 AND procedure = $2 AND data = $3 AND matter IN "
             "(SELECT matter FROM retention_list WHERE region = $1 AND procedure = $2 AND data = $3 AND look_on > 0 "
             "LIMIT $4)",
             {key.region, key.procedure, key.data, limit}) < limit;
}

void set_terms(db::Transaction& tx, const EndingKey& key, const std::string& terms) {
  tx.execute("UPDATE retention_reached SET terms = $4 WHERE region = $1 AND procedure = $2 AND data = $3",
             {key.region, key.procedure, key.data, terms});
}

void look_again(db::Transaction& tx, const Matter& matter) {
  if (!matter.closed_at) return;
  tx.execute(
      "INSERT INTO retention_list(region, procedure, data, matter, look_on) SELECT r.region, r.procedure, r.data, "
      "CAST($3 AS BIGINT), 0 FROM retention_reached r WHERE r.region = $1 AND r.procedure = $2 AND r.closed_at >= $4 "
      "ON CONFLICT (region, procedure, data, matter) DO UPDATE SET look_on = excluded.look_on",
      {matter.region, matter.procedure, matter.id, *matter.closed_at});
}

std::optional<DataToEnd> data_to_end(db::Reader& in, const Matter& matter, std::string_view data) {
  const std::string came(came_sql(data));
  const auto erased = in.query("SELECT at FROM erasure WHERE region = $1 AND subject = $2 AND data = $3 AND at >= $4",
                               {matter.region, matter.id, data, matter.closed_at.value_or(Instant{})});
  if (!erased.empty() && came.empty()) return std::nullopt;
  db::Values values{matter.region, matter.id};
  std::string rows(rows_sql(data));
  if (!erased.empty()) {
    rows += " AND " + came + " >= $3";
    values.emplace_back(erased.row(0).instant(0));
  }
  const auto selected = [&](const std::string& what) {
    return "(SELECT " + what + rows.substr(std::string_view("SELECT 1").size()) + ")";
  };
  const auto found = in.query("SELECT " + selected("COUNT(*)") + ", " +
                                  (came.empty() ? std::string("NULL") : selected("MIN(" + came + ")")) +
                                  " FROM matter m WHERE m.region = $1 AND m.id = $2",
                              values);
  if (found.empty() || found.row(0).integer(0) == 0) return std::nullopt;
  return DataToEnd{found.row(0).instant_or_none(1), !erased.empty()};
}

}  // namespace massline::matters
