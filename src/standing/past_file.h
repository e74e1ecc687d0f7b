// How every unit stood at the end of one period, as a file that is written once and never changed: for a standing whose
// owers are in no rows, so that the past can't be worked out again.
//
//   header     4096 bytes: magic, version, kind of period, last day, sizes, and the digest of all but the chunks
//   chunks     of 4096 units each: for every duty the packed columns owing, behind and missing
//   details    the duties, with what each asked for
//   directory  where each chunk begins, its length and its checksum
//
// A branch takes some bits for each duty, whatever stands above it some bytes. Nothing is kept in memory but the
// directory; an answer reads the one chunk that it stands in, and checks it each time.
//
//   PastFile::write(name, {.kind = year, .on = last_day, .units = n, .numbering = mark, .duties = duties}, chunk);
//   const auto file = PastFile::open(name);
//   const auto figures = (*file)->figures_of(row, duty);
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "standing/values.h"

namespace massline::standing {

struct PastDuty {
  std::string id;
  std::int64_t amount = 0;  // of each who owes it: minutes, days or times
};

struct PastHead {
  rulebook::DutyPeriod::Kind kind = rulebook::DutyPeriod::Kind::year;
  Date on{};                    // the last day of the period
  std::uint32_t units = 0;      // rows 0 to units - 1
  std::uint64_t numbering = 0;  // the caller's: tells which unit is which row
  std::vector<PastDuty> duties;
};

/// Any number of threads may read one.
class PastFile {
 public:
  static constexpr std::uint32_t units_of_a_chunk = 4096;

  /// Fills figures[unit - first][duty] of the units from `first` on. Chunks are asked for from the last to the first,
  /// so that who counts in the order of the tree has what is below a unit before the unit.
  using Chunk = std::function<void(UnitRow first, std::span<Figures> figures)>;

  /// Writes beside the file, syncs, and then takes its place. Errors: throws Fault where the disk fails.
  static void write(const std::string& file, const PastHead& head, const Chunk& chunk);
  /// Errors: refuses (past_unreadable) where there is none, it is cut off, of another version, or a byte of what is not
  /// in chunks is wrong.
  static Result<std::shared_ptr<const PastFile>> open(const std::string& file);

  ~PastFile();
  PastFile(const PastFile&) = delete;
  PastFile& operator=(const PastFile&) = delete;

  const PastHead& head() const { return head_; }
  std::optional<std::uint32_t> duty_index(std::string_view id) const;
  /// Of the unit and all that was below it. Nothing: it came later.
  /// Errors: refuses (past_unreadable) where a byte of the chunk is wrong. Cost: some ten microseconds.
  Result<std::optional<Figures>> figures_of(UnitRow unit, std::uint32_t duty) const;
  /// Reads every chunk. Errors: as figures_of().
  Result<Done> check_all() const;

 private:
  struct Part {
    std::uint64_t offset, bytes, sum;
  };
  PastFile() = default;
  Result<std::string> chunk_at(std::size_t index) const;

  int descriptor_ = -1;
  std::string file_;
  PastHead head_;
  std::vector<Part> parts_;
};

}  // namespace massline::standing
