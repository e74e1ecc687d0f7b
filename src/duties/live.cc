#include "duties/live.h"

#include "activities/activity_lists.h"
#include "activities/activity_table.h"
#include "registry/units.h"

namespace massline::duties {
namespace {

constexpr const char* cant_follow =
    "the standing of the simulated country can't follow the register: units and those above them changed places. What "
    "its members owe stays as it was";

}  // namespace

LiveDuties::LiveDuties(Context& ctx, LiveOptions options)
    : ctx_(ctx), options_(std::move(options)), kept_past_(options_.folder) {
  const std::lock_guard writing(writing_);
  ctx_.store.read([&](db::Reader& in) { begin_from_file(in); });
}

void LiveDuties::begin_from_file(db::Reader& in) {
  if (options_.folder.empty()) return build(in);
  auto loaded = load_live(options_.folder, ctx_.rulebook.duties, in);
  if (loaded) {
    state_ = std::move(loaded->state);
    board_ = std::move(loaded->board);
  } else if (!is_columns_only(in)) {
    beginning_ = "the standing is built from the register: " + loaded.error().text(Language::en);
    return build(in);
  } else if (!begin_under_rules_before(in)) {
    columns_lost_ = true;
    beginning_ =
        "the standing is built from the register: " + loaded.error().text(Language::en) +
        " The members of this simulated country stood in the snapshot alone. Its files are left as they are: put "
        "a whole copy in their place, or make the country anew with “massline simulate”.";
    return build(in);
  }
  std::int64_t entries = 0;
  for (const auto& [region, head] : journal_heads(in)) entries += head.seq - state_.seen[region].seq;
  beginning_ = "the standing is mapped from the snapshot of " + to_string(board_->standing->date()) + "; " +
               std::to_string(entries) + " entries of the journal came since" + beginning_;
  if (follow_all(in)) return;
  beginning_ += rebuild(in) ? ", and it is built anew after them" : std::string(". ") + cant_follow;
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

void LiveDuties::save() {
  const std::lock_guard writing(writing_);
  if (options_.folder.empty() || columns_lost_ || (saved_moment_ == moment_ + 1)) return;
  save_live(options_.folder, *board_, state_);
  saved_moment_ = moment_ + 1;
}

void LiveDuties::build(db::Reader& in) {
  LiveState state;
  state.seen = journal_heads(in);
  RegisterRows rows = read_register({&ctx_.rulebook}, in, ctx_.today());
  auto held = held_activities(ctx_, in, rows.date, state.activity_classes);
  const auto plan = compile_duties(ctx_.rulebook.duties, rows, state.activity_classes);
  if (!plan) throw Fault("the duties of the rulebook can't be compiled: " + plan.error().text(Language::en));
  auto board = build_board(*plan, rows, held);
  for (std::size_t i = 0; i < 3; ++i) {
    state.classes_compiled[i] = rows.classes[i].all().size();
    state.classes[i] = std::move(rows.classes[i]);
  }
  state.activity_classes_compiled = state.activity_classes.all().size();
  for (HeldActivity& one : held) state.deeds.put(one.id.value, std::move(one.counted));
  state_ = std::move(state);
  publish(std::move(board));
}

void LiveDuties::publish(std::shared_ptr<Board> board) {
  ++moment_;
  if (board_) moved_.note_difference(*board_, *board);
  const std::lock_guard lock(board_mutex_);
  board_ = std::move(board);
  ++counters_.built;
}

void LiveDuties::follow() {
  const std::lock_guard writing(writing_);
  ctx_.store.read([&](db::Reader& in) {
    if (!follow_all(in) && !rebuild(in)) throw Fault(cant_follow);
  });
}

/// After follow_all() gave up. False where it can't be done either, and what is there stays.
bool LiveDuties::rebuild(db::Reader& in) {
  if (!state_.columns_only) {
    build(in);
    return true;
  }
  // Classes that did not fit the records have their place in new ones.
  carry_over(board_->standing->date());
  return follow_all(in);
}

/// False where a board has to be built.
bool LiveDuties::follow_all(db::Reader& in) {
  const auto now = journal_heads(in);
  const Date today = ctx_.today();
  if (now == state_.seen && today == board_->standing->date()) return true;
  ++moment_;
  if (today != board_->standing->date()) {
    if (state_.columns_only) follow_ended(in, now);
    if (!advance(in, today)) return false;
  }
  UnitSet units;
  for (const auto& [region, head] : now)
    if (head.seq > state_.seen[region].seq) units.merge(units_changed(in, region, state_.seen[region].seq));
  if (!reconcile(in, units)) return false;
  for (const auto& [region, head] : now) {
    if (head.seq > state_.seen[region].seq) follow_activities(in, region, state_.seen[region].seq);
    state_.seen[region] = head;
  }
  return true;
}

/// What becomes due or ends on the days that have passed has no entry in the journal on that day.
bool LiveDuties::advance(db::Reader& in, Date today) {
  const Date before = board_->standing->date();
  // Where the clock was put back, periods that have ended can't begin again.
  if (state_.columns_only && today < before) return true;
  moved_.note_all();
  if (state_.columns_only) {
    advance_columns(today);
  } else if (today < before || !board_->standing->advance(today)) {
    return false;
  }
  return reconcile(in, units_changed_by_date(in, before, today));
}

LiveDuties::UnitSet LiveDuties::units_changed(db::Reader& in, RegionId region, std::int64_t since) const {
  UnitSet out;
  bool imported = false;
  for (const auto row :
       in.query("SELECT DISTINCT subject_kind, subject FROM journal WHERE region = $1 AND seq > $2 AND "
                "subject_kind IN ('unit', 'unit-import', 'membership', 'post')",
                {region, since})) {
    const std::string kind = row.text(0);
    if (kind == "unit") out.insert(row.integer(1));
    imported = imported || kind == "unit-import";
    if (kind != "membership" && kind != "post") continue;
    for (const auto held :
         in.query("SELECT unit FROM " + kind + " WHERE region = $1 AND id = $2", {region, row.integer(1)}))
      out.insert(held.integer(0));
  }
  if (!imported) return out;
  for (const auto row : in.query("SELECT id FROM unit WHERE region = $1", {region}))
    if (!board_->standing->row_of(row.integer(0))) out.insert(row.integer(0));
  return out;
}

LiveDuties::UnitSet LiveDuties::units_changed_by_date(db::Reader& in, Date after, Date until) const {
  UnitSet out;
  for (const char* of : {"unit FROM membership", "unit FROM post", "id FROM unit"})
    for (const auto row :
         in.query(std::string("SELECT DISTINCT ") + of +
                      " WHERE region IN (SELECT id FROM region) AND ((from_date > $1 AND from_date <= $2) OR "
                      "(to_date > $1 AND to_date <= $2))",
                  {after, until}))
      out.insert(row.integer(0));
  return out;
}

void LiveDuties::follow_activities(db::Reader& in, RegionId region, std::int64_t since) {
  for (bool more = true; more;) {
    const auto page = activities::activities_since(in, region, since);
    for (const auto& change : page.changes) count_anew(in, change.activity);
    since = page.next;
    more = page.more;
  }
}

/// Takes back what was counted of an activity, and counts it as it stands.
void LiveDuties::count_anew(db::Reader& in, ActivityId id) {
  const auto activity = activities::find_activity(in, id);
  check(activity.has_value(), "an activity in the journal has a row");
  Counted counted = counted_of(ctx_, in, state_.activity_classes, *activity);
  standing::Standing& standing = *board_->standing;
  for (std::size_t i = standing.activity_class_count(); i < state_.activity_classes.all().size(); ++i)
    standing.add_activity_class(state_.activity_classes.all()[i]);
  if (const Counted* before = state_.deeds.find(id.value)) {
    const auto who = who_took_part(standing, board_->places(), *before);
    standing.take_back({before->date, who});
    moved_.note(who);
    state_.deeds.erase(id.value);
  }
  if (!counted.parts.empty()) {
    const auto who = who_took_part(standing, board_->places(), counted);
    standing.apply({counted.date, who});
    moved_.note(who);
    state_.deeds.put(id.value, std::move(counted));
  }
  const std::lock_guard lock(board_mutex_);
  ++counters_.followed;
}

}  // namespace massline::duties
