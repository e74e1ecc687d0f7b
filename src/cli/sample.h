// A small organisation to begin with: units and people from one YAML file (samples/county.yaml says its form).
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "journal/context.h"

namespace massline::cli {

struct SampleAccount {
  std::string login;
  std::string name;
  std::string posts;  // "Petition officer, Petition office of Heping County"; of one without a post, the memberships
};

struct SampleOrganisation {
  std::map<std::string, UnitId> unit_ids;      // by the key of the file
  std::map<std::string, PersonId> person_ids;  // by the key of the file
  std::vector<SampleAccount> accounts;
};

/// Creates the units and people of the file, each with an account and `password`, in an empty store, all or nothing.
/// Throws UserError naming file and line.
SampleOrganisation create_sample(Context& ctx, const std::filesystem::path& file, const std::string& password);

}  // namespace massline::cli
