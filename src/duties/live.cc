#include "duties/live.h"

#include "activities/activity_lists.h"
#include "activities/activity_table.h"

namespace massline::duties {

namespace {

std::map<RegionId, std::int64_t> heads(db::Reader& in) {
  std::map<RegionId, std::int64_t> out;
  for (const auto row : in.query("SELECT region, seq FROM journal_head")) out[row.id<RegionId>(0)] = row.integer(1);
  return out;
}

/// True where a post, a membership or a unit began or ended after `before`, up to `today`: as was said on an earlier day.
bool dates_came(db::Reader& in, Date before, Date today) {
  for (const char* table : {"post", "membership", "unit"}) {
    const std::string sql = "SELECT 1 FROM " + std::string(table) +
                            " WHERE region IN (SELECT id FROM region) AND ((from_date > $1 AND from_date <= $2) OR "
                            "(to_date > $1 AND to_date <= $2)) LIMIT 1";
    if (!in.query(sql, {before, today}).empty()) return true;
  }
  return false;
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

void LiveDuties::hold_still(const std::function<void(const std::shared_ptr<Board>&)>& look) {
  const std::lock_guard writing(writing_);
  look(board_);
}

std::pair<std::shared_ptr<const Board>, Moved> LiveDuties::take_moved() {
  // The rows that were noted are those of the board that is held.
  const std::lock_guard writing(writing_);
  return {board_, moved_.take(*board_)};
}

void LiveDuties::build(db::Reader& in) {
  seen_ = heads(in);
  activity_classes_ = {};
  counted_.clear();
  auto board = std::make_shared<Board>();
  board->rows = read_register({&ctx_.rulebook}, in, ctx_.today());
  auto held = held_activities(ctx_, in, board->rows, activity_classes_);
  const auto plan = compile_duties(ctx_.rulebook.duties, board->rows, activity_classes_);
  if (!plan) throw Fault("the duties of the rulebook can't be compiled: " + plan.error().text(Language::en));
  board->standing = build_standing(*plan, board->rows, held);
  classes_compiled_ = activity_classes_.all().size();
  for (HeldActivity& one : held) counted_.emplace(one.id.value, std::move(one.counted));
  ++moment_;
  if (board_) moved_.note_difference(*board_, *board);
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
    ++moment_;
    for (const auto& [region, seq] : now)
      if (seq > seen_[region] && register_changed(in, region, seen_[region], seq)) return build(in);
    if (const Date before = board_->standing->date(); today != before) {
      moved_.note_all();
      if (dates_came(in, before, today) || !board_->standing->advance(today)) return build(in);
    }
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
    moved_.note(before->second);
    counted_.erase(before);
  }
  if (!counted.who.empty()) {
    board_->standing->apply({counted.date, counted.who});
    moved_.note(counted);
    counted_.emplace(id.value, std::move(counted));
  }
  const std::lock_guard lock(board_mutex_);
  ++counters_.followed;
  return true;
}

}  // namespace massline::duties
