#include "duties/deeds.h"

#include <algorithm>

namespace massline::duties {

standing::Participation Counted::worth(const Part& part, standing::Ower ower, standing::OwerAt at) const {
  standing::Participation out;
  out.ower = ower;
  out.roles = static_cast<standing::Roles>(part.roles);
  out.activity_class = part.activity_class;
  out.at = at;
  out.minutes = minutes;
  out.days = days;
  return out;
}

const Counted* Deeds::find(std::int64_t activity) const {
  const auto found = all_.find(activity);
  return found == all_.end() ? nullptr : &found->second;
}

void Deeds::put(std::int64_t activity, Counted counted) {
  erase(activity);
  for (const Counted::Part& part : counted.parts)
    if (part.person != 0) by_person_[part.person].push_back(activity);
  by_unit_[counted.unit].push_back(activity);
  all_.emplace(activity, std::move(counted));
}

void Deeds::erase(std::int64_t activity) {
  const auto found = all_.find(activity);
  if (found == all_.end()) return;
  for (const Counted::Part& part : found->second.parts)
    if (part.person != 0) drop(by_person_, part.person, activity);
  drop(by_unit_, found->second.unit, activity);
  all_.erase(found);
}

void Deeds::drop(Index& index, std::int64_t key, std::int64_t activity) {
  auto& activities = index.at(key);
  activities.erase(std::find(activities.begin(), activities.end(), activity));
}

std::vector<standing::Deed> Deeds::of(const Index& index, std::int64_t key, std::int64_t person) const {
  std::vector<standing::Deed> out;
  const auto found = index.find(key);
  if (found == index.end()) return out;
  for (const std::int64_t activity : found->second) {
    const Counted& counted = all_.at(activity);
    for (const Counted::Part& part : counted.parts)
      if (part.person == person) out.push_back({counted.date, counted.worth(part, standing::Ower::member, {})});
  }
  return out;
}

}  // namespace massline::duties
