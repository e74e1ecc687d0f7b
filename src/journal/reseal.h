// Sealing anew what lies sealed in the database, after the vault got a new key.
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <string_view>

#include "base/vault.h"
#include "db/db.h"

namespace massline::journal {

/// A column of sealed values, in a table whose primary key is region and `key`.
struct SealedColumn {
  std::string_view table, key, column;
};
/// Every column of the schema that holds what the vault sealed.
std::span<const SealedColumn> sealed_columns();

struct ResealReport {
  std::uint64_t looked_at = 0;
  std::uint64_t resealed = 0;
  std::uint64_t not_opened = 0;  // under a key that the vault does not have: left as they are
};
/// Walks all of them and seals anew what is not under the vault's newest key, some hundred values a transaction, so
/// that others write in between. Begun again after an interruption, it leaves alone what is done. `told` is called
/// after each page. A value that somebody else changes meanwhile is theirs. Throws db::Error. Cost: one read of every
/// sealed value, one write of each that is resealed.
ResealReport reseal(db::Store& store, const Vault& vault, const std::function<void(const ResealReport&)>& told);

}  // namespace massline::journal
