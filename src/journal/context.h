// What every command needs from its surroundings, passed in.
#pragma once

#include <memory>
#include <string>

#include "base/id.h"
#include "base/random.h"
#include "base/time.h"
#include "db/db.h"
#include "rulebook/model.h"

namespace massline {

/// Lives as long as the program; everything it points to is thread-safe.
struct Context {
  db::Store& store;
  const rulebook::Rulebook& rulebook;
  const Clock& clock;
  Random& random;
  IdMaker& ids;
  const Zone& zone;
  std::string vault_key;    // 32 bytes that seal the identities of those who raise matters
  std::string files_folder; // where attachments lie

  Date today() const { return zone.date_of(clock.now()); }
};

}  // namespace massline
