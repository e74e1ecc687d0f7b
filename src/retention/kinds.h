// Every kind of personal data that the program keeps, as the folders declare them where the data lie.
#pragma once

#include <string>
#include <vector>

#include "rulebook/model.h"
#include "rulebook/retention.h"

namespace massline::retention {

const std::vector<rulebook::DataKind>& kinds();
/// Null if there is none.
const rulebook::DataKind* kind_of(std::string_view data);

/// Tables that hold nothing personal, or people by number alone: their names stand in `person`. Every table is either
/// here or named by a kind (a test asks).
const std::vector<std::string>& impersonal_tables();

/// Reads a rulebook for use: with rulebook::check_retention() over all kinds.
rulebook::ReadResult read_rulebook(const std::string& folder);

}  // namespace massline::retention
