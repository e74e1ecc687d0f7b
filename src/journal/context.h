// What every command needs from its surroundings, passed in.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "base/id.h"
#include "base/random.h"
#include "base/time.h"
#include "base/vault.h"
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
  Vault vault;                   // seals the identities of those who raise matters
  std::string files_folder;      // where attachments lie
  std::string signing_seed{};    // signs receipts and checkpoints; empty: none are given
  bool factors_of_posts = true;  // second factors that the rulebook asks of posts are asked for; a sample goes without

  /// The digest of a matter's row, for the journal: set by whoever composes the program from the layer of matters, and
  /// used by the registry when a merger of units hands matters over.
  std::function<std::string(db::Reader&, RegionId, MatterId)> digest_of_matter{};

  /// Called by the registry after a change that may have barred the unit which has a matter; set likewise.
  std::function<void(Context&, db::Transaction&)> leave_barred_units{};

  Date today() const { return zone.date_of(clock.now()); }
};

}  // namespace massline
