// What the lists of matters share: conditions put together piece by piece, cursors, and reading several index ranges,
// each in order, as one list. A range lies in one region, and most in one unit, so that the index gives its rows in
// order and no more than a page of each is read.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "access/access.h"
#include "db/db.h"
#include "matters/matter.h"
#include "matters/matter_lists.h"

namespace massline::matters {

inline constexpr std::int64_t counted_at_most = 1'000;

/// Conditions joined by AND, with their parameters.
class Where {
 public:
  /// Gives "$n" for the value.
  std::string bind(db::Value value);
  template <class Range>
  std::string bind_list(const Range& values) {
    std::string out;
    for (const auto& value : values) out += (out.empty() ? "" : ", ") + bind(db::Value(value));
    return "(" + out + ")";
  }
  void add(std::string_view condition);
  /// The condition that access gives for table alias m.
  void add_readable(const rulebook::Rulebook& rulebook, const access::Viewer& viewer);
  /// The condition that the matter in `alias` has the words.
  std::string words(db::Reader& in, const db::SearchQuery& query, std::string_view alias);

  const std::string& sql() const { return sql_; }
  const db::Values& parameters() const { return parameters_; }

 private:
  std::string sql_ = "1 = 1";
  db::Values parameters_;
};

/// Where a page ended: what it is ordered by, and the matter.
struct Cursor {
  std::int64_t key = 0;
  MatterId id;
  auto operator<=>(const Cursor&) const = default;
};
std::string to_text(MatterSort sort, const Cursor& cursor);
/// Refuses what to_text did not write for this order.
Result<std::optional<Cursor>> parse_cursor(MatterSort sort, std::string_view text);

/// One index range: a region, and columns that have one value there, which lead an index.
struct Range {
  RegionId region;
  std::vector<std::pair<std::string_view, db::Value>> equal;
  std::string within = {};  // a path: only matters of units at it or below; empty: all
  /// Gives a SELECT of the ids (named id) to begin with, where those are few: each is looked up, and the result sorted.
  std::function<std::string(Where&)> ids = {};
};

using Conditions = std::function<void(Where&, const Range&)>;

/// At most `limit` matters of all ranges for which `conditions` hold, in order, after `after`; no matter twice.
std::vector<Matter> in_order(db::Reader& in, const std::vector<Range>& ranges, MatterSort sort,
                             const std::optional<Cursor>& after, int limit, const Conditions& conditions);
/// What the matter stands at in that order.
Cursor cursor_at(MatterSort sort, const Matter& matter);

/// How many matters the ranges hold, at most `counted_at_most` + 1.
std::int64_t count_of(db::Reader& in, const std::vector<Range>& ranges, const Conditions& conditions);

/// The same of open matters, and how many of them are past due at `now`, and due from then until `soon`.
struct DueCounts {
  std::int64_t all = 0, late = 0, soon = 0;
};
DueCounts count_due(db::Reader& in, const std::vector<Range>& ranges, const Conditions& conditions, Instant now,
                    Instant soon);

std::vector<RegionId> all_regions(db::Reader& in);
/// The regions in which the units at `path` and below lie: every one for the root.
std::vector<RegionId> regions_for(db::Reader& in, std::string_view path);
/// The open matters of any region whose `column` has `value`. Cost: looks into the column's index once for each region.
std::vector<Range> open_ranges(db::Reader& in, std::string_view column, const db::Value& value);
/// The open matters of the units at `path` and below, those raised in other regions among them.
std::vector<Range> open_ranges_below(db::Reader& in, const std::string& path);

/// True if so few units lie at `path` and below it that looking at them one by one is cheaper than filtering.
bool has_few_units(db::Reader& in, std::string_view path);
/// Adds that the unit in `column` ("m.place") lies at `path` or below it.
void add_within(Where& where, std::string_view column, std::string_view path);
/// For Range::ids: the matters whose `column` ("place") is a unit at `path` or below it. Can be followed by AND … on o.
std::string ids_within(Where& where, RegionId region, std::string_view column, std::string_view path);
/// For Range::ids: the matters of a region that were sent on to a unit of another one, at `path` or below it.
std::string ids_sent_to(Where& where, RegionId region, std::string_view path);
/// For Range::ids: the matters that have the words.
std::string ids_with_words(db::Reader& in, Where& where, RegionId region, const db::SearchQuery& query);

/// A SELECT of region, path (of the row's unit) and `columns` of those rows r of `table` (matter, appraisal) that
/// belong to a unit at `path` or below it, in whatever region they lie, for which `condition` holds, and whose `time`
/// (raised_at, at) is from `first` to `last`.
std::string rows_of_units(Where& where, db::Reader& in, std::string_view path, std::string_view table,
                          std::string_view columns, std::string_view condition, std::string_view time, Instant first,
                          Instant last);

/// The outermost paths of the units where the viewer holds a post with read_subtree.
std::vector<std::string> subtrees_of(const rulebook::Rulebook& rulebook, const access::Viewer& viewer);
/// The units whose matters the viewer reads by a post there.
std::vector<access::HeldPost> reading_posts(const rulebook::Rulebook& rulebook, const access::Viewer& viewer);

}  // namespace massline::matters
