// Where everybody who owes stands: a number in the standing for each membership and post.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "base/id.h"
#include "base/time.h"
#include "standing/values.h"

namespace massline::duties {

/// A membership or a post, and where it stands.
struct Owes {
  standing::Ower ower = standing::Ower::member;
  std::int64_t id = 0;  // of the membership or the post; of a unit: its own
  PersonId person;
  standing::OwerAt at;
  std::uint32_t ower_class = 0;
  std::string kind;
};

/// Not thread-safe: Board guards it.
class Places {
 public:
  const Owes* find(standing::Ower ower, std::int64_t id) const;
  std::vector<Owes> of_person(PersonId person) const;
  /// Members and officers of the unit itself.
  std::vector<Owes> in_unit(standing::UnitRow unit) const;
  std::vector<Owes> all() const;

  void put(const Owes& owes);
  void erase(standing::Ower ower, std::int64_t id);

 private:
  using Key = std::pair<standing::Ower, std::int64_t>;
  void drop(std::vector<Key>& keys, Key key);

  std::array<std::unordered_map<std::int64_t, Owes>, 3> by_id_;  // by Ower
  std::unordered_map<std::int64_t, std::vector<Key>> by_person_;
  std::unordered_map<standing::UnitRow, std::vector<Key>> by_unit_;
};

}  // namespace massline::duties
