// Figures that everybody may ask for, and that may take seconds to count where a unit has millions of matters: those
// that were counted are given again until ten times as long has passed as counting took, and many who ask for the same
// at once wait for one count. So such pages take a small share of the machine, however often they are asked for.
//
//   FiguresMemo memo([&](const FiguresAsked& asked) { return count(asked); });
//   const auto figures = memo.of({unit, from, to, Language::en});
#pragma once

#include <chrono>
#include <functional>
#include <future>
#include <map>
#include <memory>
#include <mutex>

#include "base/result.h"
#include "base/time.h"
#include "matters/figures.h"

namespace massline::matters {

struct FiguresAsked {
  UnitId unit;
  Date from{}, to{};
  Language language = Language::en;
  auto operator<=>(const FiguresAsked&) const = default;
};

/// Thread-safe. What is given may be ten times as old as counting it took; what takes no time is counted each time.
class FiguresMemo {
 public:
  using Counted = Result<Figures>;
  using Count = std::function<Counted(const FiguresAsked&)>;
  using Now = std::function<std::chrono::steady_clock::time_point()>;
  /// Counts in progress, beyond which others are refused.
  static constexpr int counts_at_once = 4;
  static constexpr int kept_for = 10;  // times as long as the count took
  static constexpr std::size_t most_kept = 1000;

  explicit FiguresMemo(Count count, Now now = std::chrono::steady_clock::now)
      : count_(std::move(count)), now_(std::move(now)) {}

  /// What `count` gives or gave. Refuses figures_busy while too much else is being counted; throws what `count` throws.
  Counted of(const FiguresAsked& asked);

 private:
  struct Kept {
    std::shared_future<std::shared_ptr<const Counted>> figures;
    std::chrono::steady_clock::time_point until = std::chrono::steady_clock::time_point::max();  // while it is counted
  };

  std::shared_ptr<const Counted> counted(const FiguresAsked& asked,
                                         std::promise<std::shared_ptr<const Counted>> promise);
  void make_room();

  const Count count_;
  const Now now_;
  std::mutex mutex_;
  std::map<FiguresAsked, Kept> kept_;
  int counting_ = 0;
};

}  // namespace massline::matters
