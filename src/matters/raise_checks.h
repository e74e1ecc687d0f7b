// Checking what somebody raises, and working out where it goes. Reads only.
#pragma once

#include <string>
#include <vector>

#include "access/access.h"
#include "journal/journal.h"
#include "matters/inputs.h"
#include "matters/place_memo.h"
#include "matters/raise_matter.h"
#include "matters/routing.h"

namespace massline::matters {

/// A memo with the tree that this snapshot sees; without a memo, everything is read.
struct KnownPlaces {
  PlaceMemo* memo = nullptr;
  PlaceMemo::Tree tree;
};

/// Which rules a request falls under, and where it is.
/// Each part within its length, an e-mail address that can be one; `at` is the JSON pointer of the contact.
Contact checked_contact(Problems& problems, const Contact& contact, const std::string& at);

struct RaiseFrame {
  const rulebook::Procedure* procedure = nullptr;
  const rulebook::Topic* topic = nullptr;  // null if none
  registry::Unit place;                    // the root where none was given
  bool place_given = false;
  Instant raised_at;
};
/// Adds to `problems` what is wrong; the frame counts only where nothing was added.
RaiseFrame raise_frame(Context& ctx, db::Reader& in, const RaiseRequest& request, Problems& problems,
                       const KnownPlaces& known = {});

/// Who enters it: empty for the person themself.
Result<journal::By> entered_by(Context& ctx, const access::Viewer& viewer, const RaiseRequest& request);

/// Contact and representatives, trimmed; `anonymous` and `group_size` as they come out.
struct CheckedIdentity {
  Identity identity;
  bool anonymous = false;
  std::int64_t group_size = 1;
};
CheckedIdentity check_identity(Context& ctx, const RaiseRequest& request, const rulebook::Procedure& procedure,
                               Problems& problems);

/// The paths that the accused among the parties close.
std::vector<std::string> paths_barred_by_parties(Context& ctx, db::Reader& in, const std::vector<Party>& parties);

/// The first words of what was raised, on one line.
std::string title_of(const rulebook::Procedure& procedure, const rulebook::Topic* topic, const CheckedInputs& inputs,
                     Language language);

/// "en" or "zh" as a language; nothing for another.
std::optional<Language> parse_language(std::string_view code);

}  // namespace massline::matters
