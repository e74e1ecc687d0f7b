// What a caller is told where nobody knows whether its batch was kept.
#pragma once

#include "db/db.h"

namespace massline::db {

/// Thrown where the connection or the disk went away at a commit and nobody can tell whether the batch was kept; such a
/// batch must not be run again.
class CommitUnknown : public Error {
 public:
  using Error::Error;
};

}  // namespace massline::db
