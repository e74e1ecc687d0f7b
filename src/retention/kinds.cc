#include "retention/kinds.h"

#include <iterator>

#include "activities/kept_data.h"
#include "channels/kept_data.h"
#include "duties/kept_data.h"
#include "matters/kept_data.h"
#include "registry/kept_data.h"

namespace massline::retention {

const std::vector<rulebook::DataKind>& kinds() {
  static const std::vector<rulebook::DataKind> all = [] {
    std::vector<rulebook::DataKind> out;
    for (auto kinds : {matters::kept_data(), registry::kept_data(), activities::kept_data(), duties::kept_data(),
                       channels::kept_data()})
      out.insert(out.end(), std::make_move_iterator(kinds.begin()), std::make_move_iterator(kinds.end()));
    return out;
  }();
  return all;
}

const rulebook::DataKind* kind_of(std::string_view data) {
  for (const auto& kind : kinds())
    if (kind.id == data) return &kind;
  return nullptr;
}

const std::vector<std::string>& impersonal_tables() {
  static const std::vector<std::string> tables{
      // the tree, and the program's own
      "setting", "region", "unit", "unit_history", "unit_plan", "hard_place", "api_key", "signing_key", "emergency",
      // people by number
      "membership", "post", "roster", "activity_person", "party", "bar", "actor",
      // the record
      "journal", "journal_head", "merkle_node", "checkpoint", "erasure", "clock", "link", "retention_reached",
      "retention_list"};
  return tables;
}

rulebook::ReadResult read_rulebook(const std::string& folder) {
  auto read = rulebook::read_rulebook(folder);
  if (!read.rulebook) return read;
  auto problems = rulebook::check_retention(*read.rulebook, kinds());
  if (problems.empty()) return read;
  return {nullptr, std::move(problems)};
}

}  // namespace massline::retention
