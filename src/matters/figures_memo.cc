#include "matters/figures_memo.h"

#include <utility>

#include "matters/refusals.h"

namespace massline::matters {

FiguresMemo::Counted FiguresMemo::of(const FiguresAsked& asked) {
  std::promise<std::shared_ptr<const Counted>> promise;
  {
    std::unique_lock lock(mutex_);
    const auto kept = kept_.find(asked);
    if (kept != kept_.end() && now_() < kept->second.until) {
      const auto figures = kept->second.figures;
      lock.unlock();
      return *figures.get();
    }
    if (counting_ == counts_at_once) return refuse(refusals::figures_busy);
    ++counting_;
    make_room();
    kept_.insert_or_assign(asked, Kept{promise.get_future().share()});
  }
  return *counted(asked, std::move(promise));
}

std::shared_ptr<const FiguresMemo::Counted> FiguresMemo::counted(const FiguresAsked& asked,
                                                                 std::promise<std::shared_ptr<const Counted>> promise) {
  const auto begun = now_();
  try {
    auto figures = std::make_shared<const Counted>(count_(asked));
    const auto ended = now_();
    {
      const std::lock_guard lock(mutex_);
      --counting_;
      kept_.find(asked)->second.until = ended + kept_for * (ended - begun);
    }
    promise.set_value(figures);
    return figures;
  } catch (...) {
    {
      const std::lock_guard lock(mutex_);
      --counting_;
      kept_.erase(asked);
    }
    promise.set_exception(std::current_exception());
    throw;
  }
}

void FiguresMemo::make_room() {
  if (kept_.size() < most_kept) return;
  const auto now = now_();
  std::erase_if(kept_, [&](const auto& one) { return one.second.until <= now; });
  if (kept_.size() < most_kept) return;
  std::erase_if(kept_,
                [](const auto& one) { return one.second.until != std::chrono::steady_clock::time_point::max(); });
}

}  // namespace massline::matters
