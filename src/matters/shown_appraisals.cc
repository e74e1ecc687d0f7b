#include "matters/shown_appraisals.h"

#include <algorithm>

#include "registry/units.h"

namespace massline::matters {

void ShownAppraisals::fill_batches(const std::string& path, Waitings& waiting) {
  AppraisalSums& sums = own_[path];
  const std::size_t full = waiting.size() - waiting.size() % batch_size_;
  for (std::size_t i = 0; i < full; ++i) {
    ++sums.count;
    sums.solved += waiting[i].solved ? 1 : 0;
    sums.satisfied += waiting[i].satisfied;
  }
  waiting.erase(waiting.begin(), waiting.begin() + static_cast<std::ptrdiff_t>(full));
}

void ShownAppraisals::add(const std::string& path, std::int64_t quarter, bool solved, std::int64_t satisfied) {
  Waitings& waiting = waiting_[quarter][path];
  waiting.push_back({added_++, solved, satisfied});
  fill_batches(path, waiting);
}

/// From the lowest level upwards. A unit's own batches stay as they were while the quarter went on: only what waits
/// then is put together.
void ShownAppraisals::lift(std::map<std::string, Waitings> waiting) {
  std::size_t longest = 0;
  for (const auto& [path, list] : waiting) longest = std::max(longest, path.size());
  for (std::size_t length = longest; length > registry::path_step; length -= registry::path_step) {
    std::map<std::string, Waitings> above;
    for (auto& [path, list] : waiting)
      if (path.size() == length) {
        Waitings& to = above[path.substr(0, length - registry::path_step)];
        to.insert(to.end(), list.begin(), list.end());
        list.clear();
      }
    for (auto& [path, list] : above) {
      Waitings& own = waiting[path];
      own.insert(own.end(), list.begin(), list.end());
      std::sort(own.begin(), own.end(), [](const Waiting& a, const Waiting& b) { return a.number < b.number; });
      fill_batches(path, own);
    }
  }
}

void ShownAppraisals::finish() {
  for (auto& [quarter, waiting] : waiting_)
    if (quarter < open_quarter_) lift(std::move(waiting));
}

AppraisalSums ShownAppraisals::of(const std::string& path) const {
  AppraisalSums out;
  for (auto own = own_.lower_bound(path); own != own_.end() && own->first.starts_with(path); ++own) {
    out.count += own->second.count;
    out.solved += own->second.solved;
    out.satisfied += own->second.satisfied;
  }
  return out;
}

}  // namespace massline::matters
