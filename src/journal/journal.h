// The journal: every act, appended once, in the transaction that carries it out.
//
// One chain per region: each entry's hash covers the entry and the hash before it, so that a change, a cut or a swap
// anywhere shows. Content and names never stand in it, only digests.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/id.h"
#include "base/time.h"
#include "db/db.h"

namespace massline::journal {

/// Who acts. A person who raised a matter acts without person, post and unit; so does the program itself.
struct By {
  PersonId person;
  std::string post;
  UnitId unit;
};

struct Act {
  RegionId region;
  Instant at;
  By by;
  std::string act;           // the command: "matter.step"
  std::string subject_kind;  // "matter", "unit", "person", "account" …
  std::int64_t subject = 0;
  std::string detail;  // what can be said openly: "decide", "15 days"
  std::string before;  // digest of the subject before, or empty; of matter.raise, that of what was said (receipts.h)
  std::string after;   // digest of the subject after, or empty
};

/// Appends to the chain of act.region. Throws db::Error.
void append(db::Transaction& tx, const Act& act);
/// The same for many acts, in their order: the head of each chain is read and written once.
void append_all(db::Transaction& tx, std::span<const Act> acts);

struct Entry {
  RegionId region;
  std::int64_t seq = 0;
  Act act;
  std::string previous, hash;
};

/// What the first entry of a region follows.
std::string first_previous(RegionId region);
/// The hash that an entry must have: over every field of it, and the hash before it.
std::string hash_of(const Entry& entry);

/// Entries of one region in their order, behind `after_seq`, at most `limit`.
std::vector<Entry> entries_after(db::Reader& in, RegionId region, std::int64_t after_seq, int limit);

/// Entries of one region, newest first, before `before_seq` (0: from the newest), at most `limit`.
std::vector<Entry> entries(db::Reader& in, RegionId region, std::int64_t before_seq, int limit);
std::vector<Entry> entries_of(db::Reader& in, RegionId region, std::int64_t subject, int limit);

/// The first act of this kind on the subject.
std::optional<Entry> first_entry_of(db::Reader& in, RegionId region, std::int64_t subject, std::string_view act);

/// The first place that does not hold.
struct Break {
  RegionId region;
  std::int64_t seq = 0;
  std::string what;
};

struct VerifyReport {
  std::uint64_t entries = 0;
  std::uint64_t regions = 0;
  std::uint64_t subjects = 0;  // rows whose present digest was compared with their last act
  std::optional<Break> broken;
};

/// Walks every chain from its first entry. `digest_of` gives the present digest of a subject, or nothing if that kind
/// is not compared; the row must be as its last act left it.
using DigestOf =
    std::function<std::optional<std::string>(db::Reader&, RegionId, const std::string& kind, std::int64_t id)>;
VerifyReport verify(db::Reader& in, const DigestOf& digest_of);

}  // namespace massline::journal
