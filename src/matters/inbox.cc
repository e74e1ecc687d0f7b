#include <algorithm>
#include <array>

#include "matters/list_parts.h"
#include "matters/matter_lists.h"
#include "matters/summaries.h"

namespace massline::matters {

namespace {

struct NamedBox {
  Box box;
  std::string_view name;
};
constexpr std::array boxes{NamedBox{Box::unit, "unit"}, NamedBox{Box::mine, "mine"},
                           NamedBox{Box::escalated, "escalated"}, NamedBox{Box::sent, "sent"},
                           NamedBox{Box::below, "below"}};

void append_ranges(std::vector<Range>& out, std::vector<Range> more) {
  out.insert(out.end(), std::make_move_iterator(more.begin()), std::make_move_iterator(more.end()));
}

std::vector<Range> ranges_of(Context& ctx, db::Reader& in, const access::Viewer& viewer, Box box) {
  std::vector<Range> out;
  if (!viewer.is_staff() || viewer.posts.empty()) return out;
  if (box == Box::mine) return open_ranges(in, "m.handler", viewer.person);
  if (box == Box::below) {
    for (const std::string& path : subtrees_of(ctx.rulebook, viewer)) append_ranges(out, open_ranges_below(in, path));
    return out;
  }
  const std::string_view column = box == Box::unit ? "m.unit" : box == Box::sent ? "m.sender" : "m.escalated";
  for (const access::HeldPost& post : reading_posts(ctx.rulebook, viewer))
    append_ranges(out, open_ranges(in, column, post.unit));
  return out;
}

bool has_box(Context& ctx, const access::Viewer& viewer, Box box) {
  if (box == Box::mine) return !viewer.posts.empty();
  if (box == Box::below) return !subtrees_of(ctx.rulebook, viewer).empty();
  return !reading_posts(ctx.rulebook, viewer).empty();
}

}  // namespace

std::optional<Box> parse_box(std::string_view name) {
  for (const NamedBox& box : boxes)
    if (box.name == name) return box.box;
  return std::nullopt;
}

std::string_view box_name(Box box) {
  for (const NamedBox& named : boxes)
    if (named.box == box) return named.name;
  return {};
}

Result<MatterPage> inbox(Context& ctx, db::Reader& in, const access::Viewer& viewer, const InboxQuery& query,
                         Language language) {
  const auto after = parse_cursor(MatterSort::due, query.cursor);
  if (!after) return tl::unexpected(after.error());
  const int limit = std::clamp(query.limit, 1, 200);
  const Conditions readable = [&](Where& where, const Range&) { where.add_readable(ctx.rulebook, viewer); };
  const std::vector<Range> ranges = ranges_of(ctx, in, viewer, query.box);
  std::vector<Matter> matters = in_order(in, ranges, MatterSort::due, *after, limit + 1, readable);
  MatterPage page;
  if (matters.size() > static_cast<std::size_t>(limit)) {
    matters.resize(static_cast<std::size_t>(limit));
    page.next = to_text(MatterSort::due, cursor_at(MatterSort::due, matters.back()));
  }
  const std::int64_t counted = count_of(in, ranges, readable);
  page.total = std::min(counted, counted_at_most);
  page.more = counted > counted_at_most;
  page.items = summaries_of(ctx, in, matters, language);
  return page;
}

std::vector<BoxCount> inbox_counts(Context& ctx, db::Reader& in, const access::Viewer& viewer) {
  std::vector<BoxCount> out;
  if (!viewer.is_staff()) return out;
  const Instant now = ctx.clock.now(), soon{now.ms + 3 * ms_per_day};
  const Conditions readable = [&](Where& where, const Range&) { where.add_readable(ctx.rulebook, viewer); };
  for (const NamedBox& named : boxes) {
    if (!has_box(ctx, viewer, named.box)) continue;
    const DueCounts counts = count_due(in, ranges_of(ctx, in, viewer, named.box), readable, now, soon);
    out.push_back({named.box, std::min(counts.all, counted_at_most), std::min(counts.late, counted_at_most),
                   std::min(counts.soon, counted_at_most), counts.all > counted_at_most});
  }
  return out;
}

}  // namespace massline::matters
