#include "matters/readable.h"

#include "matters/list_parts.h"
#include "matters/matter_table.h"

namespace massline::matters {

namespace {

std::optional<Matter> find(db::Reader& in, db::Value key, std::string_view column, access::Filter filter) {
  db::Values parameters{std::move(key)};
  for (db::Value& value : filter.parameters) parameters.push_back(std::move(value));
  const std::string sql =
      "SELECT " + matter_columns + " FROM matter m WHERE m." + std::string(column) + " = $1 AND " + filter.sql;
  const db::Rows rows = in.query(sql, parameters);
  if (rows.empty()) return std::nullopt;
  return matter_of(rows.row(0));
}

}  // namespace

std::optional<Matter> find_readable(db::Reader& in, const rulebook::Rulebook& rulebook, const access::Viewer& viewer,
                                    MatterId id) {
  return find(in, id, "id", access::readable_matters(rulebook, viewer, "m", 2));
}

std::optional<Matter> find_readable_by_code(db::Reader& in, const rulebook::Rulebook& rulebook,
                                            const access::Viewer& viewer, std::string_view code) {
  return find(in, code, "code", access::readable_matters(rulebook, viewer, "m", 2));
}

std::optional<Matter> find_not_barred(db::Reader& in, const access::Viewer& viewer, MatterId id) {
  return find(in, id, "id", access::matters_not_barred(viewer, "m", 2));
}

std::vector<MatterId> readable_among(db::Reader& in, const rulebook::Rulebook& rulebook, const access::Viewer& viewer,
                                     const std::vector<MatterId>& ids) {
  std::vector<MatterId> out;
  if (ids.empty()) return out;
  Where where;
  where.add("m.id IN " + where.bind_list(ids));
  where.add_readable(rulebook, viewer);
  for (const auto row : in.query("SELECT m.id FROM matter m WHERE " + where.sql(), where.parameters()))
    out.push_back(row.id<MatterId>(0));
  return out;
}

}  // namespace massline::matters
