#include "registry/kept_data.h"

#include <string>

#include "base/result.h"
#include "registry/account_rows.h"
#include "registry/digests.h"
#include "registry/people.h"

namespace massline::registry {

namespace {

std::string rows_of(std::string_view data) {
  if (data == "session") return "FROM session WHERE region = $1 AND (expires_at < $2 OR seen_at < $3)";
  check(data == "sign-in-link", "rows that end by themselves");
  return "FROM sign_in_link WHERE region = $1 AND expires_at < $2";
}

db::Values ends_of(RegionId region, std::string_view data, Instant before) {
  if (data == "session") return {region, before, Instant{before.ms - session_idle_ms}};
  return {region, before};
}

std::string digest_or_empty(db::Reader& in, RegionId region, const char* kind, std::int64_t id) {
  return digest_of(in, region, kind, id).value_or("");
}

std::int64_t erase_person(Context& ctx, db::Transaction& tx, RegionId region, PersonId person,
                          const journal::Ending& why) {
  std::string before = digest_or_empty(tx, region, "person", person.value);
  const std::int64_t rows = tx.execute_counted(
      "UPDATE person SET name = $3, version = version + 1, salt = $4 WHERE region = $1 AND id = $2 AND name <> $3",
      {region, person, erased_name, db::Blob{ctx.random.bytes(16)}});
  if (rows == 0) return 0;
  journal::record_erasure(tx, {region, "person", person.value, why, ctx.clock.now()}, rows, "", std::move(before),
                          digest_or_empty(tx, region, "person", person.value));
  return rows;
}

/// The row stays without its name, password and second factor: acts of the journal speak of it by number.
std::int64_t erase_accounts(Context& ctx, db::Transaction& tx, PersonId person, const journal::Ending& why) {
  std::int64_t rows = 0;
  for (const auto row :
       tx.query("SELECT region, id, name FROM account WHERE region IN (SELECT id FROM region) AND person = $1 "
                "AND substr(name, 1, 1) <> $2",
                {person, erased_name})) {
    const auto region = row.id<RegionId>(0);
    const auto account = row.id<AccountId>(1);
    std::string before = digest_or_empty(tx, region, "account", account.value);
    std::int64_t gone = 1;
    for (const char* table : {"session", "second_factor", "recovery_code", "sign_in_link", "connection"})
      gone += tx.execute_counted(std::string("DELETE FROM ") + table + " WHERE region = $1 AND account = $2",
                                 {region, account});
    gone += tx.execute_counted("DELETE FROM login WHERE name = $1", {row.text(2)});
    tx.execute(
        "UPDATE account SET name = $3, password_hash = '', closed = 1, version = version + 1 WHERE region = $1 AND id "
        "= $2",
        {region, account, std::string(erased_name) + to_string(account)});
    journal::record_erasure(tx, {region, "account", account.value, why, ctx.clock.now()}, gone, "", std::move(before),
                            digest_or_empty(tx, region, "account", account.value));
    rows += gone;
  }
  return rows;
}

}  // namespace

std::vector<rulebook::DataKind> kept_data() {
  return {{"person", {"Names of members and staff", "成员和工作人员姓名"}, {"person"}, {"left"}, "strip", false},
          {"account",
           {"Accounts: name, password, second factor, recovery codes", "账号：登录名、密码、第二验证、恢复码"},
           {"account", "login", "second_factor", "recovery_code", "connection"},
           {"left"},
           "strip",
           false},
          {"session",
           {"Sessions, with names of devices", "登录会话及设备名称"},
           {"session"},
           {"ended"},
           "erase",
           false,
           true},
          {"sign-in-link", {"Links that sign in once", "一次性登录链接"}, {"sign_in_link"}, {"ended"}, "erase", false}};
}

std::vector<PersonId> people_who_left(db::Reader& in, RegionId region, std::string_view data, Date left_before,
                                      PersonId after, int limit) {
  // By what ended: a register of a country has far more people who are there than people who left.
  const std::string still = "(t.to_date IS NULL OR t.to_date >= $2)";
  const std::string there = data == "person"
                                ? "EXISTS (SELECT 1 FROM person p WHERE p.region = $1 AND p.id = e.person AND "
                                  "p.name <> $5)"
                                : "EXISTS (SELECT 1 FROM account p WHERE p.region = $1 AND p.person = e.person AND "
                                  "substr(p.name, 1, 1) <> $5)";
  const std::string sql =
      "SELECT DISTINCT e.person FROM (SELECT person FROM membership WHERE region IN (SELECT id FROM region) AND "
      "to_date < $2 "
      "UNION SELECT person FROM post WHERE region IN (SELECT id FROM region) AND to_date < $2) e WHERE e.person > $3 "
      "AND " +
      there +
      " AND NOT EXISTS (SELECT 1 FROM membership t WHERE t.region IN (SELECT id FROM region) AND t.person = e.person "
      "AND " +
      still +
      ") AND NOT EXISTS (SELECT 1 FROM post t WHERE t.region IN (SELECT id FROM region) AND t.person = e.person AND " +
      still +
      ") AND NOT EXISTS (SELECT 1 FROM party t JOIN matter m ON m.region = t.region AND m.id = t.matter WHERE t.region "
      "IN "
      "(SELECT id FROM region) AND t.person = e.person AND m.state = 0) AND NOT EXISTS (SELECT 1 FROM matter m WHERE "
      "m.region "
      "IN (SELECT id FROM region) AND m.handler = e.person AND m.state = 0) ORDER BY e.person LIMIT $4";
  std::vector<PersonId> out;
  for (const auto row : in.query(sql, {region, left_before, after, limit, erased_name}))
    out.push_back(row.id<PersonId>(0));
  return out;
}

std::optional<Date> day_left(db::Reader& in, PersonId person) {
  const auto rows = in.query(
      "SELECT to_date FROM membership WHERE region IN (SELECT id FROM region) AND person = $1 UNION ALL SELECT to_date "
      "FROM "
      "post WHERE region IN (SELECT id FROM region) AND person = $1",
      {person});
  std::optional<Date> last;
  for (const auto row : rows) {
    const auto to = row.date_or_none(0);
    if (!to) return std::nullopt;
    if (!last || *to > *last) last = to;
  }
  return last;
}

std::int64_t erase_of_person(Context& ctx, db::Transaction& tx, RegionId region, PersonId person,
                             const journal::Ending& why) {
  if (why.data == "account") return erase_accounts(ctx, tx, person, why);
  check(why.data == "person", "a kind of data of people");
  return erase_person(ctx, tx, region, person, why);
}

std::int64_t erase_rows(db::Transaction& tx, RegionId region, std::string_view data, Instant before) {
  return tx.execute_counted("DELETE " + rows_of(data), ends_of(region, data, before));
}

std::int64_t count_rows(db::Reader& in, RegionId region, std::string_view data, Instant before) {
  return in.query("SELECT COUNT(*) " + rows_of(data), ends_of(region, data, before)).row(0).integer(0);
}

}  // namespace massline::registry
