#include "standing/trial.h"

#include <algorithm>
#include <cstring>

namespace massline::standing {
namespace {

void point_at(TrialRow& row, std::uint32_t lane, Slot slot, std::uint32_t window) {
  if (slot.width == 0) return;
  row.shuffle[2 * lane] = static_cast<std::uint8_t>(slot.offset - window);
  if (slot.width == 2) row.shuffle[2 * lane + 1] = static_cast<std::uint8_t>(slot.offset + 1 - window);
}

/// Today's accumulator that counts what the draft's does; none: nothing is known of it.
std::optional<std::uint16_t> same_accumulator(const PopulationPlan& today, const Accumulator& wanted) {
  for (std::uint16_t a = 0; a < today.accumulators.size(); ++a) {
    if (today.accumulators[a].counts_same(wanted)) return a;
  }
  return std::nullopt;
}

/// Today's duty of that id in the population.
std::optional<std::uint16_t> same_duty(const Plan& plan, const PopulationPlan& today, const std::string& id) {
  for (std::uint16_t duty = 0; duty < today.duties.size(); ++duty) {
    if (plan.duties()[today.duties[duty].duty].id == id) return duty;
  }
  return std::nullopt;
}

/// Whether a state owes a draft duty that is owed once: only while the window of the same duty is open today.
bool is_open(const Accumulator& draft, const std::optional<std::uint16_t>& counted, const PopulationPlan& today,
             const State& state) {
  if (draft.once < 0) return true;
  if (!counted) return false;
  return (state.open >> today.accumulators[*counted].once & 1) != 0;
}

}  // namespace

Trial::Trial(Standing& standing, std::shared_ptr<const Plan> draft, Ower ower)
    : standing_(standing), draft_(std::move(draft)), ower_(ower) {
  check(standing.population(ower).plan().classes.size() == draft_->population(ower).classes.size(),
        "the draft is compiled with the classes of the standing");
  for (std::uint16_t duty = 0; duty < draft_->population(ower_).duties.size(); ++duty) {
    beside_.push_back(beside_today(duty));
    if (!beside_[duty].is_unchanged) place(duty);
  }
  evaluate();
}

Trial::~Trial() = default;

std::vector<std::uint32_t> Trial::duties() const {
  std::vector<std::uint32_t> out;
  for (const DutyLane& lane : draft_->population(ower_).duties) out.push_back(lane.duty);
  return out;
}

Trial::Beside Trial::beside_today(std::uint16_t duty) const {
  const PopulationPlan& draft = draft_->population(ower_);
  const PopulationPlan& today = standing_.population(ower_).plan();
  const States& states = standing_.population(ower_).states();
  Beside out;
  out.counted = same_accumulator(today, draft.accumulators[draft.duties[duty].accumulator]);
  out.twin = same_duty(standing_.plan(), today, draft_->duties()[draft.duties[duty].duty].id);
  bool same_owers = true;
  const rulebook::Duty& rule = draft_->duties()[draft.duties[duty].duty];
  for (std::uint32_t c = 0; c < states.class_count(); ++c) {
    const bool owes = c < draft.owed.size() ? std::binary_search(draft.owed[c].begin(), draft.owed[c].end(), duty)
                                            : !rule.who || rule.who->evaluate(states.class_values(c));
    if (owes) out.owed.push_back(static_cast<std::uint16_t>(c));
    const auto& owed_today = states.owed_by_class(c);
    same_owers =
        same_owers && owes == (out.twin && std::binary_search(owed_today.begin(), owed_today.end(), *out.twin));
  }
  out.is_unchanged = same_owers && out.twin && out.counted == today.duties[*out.twin].accumulator &&
                     draft.duties[duty].quota == today.duties[*out.twin].quota;
  return out;
}

/// Into the first group that reads the same windows of the records and has a lane left.
void Trial::place(std::uint16_t duty) {
  const PopulationPlan& today = standing_.population(ower_).plan();
  Beside& beside = beside_[duty];
  std::array<std::uint32_t, 2> windows{};
  if (today.record_bytes > 8 && beside.counted) windows[0] = 16u * today.window_of[*beside.counted];
  if (today.record_bytes > 8 && beside.twin) windows[1] = 16u * today.window_of[today.duties[*beside.twin].accumulator];
  std::size_t group = 0;
  while (group < groups_.size() &&
         (groups_[group].windows != windows || groups_[group].duties.size() == lanes_of_trial))
    ++group;
  const States& states = standing_.population(ower_).states();
  if (group == groups_.size()) {
    groups_.push_back({windows, 0, {}, Region(states.size() * sizeof(TrialRow))});
    for (std::size_t s = 0; s < states.size(); ++s)
      std::memset(groups_[group].rows.as<TrialRow>()[s].shuffle, 0x80, sizeof(TrialRow::shuffle));
  }
  beside.group = group;
  beside.lane = static_cast<std::uint32_t>(groups_[group].duties.size());
  groups_[group].duties.push_back(duty);
  fill_rows(duty);
}

void Trial::fill_rows(std::uint16_t duty) {
  const PopulationPlan& draft = draft_->population(ower_);
  const PopulationPlan& today = standing_.population(ower_).plan();
  const States& states = standing_.population(ower_).states();
  const Beside& beside = beside_[duty];
  Group& group = groups_[beside.group];
  const DutyLane& lane = draft.duties[duty];
  const std::uint32_t at = beside.lane, twin_at = at + lanes_of_trial;
  group.max_quota = std::max(group.max_quota, lane.quota);
  if (beside.twin) group.max_quota = std::max(group.max_quota, today.duties[*beside.twin].quota);
  for (std::size_t s = 1; s < states.size(); ++s) {
    TrialRow& row = group.rows.as<TrialRow>()[s];
    const State& state = states.at(static_cast<StateIndex>(s));
    const bool owes =
        std::binary_search(beside.owed.begin(), beside.owed.end(), static_cast<std::uint16_t>(state.ower_class)) &&
        is_open(draft.accumulators[lane.accumulator], beside.counted, today, state);
    const bool owed_today = beside.twin && std::binary_search(state.owed.begin(), state.owed.end(), *beside.twin);
    const Slot slot = beside.counted ? state.slots[*beside.counted] : Slot{};
    // A slot at its end stands for any larger amount, so it can't be compared with a quota beyond it.
    const bool known = slot.width == 2 || (slot.width == 1 && lane.quota <= 254);
    if (owes) row.counts[at] = static_cast<std::uint16_t>(owed_today ? 1 : 257);
    if (owes && !known) row.counts[twin_at] = 256;
    if (!owes && owed_today) row.counts[twin_at] = 1;
    if (owes && !known) continue;
    if (owes) {
      row.quota[at] = lane.quota;
      point_at(row, at, slot, group.windows[0]);
    }
    if (owed_today) {
      row.quota[twin_at] = today.duties[*beside.twin].quota;
      point_at(row, twin_at, state.slots[today.duties[*beside.twin].accumulator], group.windows[1]);
    }
  }
}

TrialColumns Trial::columns_of(std::size_t group) const {
  const GroupColumns like = standing_.population(ower_).group_columns(0);
  TrialColumns columns;
  columns.records = like.records;
  columns.record_bytes = like.record_bytes;
  columns.windows[0] = groups_[group].windows[0];
  columns.windows[1] = groups_[group].windows[1];
  columns.max_quota = groups_[group].max_quota;
  columns.rows = groups_[group].rows.as<TrialRow>();
  columns.ranges = like.ranges;
  columns.targets = like.targets;
  columns.stride = static_cast<std::uint32_t>(groups_.size());
  columns.shared = like.shared;
  columns.shared_mutex = like.shared_mutex;
  return columns;
}

void Trial::evaluate() {
  Population& people = standing_.population(ower_);
  if (!people.has_duties() || groups_.empty()) return;
  wide_.assign(standing_.tree().wide_count() * groups_.size(), TrialSums{});
  const auto& chunks = people.chunks();
  standing_.workers().run(chunks.size(), [&](std::size_t chunk) {
    for (std::size_t g = 0; g < groups_.size(); ++g) {
      TrialColumns columns = columns_of(g);
      columns.wide = wide_.data() + g;
      const auto [first, last] = chunks[chunk];
#if defined(__x86_64__)
      if (standing_.instructions() == Instructions::avx2 && columns.max_quota <= 65535 / 4) {
        try_units_avx2(columns, first, last);
        continue;
      }
#endif
      try_units_portable(columns, first, last);
    }
  });
  for (const std::uint32_t at : standing_.tree().fold_order()) {
    const std::uint32_t parent = standing_.tree().wide_parent(at);
    if (parent == no_wide) continue;
    for (std::size_t g = 0; g < groups_.size(); ++g)
      add_sums(wide_[parent * groups_.size() + g], wide_[at * groups_.size() + g]);
  }
}

std::vector<TrialFigures> Trial::of(UnitRow unit) const {
  const PopulationPlan& draft = draft_->population(ower_);
  const Population& people = standing_.population(ower_);
  std::vector<TrialFigures> out(draft.duties.size());
  if (!people.has_duties() || standing_.tree().is_closed(unit)) return out;
  std::vector<TrialSums> sums(groups_.size(), TrialSums{});
  for (std::size_t g = 0; g < groups_.size(); ++g) {
    if (standing_.tree().is_wide(unit)) {
      sums[g] = wide_[standing_.tree().wide_of(unit) * groups_.size() + g];
    } else {
      const TrialColumns columns = columns_of(g);
      const Range range = columns.ranges[unit];
      try_records(columns, columns.records + std::size_t{range.first} * columns.record_bytes, range.capacity, sums[g]);
    }
  }
  const auto today = standing_.standing_of(unit);
  for (std::size_t duty = 0; duty < out.size(); ++duty) {
    const Beside& beside = beside_[duty];
    TrialFigures& figures = out[duty];
    if (beside.is_unchanged) {
      figures.draft = today.value().duties[people.plan().duties[*beside.twin].duty];
      continue;
    }
    const TrialSums& of = sums[beside.group];
    const std::uint32_t lane = beside.lane;
    const std::uint64_t quota = draft.duties[duty].quota;
    figures.draft = {of.owing[lane], of.behind[lane], (of.owing[lane] - of.unknown[lane]) * quota - of.missing[lane],
                     of.missing[lane]};
    figures.newly_owing = of.newly_owing[lane];
    figures.no_longer_owing = of.no_longer_owing[lane];
    figures.newly_behind = of.newly_behind[lane];
    figures.no_longer_behind = of.no_longer_behind[lane];
    figures.unknown = of.unknown[lane];
  }
  return out;
}

}  // namespace massline::standing
