#include "activities/roster.h"

#include <algorithm>

#include "activities/attendance.h"

namespace massline::activities {

namespace {

constexpr int versions_compared = 4;

}  // namespace

std::vector<PersonId> members_on(db::Reader& in, RegionId region, UnitId unit, Date on) {
  std::vector<PersonId> out;
  const auto rows = in.query(
      "SELECT person FROM membership WHERE region = $1 AND unit = $2 AND from_date <= $3 AND (to_date IS NULL OR "
      "to_date > $3)",
      {region, unit, on});
  out.reserve(rows.size());
  for (const auto row : rows) out.push_back(row.id<PersonId>(0));
  std::sort(out.begin(), out.end());
  out.erase(std::unique(out.begin(), out.end()), out.end());
  return out;
}

std::int64_t roster_version(db::Transaction& tx, RegionId region, UnitId unit, Date on,
                            const std::vector<PersonId>& members) {
  const std::string encoded = encode_roster(members);
  const auto rows =
      tx.query("SELECT version, members FROM roster WHERE region = $1 AND unit = $2 ORDER BY version DESC LIMIT $3",
               {region, unit, versions_compared});
  for (const auto row : rows)
    if (row.blob(1) == encoded) return row.integer(0);
  const std::int64_t version = rows.empty() ? 1 : rows.row(0).integer(0) + 1;
  tx.execute("INSERT INTO roster(region, unit, version, from_date, members) VALUES($1, $2, $3, $4, $5)",
             {region, unit, version, on, db::Blob{encoded}});
  return version;
}

std::vector<PersonId> roster_members(db::Reader& in, RegionId region, UnitId unit, std::int64_t version) {
  if (version == 0) return {};
  const auto rows =
      in.query("SELECT members FROM roster WHERE region = $1 AND unit = $2 AND version = $3", {region, unit, version});
  check(!rows.empty(), "an attendance goes by a roster that is there");
  return decode_roster(rows.row(0).blob(0));
}

std::vector<Roster> rosters_of(db::Reader& in, RegionId region, UnitId unit) {
  std::vector<Roster> out;
  for (const auto row :
       in.query("SELECT version, from_date, members FROM roster WHERE region = $1 AND unit = $2 ORDER BY version DESC",
                {region, unit}))
    out.push_back({row.integer(0), row.date(1), decode_roster(row.blob(2))});
  return out;
}

}  // namespace massline::activities
