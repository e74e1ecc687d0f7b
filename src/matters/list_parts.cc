#include "matters/list_parts.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <set>

#include "matters/matter_table.h"
#include "matters/refusals.h"
#include "registry/units.h"

namespace massline::matters {

namespace {

/// Units up to this many are looked at one by one; more are filtered while walking along the deadlines.
constexpr std::int64_t few_units = 500;

struct Ordering {
  std::string_view column, direction, after;
  char letter;
};

Ordering ordering_of(MatterSort sort) {
  switch (sort) {
    case MatterSort::due:
      return {"m.next_due", "", " > ", 'd'};
    case MatterSort::raised:
      return {"m.raised_at", " DESC", " < ", 'r'};
    case MatterSort::updated:
      return {"m.updated_at", " DESC", " < ", 'u'};
  }
  return {"m.next_due", "", " > ", 'd'};
}

/// No path of the subtree sorts after this: paths hold digits and capitals only.
std::string end_of_subtree(std::string_view path) { return std::string(path) + std::string(64, 'Z'); }

/// What to select from; adds what of it belongs to the range. Both stores know CROSS JOIN, and SQLite keeps its order.
std::string from_range(Where& where, const Range& range) {
  std::string from = " FROM matter m ";
  where.add("m.region = " + where.bind(range.region));
  if (range.ids) {
    from = " FROM (" + range.ids(where) + ") AS k CROSS JOIN matter m ";
    where.add("m.id = k.id");
  }
  for (const auto& [column, value] : range.equal) where.add(std::string(column) + " = " + where.bind(value));
  if (range.within.empty()) return from;
  const std::string first = where.bind(range.within), last = where.bind(end_of_subtree(range.within));
  where.add("EXISTS (SELECT 1 FROM unit w WHERE w.id = m.unit AND w.path >= " + first + " AND w.path <= " + last + ")");
  return from;
}

std::vector<RegionId> regions_from(const db::Rows& rows) {
  std::vector<RegionId> out;
  for (const auto row : rows) out.push_back(row.id<RegionId>(0));
  return out;
}

std::optional<RegionId> region_at(db::Reader& in, std::string_view path) {
  const auto found = regions_from(in.query("SELECT id FROM region WHERE path = $1",
                                           {path.substr(0, std::min(path.size(), 2 * registry::path_step))}));
  if (found.empty()) return std::nullopt;
  return found.front();
}

const std::pair<std::string_view, db::Value> is_open{"m.state", db::Value(std::int64_t{0})};

}  // namespace

std::string Where::bind(db::Value value) {
  parameters_.push_back(std::move(value));
  return "$" + std::to_string(parameters_.size());
}

void Where::add(std::string_view condition) {
  sql_ += " AND ";
  sql_ += condition;
}

void Where::add_readable(const rulebook::Rulebook& rulebook, const access::Viewer& viewer) {
  access::Filter filter = access::readable_matters(rulebook, viewer, "m", static_cast<int>(parameters_.size()) + 1);
  for (db::Value& value : filter.parameters) parameters_.push_back(std::move(value));
  add(filter.sql);
}

std::string Where::words(db::Reader& in, const db::SearchQuery& query, std::string_view alias) {
  auto condition = in.search_condition(query, alias, static_cast<int>(parameters_.size()) + 1);
  parameters_.push_back(std::move(condition.parameter));
  return std::move(condition.sql);
}

std::string to_text(MatterSort sort, const Cursor& cursor) {
  return ordering_of(sort).letter + std::to_string(cursor.key) + "." + to_string(cursor.id);
}

Result<std::optional<Cursor>> parse_cursor(MatterSort sort, std::string_view text) {
  if (text.empty()) return std::nullopt;
  const auto wrong = [] { return refuse_field(refusals::cursor_not_valid, "cursor"); };
  const std::size_t dot = text.find('.');
  if (text.front() != ordering_of(sort).letter || dot == std::string_view::npos) return wrong();
  Cursor cursor;
  const char* const end = text.data() + dot;
  const auto key = std::from_chars(text.data() + 1, end, cursor.key);
  const auto id = parse_id<MatterId>(text.substr(dot + 1));
  if (key.ec != std::errc() || key.ptr != end || !id) return wrong();
  cursor.id = *id;
  return cursor;
}

Cursor cursor_at(MatterSort sort, const Matter& matter) {
  switch (sort) {
    case MatterSort::due:
      return {matter.next_due.ms, matter.id};
    case MatterSort::raised:
      return {matter.raised_at.ms, matter.id};
    case MatterSort::updated:
      return {matter.updated_at.ms, matter.id};
  }
  return {};
}

namespace {

/// What was read of one range so far.
struct Reading {
  const Range* range = nullptr;
  std::vector<Matter> rows;
  bool ended = false;
};

void read_on(db::Reader& in, Reading& reading, MatterSort sort, const std::optional<Cursor>& after, int count,
             const Conditions& conditions) {
  const Ordering ordering = ordering_of(sort);
  const std::string column(ordering.column), direction(ordering.direction);
  Where where;
  const std::string from_rows = from_range(where, *reading.range);
  if (after) {
    const std::string key = where.bind(after->key), id = where.bind(after->id);
    where.add("(" + column + ", m.id)" + std::string(ordering.after) + "(" + key + ", " + id + ")");
  }
  conditions(where, *reading.range);
  const std::string sql = "SELECT " + matter_columns + from_rows + "WHERE " + where.sql() + " ORDER BY " + column +
                          direction + ", m.id" + direction + " LIMIT " + where.bind(count);
  const db::Rows rows = in.query(sql, where.parameters());
  for (const auto row : rows) reading.rows.push_back(matter_of(row));
  reading.ended = rows.size() < static_cast<std::size_t>(count);
}

bool stands_before(MatterSort sort, const Cursor& a, const Cursor& b) {
  return sort == MatterSort::due ? a < b : b < a;
}

/// The place behind which nothing is wanted any more; nothing while there are fewer than `limit`.
std::optional<Cursor> end_of_page(const std::vector<Reading>& readings, MatterSort sort, std::size_t limit) {
  std::vector<Cursor> all;
  for (const Reading& reading : readings)
    for (const Matter& matter : reading.rows) all.push_back(cursor_at(sort, matter));
  if (all.size() < limit) return std::nullopt;
  const auto last = all.begin() + static_cast<std::ptrdiff_t>(limit - 1);
  std::nth_element(all.begin(), last, all.end(),
                   [&](const Cursor& a, const Cursor& b) { return stands_before(sort, a, b); });
  return *last;
}

}  // namespace

std::vector<Matter> in_order(db::Reader& in, const std::vector<Range>& ranges, MatterSort sort,
                             const std::optional<Cursor>& after, int limit, const Conditions& conditions) {
  // Of many ranges little is read at first, and more of those that reach the end of the page.
  const int share = ranges.empty() ? limit : 2 * limit / static_cast<int>(ranges.size()) + 2;
  std::vector<Reading> readings;
  for (const Range& range : ranges) {
    readings.push_back({&range, {}, false});
    read_on(in, readings.back(), sort, after, std::min(limit, share), conditions);
  }
  for (bool again = true; again;) {
    again = false;
    const auto end = end_of_page(readings, sort, static_cast<std::size_t>(limit));
    for (Reading& reading : readings) {
      if (reading.ended) continue;
      const Cursor last = cursor_at(sort, reading.rows.back());
      if (end && !stands_before(sort, last, *end)) continue;
      read_on(in, reading, sort, last, limit, conditions);
      again = true;
    }
  }
  std::vector<Matter> out;
  for (Reading& reading : readings) std::move(reading.rows.begin(), reading.rows.end(), std::back_inserter(out));
  std::sort(out.begin(), out.end(), [&](const Matter& a, const Matter& b) {
    return stands_before(sort, cursor_at(sort, a), cursor_at(sort, b));
  });
  out.erase(std::unique(out.begin(), out.end(), [](const Matter& a, const Matter& b) { return a.id == b.id; }),
            out.end());
  if (out.size() > static_cast<std::size_t>(limit)) out.resize(static_cast<std::size_t>(limit));
  return out;
}

std::int64_t count_of(db::Reader& in, const std::vector<Range>& ranges, const Conditions& conditions) {
  std::int64_t count = 0;
  for (const Range& range : ranges) {
    if (count > counted_at_most) break;
    Where where;
    const std::string from_rows = from_range(where, range);
    conditions(where, range);
    const std::string sql = "SELECT COUNT(*) FROM (SELECT 1" + from_rows + "WHERE " + where.sql() + " LIMIT " +
                            where.bind(counted_at_most + 1) + ") AS c";
    count += in.query(sql, where.parameters()).row(0).integer(0);
  }
  return std::min(count, counted_at_most + 1);
}

DueCounts count_due(db::Reader& in, const std::vector<Range>& ranges, const Conditions& conditions, Instant now,
                    Instant soon) {
  DueCounts counts;
  counts.all = count_of(in, ranges, conditions);
  for (const Range& range : ranges) {
    if (counts.late > counted_at_most) break;
    Where where;
    const std::string from = where.bind(now);
    const std::string from_rows = from_range(where, range);
    where.add("m.next_due < " + where.bind(soon));
    conditions(where, range);
    // In order of the deadlines, so that what is late is counted first.
    const std::string sql = "SELECT COUNT(*), COUNT(CASE WHEN c.due < " + from +
                            " THEN 1 END) FROM (SELECT m.next_due AS due" + from_rows + "WHERE " + where.sql() +
                            " ORDER BY m.next_due, m.id LIMIT " + where.bind(counted_at_most + 1) + ") AS c";
    const db::Rows rows = in.query(sql, where.parameters());
    counts.late += rows.row(0).integer(1);
    counts.soon += rows.row(0).integer(0) - rows.row(0).integer(1);
  }
  return counts;
}

std::vector<RegionId> all_regions(db::Reader& in) {
  return regions_from(in.query("SELECT id FROM region ORDER BY path"));
}

std::vector<RegionId> regions_for(db::Reader& in, std::string_view path) {
  if (registry::depth_of(path) <= 1) return all_regions(in);
  const auto region = region_at(in, path);
  return region ? std::vector{*region} : std::vector<RegionId>{};
}

std::vector<Range> open_ranges(db::Reader& in, std::string_view column, const db::Value& value) {
  // A matter that was sent on may lie in any region: one that was raised at the root is of the root's.
  const std::string sql =
      "SELECT region.id FROM region WHERE EXISTS (SELECT 1 FROM matter m WHERE m.region = region.id AND " +
      std::string(column) + " = $1 AND m.state = 0) ORDER BY region.id";
  std::vector<Range> out;
  for (const RegionId region : regions_from(in.query(sql, {value})))
    out.push_back({region, {{column, value}, is_open}, {}});
  return out;
}

std::vector<Range> open_ranges_below(db::Reader& in, const std::string& path) {
  std::vector<Range> out;
  if (registry::depth_of(path) <= 1) {
    for (const RegionId region : all_regions(in)) out.push_back({region, {is_open}, {}});
    return out;
  }
  const auto region = region_at(in, path);
  if (!region) return out;
  out = open_ranges(in, "m.unit_region", *region);  // what was sent on from other regions
  for (Range& range : out) range.within = path;
  if (!has_few_units(in, path)) {
    out.push_back({*region, {is_open}, path});
    return out;
  }
  for (const auto row :
       in.query("SELECT u.id FROM unit u WHERE u.region = $1 AND u.path >= $2 AND u.path <= $3 AND EXISTS "
                "(SELECT 1 FROM matter m WHERE m.region = u.region AND m.unit = u.id AND m.state = 0)",
                {*region, path, end_of_subtree(path)}))
    out.push_back({*region, {{"m.unit", row.at(0)}, is_open}, {}});
  return out;
}

bool has_few_units(db::Reader& in, std::string_view path) {
  const auto region = region_at(in, path);
  if (!region || registry::depth_of(path) <= 1) return false;
  return in.query(
               "SELECT COUNT(*) FROM (SELECT 1 FROM unit WHERE region = $1 AND path >= $2 AND path <= $3 LIMIT $4) AS "
               "c",
               {*region, path, end_of_subtree(path), few_units + 1})
             .row(0)
             .integer(0) <= few_units;
}

void add_within(Where& where, std::string_view column, std::string_view path) {
  const std::string first = where.bind(path), last = where.bind(end_of_subtree(path));
  where.add("EXISTS (SELECT 1 FROM unit w WHERE w.id = " + std::string(column) + " AND w.path >= " + first +
            " AND w.path <= " + last + ")");
}

std::string ids_within(Where& where, RegionId region, std::string_view column, std::string_view path) {
  const std::string root = where.bind(path.substr(0, std::min(path.size(), 2 * registry::path_step)));
  const std::string first = where.bind(path), last = where.bind(end_of_subtree(path));
  return "SELECT o.id AS id FROM matter o WHERE o.region = " + where.bind(region) + " AND o." + std::string(column) +
         " IN (SELECT w.id FROM unit w WHERE w.region = (SELECT r.id FROM region r WHERE r.path = " + root +
         ") AND w.path >= " + first + " AND w.path <= " + last + ")";
}

std::string ids_sent_to(Where& where, RegionId region, std::string_view path) {
  const std::string root = where.bind(path.substr(0, std::min(path.size(), 2 * registry::path_step)));
  const std::string first = where.bind(path), last = where.bind(end_of_subtree(path));
  return "SELECT o.id AS id FROM matter o WHERE o.region = " + where.bind(region) +
         " AND o.unit_region = (SELECT r.id FROM region r WHERE r.path = " + root +
         ") AND EXISTS (SELECT 1 FROM unit w WHERE w.id = o.unit AND w.path >= " + first + " AND w.path <= " + last +
         ")";
}

std::string ids_with_words(db::Reader& in, Where& where, RegionId region, const db::SearchQuery& query) {
  const std::string in_region = where.bind(region);
  return "SELECT o.id AS id FROM matter o WHERE o.region = " + in_region + " AND " + where.words(in, query, "o");
}

std::string rows_of_units(Where& where, db::Reader& in, std::string_view path, std::string_view table,
                          std::string_view columns, std::string_view condition, std::string_view time, Instant first,
                          Instant last) {
  const std::vector<RegionId> regions = regions_for(in, path), all = all_regions(in);
  const std::string own = where.bind_list(regions), begin = where.bind(path), end = where.bind(end_of_subtree(path)),
                    from = where.bind(first), to = where.bind(last), rows(table);
  // SQLite joins in the order that stands here, and leaves the index by time alone where the column has a sign.
  const auto select = [&](const std::string& joined, const std::string& found_by, std::string_view sign) {
    const std::string at = fmt::format("{}r.{}", sign, time);
    return fmt::format(
        "SELECT r.region, u.path, {} FROM {} WHERE {} AND u.id = r.unit AND u.path >= {} AND u.path <= {} AND {} AND "
        "{} >= {} AND {} <= {}",
        columns, joined, found_by, begin, end, condition, at, from, at, to);
  };
  std::string sql = has_few_units(in, path) ? select("unit u CROSS JOIN " + rows + " r",
                                                     "u.region IN " + own + " AND r.region = u.region", "+")
                                            : select(rows + " r CROSS JOIN unit u", "r.region IN " + own, "");
  std::vector<RegionId> others;
  for (const RegionId region : all)
    if (std::find(regions.begin(), regions.end(), region) == regions.end()) others.push_back(region);
  if (!others.empty())
    sql += " UNION ALL " + select(rows + " r CROSS JOIN unit u",
                                  "r.region IN " + where.bind_list(others) + " AND r.unit_region IN " + own, "+");
  return sql;
}

std::vector<std::string> subtrees_of(const rulebook::Rulebook& rulebook, const access::Viewer& viewer) {
  std::vector<std::string> all, out;
  for (const access::HeldPost& post : viewer.posts) {
    const rulebook::PostKind* kind = rulebook.post(post.kind);
    if (kind != nullptr && kind->can(rulebook::Capability::read_subtree)) all.push_back(post.unit_path);
  }
  std::sort(all.begin(), all.end());  // what lies below stands right behind
  for (const std::string& path : all)
    if (out.empty() || !access::is_within(path, out.back())) out.push_back(path);
  return out;
}

std::vector<access::HeldPost> reading_posts(const rulebook::Rulebook& rulebook, const access::Viewer& viewer) {
  std::vector<access::HeldPost> out;
  for (const access::HeldPost& post : viewer.posts) {
    const rulebook::PostKind* kind = rulebook.post(post.kind);
    if (kind == nullptr) continue;
    if (!kind->can(rulebook::Capability::read_unit) && !kind->can(rulebook::Capability::read_subtree)) continue;
    const bool known =
        std::any_of(out.begin(), out.end(), [&](const access::HeldPost& other) { return other.unit == post.unit; });
    if (!known) out.push_back(post);
  }
  return out;
}

}  // namespace massline::matters
