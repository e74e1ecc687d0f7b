#include <fmt/format.h>

#include <deque>
#include <fstream>

#include "base/csv.h"
#include "cli/commands.h"
#include "duties/rule_trial.h"
#include "registry/units.h"
#include "retention/kinds.h"

namespace massline::cli {
namespace {

using duties::Below;
using duties::RuleTrial;
using duties::Tried;
using duties::TriedDuty;
using duties::TriedFigures;
using duties::TriedUnit;

std::shared_ptr<const rulebook::Rulebook> read_draft(const std::filesystem::path& folder) {
  auto result = retention::read_rulebook(folder.string());
  if (result.rulebook) return result.rulebook;
  std::string problems;
  for (const auto& problem : result.problems) problems += rulebook::to_string(problem) + "\n";
  throw UserError(fmt::format("{}{}: the draft can't be tried before it is right.", problems, folder.string()));
}

std::string change_of(const TriedDuty& duty) {
  switch (duty.change()) {
    case TriedDuty::Change::same:
      return "";
    case TriedDuty::Change::changed:
      return "changed";
    case TriedDuty::Change::added:
      return "new";
    case TriedDuty::Change::dropped:
      return "dropped";
  }
  return "";
}

Date day_of(const std::string& text, Date today) {
  if (text.empty()) return today;
  const auto date = parse_date(text);
  if (!date) throw UserError(fmt::format("“{}” is no day. Write it as 2026-01-31.", text));
  return *date;
}

Tried look(RuleTrial& trial, UnitId unit, Below below) {
  auto tried = trial.of(unit, below);
  if (!tried) throw UserError(tried.error().text(Language::en));
  check(tried->has_value(), "a unit in force is in the standing");
  return std::move(**tried);
}

void print_unit(const Tried& tried, const TriedUnit& unit, const std::string& name, Language language) {
  fmt::print("\n{}\n{:<44}{:>12}{:>12}{:>12}{:>12}{:>12}{:>12}\n", name, "", "owe now", "owe then", "behind now",
             "then", "newly", "no longer");
  for (std::size_t i = 0; i < tried.duties.size(); ++i) {
    const TriedDuty& duty = tried.duties[i];
    const TriedFigures& figures = unit.duties[i];
    if (!figures.concerns_anybody()) continue;
    const std::string change = change_of(duty);
    fmt::print("{}\n{:<44}{:>12}{:>12}{:>12}{:>12}{:>12}{:>12}\n", duty.rule().title.in(language),
               fmt::format("  {}{}", duty.rule().id, change.empty() ? "" : " (" + change + ")"), figures.now.owing,
               figures.then.draft.owing, figures.now.behind, figures.then.draft.behind, figures.then.newly_behind,
               figures.then.no_longer_behind);
    if (figures.then.unknown > 0)
      fmt::print("  of {} nothing is known: what the draft counts is nowhere recorded for them\n",
                 figures.then.unknown);
  }
}

void write_unit(std::ofstream& out, const Tried& tried, const TriedUnit& figures, const registry::Unit& unit,
                Language language) {
  for (std::size_t i = 0; i < tried.duties.size(); ++i) {
    if (!figures.duties[i].concerns_anybody()) continue;
    const auto& now = figures.duties[i].now;
    const auto& then = figures.duties[i].then;
    out << csv_line({unit.code, unit.name_in(language), tried.duties[i].rule().id, change_of(tried.duties[i]),
                     std::to_string(now.owing), std::to_string(then.draft.owing), std::to_string(now.behind),
                     std::to_string(then.draft.behind), std::to_string(then.newly_owing),
                     std::to_string(then.no_longer_owing), std::to_string(then.newly_behind),
                     std::to_string(then.no_longer_behind), std::to_string(then.unknown)});
  }
}

/// The unit, and all below it, one level after the other.
void write_csv(RuleTrial& trial, db::Reader& in, UnitId top, const std::filesystem::path& file, Language language) {
  std::ofstream out(file, std::ios::binary);
  out << "\xEF\xBB\xBF"
      << csv_line({"unit", "name", "duty", "change", "owe now", "owe then", "behind now", "behind then", "newly owing",
                   "no longer owing", "newly behind", "no longer behind", "unknown"});
  std::deque<UnitId> left{top};
  for (bool first = true; !left.empty(); first = false) {
    const Tried tried = look(trial, left.front(), Below::children);
    left.pop_front();
    if (const auto unit = registry::find_unit(in, tried.unit.unit); first && unit)
      write_unit(out, tried, tried.unit, *unit, language);
    for (const TriedUnit& child : tried.children) {
      if (const auto unit = registry::find_unit(in, child.unit)) write_unit(out, tried, child, *unit, language);
      left.push_back(child.unit);
    }
  }
  if (!out.flush()) throw UserError(fmt::format("{} can't be written.", file.string()));
}

}  // namespace

int run_try(const TryOptions& options) {
  const auto draft = read_draft(options.draft);
  Runtime runtime(options.data);
  Context& ctx = runtime.context();
  const Language language = ctx.rulebook.default_language;
  duties::LiveDuties live(ctx, {.folder = runtime.data()});
  RuleTrial trial(live, draft, day_of(options.date, ctx.today()));
  ctx.store.read([&](db::Reader& in) {
    const auto unit =
        options.unit.empty() ? registry::root_unit(in) : registry::find_unit_by_code(in, options.unit, ctx.today());
    if (!unit || !unit->in_force(ctx.today()))
      throw UserError(fmt::format(
          "There is no unit “{}” today. Give the code of one, as “massline import units” had it.", options.unit));
    const Tried tried = look(trial, unit->id, options.below ? Below::children : Below::nothing);
    fmt::print("{} {} against {} {}, on {}. Nothing is changed.\n", draft->id, draft->version, ctx.rulebook.id,
               ctx.rulebook.version, to_string(tried.date));
    print_unit(tried, tried.unit, unit->name_in(language), language);
    for (const TriedUnit& child : tried.children)
      if (const auto below = registry::find_unit(in, child.unit))
        print_unit(tried, child, below->name_in(language), language);
    if (!options.csv.empty()) write_csv(trial, in, unit->id, options.csv, language);
  });
  return 0;
}

}  // namespace massline::cli
