// The peer of intake and import: a loop that writes the rows of matters with sqlite3 alone, in one thread.
//
// The rows are those that the program itself writes: its statements are recorded once, with their values, while it raises
// matters in a scratch database; the loop prepares each statement once, binds what was recorded, and commits in groups.
// What the program reads in between, it does not read.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "db/db.h"

namespace massline::bench {

struct Statement {
  std::size_t sql = 0;  // in Recording::texts
  db::Values values;
};

struct Recording {
  std::vector<std::string> texts;
  std::vector<std::vector<Statement>> matters;  // the statements of each
};

/// Raises `count` matters as petitions at the place with that code, in the data folder, and records what was written.
Recording record_intake(const std::filesystem::path& data, const std::string& place_code, std::uint64_t count);

struct RawLoop {
  double seconds = 0;
  double cpu_seconds = 0;
  std::vector<double> group_ms;  // how long each group took to be on disk
};
/// Writes what was recorded into the data folder's database, so many matters a commit.
RawLoop run_raw_loop(const std::filesystem::path& data, const Recording& recording, std::size_t group);

/// Rows in every table that holds what was raised. Both must write the same, or they can't be compared.
std::map<std::string, std::int64_t> rows_of(const std::filesystem::path& data);

}  // namespace massline::bench
