// The standing worked out row by row, from the rule's text: slow, and so plain that it can be believed. It shares
// nothing with src/standing but the rules.
#pragma once

#include <cstdint>
#include <map>
#include <vector>

#include "rulebook/duty.h"

namespace massline::oracle {

struct NaiveUnit {
  int parent = -1;  // -1: the root
  bool closed = false;
};

struct NaiveOwer {
  rulebook::Ower population = rulebook::Ower::member;
  int unit = 0;
  rulebook::AttributeValues values;
  std::map<rulebook::DutyPeriod::Event, Date> events;
};

struct NaivePart {
  int ower = 0;  // in NaiveWorld::owers
  bool was_there = false, led = false;
  int minutes = 0, days = 0;
  rulebook::AttributeValues activity;
};

struct NaiveActivity {
  Date date{};
  std::vector<NaivePart> who;
};

struct NaiveFigures {
  std::int64_t owing = 0, behind = 0, missing = 0, done = 0;
};

struct NaiveWorld {
  std::vector<rulebook::Duty> duties;
  std::vector<NaiveUnit> units;
  std::map<int, NaiveOwer> owers;  // those who are there
  std::vector<NaiveActivity> activities;
  Date today{};

  /// First and last day from and to which the duty counts for the ower today; false: it is not owed today.
  bool owes(const rulebook::Duty& duty, const NaiveOwer& ower, Date& from, Date& to) const;
  std::int64_t done_by(const rulebook::Duty& duty, int ower, Date from, Date to) const;
  /// [unit][duty], everything below a unit included.
  std::vector<std::vector<NaiveFigures>> figures() const;
};

}  // namespace massline::oracle
