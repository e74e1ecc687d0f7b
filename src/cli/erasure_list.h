// What was erased, kept beside the backups: a backup that is older than an erasure still has what was erased, and
// whoever restores it erases that again. Numbers and names of kinds and rules alone: nothing of what it was.
#pragma once

#include <filesystem>
#include <vector>

#include "db/db.h"
#include "journal/erasures.h"

namespace massline::cli {

/// Adds to the list in a folder of backups what the store has of erasures. Throws Fault, db::Error.
void save_erasures(db::Store& store, const std::filesystem::path& folder);
/// None where there is no list. Throws UserError where a line is not one of it.
std::vector<journal::Erasure> read_erasures(const std::filesystem::path& folder);

}  // namespace massline::cli
