// What the lists of matters share: conditions put together piece by piece, cursors, and reading several index ranges,
// each in order, as one list. A range lies in one region, and most in one unit, so that the index gives its rows in
// order and no more than a page of each is read.
#pragma once

#include <optional>
#include <string>
#include <string_view>
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
  void add_words(db::Reader& in, const db::SearchQuery& query);

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
};
std::string to_text(MatterSort sort, const Cursor& cursor);
/// Refuses what to_text did not write for this order.
Result<std::optional<Cursor>> parse_cursor(MatterSort sort, std::string_view text);

/// One index range: a region, and what narrows it down to a range beside the order.
struct Range {
  RegionId region;
  std::string sql;         // "m.unit = $1 AND m.state = $2": the leading columns of an index
  db::Values parameters;   // from $1 on
};

std::int64_t key_of(MatterSort sort, const Matter& matter);
/// At most `limit` matters of all ranges that `conditions` add to, in order, after `after`; no matter twice.
using Conditions = std::function<void(Where&)>;
std::vector<Matter> in_order(db::Reader& in, const std::vector<Range>& ranges, MatterSort sort,
                             const std::optional<Cursor>& after, int limit, const Conditions& conditions);

/// How many there are in all ranges, at most `counted_at_most` of each.
struct Counts {
  std::int64_t all = 0, late = 0, due_soon = 0;
};
Counts count_in(db::Reader& in, const std::vector<Range>& ranges, const Conditions& conditions, Instant now,
                Instant soon);

/// The regions where matters of the unit at this path can lie: its own, and every one for an office under the root.
std::vector<RegionId> regions_for(db::Reader& in, std::string_view path);
std::vector<RegionId> all_regions(db::Reader& in);

/// No path of the subtree sorts after this.
std::string end_of_paths(std::string_view path);

/// "SELECT id FROM unit" of the subtree at `path`, as a subquery.
std::string units_below(Where& where, std::string_view path);

/// The outermost paths of the units where the viewer holds a post with read_subtree.
std::vector<std::string> subtrees_of(const rulebook::Rulebook& rulebook, const access::Viewer& viewer);
/// The units whose matters the viewer reads by a post there.
std::vector<access::HeldPost> reading_posts(const rulebook::Rulebook& rulebook, const access::Viewer& viewer);

}  // namespace massline::matters
