#include "standing/states.h"

#include <algorithm>
#include <cstring>

#include "base/result.h"

namespace massline::standing {
namespace {

constexpr std::size_t most_states = 65536;
constexpr std::uint8_t zero_byte = 0x80;
constexpr std::uint16_t counted_once = 256;

}  // namespace

States::States(const PopulationPlan& plan)
    : plan_(plan),
      owed_(plan.owed),
      values_(plan.classes.begin(), plan.classes.end()),
      states_(new std::atomic<const State*>[most_states] {}) {
  for (std::size_t g = 0; g < plan.groups.size(); ++g) {
    rows_.emplace_back(most_states * sizeof(Row));
    shuffles_.emplace_back(most_states * sizeof(Shuffle));
  }
  one_shuffle_ = place_common_slots();
  auto nobody = std::make_unique<State>();
  nobody->slots.resize(plan.accumulators.size());
  if (one_shuffle_) nobody->slots = common_slots_;
  fill_rows(*nobody, 0);
  states_[0].store(nobody.release(), std::memory_order_release);
  size_ = 1;
}

States::~States() {
  for (std::size_t i = 0; i < size_; ++i) delete states_[i].load();
}

std::uint32_t States::add_class(rulebook::AttributeValues values, std::vector<std::uint16_t> owed) {
  values_.push_back(std::move(values));
  owed_.push_back(std::move(owed));
  return static_cast<std::uint32_t>(owed_.size() - 1);
}

std::optional<StateIndex> States::intern(std::uint32_t ower_class, std::uint64_t open) {
  check(ower_class < owed_.size(), "the class is in the catalogue");
  if (open == 0 && ower_class < plain_.size() && plain_[ower_class] != 0) return plain_[ower_class];
  const auto found = index_.find({ower_class, open});
  if (found != index_.end()) return found->second;
  if (size_ == most_states) return std::nullopt;
  auto state = std::make_unique<State>();
  state->ower_class = ower_class;
  state->values = &values_[ower_class];
  state->open = open;
  for (const std::uint16_t duty : owed_[ower_class]) {
    const int once = plan_.accumulators[plan_.duties[duty].accumulator].once;
    if (once < 0 || (open >> once & 1) != 0) state->owed.push_back(duty);
  }
  if (one_shuffle_) {
    state->slots = common_slots_;
  } else if (!place_slots(*state)) {
    return std::nullopt;
  }
  const auto index = static_cast<StateIndex>(size_++);
  fill_rows(*state, index);
  states_[index].store(state.release(), std::memory_order_release);
  index_[{ower_class, open}] = index;
  if (open == 0) {
    plain_.resize(owed_.size(), 0);
    plain_[ower_class] = index;
  }
  return index;
}

/// Where all accumulators fit one record, each has its own place in every record: nothing is lost when somebody changes
/// class, and a trial may ask for any of them. Those owed once stand apart: they are kept only while they are open.
bool States::place_common_slots() {
  common_slots_.resize(plan_.accumulators.size());
  std::vector<std::uint32_t> used(16, 0);
  for (std::size_t a = 0; a < plan_.accumulators.size(); ++a) {
    const std::uint32_t window = plan_.window_of[a];
    if (plan_.accumulators[a].once >= 0) return false;
    if (window >= used.size()) used.resize(window + 1, 0);
    const std::uint16_t width = plan_.accumulators[a].width;
    if (used[window] + width > plan_.window_bytes()) return false;
    common_slots_[a] = {static_cast<std::uint16_t>(16 * window + 2 + used[window]), width};
    used[window] += width;
  }
  return true;
}

bool States::place_slots(State& state) const {
  state.slots.assign(plan_.accumulators.size(), {});
  std::vector<std::uint32_t> used(plan_.record_bytes / 8, 0);
  for (const std::uint16_t duty : state.owed) {
    const std::uint16_t a = plan_.duties[duty].accumulator;
    if (state.slots[a].width != 0) continue;
    const std::uint32_t window = plan_.window_of[a];
    const std::uint16_t width = plan_.accumulators[a].width;
    if (used[window] + width > plan_.window_bytes()) return false;
    state.slots[a] = {static_cast<std::uint16_t>(16 * window + 2 + used[window]), width};
    used[window] += width;
  }
  return true;
}

void States::fill_rows(const State& state, StateIndex index) {
  for (std::size_t g = 0; g < plan_.groups.size(); ++g) {
    const LaneGroup& group = plan_.groups[g];
    Row row{};
    Shuffle shuffle;
    std::memset(shuffle.from, zero_byte, sizeof(shuffle.from));
    for (const std::uint16_t duty : group.duties) {
      const DutyLane& lane = plan_.duties[duty];
      const Slot slot = state.slots[lane.accumulator];
      if (slot.width == 0) continue;
      const auto at = static_cast<std::uint8_t>(slot.offset - group.window);
      shuffle.from[2 * lane.lane] = at;
      if (slot.width == 2) shuffle.from[2 * lane.lane + 1] = static_cast<std::uint8_t>(at + 1);
    }
    for (const std::uint16_t duty : state.owed) {
      const DutyLane& lane = plan_.duties[duty];
      if (lane.group != g) continue;
      row.quota[lane.lane] = lane.quota;
      row.owing[lane.lane] = counted_once;
    }
    rows_[g].as<Row>()[index] = row;
    shuffles_[g].as<Shuffle>()[index] = shuffle;
  }
}

}  // namespace massline::standing
