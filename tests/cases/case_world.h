// The program as a case meets it: a store, a rulebook, a tree, people, a clock moved by hand.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "access/access.h"
#include "cases/case_file.h"
#include "journal/context.h"
#include "matters/raise_matter.h"
#include "support/temp_dir.h"
#include "support/test_store.h"

namespace massline::cases {

/// The rulebook in rulebooks/NAME, read once. Throws std::runtime_error with its problems.
const rulebook::Rulebook& rulebook_named(const std::string& name);

class World {
 public:
  /// Builds the tree and the people as they stand from 2000-01-01 on.
  explicit World(const CaseFile& file);

  Context& context() { return *context_; }
  ManualClock& clock() { return clock_; }
  UnitId unit(const std::string& key) const;
  const std::string& key_of(UnitId unit) const;
  PersonId person(const std::string& key) const;
  access::Viewer viewer(const std::string& person);
  const std::vector<std::string>& people() const { return people_order_; }

  std::map<std::string, matters::RaisedMatter> matters;  // by the name that the case gives them

 private:
  void add_units(const std::vector<UnitLine>& units);
  void add_people(const std::vector<PersonLine>& people);

  test::TestStore store_;
  test::TempDir files_;
  ManualClock clock_;
  SeededRandom random_;
  IdMaker ids_;
  std::unique_ptr<Zone> zone_;
  std::unique_ptr<Context> context_;
  std::map<std::string, UnitId> units_;
  std::map<UnitId, std::string> unit_keys_;
  std::map<std::string, PersonId> people_;
  std::vector<std::string> people_order_;
};

}  // namespace massline::cases
