// The list of what one backup holds, as JSON; its name has a digest of it, so that a change of the list shows.
#pragma once

#include <filesystem>
#include <string>

#include "backup/backup.h"

namespace massline::backup {

inline const std::filesystem::path backups_folder = "backups";

std::filesystem::path manifest_path(const std::filesystem::path& folder, const std::string& name);
/// Gives the name. Throws Fault.
std::string write_manifest(const Backup& backup);

}  // namespace massline::backup
