// A matter: anything a person raises that must be answered. The values of this folder; nothing here is fetched or
// changed by itself.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/id.h"
#include "base/json.h"
#include "base/time.h"

namespace massline::matters {

enum class MatterState { open = 0, closed = 1, final = 2 };
enum class ClockState { running = 0, paused = 1, stopped = 2, run_out = 3 };

/// What `next_due` holds where no clock of the organisation's runs, so that such matters sort last on every store:
/// 9999-12-31.
inline constexpr Instant no_due{253'402'214'400'000};

/// One row of the table `matter`.
struct Matter {
  RegionId region;
  MatterId id;
  std::string code;
  std::string procedure;
  Date procedure_from{};  // the version it runs by: the day that version came into force
  std::string stage;
  MatterState state = MatterState::open;
  std::string channel;
  std::string topic;     // may be empty
  std::string language;  // "en", "zh": of the person who raised it
  std::string title;     // the first words of what was raised
  UnitId place;          // may be empty
  std::string address;   // may be empty
  std::optional<double> latitude, longitude;
  UnitId unit;           // the one responsible unit
  RegionId unit_region;  // that it lies in
  UnitId sender;         // the unit that sent it there
  UnitId decided_unit;   // the unit whose decision stands, which a review goes above
  PersonId handler;
  UnitId escalated;  // the unit that a late clock called in
  Instant next_due = no_due;
  std::string next_clock;  // empty where no clock of the organisation's runs
  bool anonymous = false;
  bool confidential = false;
  std::int64_t group_size = 1;
  std::string receipt_hash;
  MatterId joined_to;
  Instant raised_at;
  std::optional<Instant> closed_at;
  std::string outcome;  // may be empty
  Instant updated_at;
  std::int64_t version = 1;
  std::string salt;  // of its digests in the journal; another once something of it was erased; empty in old rows
};

/// One row of the timeline. `kind`: raised, step, message, note, clock, system.
struct Entry {
  EntryId id;
  Instant at;
  std::string kind;
  std::string step;
  std::string stage;  // the stage after it
  bool by_raiser = false;
  PersonId person;
  std::string post;
  UnitId unit;
  bool is_public = false;
  JsonObject inputs;
};

struct Answer {
  EntryId entry;
  std::string step;
  std::string decision;  // may be empty
  std::string reasons;
  std::string remedy;
  UnitId unit;
  PersonId person;
  Instant at;
  bool in_time = true;
};

struct Party {
  std::string role;  // accused, other-side, concerned
  UnitId unit;
  PersonId person;
};

struct Attachment {
  AttachmentId id;
  EntryId entry;
  std::string name;
  std::string media_type;  // as sniffed, not as claimed
  std::int64_t size = 0;
  std::string digest;  // hex BLAKE2b of the bytes
  bool is_public = false;
  Instant at;
};

/// How a person can be reached. Each part may be empty.
struct Contact {
  std::string name;
  std::string phone;
  std::string email;
  std::string address;
  bool empty() const { return name.empty() && phone.empty() && email.empty() && address.empty(); }
  bool operator==(const Contact&) const = default;
};

/// What lies sealed in the vault, apart from the matter.
struct Identity {
  Contact contact;
  std::vector<Contact> representatives;
};

}  // namespace massline::matters
