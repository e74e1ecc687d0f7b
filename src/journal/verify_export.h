// Checking an exported journal, receipts and proofs, with nothing but the files.
#pragma once

#include <cstdint>
#include <functional>
#include <istream>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "journal/journal.h"
#include "journal/statement.h"

namespace massline::journal {

/// The first place of an export that does not hold. `region` and `seq` are 0 where the line belongs to none.
struct ExportBreak {
  std::uint64_t line = 0;
  RegionId region;
  std::int64_t seq = 0;
  std::string what;
};

struct ExportReport {
  std::string organisation;
  bool hashes_only = false;
  std::uint64_t entries = 0, regions = 0, checkpoints = 0;
  std::vector<std::string> keys;          // public keys, oldest first
  std::optional<std::string> hash_found;  // of the entry that was looked for
  std::optional<ExportBreak> broken;
};

struct ExportQuestion {
  std::vector<Statement> checkpoints;  // that came another way: the export must agree with them
  std::string trusted_key;             // 32 bytes that must be among the keys; empty: whatever keys stand there
  RegionId region;                     // of the entry to look for
  std::int64_t seq = 0;                // 0: none
};

/// Walks the lines once.   Cost: O(lines) time; the checkpoints and O(log entries) hashes in memory.
ExportReport verify_export(std::istream& in, const ExportQuestion& question);

/// What of a checkpoint counts; nothing if a field is missing or not as checkpoints.h writes it.
struct CheckpointFacts {
  RegionId region;
  std::int64_t size = 0;
  std::string root;
};
std::optional<CheckpointFacts> facts_of(const Statement& checkpoint);

/// A proof as /api/v1/transparency gives it: for an inclusion, the leaf's hash is `leaf`; for a consistency `first` is
/// the size of the earlier tree.
struct Proof {
  std::string kind;  // "inclusion", "consistency"
  std::int64_t size = 0;
  std::int64_t position = 0;  // from 1, as in the journal
  std::int64_t first = 0;
  std::vector<std::string> path;
};
std::optional<Proof> read_proof(std::string_view text);

}  // namespace massline::journal
