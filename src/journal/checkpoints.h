// Signed checkpoints: what the journal of a region was at a time, so that nobody can change it later without showing.
//
// A job makes one at each thousand entries, one an hour where there is anything new, and one a day where there is not.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/id.h"
#include "base/time.h"
#include "db/db.h"
#include "journal/context.h"
#include "journal/statement.h"

namespace massline::journal {

inline constexpr std::int64_t checkpoint_entries = 1000;
inline constexpr std::int64_t checkpoint_ms = 3'600'000;
inline constexpr std::int64_t quiet_checkpoint_ms = 24 * checkpoint_ms;

/// A key as it is published. The first has nobody before it to endorse it.
struct PublishedKey {
  std::int64_t id = 0;  // 1, 2, …
  std::string public_key;
  Instant from;
  std::string endorsed;  // the signature of the key before over endorsement_text(); empty for the first
};
std::string endorsement_text(std::string_view public_key);
std::vector<PublishedKey> published_keys(db::Reader& in);
/// Publishes the key that the program signs with, if it is not published yet; `endorsed` where another was before it.
/// Refuses nothing; throws Fault for a new key without an endorsement where there are others, and db::Error.
void publish_key(Context& ctx, const std::string& endorsed = "");

struct Checkpoint {
  RegionId region;
  std::int64_t number = 0;  // 1, 2, …
  std::int64_t size = 0;    // entries that it covers
  Instant at;
  std::string root;
  std::int64_t key = 0;  // id of the published key
  std::string signature;
};
/// The text that is published, and whose signature it carries.
Statement statement_of(const Checkpoint& checkpoint, std::string_view organisation, std::string_view public_key);

/// Newest first, before `before_number` (0: from the newest).
std::vector<Checkpoint> checkpoints(db::Reader& in, RegionId region, std::int64_t before_number, int limit);
std::optional<Checkpoint> newest_checkpoint(db::Reader& in, RegionId region);
std::optional<Checkpoint> find_checkpoint(db::Reader& in, RegionId region, std::int64_t number);
/// The newest of this size.
std::optional<Checkpoint> checkpoint_of_size(db::Reader& in, RegionId region, std::int64_t size);

/// Lengthens the trees and makes what checkpoints are due, some thousand entries a transaction. Several servers may run
/// it at once: who is slower leaves it. Returns how many were made. Throws db::Error. Cost: each new entry is read and
/// hashed once.
std::int64_t make_checkpoints(Context& ctx);

}  // namespace massline::journal
