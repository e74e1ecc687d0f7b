// Nothing raised is lost: in every open stage, whatever the way into it, a clock runs that a unit owes (or, in a stage
// that waits for the person, one that the person owes).
//
// Walks every state (stage, clocks that run) that steps can lead to. Only clocks that start without a condition count,
// since one with a `when` may never have started. A paused clock counts as running: the step that resumes it is open.
#include <cstdint>
#include <map>
#include <queue>
#include <set>

#include "rulebook/draft.h"

namespace massline::rulebook {

namespace {

using Mask = std::uint64_t;
constexpr std::size_t clocks_max = 64;
constexpr std::size_t states_max = 50'000;

struct State {
  std::string stage;
  Mask running = 0;
  auto operator<=>(const State&) const = default;
};

/// By which step a state was reached first, and from which.
struct Arrival {
  std::string step;
  State from;
  bool first = false;
};

bool contains(const std::vector<std::string>& words, std::string_view text) {
  for (const auto& word : words)
    if (word == text) return true;
  return false;
}

class Walk {
 public:
  Walk(const ProcedureDraft& procedure, Problems& problems)
      : procedure_(procedure), value_(procedure.value), problems_(problems) {
    for (std::size_t i = 0; i < value_.clocks.size(); ++i) {
      if (is_conditional(i)) continue;
      (value_.clocks[i].owed_by_raiser ? raiser_ : unit_) |= Mask{1} << i;
    }
  }

  void run() {
    arrive({value_.raise.stage, after("raise", 0)}, {"raise", {}, true});
    while (!queue_.empty()) {
      const State state = queue_.front();
      queue_.pop();
      judge(state);
      for (const auto& step : value_.steps)
        if (contains(step.from, state.stage) && may_be_taken(step, state.running))
          arrive({step.to.empty() ? state.stage : step.to, after(step.id, state.running)}, {step.id, state, false});
      if (arrivals_.size() > states_max) {
        problems_.add(procedure_.at,
                      "The steps and clocks of “" + value_.id + "” combine in too many ways to be checked.",
                      "Stop clocks earlier, or split the procedure.");
        return;
      }
    }
  }

 private:
  bool is_conditional(std::size_t clock) const {
    for (const auto& condition : procedure_.conditions)
      if (condition.owner == Condition::Owner::clock && condition.index == clock) return true;
    return false;
  }

  bool may_be_taken(const Step& step, Mask running) const {
    if (step.within.empty()) return true;
    for (std::size_t i = 0; i < value_.clocks.size(); ++i)
      if (value_.clocks[i].id == step.within) return is_conditional(i) || (running & (Mask{1} << i)) != 0;
    return true;
  }

  Mask after(const std::string& step, Mask running) const {
    for (std::size_t i = 0; i < value_.clocks.size(); ++i) {
      if (contains(value_.clocks[i].stops, step)) running &= ~(Mask{1} << i);
      if (contains(value_.clocks[i].starts, step) && !is_conditional(i)) running |= Mask{1} << i;
    }
    return running;
  }

  void arrive(const State& state, const Arrival& arrival) {
    if (arrivals_.emplace(state, arrival).second) queue_.push(state);
  }

  void judge(const State& state) {
    const Stage* stage = value_.stage(state.stage);
    if (stage == nullptr || stage->state != StageState::open || reported_.contains(state.stage)) return;
    if ((state.running & (stage->waits_for_raiser ? raiser_ : unit_)) != 0) return;
    reported_.insert(state.stage);
    const Position& at = procedure_.place_of(procedure_.stage_ids, state.stage);
    const std::string way = "after " + way_to(state);
    if (stage->waits_for_raiser)
      problems_.add(
          at, "The stage “" + state.stage + "” waits for the person, and no clock of theirs runs in it " + way + ".",
          "Start a clock with “owed-by: raiser” (without “when”) on the way into it.");
    else
      problems_.add(
          at, "No clock owed by the unit runs in the open stage “" + state.stage + "” " + way + ".",
          "Start a clock (without “when”) on the way into it, or keep one from being stopped; where the person "
          "is to act, write “waits-for: raiser”.");
  }

  std::string way_to(const State& state) const {
    std::vector<std::string> steps;
    for (State here = state;;) {
      const Arrival& arrival = arrivals_.at(here);
      steps.push_back(arrival.step);
      if (arrival.first) break;
      here = arrival.from;
    }
    std::string out;
    for (auto step = steps.rbegin(); step != steps.rend(); ++step) out += (out.empty() ? "" : " → ") + *step;
    return out;
  }

  const ProcedureDraft& procedure_;
  const Procedure& value_;
  Problems& problems_;
  Mask unit_ = 0;
  Mask raiser_ = 0;
  std::map<State, Arrival> arrivals_;
  std::queue<State> queue_;
  std::set<std::string> reported_;
};

}  // namespace

void check_clocks_running(const ProcedureDraft& procedure, Problems& problems) {
  if (procedure.value.clocks.size() > clocks_max) {
    problems.add(procedure.at, "“" + procedure.value.id + "” has more than 64 clocks.", "Split the procedure.");
    return;
  }
  Walk(procedure, problems).run();
}

}  // namespace massline::rulebook
