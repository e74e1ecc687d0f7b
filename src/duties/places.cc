#include "duties/places.h"

#include <algorithm>

namespace massline::duties {

using standing::index_of;
using standing::Ower;

const Owes* Places::find(Ower ower, std::int64_t id) const {
  const auto found = by_id_[index_of(ower)].find(id);
  return found == by_id_[index_of(ower)].end() ? nullptr : &found->second;
}

std::vector<Owes> Places::of_person(PersonId person) const {
  std::vector<Owes> out;
  const auto found = by_person_.find(person.value);
  if (found == by_person_.end()) return out;
  for (const auto& [ower, id] : found->second) out.push_back(by_id_[index_of(ower)].at(id));
  return out;
}

std::vector<Owes> Places::in_unit(standing::UnitRow unit) const {
  std::vector<Owes> out;
  const auto found = by_unit_.find(unit);
  if (found == by_unit_.end()) return out;
  for (const auto& [ower, id] : found->second) out.push_back(by_id_[index_of(ower)].at(id));
  return out;
}

std::vector<Owes> Places::all() const {
  std::vector<Owes> out;
  for (const auto& of_ower : by_id_)
    for (const auto& [id, owes] : of_ower) out.push_back(owes);
  return out;
}

void Places::put(const Owes& owes) {
  erase(owes.ower, owes.id);
  by_id_[index_of(owes.ower)].emplace(owes.id, owes);
  if (owes.ower == Ower::unit) return;
  by_person_[owes.person.value].emplace_back(owes.ower, owes.id);
  by_unit_[owes.at.unit].emplace_back(owes.ower, owes.id);
}

void Places::erase(Ower ower, std::int64_t id) {
  const auto found = by_id_[index_of(ower)].find(id);
  if (found == by_id_[index_of(ower)].end()) return;
  if (ower != Ower::unit) {
    drop(by_person_[found->second.person.value], {ower, id});
    drop(by_unit_[found->second.at.unit], {ower, id});
  }
  by_id_[index_of(ower)].erase(found);
}

void Places::drop(std::vector<Key>& keys, Key key) { keys.erase(std::find(keys.begin(), keys.end(), key)); }

}  // namespace massline::duties
