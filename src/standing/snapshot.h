// A standing as a file: mapped at start, so that the first answer needs no rebuilding, and checked before it is given.
//
//   header     4096 bytes: magic, version, fingerprint of rules and classes, sizes, table of sections, and their digest
//   checksums  one of 64 bits for each megabyte of a section
//   sections   the columns, each from a page on; what is small (classes, states, side tables) in one packed section
//
// The header, the checksums, the links of the tree and the wide lines are checked before load() returns, so the country
// and whatever has units below it can be asked at once, by row. The long columns (records, ids, the branches' lines)
// are checked by a thread of its own: ask of branches, of persons and by id, and change anything, after ready().
#pragma once

#include <atomic>
#include <memory>
#include <string>
#include <thread>

#include "standing/standing.h"

namespace massline::standing {

struct SnapshotTicket {
  std::string marker;  // of the caller: up to which act of the journal the standing is current; at most 512 bytes
};

/// A standing from a file. Its units with others below them can be asked at once.
class LoadedStanding {
 public:
  ~LoadedStanding();
  LoadedStanding(const LoadedStanding&) = delete;
  LoadedStanding& operator=(const LoadedStanding&) = delete;

  /// For answers from wide lines: any unit that has others below it.
  Standing& standing() { return *standing_; }
  const std::string& marker() const { return marker_; }
  /// Waits until every byte has been checked. Before any change, and before branches or persons are asked.
  /// Errors: refuses (snapshot_unreadable) where a byte is wrong; the standing must not be used then, but built anew.
  Result<Done> ready();
  /// After ready(): hands the standing over.
  std::unique_ptr<Standing> take() { return std::move(standing_); }

 private:
  friend class Snapshot;
  LoadedStanding() = default;

  std::unique_ptr<Standing> standing_;
  std::string marker_;
  std::string file_;
  std::string problem_;  // written by the thread
  std::atomic<bool> stops_{false};
  std::thread checker_;
};

class Snapshot {
 public:
  /// Writes beside the file, syncs, and then takes its place. From then on long columns are mapped from the file, so
  /// that what was changed or made need not stay resident. Called by the writer; readers go on. Errors: throws Fault
  /// where the disk fails; refuses nothing.
  static void save(Standing& standing, const std::string& file, const SnapshotTicket& ticket);
  /// Errors: refuses (snapshot_unreadable) where there is no file, it is cut off, of another version, of other rules or
  /// classes, or a byte is wrong. The caller builds anew.
  static Result<std::unique_ptr<LoadedStanding>> load(std::shared_ptr<const Plan> plan, const std::string& file,
                                                      const StandingOptions& options);

 private:
  static std::string packed_details(Standing& standing);
  static void unpack_details(Standing& standing, const std::string& packed);
};

}  // namespace massline::standing
