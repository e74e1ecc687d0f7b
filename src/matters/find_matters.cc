#include <algorithm>
#include <set>

#include "base/text.h"
#include "matters/list_parts.h"
#include "matters/matter_lists.h"
#include "matters/summaries.h"
#include "registry/units.h"

namespace massline::matters {

namespace {

constexpr std::size_t sought_at_most = 8;
/// Up to this many matters of the viewer's units are fetched and put in order; where there are more, they are met soon
/// enough along the order asked for.
constexpr std::int64_t few_matters = 50'000;

/// Each run between blanks is a phrase.
db::SearchQuery search_query(std::string_view text) {
  db::SearchQuery query;
  std::size_t at = 0;
  while (at < text.size() && query.phrases.size() < sought_at_most) {
    const std::size_t end = std::min(text.find_first_of(" \t\n\r", at), text.size());
    SearchPhrase phrase = search_phrase(text.substr(at, end - at));
    if (!phrase.words.empty()) query.phrases.push_back(std::move(phrase));
    at = end + 1;
  }
  return query;
}

/// What the query asks for, looked up once.
struct Plan {
  db::SearchQuery words;
  std::string place_path, unit_path;
  std::vector<Range> ranges;
  bool nothing = false;  // nothing can be found
};

using Ids = std::function<std::string(Where&, RegionId)>;

/// The matters that the viewer reads, as far as they are in hand or at a post's unit, and a few more; some may come
/// twice.
std::string matters_at_posts(Context& ctx, const access::Viewer& viewer, Where& where, RegionId region) {
  std::vector<UnitId> units;
  for (const access::HeldPost& post : reading_posts(ctx.rulebook, viewer)) units.push_back(post.unit);
  const std::string start = "SELECT o.id AS id FROM matter o WHERE o.region = " + where.bind(region) + " AND ";
  std::string sql = start + "o.handler = " + where.bind(viewer.person);
  if (units.empty()) return sql;
  const std::string list = where.bind_list(units);
  for (const char* column : {"o.unit", "o.sender", "o.escalated"})
    sql += " UNION ALL " + start + column + " IN " + list;
  return sql;
}

/// What could narrow the search down to a few matters.
std::vector<Ids> sources_of(Context& ctx, db::Reader& in, const access::Viewer& viewer, const Plan& plan) {
  std::vector<Ids> out;
  if (!plan.words.phrases.empty())
    out.push_back([&](Where& where, RegionId region) { return ids_with_words(in, where, region, plan.words); });
  const auto add_path = [&](const char* column, const std::string& path) {
    if (!path.empty() && has_few_units(in, path))
      out.push_back([&path, column](Where& where, RegionId region) { return ids_within(where, region, column, path); });
  };
  add_path("unit", plan.unit_path);
  add_path("place", plan.place_path);
  const std::vector<std::string> subtrees = subtrees_of(ctx.rulebook, viewer);
  if (std::all_of(subtrees.begin(), subtrees.end(), [&](const std::string& path) { return has_few_units(in, path); }))
    out.push_back([&, subtrees](Where& where, RegionId region) {
      std::string sql = matters_at_posts(ctx, viewer, where, region);
      for (const std::string& path : subtrees) sql += " UNION ALL " + ids_within(where, region, "unit", path);
      return sql;
    });
  return out;
}

/// What the viewer reads of a region in which none of their posts lies: it was sent on from there.
Ids sent_on(Context& ctx, const access::Viewer& viewer) {
  return [&ctx, &viewer, subtrees = subtrees_of(ctx.rulebook, viewer)](Where& where, RegionId region) {
    std::string sql = matters_at_posts(ctx, viewer, where, region);
    for (const std::string& path : subtrees) sql += " UNION ALL " + ids_sent_to(where, region, path);
    return sql;
  };
}

std::int64_t size_of(db::Reader& in, const Ids& ids, RegionId region) {
  Where where;
  const std::string select = ids(where, region);
  const std::string sql = "SELECT COUNT(*) FROM (" + select + " LIMIT " + where.bind(few_matters + 1) + ") AS c";
  return in.query(sql, where.parameters()).row(0).integer(0);
}

/// The ranges of one region: what the smallest of the sources holds, or, where none is small, the order itself.
void add_ranges(db::Reader& in, const std::vector<Ids>& sources, const MatterQuery& query, RegionId region,
                std::vector<Range>& out) {
  std::int64_t smallest = few_matters + 1;
  const Ids* best = nullptr;
  for (const Ids& ids : sources) {
    const std::int64_t size = size_of(in, ids, region);
    if (size >= smallest) continue;
    smallest = size;
    best = &ids;
  }
  if (smallest == 0) return;
  if (best != nullptr) {
    out.push_back({.region = region, .equal = {}, .ids = [ids = *best, region](Where& where) {
                     return "SELECT DISTINCT q.id AS id FROM (" + ids(where, region) + ") AS q";
                   }});
  } else if (query.sort != MatterSort::due) {
    out.push_back({.region = region, .equal = {}});
  } else {
    for (const std::int64_t state : {0, 1, 2})
      if (!query.open || *query.open == (state == 0)) out.push_back({.region = region, .equal = {{"m.state", state}}});
  }
}

void make_plan(Context& ctx, db::Reader& in, const access::Viewer& viewer, const MatterQuery& query, Plan& plan) {
  plan.words = search_query(query.text);
  plan.nothing =
      !viewer.is_staff() || viewer.posts.empty() || (!trimmed(query.text).empty() && plan.words.phrases.empty());
  const auto path_of = [&](UnitId id) {
    if (!id) return std::string();
    const auto unit = registry::find_unit(in, id);
    if (!unit) plan.nothing = true;
    return unit ? unit->path : std::string();
  };
  plan.place_path = path_of(query.place);
  plan.unit_path = path_of(query.unit);
  if (plan.nothing) return;
  std::set<RegionId> regions;
  for (const access::HeldPost& post : viewer.posts)
    for (const RegionId region : regions_for(in, post.unit_path)) regions.insert(region);
  std::vector<Ids> sources = sources_of(ctx, in, viewer, plan);
  for (const RegionId region : regions) add_ranges(in, sources, query, region, plan.ranges);
  sources.push_back(sent_on(ctx, viewer));
  for (const RegionId region : all_regions(in))
    if (!regions.contains(region) && size_of(in, sources.back(), region) > 0)
      add_ranges(in, sources, query, region, plan.ranges);
}

void add_filters(Context& ctx, db::Reader& in, const MatterQuery& query, const Plan& plan, Where& where) {
  const auto equal = [&](std::string_view column, const std::string& value) {
    if (!value.empty()) where.add(std::string(column) + " = " + where.bind(value));
  };
  equal("m.stage", query.stage);
  equal("m.procedure", query.procedure);
  equal("m.topic", query.topic);
  equal("m.channel", query.channel);
  if (query.open) where.add(*query.open ? "m.state = 0" : "m.state <> 0");
  if (query.from) where.add("m.raised_at >= " + where.bind(ctx.zone.start_of(*query.from)));
  if (query.to) where.add("m.raised_at <= " + where.bind(ctx.zone.end_of(*query.to)));
  if (query.late) {
    const std::string now = where.bind(ctx.clock.now());
    where.add(*query.late ? "(m.state = 0 AND m.next_due < " + now + ")"
                          : "(m.state <> 0 OR m.next_due >= " + now + ")");
  }
  if (!plan.words.phrases.empty()) where.add(where.words(in, plan.words, "m"));
  if (!plan.place_path.empty()) add_within(where, "m.place", plan.place_path);
  if (!plan.unit_path.empty()) add_within(where, "m.unit", plan.unit_path);
}

Conditions conditions_of(Context& ctx, db::Reader& in, const access::Viewer& viewer, const MatterQuery& query,
                         const Plan& plan) {
  return [&](Where& where, const Range&) {
    add_filters(ctx, in, query, plan, where);
    where.add_readable(ctx.rulebook, viewer);
  };
}

}  // namespace

Result<MatterPage> find_matters(Context& ctx, db::Reader& in, const access::Viewer& viewer, const MatterQuery& query,
                                Language language) {
  const auto after = parse_cursor(query.sort, query.cursor);
  if (!after) return tl::unexpected(after.error());
  MatterPage page;
  Plan plan;
  make_plan(ctx, in, viewer, query, plan);
  if (plan.nothing) return page;
  const int limit = std::clamp(query.limit, 1, 200);
  const Conditions conditions = conditions_of(ctx, in, viewer, query, plan);
  std::vector<Matter> matters = in_order(in, plan.ranges, query.sort, *after, limit + 1, conditions);
  if (matters.size() > static_cast<std::size_t>(limit)) {
    matters.resize(static_cast<std::size_t>(limit));
    page.next = to_text(query.sort, cursor_at(query.sort, matters.back()));
  }
  const std::int64_t count = count_of(in, plan.ranges, conditions);
  page.total = std::min(count, counted_at_most);
  page.more = count > counted_at_most;
  page.items = summaries_of(ctx, in, matters, language);
  return page;
}

Result<std::int64_t> each_matter(Context& ctx, db::Reader& in, const access::Viewer& viewer, const MatterQuery& query,
                                 Language language, int limit, const std::function<void(const MatterSummary&)>& row) {
  const auto start = parse_cursor(query.sort, query.cursor);
  if (!start) return tl::unexpected(start.error());
  Plan plan;
  make_plan(ctx, in, viewer, query, plan);
  std::int64_t given = 0;
  if (plan.nothing) return given;
  const Conditions conditions = conditions_of(ctx, in, viewer, query, plan);
  std::optional<Cursor> after = *start;
  while (given < limit) {
    const int wanted = static_cast<int>(std::min<std::int64_t>(limit - given, 500));
    const std::vector<Matter> matters = in_order(in, plan.ranges, query.sort, after, wanted, conditions);
    for (const MatterSummary& summary : summaries_of(ctx, in, matters, language)) row(summary);
    given += static_cast<std::int64_t>(matters.size());
    if (matters.size() < static_cast<std::size_t>(wanted)) break;
    after = cursor_at(query.sort, matters.back());
  }
  return given;
}

}  // namespace massline::matters
