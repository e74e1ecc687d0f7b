// The receipt file: what a person keeps to prove what they said, when, and that it stands in the journal.
//
//   massline receipt 1            signed by the organisation
//   organisation cpc
//   region 4398046511105
//   code RX-2026-7K3M9-Q2A4C8
//   time 2026-11-26T19:50:00.123Z   of the journal's entry
//   position 57                     of that entry in the journal of the region
//   entry 5f0c…                     its hash
//   said 91ab…                      the digest of what was said
//   key …
//   signature …
//                                 and for the person alone, not signed but covered by the digest and the hash above:
//   salt 77de…
//   part what "The street lamp is broken"
//   journal {"seq":57,…}
//
// The digest is salted: whoever has only the journal or the statement can't find out, or try out, what was said.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/id.h"
#include "base/json.h"
#include "journal/journal.h"
#include "journal/statement.h"

namespace massline::journal {

/// The ask's id, and the JSON text of what was given; in the order of the ids.
using Said = std::vector<std::pair<std::string, std::string>>;
/// The inputs of a timeline's entry without what the program added (keys that begin with ~).
Said said_in(const JsonObject& inputs);

/// 32 bytes that nobody knows who does not have the receipt's digits and the vault's key.
std::string salt_of(std::string_view receipt_digits, std::string_view lookup_key);
/// BLAKE2b over "massline said", the salt and each part, each behind its length (8 bytes, the lowest first).
std::string digest_of_said(std::string_view salt, const Said& said);

struct Receipt {
  Statement statement;
  std::string salt;
  Said said;
  Entry entry;
};

/// `seed` signs. The entry is that of matter.raise, whose `before` is the digest of what was said.
Receipt make_receipt(std::string_view organisation, std::string_view code, const Entry& entry, std::string_view salt,
                     Said said, std::string_view seed);
std::string to_text(const Receipt& receipt);
/// Nothing for a text that to_text() did not write.
std::optional<Receipt> read_receipt(std::string_view text);

/// What does not hold within the file itself: signature, digest, the entry's hash, position and time. Empty if all
/// does.
std::string problem_of(const Receipt& receipt);

}  // namespace massline::journal
