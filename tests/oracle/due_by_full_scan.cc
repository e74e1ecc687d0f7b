#include "oracle/due_by_full_scan.h"

#include <algorithm>
#include <map>
#include <optional>

#include "matters/matter_table.h"
#include "retention/kinds.h"
#include "retention/terms.h"

namespace massline::oracle {

namespace {

struct Kind {
  const char* from;       // rows, as d
  const char* condition;  // beside region and matter
  const char* came;       // when one came, by people; empty: not told
};
const std::map<std::string, Kind> kinds_of_matters{
    {"identity", {"identity", "1 = 1", ""}},
    {"identity-request", {"identity_request", "1 = 1", "d.asked_at"}},
    {"statement",
     {"entry", "d.kind NOT IN ('message', 'note')", "CASE WHEN d.kind IN ('system', 'clock') THEN NULL ELSE d.at END"}},
    {"message", {"entry", "d.kind IN ('message', 'note')", "d.at"}},
    {"attachment", {"attachment", "1 = 1", "d.at"}},
    {"appraisal-comment", {"appraisal", "d.comment <> ''", "d.at"}},
    {"import-row", {"import_row", "1 = 1", ""}}};

struct Row {
  std::optional<Instant> came;
};
std::vector<Row> rows_of(db::Reader& in, const matters::Matter& matter, const std::string& data) {
  if (data == "whereabouts") return std::vector<Row>(matter.address.empty() && !matter.latitude ? 0 : 1);
  const Kind& kind = kinds_of_matters.at(data);
  const std::string came = *kind.came == 0 ? "NULL" : kind.came;
  std::vector<Row> out;
  for (const auto row : in.query("SELECT CAST(" + came + " AS BIGINT) FROM " + kind.from +
                                     " d WHERE d.region = $1 AND d.matter = $2 AND " + kind.condition,
                                 {matter.region, matter.id}))
    out.push_back({row.instant_or_none(0)});
  return out;
}

bool is_open(db::Reader& in, RegionId region, MatterId id) {
  const auto matter = matters::find_matter(in, region, id);
  return matter && matter->state == matters::MatterState::open;
}

bool stays(db::Reader& in, const matters::Matter& matter) {
  if (matter.state == matters::MatterState::open) return true;
  if (matter.joined_to && is_open(in, matter.region, matter.joined_to)) return true;
  for (const matters::Clock& clock : matters::clocks_of(in, matter.region, matter.id))
    if (clock.state == matters::ClockState::running || clock.state == matters::ClockState::paused) return true;
  for (const auto row : in.query("SELECT other FROM link WHERE region = $1 AND matter = $2 AND kind = 'opened'",
                                 {matter.region, matter.id}))
    if (is_open(in, matter.region, row.id<MatterId>(0))) return true;
  return false;
}

/// When rows are over by themselves: those that came before the day on which the matter's are, with it; others at the
/// end of a time of their own.
struct Over {
  Instant matters_day, came_before;
};

/// Rows that are there, and were not erased since the closing, or came since; with `over`, one that is over.
bool has_rows(db::Reader& in, const matters::Matter& matter, const std::string& data, std::optional<Over> over) {
  const auto rows = rows_of(in, matter, data);
  const auto erased = in.query("SELECT at FROM erasure WHERE region = $1 AND subject = $2 AND data = $3",
                               {matter.region, matter.id, data});
  if (erased.empty() || erased.row(0).instant(0) < *matter.closed_at) {
    const bool told = std::any_of(rows.begin(), rows.end(), [](const Row& row) { return row.came.has_value(); });
    if (!over || !told) return !rows.empty();
    return std::any_of(rows.begin(), rows.end(), [&](const Row& row) {
      return row.came && (*row.came < over->matters_day || *row.came < over->came_before);
    });
  }
  const Instant at = erased.row(0).instant(0);
  return std::any_of(rows.begin(), rows.end(), [&](const Row& row) {
    return row.came && *row.came >= at && (!over || *row.came < over->came_before);
  });
}

}  // namespace

std::vector<DataOfMatter> data_by_full_scan(Context& ctx, db::Reader& in, Scan scan) {
  std::vector<DataOfMatter> out;
  const Date today = ctx.today();
  std::vector<matters::Matter> closed;
  for (const auto row : in.query("SELECT " + matters::matter_columns + " FROM matter m WHERE m.closed_at IS NOT NULL"))
    closed.push_back(matters::matter_of(row));
  for (const matters::Matter& matter : closed) {
    if (scan == Scan::due_now && stays(in, matter)) continue;
    for (const rulebook::DataKind& kind : retention::kinds()) {
      if (!kind.of_matters) continue;
      const auto* rule = rulebook::retention_rule(ctx.rulebook, kind.id, matter.procedure, today);
      if (rule == nullptr) continue;
      const bool now = scan == Scan::due_now;
      std::optional<Over> over;
      if (now) {
        const auto end = retention::end_of(ctx, in, matter, *rule);
        if (!end || *end > today) continue;
        over = {ctx.zone.start_of(*end), ctx.zone.start_of(rulebook::kept_since(today, rule->keep))};
      }
      if (has_rows(in, matter, kind.id, over)) out.push_back({matter.region, matter.id, matter.procedure, kind.id});
    }
  }
  std::sort(out.begin(), out.end());
  return out;
}

}  // namespace massline::oracle
