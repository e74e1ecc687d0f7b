// Which keys of the vault may still seal what comes into the database. Before an old key is destroyed the store is
// told, and from that commit on it takes nothing that is sealed under it: a server that stood still between sealing and
// committing is refused, in the transaction that would have written the value, instead of losing it.
//
//   require_key_in_use(tx, sealed);      // beside every write of a sealed value
//   retire_keys_before(tx, 3);           // then seal anew what is there, then destroy the keys 1 and 2
#pragma once

#include <cstdint>
#include <string_view>

#include "db/db.h"

namespace massline::journal {

/// Throws db::Error, transient, where the value lies under a key that was retired: asked again, the program seals under
/// a newer one. Cost: one read of one row for each batch.
void require_key_in_use(db::Transaction& tx, std::string_view sealed);

/// Values under keys with smaller numbers are taken no more, from this commit on. Never goes back.
void retire_keys_before(db::Transaction& tx, std::uint32_t number);

/// The smallest number that is taken; 0 while none was retired.
std::uint32_t first_key_in_use(db::Reader& in);

}  // namespace massline::journal
