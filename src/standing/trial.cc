#include "standing/trial.h"

#include <algorithm>
#include <cstring>

#include "standing/trial_kernel.h"

namespace massline::standing {

struct Trial::Rules {
  std::size_t groups = 0;
  std::uint16_t max_quota = 0;
  std::vector<Region> rows;   // [group] → [state]
  std::vector<TrialSums> wide;  // [wide × groups]
};

Trial::Trial(Standing& standing, std::shared_ptr<const Plan> draft, Ower ower)
    : standing_(standing), draft_(std::move(draft)), ower_(ower), rules_(std::make_unique<Rules>()) {
  check(standing.population(ower).plan().classes.size() == draft_->population(ower).classes.size(),
        "the draft is compiled with the classes of the standing");
  compile();
  evaluate();
}

Trial::~Trial() = default;

std::vector<std::uint32_t> Trial::duties() const {
  std::vector<std::uint32_t> out;
  for (const DutyLane& lane : draft_->population(ower_).duties) out.push_back(lane.duty);
  return out;
}

namespace {

void point_at(std::uint8_t* shuffle, std::uint32_t lane, Slot slot) {
  shuffle[2 * lane] = static_cast<std::uint8_t>(slot.offset);
  if (slot.width == 2) shuffle[2 * lane + 1] = static_cast<std::uint8_t>(slot.offset + 1);
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
bool is_open(const Accumulator& draft, const std::optional<std::uint16_t>& counted, const PopulationPlan& today, const State& state) {
  if (draft.once < 0) return true;
  if (!counted) return false;
  return (state.open >> today.accumulators[*counted].once & 1) != 0;
}

}  // namespace

void Trial::compile() {
  const Population& people = standing_.population(ower_);
  const PopulationPlan& today = people.plan();
  const PopulationPlan& draft = draft_->population(ower_);
  const States& states = people.states();
  check(today.record_bytes <= 0x80, "a record is at most 128 bytes long");
  rules_->groups = (draft.duties.size() + lanes_of_group - 1) / lanes_of_group;
  std::vector<std::vector<std::uint16_t>> owed = draft.owed;
  for (std::size_t c = owed.size(); c < states.class_count(); ++c)
    owed.push_back(owed_by_class(*draft_, ower_, states.class_values(static_cast<std::uint32_t>(c))));
  for (std::size_t g = 0; g < rules_->groups; ++g) rules_->rows.emplace_back(states.size() * sizeof(TrialRow));
  for (std::uint16_t duty = 0; duty < draft.duties.size(); ++duty) {
    const DutyLane& lane = draft.duties[duty];
    const std::uint32_t at = duty % lanes_of_group;
    rules_->max_quota = std::max(rules_->max_quota, lane.quota);
    const auto counted = same_accumulator(today, draft.accumulators[lane.accumulator]);
    const auto twin = same_duty(standing_.plan(), today, draft_->duties()[lane.duty].id);
    for (std::size_t s = 0; s < states.size(); ++s) {
      TrialRow& row = rules_->rows[duty / lanes_of_group].as<TrialRow>()[s];
      if (at == 0) {
        std::memset(row.draft_shuffle, 0x80, sizeof(row.draft_shuffle));
        std::memset(row.today_shuffle, 0x80, sizeof(row.today_shuffle));
      }
      row.known[at] = 0xFFFF;
      if (s == 0) continue;
      const State& state = states.at(static_cast<StateIndex>(s));
      const auto& of_class = owed[state.ower_class];
      const bool owes = std::binary_search(of_class.begin(), of_class.end(), duty) &&
                        is_open(draft.accumulators[lane.accumulator], counted, today, state);
      const bool owed_today = twin && std::binary_search(state.owed.begin(), state.owed.end(), *twin);
      const Slot slot = counted ? state.slots[*counted] : Slot{};
      // A slot at its end stands for any larger amount, so it can't be compared with a quota beyond it.
      const bool known = slot.width == 2 || (slot.width == 1 && lane.quota <= 254);
      if (owes) {
        row.owing_and_newly[at] = static_cast<std::uint16_t>(owed_today ? 1 : 257);
        if (known) {
          row.draft_quota[at] = lane.quota;
          point_at(row.draft_shuffle, at, slot);
        } else {
          row.known[at] = 0;
          row.no_longer_and_unknown[at] = 256;
        }
      }
      if (!owed_today) continue;
      if (!owes) row.no_longer_and_unknown[at] += 1;
      row.today_quota[at] = today.duties[*twin].quota;
      point_at(row.today_shuffle, at, state.slots[today.duties[*twin].accumulator]);
    }
  }
}

void Trial::evaluate() {
  Population& people = standing_.population(ower_);
  if (!people.has_duties() || rules_->groups == 0) return;
  rules_->wide.assign(standing_.tree().wide_count() * rules_->groups, TrialSums{});
  const auto& chunks = people.chunks();
  const GroupColumns like = people.group_columns(0);
  standing_.workers().run(chunks.size(), [&](std::size_t chunk) {
    for (std::size_t g = 0; g < rules_->groups; ++g) {
      TrialColumns columns{like.records, like.record_bytes, rules_->max_quota, rules_->rows[g].as<TrialRow>(), like.ranges, like.targets,
                           rules_->wide.data() + g, static_cast<std::uint32_t>(rules_->groups), like.shared, like.shared_mutex};
      const auto [first, last] = chunks[chunk];
#if defined(__x86_64__)
      if (standing_.instructions() == Instructions::avx2 && like.record_bytes <= 16 && rules_->max_quota <= 65535 / 4) {
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
    for (std::size_t g = 0; g < rules_->groups; ++g)
      add_sums(rules_->wide[parent * rules_->groups + g], rules_->wide[at * rules_->groups + g]);
  }
}

std::vector<TrialFigures> Trial::of(UnitRow unit) const {
  const PopulationPlan& draft = draft_->population(ower_);
  std::vector<TrialFigures> out(draft.duties.size());
  const Population& people = standing_.population(ower_);
  if (rules_->wide.empty() || standing_.tree().is_closed(unit)) return out;
  const GroupColumns like = people.group_columns(0);
  for (std::size_t duty = 0; duty < out.size(); ++duty) {
    const std::size_t group = duty / lanes_of_group, lane = duty % lanes_of_group;
    TrialSums sums{};
    if (standing_.tree().is_wide(unit)) {
      sums = rules_->wide[standing_.tree().wide_of(unit) * rules_->groups + group];
    } else {
      const Range range = like.ranges[unit];
      const TrialColumns columns{.records = like.records, .record_bytes = like.record_bytes, .rows = rules_->rows[group].as<TrialRow>()};
      try_records(columns, like.records + std::size_t{range.first} * like.record_bytes, range.capacity, sums);
    }
    TrialFigures& figures = out[duty];
    const std::uint64_t quota = draft.duties[duty].quota;
    figures.draft = {sums.owing[lane], sums.behind[lane], (sums.owing[lane] - sums.unknown[lane]) * quota - sums.missing[lane],
                     sums.missing[lane]};
    figures.newly_owing = sums.newly_owing[lane];
    figures.no_longer_owing = sums.no_longer_owing[lane];
    figures.newly_behind = sums.newly_behind[lane];
    figures.no_longer_behind = sums.no_longer_behind[lane];
    figures.unknown = sums.unknown[lane];
  }
  return out;
}

}  // namespace massline::standing
