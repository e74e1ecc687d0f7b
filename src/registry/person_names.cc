#include "registry/person_names.h"

#include "registry/unit_rows.h"

namespace massline::registry {

std::map<PersonId, std::string> names_of_persons(db::Reader& in, std::span<const PersonId> ids) {
  constexpr std::size_t at_once = 25;  // always as many, so that the statement is prepared once
  static const std::string select =
      "SELECT id, name FROM person WHERE region IN (SELECT id FROM region) AND id IN (" + numbered(1, at_once) + ")";
  std::map<PersonId, std::string> out;
  for (std::size_t first = 0; first < ids.size(); first += at_once) {
    db::Values values;
    values.reserve(at_once);
    for (std::size_t i = first; i < first + at_once; ++i) values.emplace_back(ids[i < ids.size() ? i : first]);
    for (const auto row : in.query(select, values)) out.emplace(row.id<PersonId>(0), row.text(1));
  }
  return out;
}

}  // namespace massline::registry
