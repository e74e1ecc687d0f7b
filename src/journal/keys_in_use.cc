#include "journal/keys_in_use.h"

#include <algorithm>
#include <optional>
#include <string>

#include "base/vault_number.h"

namespace massline::journal {

namespace {

constexpr const char* first_key_setting = "vault-first-key";

/// Batches follow one another, so that what one has read holds until its commit.
class FirstKey final : public db::BatchState {
 public:
  std::uint32_t of(db::Transaction& tx) {
    if (!number_) number_ = first_key_in_use(tx);
    return *number_;
  }
  void finish(db::Transaction&) override {}

 private:
  std::optional<std::uint32_t> number_;
};

}  // namespace

std::uint32_t first_key_in_use(db::Reader& in) {
  const auto rows = in.query("SELECT value FROM setting WHERE name = $1", {first_key_setting});
  return rows.empty() ? 0 : static_cast<std::uint32_t>(std::stoul(rows.row(0).text(0)));
}

void require_key_in_use(db::Transaction& tx, std::string_view sealed) {
  if (key_number_of(sealed) < tx.shared<FirstKey>().of(tx))
    throw db::Error("a value was sealed under a key of the vault that has been changed meanwhile", true);
}

void retire_keys_before(db::Transaction& tx, std::uint32_t number) {
  tx.execute("INSERT INTO setting(name, value) VALUES($1, $2) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
             {first_key_setting, std::to_string(std::max(number, first_key_in_use(tx)))});
}

}  // namespace massline::journal
