// Lists of matters: inbox, search, likenesses, export. Every one goes through access::readable_matters, counts
// included.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "access/access.h"
#include "journal/context.h"
#include "matters/matter_views.h"

namespace massline::matters {

enum class Box {
  unit,       // open, in the viewer's units
  mine,       // open, in the viewer's hand
  escalated,  // open, where a late clock called the viewer's units in
  sent,       // open, sent on by the viewer's units
  below,      // open, in or below the units over which the viewer has read_subtree
};
std::optional<Box> parse_box(std::string_view name);
std::string_view box_name(Box box);

struct BoxCount {
  Box box = Box::unit;
  std::int64_t open = 0, late = 0, due_soon = 0;  // due within three days
  bool more = false;                              // there are more than were counted
};

struct MatterPage {
  std::vector<MatterSummary> items;
  std::string next;        // cursor; empty at the end
  std::int64_t total = 0;  // at most 1,000 are counted
  bool more = false;       // there are more than `total`
};

struct InboxQuery {
  Box box = Box::unit;
  std::string cursor{};
  int limit = 50;  // 1 to 200
};
/// By deadline, the most urgent first. Refuses cursor_not_valid.
Result<MatterPage> inbox(Context& ctx, db::Reader& in, const access::Viewer& viewer, const InboxQuery& query,
                         Language language);
/// Every box that the viewer has, with bounded counts.
std::vector<BoxCount> inbox_counts(Context& ctx, db::Reader& in, const access::Viewer& viewer);

enum class MatterSort { due, raised, updated };

struct MatterQuery {
  std::string text{};
  std::optional<bool> open{};  // only open, or only closed
  std::string stage{}, procedure{}, topic{}, channel{};
  UnitId place{};                    // at or below it
  UnitId unit{};                     // answered for by it or by one below it
  std::optional<Date> from{}, to{};  // raised, both days included
  std::optional<bool> late{};
  MatterSort sort = MatterSort::due;  // due: the most urgent first; the others: the newest first
  std::string cursor{};
  int limit = 50;
};
Result<MatterPage> find_matters(Context& ctx, db::Reader& in, const access::Viewer& viewer, const MatterQuery& query,
                                Language language);

/// The same, page by page, at most `limit` rows, for export.
Result<std::int64_t> each_matter(Context& ctx, db::Reader& in, const access::Viewer& viewer, const MatterQuery& query,
                                 Language language, int limit, const std::function<void(const MatterSummary&)>& row);

// ---- likeness

struct SimilarQuery {
  std::string text{};
  UnitId place{};
  std::string topic{};
  MatterId except{};  // the matter itself
};

struct Similar {
  MatterSummary matter;
  double score = 0;                 // 0 to 1: the share of words in common, a little more for the same place and topic
  std::vector<std::string> shared;  // words in common, at most 10
};
/// Open or recent matters that may be the same, the likest first, at most 5, among those open to the viewer.
std::vector<Similar> similar_for_staff(Context& ctx, db::Reader& in, const access::Viewer& viewer,
                                       const SimilarQuery& query, Language language);

struct PublicSimilar {
  std::string code;
  std::string topic;
  std::string place;
  std::string status;
  Date raised_day{};
};
/// For somebody who is typing: only matters of topics that Open311 publishes, never confidential ones, without texts.
std::vector<PublicSimilar> similar_for_public(Context& ctx, db::Reader& in, const SimilarQuery& query,
                                              Language language);

// ---- what Open311 publishes

struct PublicQuery {
  std::vector<std::string> codes{};  // if given, the rest does not count
  std::vector<std::string> topics{};
  std::optional<Instant> from{}, to{};
  std::optional<bool> open{};
  int page = 1;
  int page_size = 1000;  // at most 1,000
};
struct PublicMatter {
  std::string code;
  std::string topic;
  std::string status;  // as people are told it
  MatterState state = MatterState::open;
  Instant raised_at, updated_at;
  std::optional<Instant> next_due;
  std::string unit;   // its name
  std::string place;  // its name; may be empty
};
/// Matters of topics that the rulebook marks open311, neither confidential nor with anybody accused. Texts, addresses
/// and coordinates are the person's own and stay out.
std::vector<PublicMatter> public_matters(Context& ctx, db::Reader& in, const PublicQuery& query, Language language);

}  // namespace massline::matters
