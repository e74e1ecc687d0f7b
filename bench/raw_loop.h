// The peer of intake, import and activities: a loop that writes the rows of commands with sqlite3 alone, in one thread.
//
// The rows are those that the program itself writes: its statements are recorded once, with their values, while it
// carries out the commands in a scratch database; the loop prepares each statement once, binds what was recorded, and
// commits in groups. What the program reads in between, it does not read.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <string>
#include <unordered_map>
#include <vector>

#include "db/db.h"

namespace massline::bench {

struct Statement {
  std::size_t sql = 0;  // in Recording::texts
  db::Values values;
};

struct Recording {
  std::vector<std::string> texts;
  std::vector<std::vector<Statement>> commands;  // the statements of each
};

/// Keeps what commands write, one after another.
class RecordingMaker {
 public:
  /// Carries the command out in `tx`. The end of the journal's chain is written once a batch: the raw loop is spared
  /// it.
  void record(db::Transaction& tx, const std::function<void(db::Transaction&)>& command);
  Recording take() { return std::move(recording_); }

 private:
  Recording recording_;
  std::unordered_map<std::string, std::size_t> known_;  // places in Recording::texts
};

/// Raises `count` matters as petitions at the place with that code, in the data folder, and records what was written.
Recording record_intake(const std::filesystem::path& data, const std::string& place_code, std::uint64_t count);

struct RawLoop {
  double seconds = 0;
  double cpu_seconds = 0;
  std::vector<double> group_ms;  // how long each group took to be on disk
};
/// Writes what was recorded into the data folder's database, so many commands a commit.
RawLoop run_raw_loop(const std::filesystem::path& data, const Recording& recording, std::size_t group);

/// Rows in these tables. Both must write the same, or they can't be compared.
using RowCounts = std::map<std::string, std::int64_t>;
RowCounts rows_of(const std::filesystem::path& data, const std::vector<std::string>& tables);
/// Rows in every table that holds what was raised.
RowCounts rows_of_matters(const std::filesystem::path& data);
/// Throws std::runtime_error where the program left others than the raw loop.
void check_same_rows(const RowCounts& program, const RowCounts& raw);

}  // namespace massline::bench
