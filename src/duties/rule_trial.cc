#include "duties/rule_trial.h"

#include <algorithm>

#include "duties/draft.h"
#include "duties/refusals.h"

namespace massline::duties {

using standing::Ower;
using standing::Plan;
using standing::Trial;

struct RuleTrial::Run {
  std::shared_ptr<Board> board;  // the live one, or one of the trial's own
  bool is_live = false;
  std::uint64_t moment = 0;
  std::shared_ptr<const Plan> draft;
  std::array<std::unique_ptr<Trial>, 3> trials;

  void evaluate() {
    for (const Ower ower : standing::all_owers)
      trials[static_cast<std::size_t>(ower)] = std::make_unique<Trial>(*board->standing, draft, ower);
  }
  bool knows_all() const {
    for (const Ower ower : standing::all_owers) {
      // Where nobody owes anything today, nobody is kept.
      if (!draft->population(ower).duties.empty() && !board->standing->population(ower).has_duties()) return false;
      for (const auto& figures : trials[static_cast<std::size_t>(ower)]->of(0))
        if (figures.unknown > 0) return false;
    }
    return true;
  }
};

TriedDuty::Change TriedDuty::change() const {
  if (!draft) return Change::dropped;
  if (!today) return Change::added;
  return owes_same(*draft, *today) ? Change::same : Change::changed;
}

namespace {

/// Compiled with the classes that the standing knows.
Result<std::shared_ptr<const Plan>> compile_draft(const rulebook::Rulebook& draft, const standing::Standing& standing,
                                                  Date on) {
  standing::PlanInput input;
  input.duties = draft.duties;
  input.date = on;
  for (const Ower ower : standing::all_owers)
    input.classes[static_cast<std::size_t>(ower)] = standing.population(ower).plan().classes;
  input.activity_classes = standing.plan().activity_classes();
  return Plan::compile(std::move(input));
}

tl::unexpected<Refusal> not_usable(const Refusal& because) {
  return refuse(refusals::draft_not_usable,
                {{"problem", because.text(Language::en)}, {"problem.zh", because.text(Language::zh)}});
}

/// The draft's duties of the day `on`, in force on `date` and under other names: what they count is counted, and
/// nobody's figures change.
std::vector<rulebook::Duty> beside(const rulebook::Rulebook& draft, Date on, Date date) {
  std::vector<rulebook::Duty> out;
  for (const rulebook::Duty& duty : draft.duties) {
    if (!duty.in_force.contains(on)) continue;
    out.push_back(duty);
    out.back().id = "draft/" + duty.id;
    out.back().in_force = {date, std::nullopt};
  }
  return out;
}

}  // namespace

RuleTrial::RuleTrial(LiveDuties& live, std::shared_ptr<const rulebook::Rulebook> draft, Date on)
    : live_(live), draft_rules_(std::move(draft)), on_(on) {}

RuleTrial::~RuleTrial() = default;

/// Rules that speak of posts which today's rulebook does not have ask for what the live classes do not hold.
bool RuleTrial::needs_rows() const {
  if (!live_.has_rows()) return false;
  return std::any_of(draft_rules_->posts.begin(), draft_rules_->posts.end(),
                     [&](const rulebook::PostKind& post) { return live_.context().rulebook.post(post.id) == nullptr; });
}

/// A standing of its own, from the rows, in which everything that the draft counts is counted.
Result<std::unique_ptr<RuleTrial::Run>> RuleTrial::run_on_rows() {
  auto run = std::make_unique<Run>();
  run->moment = live_.moment();
  const Context& ctx = live_.context();
  const auto compiled = ctx.store.read([&](db::Reader& in) -> Result<Done> {
    const RegisterRows rows = read_register({&ctx.rulebook, draft_rules_.get()}, in, ctx.today());
    Classes classes;
    const auto held = held_activities(ctx, in, rows.date, classes);
    auto both = ctx.rulebook.duties;
    for (auto& duty : beside(*draft_rules_, on_, rows.date)) both.push_back(std::move(duty));
    const auto plan = compile_duties(std::move(both), rows, classes);
    if (!plan) return not_usable(plan.error());
    run->board = build_board(*plan, rows, held);
    return Done{};
  });
  if (!compiled) return tl::unexpected(compiled.error());
  auto draft = compile_draft(*draft_rules_, *run->board->standing, on_);
  if (!draft) return not_usable(draft.error());
  run->draft = std::move(*draft);
  run->evaluate();
  return run;
}

Result<Done> RuleTrial::refresh(Board& board) {
  auto draft = compile_draft(*draft_rules_, *board.standing, on_);
  if (!draft) return not_usable(draft.error());
  run_->draft = std::move(*draft);
  run_->evaluate();
  return Done{};
}

TriedUnit RuleTrial::figures(standing::UnitRow row) const {
  const standing::Standing& standing = *run_->board->standing;
  const Plan& today = standing.plan();
  TriedUnit out{UnitId{standing.id_of(row)}, row, std::vector<TriedFigures>(run_->draft->duties().size())};
  const auto now = standing.standing_of(row);
  for (const auto& trial : run_->trials) {
    const auto tried = trial->of(row);
    const auto numbers = trial->duties();
    for (std::size_t i = 0; i < numbers.size(); ++i) out.duties[numbers[i]].then = tried[i];
  }
  for (std::size_t i = 0; i < out.duties.size(); ++i) {
    const auto index = today.duty_index(run_->draft->duties()[i].id);
    if (index && now) out.duties[i].now = now->duties[*index];
  }
  for (std::size_t i = 0; i < today.duties().size(); ++i) {
    const std::string& id = today.duties()[i].id;
    if (id.starts_with("draft/") || run_->draft->duty_index(id)) continue;
    TriedFigures gone;
    if (now) gone.now = now->duties[i];
    gone.then.no_longer_owing = gone.now.owing;
    gone.then.no_longer_behind = gone.now.behind;
    out.duties.push_back(gone);
  }
  return out;
}

Result<std::optional<Tried>> RuleTrial::of(UnitId unit, Below below) {
  const std::lock_guard lock(mutex_);
  const auto answer = [&]() -> std::optional<Tried> {
    standing::Standing& standing = *run_->board->standing;
    const auto row = standing.row_of(unit.value);
    if (!row || standing.tree().is_closed(*row)) return std::nullopt;
    Tried out{standing.date(), {}, figures(*row), {}};
    const Plan& today = standing.plan();
    for (const rulebook::Duty& duty : run_->draft->duties()) {
      const auto index = today.duty_index(duty.id);
      out.duties.push_back({duty, index ? std::optional(today.duties()[*index]) : std::nullopt});
    }
    for (const rulebook::Duty& duty : today.duties())
      if (!duty.id.starts_with("draft/") && !run_->draft->duty_index(duty.id))
        out.duties.push_back({std::nullopt, duty});
    if (below == Below::children)
      for (auto child = standing.tree().first_child(*row); child != standing::no_unit;
           child = standing.tree().next_sibling(child))
        out.children.push_back(figures(child));
    return out;
  };

  Result<std::optional<Tried>> out = std::nullopt;
  bool counted = !needs_rows();
  if (run_ != nullptr && !run_->is_live) {
    if (run_->moment == live_.moment()) return answer();
    counted = false;
  }
  if (counted) {
    live_.hold_still([&](const std::shared_ptr<Board>& board) {
      if (run_ == nullptr || run_->moment != live_.moment() || run_->board != board) {
        run_ = std::make_unique<Run>();
        run_->board = board;
        run_->is_live = true;
        run_->moment = live_.moment();
        if (auto done = refresh(*board); !done) {
          run_.reset();
          out = tl::unexpected(done.error());
          return;
        }
      }
      counted = !live_.has_rows() || run_->knows_all();
      if (counted) out = answer();
    });
    if (counted || !out) return out;
  }
  auto own = run_on_rows();
  if (!own) return tl::unexpected(own.error());
  run_ = std::move(*own);
  return answer();
}

}  // namespace massline::duties
