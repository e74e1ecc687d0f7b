// The schema's steps, built into the program from src/db/migrations/NNNN_name.sql.
#pragma once

#include <span>

#include "db/db.h"

namespace massline::db {

/// In their order, numbered from 1 without a gap.
std::span<const Migration> migrations();

}  // namespace massline::db
