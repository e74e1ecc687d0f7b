#include "registry/bars.h"
#include "registry/unit_rows.h"
#include "registry/unit_steps.h"

namespace massline::registry {

namespace {

using What = PlannedChange::What;

std::string_view word_of(What what) {
  switch (what) {
    case What::move:
      return "move";
    case What::merge:
      return "merge";
    case What::close:
      return "close";
  }
  return "";
}

struct DuePlan {
  RegionId region;
  std::int64_t id = 0;
  UnitId unit, other;
  std::string what;
  Date on{};
  journal::By by;
};

std::vector<DuePlan> due_plans(db::Reader& in, Date today) {
  std::vector<DuePlan> out;
  for (const auto row :
       in.query("SELECT region, id, unit, other, what, on_date, person, post, post_unit FROM unit_plan WHERE "
                "on_date <= $1 ORDER BY on_date, id",
                {today})) {
    out.push_back({row.id<RegionId>(0),
                   row.integer(1),
                   row.id<UnitId>(2),
                   row.id<UnitId>(3),
                   row.text(4),
                   row.date(5),
                   {row.id<PersonId>(6), row.text_or_empty(7), row.id<UnitId>(8)}});
  }
  return out;
}

/// Carries the plan out if it is still possible; else says why not.
Result<Done> carry_out(Context& ctx, db::Transaction& tx, const DuePlan& plan, const Unit& unit) {
  const Date today = ctx.today();
  if (plan.what == word_of(What::close)) {
    if (auto possible = check_close(tx, unit, today); !possible) return possible;
    carry_out_close(ctx, tx, plan.by, unit);
    return Done{};
  }
  const auto other = find_unit(tx, plan.other);
  check(other.has_value(), "a unit that a plan names is there: units are never deleted");
  if (plan.what == word_of(What::move)) {
    if (auto possible = check_move(ctx, unit, *other, today); !possible) return possible;
    carry_out_move(ctx, tx, plan.by, unit, *other);
  } else {
    if (auto possible = check_merge(tx, unit, *other, today); !possible) return possible;
    carry_out_merge(ctx, tx, plan.by, unit, *other);
  }
  return Done{};
}

/// Renews the bars of accused persons whose leading posts ended since the last run. Posts to come bar already, so that
/// nothing waits for this where it would open a matter.
int renew_bars_of_the_day(Context& ctx) {
  const Date today = ctx.today();
  int renewed = 0;
  ctx.store.write([&](db::Transaction& tx) {
    renewed = 0;
    const auto last = tx.query("SELECT value FROM setting WHERE name = 'registry.bars-day'");
    const auto since = last.empty() ? std::optional<Date>() : parse_date(last.row(0).text(0));
    if (since && *since == today) return true;
    const auto people = tx.query(
        "SELECT DISTINCT post.person FROM post JOIN party ON party.person = post.person WHERE post.to_date > $1 AND "
        "post.to_date <= $2",
        {since ? db::Value(*since) : db::Value(std::int64_t{0}), today});
    for (const auto row : people) renewed += recompute_bars_for_person(tx, ctx.rulebook, row.id<PersonId>(0), today);
    tx.execute(
        "INSERT INTO setting(name, value) VALUES('registry.bars-day', $1) ON CONFLICT (name) DO UPDATE SET value = "
        "excluded.value",
        {to_string(today)});
    return true;
  });
  return renewed;
}

}  // namespace

Unit plan(Context& ctx, db::Transaction& tx, const journal::By& by, const Unit& unit, What what, UnitId other,
          Date on) {
  const std::string before = unit_digest(tx, unit);
  Unit planned = unit;
  ++planned.version;
  tx.execute("UPDATE unit SET version = version + 1 WHERE region = $1 AND id = $2", {unit.region, unit.id});
  // A later order takes the place of the one before it.
  tx.execute("DELETE FROM unit_plan WHERE region = $1 AND unit = $2", {unit.region, unit.id});
  tx.execute(
      "INSERT INTO unit_plan(region, id, unit, what, other, on_date, person, post, post_unit) VALUES($1, $2, $3, $4, "
      "$5, $6, $7, $8, $9)",
      {unit.region, ctx.ids.make<UnitId>(), unit.id, word_of(what), other ? db::Value(other) : db::Value(), on,
       by.person ? db::Value(by.person) : db::Value(), by.post.empty() ? db::Value() : db::Value(by.post),
       by.unit ? db::Value(by.unit) : db::Value()});
  journal_unit(ctx, tx, by, "unit.plan-" + std::string(word_of(what)), planned, "on " + to_string(on), before);
  return planned;
}

DueChanges run_due_changes(Context& ctx) {
  DueChanges report;
  const auto plans = ctx.store.read([&](db::Reader& in) { return due_plans(in, ctx.today()); });
  for (const DuePlan& plan : plans) {
    bool dropped = false;
    const bool kept = ctx.store.write([&](db::Transaction& tx) {
      dropped = false;
      // Another server may have carried it out meanwhile, or a newer order may stand in its place.
      const auto still = tx.query("SELECT 1 FROM unit_plan WHERE region = $1 AND id = $2", {plan.region, plan.id});
      if (still.empty()) return false;
      const auto unit = find_unit(tx, plan.unit);
      check(unit.has_value(), "a unit that a plan names is there: units are never deleted");
      tx.execute("DELETE FROM unit_plan WHERE region = $1 AND id = $2", {plan.region, plan.id});
      if (unit->to && *unit->to <= ctx.today()) {
        dropped = true;
      } else if (auto done = carry_out(ctx, tx, plan, *unit); !done) {
        dropped = true;
        journal_unit(ctx, tx, plan.by, "unit.plan-dropped", *unit, plan.what + ": " + done.error().message->key,
                     unit_digest(tx, *unit));
      }
      return true;
    });
    if (kept) ++(dropped ? report.dropped : report.changed);
  }
  report.bars_renewed = renew_bars_of_the_day(ctx);
  return report;
}

}  // namespace massline::registry
