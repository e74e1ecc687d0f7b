// What a person may ask of what is held on them: to be shown all of it, with how long each kind stays and by which
// rule, and to have erased what may go. For the person who raised a matter (the receipt) and for people with an
// account.
//
// Source: Personal Information Protection Law 2021, Art. 44-48.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/json.h"
#include "journal/context.h"
#include "registry/accounts.h"
#include "rulebook/retention.h"

namespace massline::retention {

enum class Erasable {
  nothing,        // nothing of the kind is there
  now,            // at once, if the person asks
  after_closing,  // the matter is open, under review, or waits for something: ask again once it is over
  not_before,     // the rule wants it kept until `until`
  while_there,    // as long as the person has a post or membership; then the rule's time
};

struct HeldKind {
  const rulebook::DataKind* kind = nullptr;
  const rulebook::RetentionRule* rule = nullptr;  // null: none is in force
  std::int64_t rows = 0;
  std::int64_t internal = 0;  // of these, notes and steps among staff, which are counted and not shown
  JsonArray content;          // what it says, an object each
  std::optional<Date> until;  // the first day on which the program erases it; nothing while that is not known
  std::optional<Instant> erased_at;
  Erasable erasable = Erasable::nothing;
};

struct HeldOnMatter {
  std::string code;
  std::vector<HeldKind> kinds;
};
/// Everything of the matter that the receipt opens. Errors: not_found.
Result<HeldOnMatter> held_on_matter(Context& ctx, db::Reader& in, const std::string& receipt, const std::string& code);

/// Erases the kinds that may go, with an act each, and leaves the others: held_on_matter() tells why. Errors:
/// not_found; invalid for a kind that matters don't have.
Result<Done> erase_on_matter(Context& ctx, const std::string& receipt, const std::string& code,
                             const std::vector<std::string>& data);

struct HeldOnPerson {
  std::string name;
  std::int64_t version = 0;
  std::vector<HeldKind> kinds;
};
/// Everything under the account's person but the matters that they raised without signing in, of which nobody knows.
HeldOnPerson held_on_person(Context& ctx, db::Reader& in, const registry::Session& session);

/// As erase_on_matter(). What one is signed in with stays.
Result<Done> erase_on_person(Context& ctx, const registry::Session& session, std::string_view token,
                             const std::vector<std::string>& data);

/// The person's own name, with an act. Errors: changed_meanwhile, fields.
Result<Done> correct_name(Context& ctx, const registry::Session& session, const std::string& name,
                          std::int64_t version);

}  // namespace massline::retention
