#include <fmt/format.h>

#include <fstream>

#include "base/csv.h"
#include "cli/commands.h"
#include "duties/rule_trial.h"
#include "registry/units.h"

namespace massline::cli {
namespace {

using duties::RuleTrial;
using duties::TriedDuty;

std::shared_ptr<const rulebook::Rulebook> read_draft(const std::filesystem::path& folder) {
  auto result = rulebook::read_rulebook(folder.string());
  if (result.rulebook) return result.rulebook;
  std::string problems;
  for (const auto& problem : result.problems) problems += rulebook::to_string(problem) + "\n";
  throw UserError(fmt::format("{}{}: the draft can't be tried before it is right.", problems, folder.string()));
}

const rulebook::Duty& rule_of(const TriedDuty& duty) {
  return duty.draft != nullptr ? *duty.draft : *duty.today;
}

bool concerns_anybody(const TriedDuty& duty) {
  return duty.now.owing > 0 || duty.tried.draft.owing > 0;
}

std::string change_of(const TriedDuty& duty) {
  if (duty.draft == nullptr) return "dropped";
  return duty.today == nullptr ? "new" : "";
}

void print_unit(const RuleTrial& trial, standing::UnitRow row, const std::string& name, Language language) {
  fmt::print("\n{}\n{:<44}{:>12}{:>12}{:>12}{:>12}{:>12}{:>12}\n", name, "", "owe now", "owe then", "behind now",
             "then", "newly", "no longer");
  for (const TriedDuty& duty : trial.of(row)) {
    if (!concerns_anybody(duty)) continue;
    const std::string change = change_of(duty);
    fmt::print("{}\n{:<44}{:>12}{:>12}{:>12}{:>12}{:>12}{:>12}\n", rule_of(duty).title.in(language),
               fmt::format("  {}{}", rule_of(duty).id, change.empty() ? "" : " (" + change + ")"), duty.now.owing,
               duty.tried.draft.owing, duty.now.behind, duty.tried.draft.behind, duty.tried.newly_behind,
               duty.tried.no_longer_behind);
    if (duty.tried.unknown > 0)
      fmt::print("  of {} nothing is known yet: what the draft counts was not counted for them before\n",
                 duty.tried.unknown);
  }
}

void write_csv(const RuleTrial& trial, db::Reader& in, const std::filesystem::path& file, Language language) {
  std::ofstream out(file, std::ios::binary);
  out << "\xEF\xBB\xBF"
      << csv_line({"unit", "name", "duty", "change", "owe now", "owe then", "behind now", "behind then", "newly owing",
                   "no longer owing", "newly behind", "no longer behind", "unknown"});
  for (standing::UnitRow row = 0; row < trial.rows().units.size(); ++row) {
    const auto unit = registry::find_unit(in, trial.rows().units[row].id);
    for (const TriedDuty& duty : trial.of(row)) {
      if (!unit || !concerns_anybody(duty)) continue;
      const auto& t = duty.tried;
      out << csv_line({unit->code, unit->name_in(language), rule_of(duty).id, change_of(duty),
                       std::to_string(duty.now.owing), std::to_string(t.draft.owing), std::to_string(duty.now.behind),
                       std::to_string(t.draft.behind), std::to_string(t.newly_owing), std::to_string(t.no_longer_owing),
                       std::to_string(t.newly_behind), std::to_string(t.no_longer_behind), std::to_string(t.unknown)});
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
  ctx.store.read([&](db::Reader& in) {
    const RuleTrial trial(ctx, in, *draft);
    const auto unit = options.unit.empty() ? registry::root_unit(in)
                                           : registry::find_unit_by_code(in, options.unit, ctx.today());
    const auto row = unit ? trial.rows().row_of_unit.find(unit->id.value) : trial.rows().row_of_unit.end();
    if (row == trial.rows().row_of_unit.end())
      throw UserError(fmt::format("There is no unit “{}” today. Give the code of one, as “massline import units” had it.",
                                  options.unit));
    fmt::print("{} {} against {} {}, on {}. Nothing is changed.\n", draft->id, draft->version, ctx.rulebook.id,
               ctx.rulebook.version, to_string(trial.rows().date));
    print_unit(trial, row->second, unit->name_in(language), language);
    for (const auto& child : registry::children(in, *unit, ctx.today(), "", 200).units) {
      const auto below = trial.rows().row_of_unit.find(child.unit.id.value);
      if (options.below && below != trial.rows().row_of_unit.end())
        print_unit(trial, below->second, child.unit.name_in(language), language);
    }
    if (!options.csv.empty()) write_csv(trial, in, options.csv, language);
  });
  return 0;
}

}  // namespace massline::cli
