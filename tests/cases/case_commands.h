// What the lines of a case do, and what the program says to them.
#pragma once

#include <string>
#include <vector>

#include "cases/case_file.h"
#include "cases/case_world.h"

namespace massline::cases {

/// Lines without "= ". Throws std::runtime_error for a command that is not understood.
std::vector<std::string> carry_out(World& world, const Command& command);

}  // namespace massline::cases
