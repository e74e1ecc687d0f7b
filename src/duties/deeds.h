// What was done in the periods that run, by activity, by person and by unit: whoever joins brings it along, and a
// correction takes back just what was counted.
#pragma once

#include <functional>
#include <unordered_map>
#include <vector>

#include "base/id.h"
#include "duties/places.h"
#include "standing/standing.h"

namespace massline::duties {

/// A held activity, as it counts.
struct Counted {
  struct Part {
    std::int64_t person = 0;  // 0: the unit that held it
    std::uint8_t roles = 0;   // standing::Roles
    std::uint16_t activity_class = 0;
  };
  Date date{};
  std::int64_t unit = 0;
  std::uint32_t minutes = 0, days = 0;
  std::vector<Part> parts;

  /// What a part is worth to an ower who stands there.
  standing::Participation worth(const Part& part, standing::Ower ower, standing::OwerAt at) const;
};

/// One thread.
class Deeds {
 public:
  const Counted* find(std::int64_t activity) const;
  void put(std::int64_t activity, Counted counted);
  void erase(std::int64_t activity);
  std::vector<standing::Deed> of_person(PersonId person) const { return of(by_person_, person.value, person.value); }
  std::vector<standing::Deed> of_unit(UnitId unit) const { return of(by_unit_, unit.value, 0); }
  const std::unordered_map<std::int64_t, Counted>& all() const { return all_; }

 private:
  using Index = std::unordered_map<std::int64_t, std::vector<std::int64_t>>;
  std::vector<standing::Deed> of(const Index& index, std::int64_t key, std::int64_t person) const;
  static void drop(Index& index, std::int64_t key, std::int64_t activity);

  std::unordered_map<std::int64_t, Counted> all_;
  Index by_person_, by_unit_;  // → activities
};

}  // namespace massline::duties
