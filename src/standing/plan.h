// Duties compiled for the columns: who of which class owes what, and which activities count for it.
//
// Expressions are evaluated here, once for each class of owers and of activities, and never again. Immutable, so any
// number of threads may use a plan.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "rulebook/duty.h"
#include "standing/values.h"

namespace massline::standing {

/// The values of activity_attributes() that one class of participations has, activity.kind among them.
struct ActivityClass {
  rulebook::AttributeValues attributes;
};

/// What a plan is compiled from. `classes` of an ower are the distinct tuples of duty_attributes() among them.
struct PlanInput {
  std::vector<rulebook::Duty> duties;  // those in force on `date` are taken
  Date date{};
  std::array<std::vector<rulebook::AttributeValues>, 3> classes;  // by Ower
  std::vector<ActivityClass> activity_classes;
};

/// What is counted for an ower: duties that count the same share one.
struct Accumulator {
  std::vector<std::string> kinds;  // sorted
  rulebook::Part part = rulebook::Part::attended;
  std::shared_ptr<const rulebook::Expression> condition;  // null: always
  rulebook::Measure measure = rulebook::Measure::times;
  rulebook::DutyPeriod per;
  int once = -1;           // which of PopulationPlan::once it is counted in; -1: it is owed again each period
  std::uint8_t width = 1;  // bytes of its slot
  std::vector<std::uint16_t> duties;  // of the population, that read it

  bool counts_same(const Accumulator& other) const;
  /// What one participation is worth.
  std::uint32_t amount_of(const Participation& deed) const {
    return measure == rulebook::Measure::hours  ? deed.minutes
           : measure == rulebook::Measure::days ? deed.days
                                                : deed.times;
  }
};

/// A way to be owed once: within a length after or before an event.
struct Once {
  rulebook::DutyPeriod per;

  /// First and last day, both counted.
  DateRange window(Date event) const;
};

/// Where a duty is worked out: one of 16 lanes of a group.
struct DutyLane {
  std::uint32_t duty = 0;  // in Plan::duties()
  std::uint16_t accumulator = 0;
  std::uint16_t quota = 0;  // 1 to 65534
  std::uint16_t group = 0;
  std::uint16_t lane = 0;
};

struct LaneGroup {
  std::uint32_t window = 0;  // where in a record its 16 bytes begin (8 in a record of 8)
  std::uint16_t max_quota = 0;
  std::vector<std::uint16_t> duties;  // of the population, in lane order
};

/// [roles]: the accumulators that a participation adds to.
using CountedByRoles = std::array<std::vector<std::uint16_t>, 4>;

/// The plan of one population: members, officers or units.
struct PopulationPlan {
  std::vector<DutyLane> duties;
  std::vector<Accumulator> accumulators;
  std::vector<Once> once;
  std::vector<LaneGroup> groups;
  std::vector<std::uint16_t> window_of;          // of an accumulator: which window of the record it lies in
  std::uint32_t record_bytes = 8;                // 8, or 16 for each window
  std::vector<std::vector<std::uint16_t>> owed;  // of a class: its duties of this population, ascending
  std::vector<rulebook::AttributeValues> classes;
  std::vector<CountedByRoles> counted;  // [activity class]

  std::uint32_t window_bytes() const { return record_bytes == 8 ? 6 : 14; }
};

class Plan {
 public:
  /// Errors: refuses an amount outside 1 to 65534, a once-only length in hours or working days, more than 65,535
  /// classes.
  static Result<std::shared_ptr<const Plan>> compile(PlanInput input);

  const std::vector<rulebook::Duty>& duties() const { return duties_; }
  const PopulationPlan& population(Ower ower) const { return populations_[static_cast<std::size_t>(ower)]; }
  const std::vector<ActivityClass>& activity_classes() const { return activity_classes_; }
  Date date() const { return date_; }
  /// The first day on which other duties are in force; none: these hold for good.
  std::optional<Date> valid_before() const { return valid_before_; }
  /// 32 bytes that tell apart plans with other duties or classes. Titles and summaries do not count.
  const std::string& fingerprint() const { return fingerprint_; }
  /// The place of a duty in duties().
  std::optional<std::uint32_t> duty_index(std::string_view id) const;

 private:
  Result<Done> add_duty(std::uint32_t index);
  Result<Done> compile_population(Ower ower);
  void set_validity(const std::vector<rulebook::Duty>& all);
  std::string compute_fingerprint() const;

  std::vector<rulebook::Duty> duties_;
  std::array<PopulationPlan, 3> populations_;
  std::vector<ActivityClass> activity_classes_;
  Date date_{};
  std::optional<Date> valid_before_;
  std::string fingerprint_;
};

/// What participations in activities with these values add to.
CountedByRoles counted_of_class(const PopulationPlan& plan, const rulebook::AttributeValues& values);

/// Which duties of a population a class with these values owes.
std::vector<std::uint16_t> owed_by_class(const Plan& plan, Ower ower, const rulebook::AttributeValues& values);

/// The running period of a duty that is owed each year, quarter or month.
DateRange period_of(rulebook::DutyPeriod::Kind kind, Date date);

}  // namespace massline::standing
