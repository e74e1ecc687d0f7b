// What the program does by itself: late clocks call in higher units, windows close, dates follow the calendar.
#include <algorithm>

#include "base/crypto.h"
#include "matters/matter_commands.h"
#include "matters/matter_table.h"
#include "matters/matter_work.h"
#include "matters/refusals.h"
#include "matters/step_effects.h"
#include "matters/texts.h"
#include "registry/units.h"

namespace massline::matters {

namespace {

constexpr int page_size = 100;

struct DueClock {
  RegionId region;
  MatterId matter;
  std::int64_t clock = 0;
};

std::vector<DueClock> clocks_to_check(Context& ctx, RegionId region) {
  return ctx.store.read([&](db::Reader& in) {
    std::vector<DueClock> out;
    for (const auto row : in.query("SELECT matter, id FROM clock WHERE region = $1 AND state = 0 AND check_at < $2 "
                                   "ORDER BY check_at LIMIT $3",
                                   {region, ctx.clock.now(), page_size}))
      out.push_back({region, row.id<MatterId>(0), row.integer(1)});
    return out;
  });
}

/// The same length again after the last look: one unit higher for each that goes by.
Instant next_check(MatterWork& work, const Clock& clock) {
  return due_after(std::max(work.now, clock.due), clock.because.length, work.ctx.zone, work.ctx.rulebook.calendar);
}

void call_in(MatterWork& work, Clock& clock) {
  const auto higher = unit_to_call_in(work);
  clock.check_at = higher ? next_check(work, clock) : no_due;
  // Said once only, where there is nobody above.
  const bool said = clock.late > 0 && !higher;
  ++clock.late;
  update_clock(work.tx, work.matter.region, work.matter.id, clock);
  if (higher) {
    work.matter.escalated = higher->id;
    work.facts.escalated_path = higher->path;
  }
  if (!said) {
    Entry entry = work.new_entry("clock", {}, true);
    entry.inputs.emplace(told_event, higher ? "escalated" : "late-at-the-top");
    entry.inputs.emplace(told_clock, clock.name);
    if (higher) entry.inputs.emplace(told_unit, to_string(higher->id));
    insert_entry(work.tx, work.matter.region, work.matter.id, entry);
  }
  work.save({}, "matter.escalate", clock.name);
}

void close_window(MatterWork& work, Clock& clock) {
  add_event(clock, {ClockEvent::Kind::run_out, clock.due, "", {}}, work.ctx.zone, work.ctx.rulebook.calendar);
  update_clock(work.tx, work.matter.region, work.matter.id, clock);
  work.save({}, "matter.window-over", clock.name);
}

/// True if the clock was still due for a look.
bool look_at(Context& ctx, db::Transaction& tx, const DueClock& due) {
  auto matter = find_matter(tx, due.region, due.matter);
  if (!matter) return false;
  MatterWork work(ctx, tx, std::move(*matter));
  const auto clock = std::find_if(work.clocks.begin(), work.clocks.end(),
                                  [&](const Clock& candidate) { return candidate.id == due.clock; });
  if (clock == work.clocks.end() || clock->state != ClockState::running || clock->check_at >= work.now) return false;
  if (clock->owed_by_raiser)
    close_window(work, *clock);
  else
    call_in(work, *clock);
  return true;
}

bool recompute(Context& ctx, db::Transaction& tx, RegionId region, MatterId id) {
  auto row = find_matter(tx, region, id);
  if (!row) return false;
  MatterWork work(ctx, tx, std::move(*row));
  bool moved = false;
  for (Clock& clock : work.clocks) {
    if (clock.state != ClockState::running && clock.state != ClockState::paused) continue;
    const Instant due = evaluate(clock.because, ctx.zone, ctx.rulebook.calendar).due;
    if (due == clock.due) continue;
    clock.due = due;
    if (clock.late == 0 && clock.state == ClockState::running) clock.check_at = due;
    update_clock(tx, region, id, clock);
    moved = true;
  }
  if (!moved) return false;
  set_next_due(work.matter, work.clocks);
  Entry entry = work.new_entry("system", {}, true);
  entry.inputs.emplace(told_event, "dates-worked-out-anew");
  insert_entry(tx, region, id, entry);
  work.save({}, "matter.recompute-clocks", "");
  return true;
}

constexpr const char* calendar_setting = "calendar";

/// A digest of the working days of the years that clocks can run in.
std::string digest_of_calendar(const WorkingCalendar& calendar) {
  Digester digester;
  for (Date day = *parse_date("2000-01-01"); day < *parse_date("2060-01-01"); day += std::chrono::days{1})
    digester.add(std::int64_t{calendar.is_working_day(day) ? 1 : 0});
  return to_hex(digester.finish());
}

}  // namespace

JobReport escalate_late(Context& ctx) {
  JobReport report;
  const auto regions = ctx.store.read([](db::Reader& in) { return registry::regions(in); });
  for (const RegionId region : regions) {
    // Each look moves the clock's next one, so that every round finds others.
    for (std::vector<DueClock> page = clocks_to_check(ctx, region); !page.empty();
         page = clocks_to_check(ctx, region)) {
      const std::int64_t before = report.changed;
      for (const DueClock& due : page) {
        ++report.looked_at;
        if (ctx.store.write([&](db::Transaction& tx) { return look_at(ctx, tx, due); })) ++report.changed;
      }
      if (page.size() < page_size || report.changed == before) break;
    }
  }
  return report;
}

namespace {

JobReport recompute_region(Context& ctx, RegionId region) {
  JobReport report;
  MatterId after{};
  while (true) {
    const auto page = ctx.store.read([&](db::Reader& in) {
      std::vector<MatterId> out;
      for (const auto row : in.query("SELECT DISTINCT matter FROM clock WHERE region = $1 AND state < 2 AND "
                                     "matter > $2 ORDER BY matter LIMIT $3",
                                     {region, after, page_size}))
        out.push_back(row.id<MatterId>(0));
      return out;
    });
    for (const MatterId matter : page) {
      ++report.looked_at;
      if (ctx.store.write([&](db::Transaction& tx) { return recompute(ctx, tx, region, matter); })) ++report.changed;
    }
    if (page.size() < page_size) return report;
    after = page.back();
  }
}

}  // namespace

JobReport recompute_clocks(Context& ctx) {
  JobReport report;
  const auto regions = ctx.store.read([](db::Reader& in) { return registry::regions(in); });
  for (const RegionId region : regions) {
    const JobReport part = recompute_region(ctx, region);
    report.looked_at += part.looked_at;
    report.changed += part.changed;
  }
  return report;
}

JobReport follow_calendar(Context& ctx) {
  const std::string now = digest_of_calendar(ctx.rulebook.calendar);
  const std::string before = ctx.store.read([](db::Reader& in) {
    const auto rows = in.query("SELECT value FROM setting WHERE name = $1", {calendar_setting});
    return rows.empty() ? std::string() : rows.row(0).text(0);
  });
  if (before == now) return {};
  const JobReport report = recompute_clocks(ctx);
  ctx.store.write([&](db::Transaction& tx) {
    tx.execute(
        "INSERT INTO setting (name, value) VALUES ($1, $2) "
        "ON CONFLICT (name) DO UPDATE SET value = excluded.value",
        {calendar_setting, now});
    return true;
  });
  return report;
}

}  // namespace massline::matters
