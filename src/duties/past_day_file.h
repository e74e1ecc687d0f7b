// Days that are over, as files of the data folder (standing.days/), so that a start does not work them out again. They
// may be thrown away at any time: what does not hold is built anew.
#pragma once

#include <filesystem>
#include <memory>
#include <string>

#include "duties/past_day.h"

namespace massline::duties {

/// One writer and any number of readers of one folder.
class PastDayFiles {
 public:
  /// Of a data folder; empty: none are read or written. `rules`: what days follow from beside the rows; a day that was
  /// worked out by other rules does not hold.
  PastDayFiles(const std::filesystem::path& data, std::string rules);

  /// Null where there is none that holds, or the journal is another one. What came since is not in it: catch_up().
  std::unique_ptr<PastDay> load(db::Reader& in, Date on) const;
  /// Where the disk fails, the day has no file.
  void save(const PastDay& day) const;

 private:
  std::filesystem::path file_of(Date on) const;

  const std::filesystem::path folder_;
  const std::string rules_;
};

/// Tells apart rulebooks by which days may come out differently.
std::string rules_of_days(const rulebook::Rulebook& rulebook);

}  // namespace massline::duties
