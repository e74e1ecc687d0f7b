#include "duties/live.h"

#include <algorithm>

#include "activities/activity_lists.h"
#include "activities/activity_table.h"
#include "registry/units.h"

namespace massline::duties {

using standing::Ower;

namespace {

constexpr int page_size = 10'000;
/// A period is a year at most, and a window after joining opens at most as long before today.
constexpr std::chrono::days counted_days{3 * 366};

std::map<RegionId, std::int64_t> heads(db::Reader& in) {
  std::map<RegionId, std::int64_t> out;
  for (const auto row : in.query("SELECT region, seq FROM journal_head")) out[row.id<RegionId>(0)] = row.integer(1);
  return out;
}

struct Held {
  ActivityId id;
  Counted counted;
};

std::vector<Held> read_activities(const Context& ctx, db::Reader& in, const RegisterRows& rows, Classes& classes) {
  std::vector<Held> out;
  for (const RegionId region : registry::regions(in)) {
    ActivityId after{};
    while (true) {
      const auto page = activities::activities_after(in, region, after, page_size);
      for (const activities::Activity& activity : page) {
        after = activity.id;
        if (ctx.zone.date_of(activity.from) + counted_days < rows.date) continue;
        Counted counted = participations(ctx, in, rows, classes, activity);
        if (!counted.who.empty()) out.push_back({activity.id, std::move(counted)});
      }
      if (page.size() < static_cast<std::size_t>(page_size)) break;
    }
  }
  return out;
}

std::shared_ptr<const standing::Plan> compile(const Context& ctx, const RegisterRows& rows, const Classes& classes) {
  standing::PlanInput input;
  input.duties = ctx.rulebook.duties;
  input.date = rows.date;
  for (const Ower ower : standing::all_owers) {
    const auto i = static_cast<std::size_t>(ower);
    input.classes[i] = rows.classes[i].all();
  }
  for (const auto& values : classes.all()) input.activity_classes.push_back({values});
  auto plan = standing::Plan::compile(std::move(input));
  if (!plan) throw Fault("the duties of the rulebook can't be compiled: " + plan.error().text(Language::en));
  return std::move(*plan);
}

void must(const Result<Done>& done) {
  if (!done) throw Fault("the standing can't be built: " + done.error().text(Language::en));
}

std::unique_ptr<standing::Standing> standing_of(const std::shared_ptr<const standing::Plan>& plan,
                                                const RegisterRows& rows, const std::vector<Held>& activities) {
  standing::StandingOptions options;
  options.date = rows.date;
  for (std::size_t i = 0; i < rows.owers.size(); ++i) options.expected_owers[i] = rows.owers[i].size();
  standing::StandingBuilder builder(plan, rows.nodes, options);
  for (const Ower ower : standing::all_owers) {
    std::vector<standing::OwerRow> owers;
    for (const OwerFactsRow& row : rows.owers[static_cast<std::size_t>(ower)]) {
      owers.push_back({row.at, row.ower_class});
      if (ower == Ower::unit) continue;
      const standing::EventDate since{ower == Ower::member ? rulebook::DutyPeriod::Event::joining
                                                            : rulebook::DutyPeriod::Event::taking_post,
                                      row.since};
      builder.add_events(ower, row.at, std::span(&since, 1));
    }
    must(builder.add_owers(ower, owers));
  }
  for (const Held& held : activities) builder.add_activity({held.counted.date, held.counted.who});
  return builder.finish();
}

}  // namespace

LiveDuties::LiveDuties(Context& ctx) : ctx_(ctx) {
  const std::lock_guard writing(writing_);
  ctx_.store.read([&](db::Reader& in) { build(in); });
}

std::shared_ptr<const Board> LiveDuties::board() const {
  const std::lock_guard lock(board_mutex_);
  return board_;
}

LiveDuties::Counters LiveDuties::counters() const {
  const std::lock_guard lock(board_mutex_);
  return counters_;
}

void LiveDuties::build(db::Reader& in) {
  seen_ = heads(in);
  activity_classes_ = {};
  counted_.clear();
  auto board = std::make_shared<Board>();
  board->rows = read_register(ctx_.rulebook, in, ctx_.today());
  auto held = read_activities(ctx_, in, board->rows, activity_classes_);
  board->standing = standing_of(compile(ctx_, board->rows, activity_classes_), board->rows, held);
  classes_compiled_ = activity_classes_.all().size();
  for (Held& one : held) counted_.emplace(one.id.value, std::move(one.counted));
  const std::lock_guard lock(board_mutex_);
  board_ = std::move(board);
  ++counters_.built;
}

void LiveDuties::follow() {
  const std::lock_guard writing(writing_);
  ctx_.store.read([&](db::Reader& in) {
    const auto now = heads(in);
    const Date today = ctx_.today();
    if (now == seen_ && today == board_->standing->date()) return;
    for (const auto& [region, seq] : now)
      if (seq > seen_[region] && register_changed(in, region, seen_[region], seq)) return build(in);
    if (today != board_->standing->date() && !board_->standing->advance(today)) return build(in);
    for (const auto& [region, seq] : now) {
      if (seq > seen_[region] && !follow_activities(in, region, seen_[region])) return build(in);
      seen_[region] = seq;
    }
  });
}

bool LiveDuties::register_changed(db::Reader& in, RegionId region, std::int64_t since, std::int64_t until) const {
  return !in.query("SELECT 1 FROM journal WHERE region = $1 AND seq > $2 AND seq <= $3 AND subject_kind IN ('unit', "
                   "'unit-import', 'membership', 'post') LIMIT 1",
                   {region, since, until})
              .empty();
}

/// False where the board has to be built anew.
bool LiveDuties::follow_activities(db::Reader& in, RegionId region, std::int64_t since) {
  for (bool more = true; more;) {
    const auto page = activities::activities_since(in, region, since);
    for (const auto& change : page.changes)
      if (!count_anew(in, change.activity)) return false;
    since = page.next;
    more = page.more;
  }
  return true;
}

/// Takes back what was counted of an activity, and counts it as it stands.
bool LiveDuties::count_anew(db::Reader& in, ActivityId id) {
  const auto activity = activities::find_activity(in, id);
  check(activity.has_value(), "an activity in the journal has a row");
  Counted counted = participations(ctx_, in, board_->rows, activity_classes_, *activity);
  // Of a kind of place or report that the plan does not know yet.
  if (activity_classes_.all().size() > classes_compiled_) return false;
  const auto before = counted_.find(id.value);
  if (before != counted_.end()) {
    board_->standing->take_back({before->second.date, before->second.who});
    counted_.erase(before);
  }
  if (!counted.who.empty()) {
    board_->standing->apply({counted.date, counted.who});
    counted_.emplace(id.value, std::move(counted));
  }
  const std::lock_guard lock(board_mutex_);
  ++counters_.followed;
  return true;
}

}  // namespace massline::duties
