// What holds of the clocks along every way that steps can lead a matter:
//
//   in every open stage a clock runs that a unit owes (nothing raised is lost), or, in a stage that waits for the
//   person, one that the person owes
//   no clock that a unit owes runs on in a closed matter, where it would become late
//   a window of the person's begins anew each time, and is not left with what remains of an older one
//
// Walks every state (stage, clocks that may run). A clock with a condition may run where it was started, but is never
// counted on. A paused clock counts as running: the step that resumes it is open. A step stops first, and starts then;
// what runs already is not started again.
#include <cstdint>
#include <map>
#include <queue>
#include <set>

#include "rulebook/draft.h"
#include "rulebook/words.h"

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

class Walk {
 public:
  Walk(const ProcedureDraft& procedure, Problems& problems)
      : procedure_(procedure), value_(procedure.value), problems_(problems) {
    for (std::size_t i = 0; i < value_.clocks.size(); ++i)
      if (!is_conditional(i)) (value_.clocks[i].owed_by_raiser ? raiser_ : unit_) |= Mask{1} << i;
  }

  void run() {
    arrive({value_.raise.stage, after("raise", 0)}, {"raise", {}, true});
    while (!queue_.empty()) {
      const State state = queue_.front();
      queue_.pop();
      judge(state);
      for (const auto& step : value_.steps)
        if (contains(step.from, state.stage) && may_be_taken(step, state.running)) {
          judge_starts(step, state);
          arrive({step.to.empty() ? state.stage : step.to, after(step.id, state.running)}, {step.id, state, false});
        }
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

  static bool runs(Mask running, std::size_t clock) { return (running & (Mask{1} << clock)) != 0; }

  bool may_be_taken(const Step& step, Mask running) const {
    if (step.within.empty()) return true;
    for (std::size_t i = 0; i < value_.clocks.size(); ++i)
      if (value_.clocks[i].id == step.within) return runs(running, i);
    return true;
  }

  Mask after(const std::string& step, Mask running) const {
    for (std::size_t i = 0; i < value_.clocks.size(); ++i) {
      if (contains(value_.clocks[i].stops, step)) running &= ~(Mask{1} << i);
      if (contains(value_.clocks[i].starts, step)) running |= Mask{1} << i;
    }
    return running;
  }

  void arrive(const State& state, const Arrival& arrival) {
    if (arrivals_.emplace(state, arrival).second) queue_.push(state);
  }

  void judge(const State& state) {
    const Stage* stage = value_.stage(state.stage);
    if (stage == nullptr) return;
    if (stage->state == StageState::open)
      judge_open(*stage, state);
    else
      judge_closed(state);
  }

  void judge_open(const Stage& stage, const State& state) {
    if ((state.running & (stage.waits_for_raiser ? raiser_ : unit_)) != 0) return;
    if (!reported_.insert(stage.id).second) return;
    const Position& at = procedure_.place_of(procedure_.stage_ids, stage.id);
    const std::string way = "after " + way_to(state);
    if (stage.waits_for_raiser)
      problems_.add(at,
                    "The stage “" + stage.id + "” waits for the person, and no clock of theirs runs in it " + way + ".",
                    "Start a clock with “owed-by: raiser” (without “when”) on the way into it.");
    else
      problems_.add(at, "No clock owed by the unit runs in the open stage “" + stage.id + "” " + way + ".",
                    "Start a clock (without “when”) on the way into it, or keep one from being stopped; where the "
                    "person is to act, write “waits-for: raiser”.");
  }

  void judge_closed(const State& state) {
    for (std::size_t i = 0; i < value_.clocks.size(); ++i) {
      const ClockRule& clock = value_.clocks[i];
      if (clock.owed_by_raiser || !runs(state.running, i) || !reported_.insert("closed " + clock.id).second) continue;
      problems_.add(
          procedure_.place_of(procedure_.clock_ids, clock.id),
          "The clock “" + clock.id + "” may still run when the matter is closed, after " + way_to(state) + ".",
          "Write the closing step under its stops.");
    }
  }

  void judge_starts(const Step& step, const State& state) {
    for (std::size_t i = 0; i < value_.clocks.size(); ++i) {
      const ClockRule& clock = value_.clocks[i];
      if (!clock.owed_by_raiser || !runs(state.running, i) || !contains(clock.starts, step.id)) continue;
      if (contains(clock.stops, step.id) || !reported_.insert("again " + clock.id).second) continue;
      problems_.add(procedure_.place_of(procedure_.clock_ids, clock.id),
                    "The window “" + clock.id + "” may still run from before when “" + step.id +
                        "” is to start it, after " + way_to(state) + ".",
                    "Write “" + step.id + "” under its stops too: it then runs from the beginning.");
    }
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
  std::set<std::string> reported_;  // each stage, and each clock in each respect, once
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
