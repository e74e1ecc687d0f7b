#include "duties/what_if.h"

#include <fmt/format.h>

#include <fstream>

#include "base/money.h"
#include "cli/commands.h"
#include "duties/live.h"

namespace massline::cli {
namespace {

std::string yuan(std::uint64_t fen) { return to_string(Money{static_cast<std::int64_t>(fen)}); }

void print_line(const std::string& name, const standing::CountyAllowance& allowance) {
  const auto& [base, changed] = allowance;
  const auto more = static_cast<std::int64_t>(changed.fen) - static_cast<std::int64_t>(base.fen);
  fmt::print("{:<28}{:>12}{:>18}{:>12}{:>18}{:>18}\n", name, base.households, yuan(base.fen), changed.households,
             yuan(changed.fen), (more < 0 ? "-" : "+") + to_string(Money{std::abs(more)}));
}

}  // namespace

int run_what_if(const WhatIfOptions& options) {
  const auto change = duties::parse_standard_change(options.standard);
  if (!change) throw UserError(change.error().text(Language::en));
  Runtime runtime(options.data);
  Context& ctx = runtime.context();
  const duties::LiveDuties live(ctx, {.folder = runtime.data()});
  duties::HouseholdBook book(runtime.data() / households_file);
  const auto answer = ctx.store.read([&](db::Reader& in) {
    const auto households = book.current(in);
    return duties::what_if(ctx, in, *live.board(), *households,
                           {.entitlement = options.entitlement, .change = *change, .place = options.county});
  });
  if (!answer) throw UserError(answer.error().text(Language::en));
  fmt::print(
      "{}, on {}: {} households of {} persons. Nothing is changed. Yuan a "
      "month.\n\n{:<28}{:>12}{:>18}{:>12}{:>18}{:>18}\n",
      answer->entitlement->title.in(Language::en), to_string(answer->date), answer->households, answer->persons, "",
      "entitled", "today", "entitled", "then", "more");
  for (const auto& place : answer->places)
    print_line(fmt::format("{} {} → {}", place.unit.code, to_string(Money{place.base_fen}),
                           to_string(Money{place.changed_fen})),
               place.allowance);
  print_line("all", answer->total);
  if (answer->without_standard > 0)
    fmt::print("\nThe rulebook has no standard for the places of {} more households.\n", answer->without_standard);
  return 0;
}

int run_import_households(const ImportHouseholdsOptions& options) {
  Runtime runtime(options.data);
  std::ifstream csv(options.path, std::ios::binary);
  if (!csv) throw UserError(fmt::format("{}: can't be read.", options.path.string()));
  const auto report = duties::import_households(runtime.context(), csv);
  if (!report) throw UserError(report.error().text(Language::en));
  for (const auto& problem : report->problems)
    fmt::print(stderr, "{}:{}: {} {}\n", options.path.string(), problem.line, problem.what, problem.hint);
  if (report->problem_count > static_cast<std::int64_t>(report->problems.size()))
    fmt::print(stderr, "… and {} more.\n", report->problem_count - static_cast<std::int64_t>(report->problems.size()));
  fmt::print("{} rows: {} households added in place of {}, {} refused.\n", report->rows, report->added,
             report->replaced, report->problem_count);
  return report->problem_count > 0 ? 1 : 0;
}

}  // namespace massline::cli
