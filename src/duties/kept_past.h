// How units stood at the ends of periods that are over, where members are in no rows: kept when a period ends, in a
// folder of the data folder, a file for each period (standing/past_file.h). What is recorded later of that time changes
// nothing of it.
//
//   KeptPast kept(data);
//   kept.keep(Kind::quarter, last_day, standing);                      // before the next quarter begins
//   const auto point = kept.find(Kind::quarter, last_day, standing, row, "general-meeting");
#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "standing/past_file.h"
#include "standing/standing.h"

namespace massline::duties {

/// Tells which unit is which row, for the first `units` rows.
std::uint64_t numbering_of(const standing::Standing& standing, std::uint32_t units);
std::uint64_t numbering_of(std::span<const std::int64_t> ids);

struct KeptPoint {
  std::int64_t quota = 0;                    // of the rule as it was in force then; 0 where it was not
  std::optional<standing::Figures> figures;  // nothing: no such rule, or no such unit
};

/// Thread-safe. Files are opened when they are first asked for.
class KeptPast {
 public:
  using Kind = rulebook::DutyPeriod::Kind;

  /// Of a data folder; empty: nothing is kept and nothing found.
  explicit KeptPast(const std::filesystem::path& data);

  /// Nothing where that period was not kept.
  /// Errors: refuses (standing::refusals::past_unreadable) where the file is damaged or of another standing.
  Result<std::optional<KeptPoint>> find(Kind kind, Date on, const standing::Standing& standing, standing::UnitRow unit,
                                        std::string_view duty) const;
  /// What every unit owes as of now in the duties that are told by such periods. Throws Fault where the disk fails.
  /// Cost: about a microsecond a unit and duty.
  void keep(Kind kind, Date on, const standing::Standing& standing);
  /// The same, from whoever counts them.
  void keep(const standing::PastHead& head, const standing::PastFile::Chunk& chunk);
  /// Reads all that is there. Gives how many files hold, and what is wrong with the others.
  struct Report {
    int whole = 0;
    std::vector<Refusal> damaged;
  };
  Report check_all() const;

 private:
  std::filesystem::path file_of(Kind kind, Date on) const;
  Result<std::shared_ptr<const standing::PastFile>> open(Kind kind, Date on) const;
  bool is_numbered_as(const standing::PastFile& file, const standing::Standing& standing) const;

  const std::filesystem::path folder_;
  mutable std::mutex mutex_;
  mutable std::map<std::filesystem::path, std::shared_ptr<const standing::PastFile>> opened_;
  mutable std::map<std::uint32_t, std::uint64_t> numberings_;  // by the number of units: rows never change their unit
};

}  // namespace massline::duties
