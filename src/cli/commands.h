// The commands, one function each; all throw UserError for what the caller can put right.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

#include "cli/runtime.h"

namespace massline::cli {

struct InitOptions {
  DataOptions data;
  std::filesystem::path sample;          // empty: no units and people
  std::filesystem::path sample_matters;  // of the sample's people; empty: none
};
/// Makes a data folder: key, copy of the rulebook, database, sample organisation. Nothing is left behind if it fails.
int run_init(const InitOptions& options);

struct ServeOptions {
  DataOptions data;
  std::string address = "127.0.0.1";
  std::uint16_t port = 8080;
  std::filesystem::path web;
  int io_threads = 1;
  int worker_threads = 64;
  bool behind_https = false;    // a proxy on this machine speaks HTTPS to the world
  bool no_rate_limits = false;  // for load tests on loopback
  int challenge_above = -1;     // strangers' forms a minute beyond which their browsers have to work; 0: never, -1: 60
};
/// Serves until SIGTERM or SIGINT, then finishes what is at hand.
int run_serve(const ServeOptions& options);

struct ImportUnitsOptions {
  DataOptions data;
  std::filesystem::path path;
  std::string under;  // code of the unit that rows without a parent hang under
};
int run_import_units(const ImportUnitsOptions& options);

struct ImportMattersOptions {
  DataOptions data;
  std::filesystem::path path;
  std::string as;                 // login name of the person who imports
  std::filesystem::path mapping;  // JSON; empty: as the names of the columns suggest
  std::string source;
  std::string place;  // code of the place for rows without one
  std::string topic;
  std::string procedure;
  std::filesystem::path rejects;  // where refused rows are written
  bool dry_run = false;
};
int run_import_matters(const ImportMattersOptions& options);

struct ImportAttendanceOptions {
  DataOptions data;
  std::filesystem::path path;
  std::string as;                 // login name of the person who imports
  std::string sheet;              // of a workbook; empty: the first
  std::filesystem::path rejects;  // where refused rows are written
  bool dry_run = false;
};
int run_import_attendance(const ImportAttendanceOptions& options);

struct TryOptions {
  DataOptions data;
  std::filesystem::path draft;  // the folder of the draft rulebook
  std::string unit;             // code; empty: the root
  bool below = false;           // each unit directly below it as well
  std::string date;             // whose rules of the draft are tried; empty: today
  std::filesystem::path csv;    // every unit, down to the branch; empty: none
};
/// Prints who would owe and be behind under the draft, beside today.
int run_try(const TryOptions& options);

struct ApplyRulebookOptions {
  DataOptions data;
  std::filesystem::path draft;
  std::string decision;  // needed where days that have passed are altered
};
/// Shows what differs, and puts the draft in the place of the data folder's rulebook; journalled. 1 if it needs a
/// decision.
int run_apply_rulebook(const ApplyRulebookOptions& options);

struct SimulateOptions {
  DataOptions data;  // a new folder but for `into`, and the rulebook whose kinds of units, posts and duties it has
  std::uint64_t members = 2'000, branches = 100, seed = 1;
  std::filesystem::path
      divisions;      // a tree as `massline import units` reads it, to hang the branches under; empty: made up
  std::string as;     // rows, columns; empty: rows up to 20,000 members
  bool into = false;  // branches, members and a year are added to the data folder that is there
};
/// Makes a country: units as rows of the register; members and what they did as rows too, or in the columns of the
/// standing.
int run_simulate(const SimulateOptions& options);

struct WhatIfOptions {
  DataOptions data;
  std::string entitlement;
  std::string standard;  // "+10%", or yuan a month
  std::string county;    // code; empty: all places with a standard
};
/// Prints what an entitlement costs, and what it would with another standard.
int run_what_if(const WhatIfOptions& options);

struct ImportHouseholdsOptions {
  DataOptions data;
  std::filesystem::path path;
};
/// 1 if a row was refused.
int run_import_households(const ImportHouseholdsOptions& options);

}  // namespace massline::cli
