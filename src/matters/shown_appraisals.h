// Which appraisals may be shown: whole batches, each of which belongs to one unit and is counted whole in that unit and
// in all above it, or not at all. So every figure is a sum of whole batches, and so is what any two of them differ by,
// whether they are of a unit and one below it, of other days, or of another moment.
//
// A unit's own appraisals fill its batches in the order in which they came, each quarter by itself. Those that fill
// none wait; once the quarter is over and no more can come, they fill batches of the unit above, together with what
// waits at the other units below it, and so on upwards.
//
//   ShownAppraisals shown(5, quarter_of(today));
//   shown.add(path, quarter, true, 4);                    // in the order in which they were given
//   shown.finish();
//   shown.of(path).count;
//
// Not thread-safe. Cost: memory for each unit and quarter that was appraised, and fewer than a batch of appraisals
// each.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace massline::matters {

/// Of the batches of a unit and all below it.
struct AppraisalSums {
  std::int64_t count = 0, solved = 0, satisfied = 0;

  std::optional<double> mean_satisfied() const {
    if (count == 0) return std::nullopt;
    return static_cast<double>(satisfied) / static_cast<double>(count);
  }
};

class ShownAppraisals {
 public:
  /// Quarters before `open_quarter` are over.
  ShownAppraisals(int batch_size, std::int64_t open_quarter)
      : batch_size_(static_cast<std::size_t>(batch_size)), open_quarter_(open_quarter) {}

  /// One appraisal of the unit at `path`, given after those before it.
  void add(const std::string& path, std::int64_t quarter, bool solved, std::int64_t satisfied);
  /// Call once, after the last: what waits is put together, from the lowest units upwards.
  void finish();

  /// Of the unit at `path` and all below it: what finish() made of it.
  AppraisalSums of(const std::string& path) const;

 private:
  struct Waiting {
    std::int64_t number;  // the order in which they were given
    bool solved;
    std::int64_t satisfied;
  };
  using Waitings = std::vector<Waiting>;

  void fill_batches(const std::string& path, Waitings& waiting);
  void lift(std::map<std::string, Waitings> waiting);

  std::size_t batch_size_;
  std::int64_t open_quarter_;
  std::int64_t added_ = 0;
  std::map<std::int64_t, std::map<std::string, Waitings>> waiting_;  // by quarter and path
  std::map<std::string, AppraisalSums> own_;                         // of the batches that belong to the unit itself
};

}  // namespace massline::matters
