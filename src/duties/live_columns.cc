// A country whose members stand in columns alone: it can't be built anew from rows, so that other rules and ends of
// periods are followed from the columns that are there.
#include <algorithm>

#include "activities/activity_lists.h"
#include "activities/activity_table.h"
#include "duties/live.h"

namespace massline::duties {

using rulebook::DutyPeriod;
using standing::Ower;

/// The snapshot was written under rules that were replaced since: those are kept beside the new ones (“rulebook
/// apply”).
bool LiveDuties::begin_under_rules_before(db::Reader& in) {
  std::vector<std::filesystem::path> before;
  for (const auto& entry : std::filesystem::directory_iterator(options_.folder))
    if (entry.path().filename().string().starts_with("rulebook.before-")) before.push_back(entry.path());
  std::sort(before.rbegin(), before.rend());
  for (const auto& folder : before) {
    const auto read = rulebook::read_rulebook(folder.string());
    if (!read.rulebook) continue;
    auto loaded = load_live(options_.folder, read.rulebook->duties, in);
    if (!loaded) continue;
    state_ = std::move(loaded->state);
    board_ = std::move(loaded->board);
    beginning_ = "; it was written under the rules of " + folder.filename().string();
    carry_over(board_->standing->date());
    return true;
  }
  return false;
}

/// Gives the columns the plan that the rulebook has on `to`; dated as they were.
void LiveDuties::carry_over(Date to) {
  standing::PlanInput input;
  input.duties = ctx_.rulebook.duties;
  input.date = to;
  for (std::size_t i = 0; i < 3; ++i) input.classes[i] = state_.classes[i].all();
  for (const auto& values : state_.activity_classes.all()) input.activity_classes.push_back({values});
  const auto plan = standing::Plan::compile(std::move(input));
  if (!plan) throw Fault("the duties of the rulebook can't be compiled: " + plan.error().text(Language::en));
  std::vector<std::vector<standing::Participation>> who;
  std::vector<standing::Activity> known;
  for (const auto& [activity, counted] : state_.deeds.all())
    who.push_back(who_took_part(*board_->standing, board_->places(), counted));
  auto parts = who.begin();
  for (const auto& [activity, counted] : state_.deeds.all()) known.push_back({counted.date, *parts++});
  auto under = board_->standing->under(*plan, known);
  if (!under) throw Fault("the country does not fit under the rules: " + under.error().text(Language::en));
  auto board = std::make_shared<Board>();
  board->standing = std::move(*under);
  board->change_places([&](standing::Standing&, Places& into) { into = board_->places(); });
  for (std::size_t i = 0; i < 3; ++i) state_.classes_compiled[i] = state_.classes[i].all().size();
  state_.activity_classes_compiled = state_.activity_classes.all().size();
  ++moment_;
  moved_.note_all();
  const std::lock_guard lock(board_mutex_);
  board_ = std::move(board);
  ++counters_.carried;
}

/// What was held until the day that the board knows, before periods end: it belongs to them.
void LiveDuties::follow_ended(db::Reader& in, const std::map<RegionId, LiveState::Head>& now) {
  const Date until = board_->standing->date();
  for (const auto& [region, head] : now) {
    std::int64_t since = state_.seen[region].seq;
    for (bool more = head.seq > since; more;) {
      const auto page = activities::activities_since(in, region, since);
      for (const auto& change : page.changes) {
        const auto activity = activities::find_activity(in, change.activity);
        if (activity && ctx_.zone.date_of(activity->from) <= until) count_anew(in, change.activity);
      }
      since = page.next;
      more = page.more;
    }
  }
}

/// To today, through each day from which other rules are in force. What has ended joins the kept past, by the rules
/// under which it was owed.
void LiveDuties::advance_columns(Date today) {
  const standing::AdvanceSink sink{
      .period = [&](const standing::PeriodEnd& end) { kept_past_.keep(end.kind, end.period.to, *board_->standing); },
      .once = {}};
  const auto advance_to = [&](Date day, const standing::AdvanceSink& told) {
    check(board_->standing->advance(day, told).has_value(), "the rules of the day are those of the board");
  };
  while (const auto other_rules = board_->standing->plan().valid_before()) {
    if (today < *other_rules) break;
    const Date last = *other_rules - std::chrono::days{1};
    advance_to(last, sink);
    for (const auto kind : {DutyPeriod::Kind::year, DutyPeriod::Kind::quarter, DutyPeriod::Kind::month})
      if (standing::period_of(kind, last).to == last) kept_past_.keep(kind, last, *board_->standing);
    carry_over(*other_rules);
    advance_to(*other_rules, {});
  }
  advance_to(today, sink);
}

}  // namespace massline::duties
