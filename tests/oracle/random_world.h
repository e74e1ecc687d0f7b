// A random organisation with random duties, told at the same time to the engine and to the oracle.
#pragma once

#include <memory>
#include <random>
#include <string>
#include <vector>

#include "standing/standing.h"
#include "tests/oracle/naive.h"

namespace massline::oracle {

class RandomWorld {
 public:
  explicit RandomWorld(std::uint64_t seed, standing::Instructions instructions);

  /// One random change, told to both. Gives what it was, for messages.
  std::string step();
  /// Builds another engine from the rows as they are now.
  std::unique_ptr<standing::Standing> rebuilt() const;

  const NaiveWorld& naive() const { return naive_; }
  standing::Standing& engine() { return *engine_; }
  const standing::OwerAt& place_of(int ower) const { return places_.at(ower); }
  std::shared_ptr<const standing::Plan> plan() const { return plan_; }
  std::uint64_t below(std::uint64_t bound) { return random_() % bound; }
  /// An activity as the engine takes it, of those who are there now.
  std::vector<standing::Participation> told(const NaiveActivity& activity) const;
  /// Another list of duties over the same attributes.
  std::vector<rulebook::Duty> random_duties();

 private:
  void make_classes();
  void make_units();
  void make_owers();
  void make_activity(NaiveActivity& activity);
  std::vector<standing::Deed> deeds_of(int ower, standing::OwerAt at) const;
  std::vector<standing::EventDate> events_of(const NaiveOwer& ower) const;
  std::uint32_t class_of(const NaiveOwer& ower) const;
  std::map<rulebook::DutyPeriod::Event, Date> random_events();
  int random_open_unit();
  int random_ower();
  Date random_date();

  std::string do_activity();
  std::string take_back();
  std::string join();
  std::string leave();
  std::string move_ower();
  std::string change_class();
  std::string move_unit();
  std::string add_unit();
  std::string close_unit();
  std::string advance();

  std::mt19937_64 random_;
  standing::Instructions instructions_;
  NaiveWorld naive_;
  std::shared_ptr<const standing::Plan> plan_;
  std::array<std::vector<rulebook::AttributeValues>, 3> classes_;
  std::vector<standing::ActivityClass> activity_classes_;
  std::map<int, standing::OwerAt> places_;
  int next_ower_ = 0;
  std::unique_ptr<standing::Standing> engine_;
};

}  // namespace massline::oracle
