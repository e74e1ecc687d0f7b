// A store whose database fails when it is told to: before a command, in the middle of it, at its commit, after its
// commit, slowly, or because the disk is full.
//
//   Faults faults(clock);
//   auto store = open_failing_store(target, faults);
//   faults.arm({Fault::during, 3});
//   … a command …                     // throws db::Error; nothing of it is kept
//   faults.disarm();
#pragma once

#include <memory>
#include <string_view>

#include "base/time.h"
#include "db/db.h"

namespace massline::sim {

enum class Fault {
  none,
  before,     // nobody can write
  during,     // a statement fails
  at_commit,  // the commit fails, and nothing is kept
  unknown,    // the commit is kept, and nobody is told so
  slow,       // the command takes three seconds
  full_disk,  // the file can't grow; on SQLite alone, elsewhere the statement fails
};
inline constexpr Fault last_fault = Fault::full_disk;
std::string_view fault_name(Fault fault);

struct FaultPlan {
  Fault fault = Fault::none;
  int statement = 0;  // of `during`: how many go well before
};

/// Armed and disarmed by whoever gives the commands, between two of them; read by the store's writer.
class Faults {
 public:
  explicit Faults(ManualClock& clock) : clock_(clock) {}
  void arm(FaultPlan plan) {
    plan_ = plan;
    fired_ = 0;
  }
  void disarm() { plan_ = {}; }
  const FaultPlan& plan() const { return plan_; }
  ManualClock& clock() { return clock_; }
  /// How often the armed fault came about.
  int fired() const { return fired_; }
  void count() { ++fired_; }

 private:
  ManualClock& clock_;
  FaultPlan plan_;
  int fired_ = 0;
};

std::unique_ptr<db::Store> open_failing_store(const db::Target& target, Faults& faults);

}  // namespace massline::sim
