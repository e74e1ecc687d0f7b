// The country whose standing is measured, its duties, and what the figures stand beside.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "bench/world.h"
#include "standing/simulate.h"
#include "standing/standing.h"

namespace massline::bench {

inline constexpr std::uint64_t members_at_full_size = 96'710'000, branches_at_full_size = 4'940'000;
inline constexpr std::uint64_t persons_at_full_size = 100'000'000;

/// The day on which it is measured.
Date bench_day();
/// The first `count` of 16 duties; the quota of the first one is raised by `more`.
std::shared_ptr<const standing::Plan> plan_of(std::size_t count, std::int64_t more = 0);
std::unique_ptr<standing::Standing> build(const standing::Country& country, std::shared_ptr<const standing::Plan> plan);

struct Resident {
  double gb = 0;       // after everything was worked out
  double most_gb = 0;  // while everything was worked out anew
};
/// What a standing of 10 duties takes in a process of its own, which has nothing else.
Resident resident_alone(const standing::CountryOptions& options);

/// Time by the clock, and time that the processors worked for this process, all threads together.
struct Moment {
  double clock = 0, processor = 0;
};
Moment now();

/// Memory to read and to write: the limit of whatever has to touch as much.
class Stream {
 public:
  Stream(std::uint64_t read_bytes, std::uint64_t written_bytes);
  /// All of it once, on all threads.
  void run(standing::Workers& workers);

 private:
  std::uint64_t read_bytes_, written_bytes_;
  standing::Region read_, written_;
};

/// The same members in DuckDB, a table of one row a member: seconds for the sums of every branch and level. Nothing
/// without DuckDB. Throws where it finds other figures.
std::optional<double> duckdb_seconds(const World& world, const standing::Country& country,
                                     const std::vector<standing::Figures>& expected);

}  // namespace massline::bench
