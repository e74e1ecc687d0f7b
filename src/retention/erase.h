// The job that ends personal data: for each kind and each procedure, whatever the rule in force today says is over is
// erased, with an act that tells kind, rule, rows and subject, and nothing of what was erased.
//
// Matters and people are erased one by one, each in a transaction of its own, so that nobody who writes waits for all
// of them. A rule that is gone erases nothing. Throws db::Error; what was erased before stays erased.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "journal/context.h"
#include "journal/erasures.h"

namespace massline::retention {

enum class EraseMode { for_good, only_count };

struct EraseLine {
  std::string data, rule;
  std::int64_t subjects = 0;  // matters, people, activities; of other data the rows
  std::int64_t rows = 0;      // 0 when only counted
};

struct EraseReport {
  std::vector<EraseLine> lines;  // those with something in them
  bool more = false;             // there is more than `most` of some kind: run again
  std::int64_t files = 0;        // removed from the disk
  std::int64_t looked_at =
      0;  // matters read or looked at, for each kind of data: grows with what ends, not with the past
};

/// `most`: subjects of each kind and rule at once; 0: all.
EraseReport erase(Context& ctx, EraseMode mode, int most);

/// The same as a timed job: once an hour, at most 500 of a kind, and again at once while there is more.
void erase_by_the_clock(Context& ctx);

/// What was erased before, again: for a database restored from a backup that is older. Gives how many were there again.
std::int64_t erase_again(Context& ctx, const std::vector<journal::Erasure>& erasures);

/// Removes files that no row names any more. Those that came within the last hour are left for the next time: whoever
/// sent them may still be writing the row. Gives how many went.
std::int64_t remove_unneeded_files(Context& ctx);

}  // namespace massline::retention
