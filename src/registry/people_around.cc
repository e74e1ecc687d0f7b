#include "registry/people_around.h"

#include "base/text.h"
#include "registry/unit_rows.h"

namespace massline::registry {

std::vector<PersonAround> people_around(db::Reader& in, std::string_view ground, UnitId unit, std::string_view text,
                                        Date on, int limit) {
  std::vector<db::Value> values{
      on,   std::string(ground), end_of_subtree(ground), unit, "%" + escaped_for_like(folded(trimmed(text))) + "%",
      limit};
  // Posts above: each path on the way down to the part.
  std::string above;
  for (std::size_t length = path_step; length < ground.size(); length += path_step) {
    values.push_back(std::string(ground.substr(0, length)));
    above += (above.empty() ? "$" : ", $") + std::to_string(values.size());
  }
  const std::string held =
      " h JOIN unit u ON u.region = h.region AND u.id = h.unit WHERE h.region IN (SELECT id FROM region) AND "
      "h.from_date <= $1 AND "
      "(h.to_date IS NULL OR h.to_date > $1) AND (u.path BETWEEN $2 AND $3";
  const std::string sql =
      "SELECT p.id, p.name, MIN(b.name) FROM (SELECT h.person AS person, u.name AS name FROM membership" + held +
      ") UNION ALL SELECT h.person, u.name FROM post" + held + (above.empty() ? "" : " OR u.path IN (" + above + ")") +
      ")) b JOIN person p ON p.region IN (SELECT id FROM region) AND p.id = b.person WHERE lower(p.name) LIKE $5 "
      "ESCAPE '\\' AND NOT EXISTS "
      "(SELECT 1 FROM membership m WHERE m.region IN (SELECT id FROM region) AND m.person = p.id AND m.unit = $4 AND "
      "m.from_date <= $1 AND "
      "(m.to_date IS NULL OR m.to_date > $1)) GROUP BY p.id, p.name ORDER BY p.name, p.id LIMIT $6";
  std::vector<PersonAround> out;
  for (const auto row : in.query(sql, values)) out.push_back({row.id<PersonId>(0), row.text(1), row.text(2)});
  return out;
}

}  // namespace massline::registry
