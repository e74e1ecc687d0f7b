// The one place that decides which counts of matters anybody is shown: whole fives. A unit's matters fill fives in the
// order in which they were raised, each year by itself, and a five counts on the day that fills it; what fills none is
// not shown. So every count is five, ten, fifteen … or nothing, and so is whatever is subtracted from it: the counts of
// the units below, of other days, of another moment or another column, on whichever page or in whichever file.
//
//   const CountedDays days(from, to, zone);
//   std::vector<std::int64_t> raised(days.parts());
//   for (Instant at : ...) ++raised[*days.part_of(at)];
//   const Cell cell = days.shown(raised);
//
// Immutable once built, thread-safe.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include "base/time.h"

namespace massline::matters {

/// Nothing stands for fewer than five, none among them: were none told from one, four units that show nothing under one
/// that shows nothing would have one each.
using Cell = std::optional<std::int64_t>;

constexpr std::int64_t least_shown = 5;

/// The days from the first to the last, and before them the days from the beginning of the first one's year, on which
/// the fives began to fill. Part 0 are those before; then comes a part for each year.
class CountedDays {
 public:
  /// Of a span of more than a hundred years the last hundred. A span that ends before it begins has no days.
  CountedDays(Date first, Date last, const Zone& zone);

  /// At least two.
  std::size_t parts() const { return starts_.size(); }
  /// When each part begins, in order; the last ends with end().
  std::span<const Instant> starts() const { return starts_; }
  Instant end() const { return end_; }
  /// Nothing for what lies outside all of them.
  std::optional<std::size_t> part_of(Instant at) const;
  /// `counts`: one for each part. Of part 0 no count is shown, but what it left of a five is filled on.
  Cell shown(std::span<const std::int64_t> counts) const;
  /// Which of a part's own, numbered from 1 in the order in which they were raised, are in shown(): those after the
  /// first number, to the last.
  std::pair<std::int64_t, std::int64_t> counted(std::span<const std::int64_t> counts, std::size_t part) const;

 private:
  std::vector<Instant> starts_;
  Instant end_{};
};

}  // namespace massline::matters
