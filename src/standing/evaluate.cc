// Working out all lines of a population anew, and starting a new period.
#include <algorithm>
#include <cstring>
#include <type_traits>

#include "base/result.h"
#include "standing/population.h"

namespace massline::standing {
namespace {

constexpr std::uint64_t places_of_a_chunk = 32'768;  // 256 KiB of records: they stay in a core's cache for each group
constexpr std::uint32_t units_of_a_chunk = 65'536;

}  // namespace

GroupColumns Population::group_columns(std::size_t group) const {
  GroupColumns columns;
  columns.records = records_region_.data();
  columns.record_bytes = plan_.record_bytes;
  columns.window = plan_.groups[group].window;
  columns.max_quota = plan_.groups[group].max_quota;
  columns.one_shuffle = states_.one_shuffle();
  columns.rows = states_.rows(group);
  columns.shuffles = states_.shuffles(group);
  columns.ranges = ranges_;
  columns.targets = tree_.targets();
  columns.line_stride = static_cast<std::uint32_t>(groups());
  columns.shared = shared_.data();
  columns.shared_mutex = &shared_mutex_;
  return columns;
}

/// Cuts where the target changes, so that a parent's wide line belongs to one chunk wherever its children lie together.
/// Those that do not (after moves) are marked, and added to under a lock.
void Population::plan_chunks() {
  if (chunked_structure_ == tree_.structure()) return;
  chunks_.clear();
  const std::uint32_t* targets = tree_.targets();
  std::vector<std::uint32_t> chunk_of(tree_.wide_count(), UINT32_MAX);
  shared_.assign(tree_.wide_count() + 1, 0);
  UnitRow first = 0;
  std::uint64_t places = 0;
  for (UnitRow unit = 0; unit < tree_.unit_count(); ++unit) {
    const bool full = places >= places_of_a_chunk || unit - first >= units_of_a_chunk;
    if (full && targets[unit] != targets[unit - 1]) {
      chunks_.emplace_back(first, unit);
      first = unit;
      places = 0;
    }
    places += ranges_[unit].capacity;
    if (targets[unit] == closed_target) continue;
    std::uint32_t& chunk = chunk_of[targets[unit] & ~wide_flag];
    if (chunk == UINT32_MAX) chunk = static_cast<std::uint32_t>(chunks_.size());
    if (chunk != chunks_.size()) shared_[targets[unit] & ~wide_flag] = 1;
  }
  chunks_.emplace_back(first, tree_.unit_count());
  chunked_structure_ = tree_.structure();
}

const std::vector<std::pair<UnitRow, UnitRow>>& Population::chunks() {
  plan_chunks();
  return chunks_;
}

void Population::evaluate_spare(Workers& workers, Instructions instructions) {
  if (!has_duties()) return;
  const std::uint64_t side = 1 - *active_;
  plan_chunks();
  std::memset(static_cast<void*>(wide(side)), 0, std::size_t{tree_.wide_count()} * groups() * sizeof(WideLine));
  workers.run(chunks_.size(), [&](std::size_t chunk) {
    for (std::size_t g = 0; g < groups(); ++g) {
      GroupColumns columns = group_columns(g);
      if (leaf_lines_ == LeafLines::stored) columns.lines = lines(side) + g;
      columns.wide = wide(side) + g;
      evaluate_units(columns, chunks_[chunk].first, chunks_[chunk].second, instructions);
    }
  });
  for (const std::uint32_t at : tree_.fold_order()) {
    const std::uint32_t parent = tree_.wide_parent(at);
    if (parent == no_wide) continue;
    for (std::size_t g = 0; g < groups(); ++g)
      detail::add_wide(wide(side)[std::size_t{parent} * groups() + g], wide(side)[std::size_t{at} * groups() + g]);
  }
}

void Population::drop_spare() {
  lines_[1 - *active_].drop_pages();
  wide_[1 - *active_].drop_pages();
}

void Population::prepare_period(Workers& workers, std::span<const std::uint16_t> accumulators) {
  cleared_.assign(accumulators.begin(), accumulators.end());
  if (!cleared_.empty()) copy_with_period_started(*active_, 1 - *active_, accumulators, workers);
}

void Population::publish_period(Change& change) {
  if (cleared_.empty()) return;
  publish_spare(change);
  change.set(*clearing_, std::uint64_t{1});
}

void Population::end_period(Change& change) {
  if (cleared_.empty()) return;
  change.set(*clearing_, std::uint64_t{0});
  for (const SideTable::Entry& entry : escaped_.entries()) {
    const auto what = static_cast<std::uint16_t>((entry.key & 0xFFF) - 1);
    if (std::find(cleared_.begin(), cleared_.end(), what) != cleared_.end()) escaped_.erase(change, entry.key);
  }
}

/// With a new period everybody who owes is behind, and everything is missing: no record need be looked at.
void Population::copy_with_period_started(std::uint64_t from, std::uint64_t to,
                                          std::span<const std::uint16_t> accumulators, Workers& workers) {
  std::vector<DutyLane> started;
  for (const std::uint16_t accumulator : accumulators) {
    for (const std::uint16_t duty : plan_.accumulators[accumulator].duties) started.push_back(plan_.duties[duty]);
  }
  const auto copy = [&](auto* out, const auto* in, std::size_t first, std::size_t last) {
    std::memcpy(static_cast<void*>(out + first), in + first, (last - first) * sizeof(*in));
    for (const DutyLane& lane : started) {
      for (std::size_t at = first; at < last; at += groups()) {
        auto& line = out[at + lane.group];
        line.behind[lane.lane] = line.owing[lane.lane];
        line.missing[lane.lane] =
            static_cast<std::remove_reference_t<decltype(line.missing[0])>>(line.owing[lane.lane]) * lane.quota;
      }
    }
  };
  const std::size_t step = 16'384;
  if (leaf_lines_ == LeafLines::stored) {
    const std::size_t units = tree_.unit_count();
    workers.run((units + step - 1) / step, [&](std::size_t part) {
      copy(lines(to), lines(from), part * step * groups(), std::min(units, (part + 1) * step) * groups());
    });
  }
  copy(wide(to), wide(from), 0, tree_.wide_count() * groups());
}

void Population::clear_records(Workers& workers) {
  if (cleared_.empty()) return;
  const std::size_t words = plan_.record_bytes / sizeof(std::uint64_t);
  std::vector<std::uint64_t> keep(states_.size() * words, ~std::uint64_t{0});
  for (std::size_t state = 1; state < states_.size(); ++state) {
    auto* bytes = reinterpret_cast<std::byte*>(keep.data() + state * words);
    for (const std::uint16_t accumulator : cleared_) {
      const Slot slot = states_.at(static_cast<StateIndex>(state)).slots[accumulator];
      std::memset(bytes + slot.offset, 0, slot.width);
    }
  }
  const std::uint64_t step = 65'536;
  workers.run((used_records_ + step - 1) / step, [&](std::size_t part) {
    const std::uint64_t last = std::min(used_records_, (part + 1) * step);
    for (std::uint64_t i = part * step; i < last; ++i) {
      auto* record = records_region_.as<std::uint64_t>() + i * words;
      const std::uint64_t* mask = keep.data() + (record[0] & 0xFFFF) * words;
      for (std::size_t word = 0; word < words; ++word) store_word(record + word, record[word] & mask[word]);
    }
  });
}

}  // namespace massline::standing
