#include "matters/shown_counts.h"

#include <algorithm>
#include <chrono>

#include "base/result.h"

namespace massline::matters {

namespace {

constexpr int years_counted_at_most = 100;

std::int64_t whole_fives(std::int64_t count) { return count - count % least_shown; }

Date new_year_of(std::chrono::year year) { return Date{year / std::chrono::January / 1}; }

}  // namespace

CountedDays::CountedDays(Date first, Date last, const Zone& zone) {
  const std::chrono::year last_year = std::chrono::year_month_day{last}.year();
  first = std::max(first, new_year_of(last_year - std::chrono::years{years_counted_at_most - 1}));
  last = std::max(last, first - std::chrono::days{1});
  const std::chrono::year first_year = std::chrono::year_month_day{first}.year();
  starts_ = {zone.start_of(new_year_of(first_year)), zone.start_of(first)};
  for (auto year = first_year + std::chrono::years{1}; new_year_of(year) <= last; ++year)
    starts_.push_back(zone.start_of(new_year_of(year)));
  end_ = zone.end_of(last);
}

std::optional<std::size_t> CountedDays::part_of(Instant at) const {
  if (at < starts_.front() || at > end_) return std::nullopt;
  return static_cast<std::size_t>(std::upper_bound(starts_.begin(), starts_.end(), at) - starts_.begin()) - 1;
}

std::pair<std::int64_t, std::int64_t> CountedDays::counted(std::span<const std::int64_t> counts,
                                                           std::size_t part) const {
  check(counts.size() == parts(), "there is a count for each part");
  if (part >= 2) return {0, whole_fives(counts[part])};
  const std::int64_t before = counts[0], last = whole_fives(before + counts[1]);
  if (last <= before) return {0, 0};
  return part == 0 ? std::pair(whole_fives(before), before) : std::pair(std::int64_t{0}, last - before);
}

Cell CountedDays::shown(std::span<const std::int64_t> counts) const {
  std::int64_t sum = 0;
  for (std::size_t part = 0; part < parts(); ++part) {
    const auto [after, last] = counted(counts, part);
    sum += last - after;
  }
  return sum == 0 ? Cell() : Cell(sum);
}

}  // namespace massline::matters
