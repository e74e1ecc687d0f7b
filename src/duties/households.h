// Households as columns, by the unit where they live: sums and heads, no names. They come from the database, where
// `massline import households` puts them, or from a file of columns, which a simulated country has.
//
//   HouseholdBook book("data/households.columns");
//   const auto households = book.current(in);   // kept until others are imported
#pragma once

#include <cstdint>
#include <filesystem>
#include <istream>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "journal/context.h"
#include "standing/allowance.h"

namespace massline::duties {

struct HouseholdColumns;

/// Households as the engine reads them, for the stretches of one standard that were last asked for: standards change
/// seldom, and packing takes longer than the answer. Thread-safe.
class PackedStretches {
 public:
  /// Shapes: `first` as in standing::Households.
  std::shared_ptr<const standing::PackedHouseholds> of(const HouseholdColumns& columns,
                                                       const std::vector<std::uint32_t>& first);

 private:
  std::mutex mutex_;
  std::vector<std::uint32_t> first_;
  std::shared_ptr<const standing::PackedHouseholds> packed_;
};

struct HouseholdColumns {
  std::vector<std::int64_t> units;        // [unit], those of a place side by side
  std::vector<std::uint32_t> first{0};    // [unit + 1]: where the households of each begin
  std::vector<std::uint32_t> income_fen;  // [household]: of all its persons, a month
  std::vector<std::uint8_t> persons;      // [household]
  std::shared_ptr<PackedStretches> packed = std::make_shared<PackedStretches>();
};

/// Thread-safe.
class HouseholdBook {
 public:
  explicit HouseholdBook(std::filesystem::path file) : file_(std::move(file)) {}

  /// Those of the database, where it has any; else those of the file; else none.
  /// Cost: reading all of them, the first time and after an import. Throws Fault where the file is damaged.
  std::shared_ptr<const HouseholdColumns> current(db::Reader& in);

  /// Throws Fault where the disk fails.
  static void save(const HouseholdColumns& columns, const std::filesystem::path& file);
  static HouseholdColumns load(const std::filesystem::path& file);

 private:
  std::filesystem::path file_;
  std::mutex mutex_;
  std::string mark_;
  std::shared_ptr<const HouseholdColumns> columns_;
};

struct HouseholdProblem {
  std::int64_t line = 0;
  std::string what, hint;
};
struct HouseholdReport {
  std::int64_t rows = 0, added = 0, replaced = 0, problem_count = 0;
  std::vector<HouseholdProblem> problems;  // the first hundred
};
/// Reads CSV with the columns unit (a code), income (yuan a month, of the whole household) and persons. The households
/// of every unit in the file take the place of those that it had; rows with a problem are told, and the others kept.
/// Errors: households_columns where a column is missing.
Result<HouseholdReport> import_households(Context& ctx, std::istream& csv);

}  // namespace massline::duties
