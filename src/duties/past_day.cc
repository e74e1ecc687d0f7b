#include "duties/past_day.h"

#include <algorithm>

#include "standing/plan.h"

namespace massline::duties {

using standing::Figures;
using standing::UnitRow;

namespace {

bool is_before(const std::pair<UnitRow, Figures>& one, UnitRow row) { return one.first < row; }

}  // namespace

void add(Figures& to, const Figures& more) {
  to.owing += more.owing;
  to.behind += more.behind;
  to.done += more.done;
  to.missing += more.missing;
}

void take(Figures& from, const Figures& less) {
  from.owing -= less.owing;
  from.behind -= less.behind;
  from.done -= less.done;
  from.missing -= less.missing;
}

std::int64_t PastDay::entries() const {
  std::int64_t out = 0;
  for (const auto& [region, head] : heads_) out += head.seq;
  return out;
}

HeldBefore read_held(const Context& ctx, db::Reader& in, Date oldest) {
  HeldBefore out;
  out.activities = held_activities(ctx, in, oldest, out.classes);
  return out;
}

std::pair<std::int64_t, std::optional<Figures>> PastDay::figures_of(UnitId unit, std::string_view duty) const {
  const auto rule = std::find_if(duties_.begin(), duties_.end(), [&](const Duty& one) { return one.id == duty; });
  if (rule == duties_.end()) return {0, std::nullopt};
  const auto row = row_of_unit_.find(unit.value);
  if (row == row_of_unit_.end()) return {rule->amount, std::nullopt};
  Figures out;
  for (auto own = std::lower_bound(rule->own.begin(), rule->own.end(), row->second, is_before);
       own != rule->own.end() && own->first < ends_[row->second]; ++own)
    add(out, own->second);
  return {rule->amount, out};
}

PastDay build_day(const Context& ctx, db::Reader& in, Date on, HeldBefore& held) {
  PastDay day;
  day.on_ = on;
  day.heads_ = journal_heads(in);
  RegisterRows rows = read_register({&ctx.rulebook}, in, on);
  const auto plan = compile_duties(ctx.rulebook.duties, rows, held.classes);
  if (!plan) throw Fault("the duties of " + to_string(on) + " can't be compiled: " + plan.error().text(Language::en));
  const auto board = build_board(*plan, rows, held.activities);
  const std::size_t units = rows.nodes.size();
  day.ends_.resize(units);
  for (std::size_t row = units; row-- > 0;) {
    day.ends_[row] = std::max(day.ends_[row], static_cast<UnitRow>(row + 1));
    if (row > 0) day.ends_[rows.nodes[row].parent] = std::max(day.ends_[rows.nodes[row].parent], day.ends_[row]);
  }
  for (const rulebook::Duty& duty : (*plan)->duties()) day.duties_.push_back({duty.id, duty.amount, {}});
  std::vector<std::vector<Figures>> own(day.duties_.size(), std::vector<Figures>(units));
  for (UnitRow row = 0; row < units; ++row) {
    const auto standing = board->standing->standing_of(row);
    for (std::size_t duty = 0; standing && duty < own.size(); ++duty) {
      add(own[duty][row], standing->duties[duty]);
      if (row > 0) take(own[duty][rows.nodes[row].parent], standing->duties[duty]);
    }
  }
  for (std::size_t duty = 0; duty < own.size(); ++duty)
    for (UnitRow row = 0; row < units; ++row)
      if (own[duty][row].owing > 0) day.duties_[duty].own.emplace_back(row, own[duty][row]);
  day.row_of_unit_ = std::move(rows.row_of_unit);
  return day;
}

}  // namespace massline::duties
