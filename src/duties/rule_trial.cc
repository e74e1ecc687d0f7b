#include "duties/rule_trial.h"

namespace massline::duties {

using standing::Ower;

RuleTrial::RuleTrial(const Context& ctx, db::Reader& in, const rulebook::Rulebook& draft) {
  board_.rows = read_register({&ctx.rulebook, &draft}, in, ctx.today());
  Classes classes;
  const auto held = held_activities(ctx, in, board_.rows, classes);
  board_.standing = build_standing(compile_duties(ctx.rulebook, board_.rows, classes), board_.rows, held);
  draft_ = compile_duties(draft, board_.rows, classes);
  for (const Ower ower : standing::all_owers)
    trials_[static_cast<std::size_t>(ower)] = std::make_unique<standing::Trial>(*board_.standing, draft_, ower);
}

std::vector<TriedDuty> RuleTrial::of(standing::UnitRow unit) const {
  std::vector<TriedDuty> out(draft_->duties().size());
  const auto now = board_.standing->standing_of(unit);
  const standing::Plan& today = board_.standing->plan();
  for (const auto& trial : trials_) {
    const auto figures = trial->of(unit);
    const auto numbers = trial->duties();
    for (std::size_t i = 0; i < numbers.size(); ++i) out[numbers[i]].tried = figures[i];
  }
  for (std::size_t i = 0; i < out.size(); ++i) {
    out[i].draft = &draft_->duties()[i];
    if (const auto index = today.duty_index(out[i].draft->id)) {
      out[i].today = &today.duties()[*index];
      if (now) out[i].now = now->duties[*index];
    }
  }
  for (std::size_t i = 0; i < today.duties().size(); ++i) {
    if (draft_->duty_index(today.duties()[i].id)) continue;
    TriedDuty gone;
    gone.today = &today.duties()[i];
    if (now) gone.now = now->duties[i];
    gone.tried.no_longer_owing = gone.now.owing;
    gone.tried.no_longer_behind = gone.now.behind;
    out.push_back(gone);
  }
  return out;
}

}  // namespace massline::duties
