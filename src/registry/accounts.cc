#include "registry/accounts.h"

#include <algorithm>

#include "base/crypto.h"
#include "base/refusals.h"
#include "base/text.h"
#include "registry/account_rows.h"
#include "registry/digests.h"
#include "registry/factor_rows.h"
#include "registry/people.h"
#include "registry/people_rows.h"
#include "registry/refusals.h"

namespace massline::registry {

namespace {

namespace common = massline::refusals;
using rulebook::Capability;

std::string account_select(std::string_view rest) {
  return "SELECT " + std::string(account_columns) + " FROM account a " + std::string(rest);
}

bool is_login(std::string_view name) {
  return name.size() >= 3 && name.size() <= 64 && std::all_of(name.begin(), name.end(), [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '_' || c == '-' || c == '@';
         });
}

void write_password(Context& ctx, db::Transaction& tx, const journal::By& by, const Account& account,
                    const std::string& hash, std::string_view but_token_hash) {
  const std::string before = account_digest(tx, account);
  tx.execute("UPDATE account SET password_hash = $3, version = version + 1 WHERE region = $1 AND id = $2",
             {account.region, account.id, hash});
  end_sessions(tx, account, but_token_hash);
  journal_row(ctx, tx, by, account.region, "account.password", "account", account.id.value, "", before);
}

Result<journal::By> check_new_account(Context& ctx, db::Reader& in, const Actor& actor, const Person& person,
                                      const std::string& login) {
  auto by = authorise_over_person(in, ctx.rulebook, actor, Capability::manage_accounts, person, ctx.today());
  if (!by) return by;
  if (!in.query("SELECT 1 FROM login WHERE name = $1", {login}).empty())
    return refuse_field(refusals::login_taken, "name");
  if (!in.query("SELECT 1 FROM account WHERE region = $1 AND person = $2 AND closed = 0", {person.region, person.id})
           .empty())
    return refuse(refusals::has_account, {{"person", person.name}});
  return by;
}

}  // namespace

std::string account_digest(db::Reader& in, const Account& account) {
  return digest_of(in, account.region, "account", account.id.value).value_or("");
}

Result<Managed> managed_account(Context& ctx, db::Reader& in, const Actor& actor, RegionId region, AccountId id) {
  auto account = find_account(in, id, region);
  if (!account || account->closed) return refuse(common::not_found);
  const auto person = find_person(in, account->person);
  if (!person) return refuse(common::not_found);
  auto by = authorise_over_person(in, ctx.rulebook, actor, Capability::manage_accounts, *person, ctx.today());
  if (!by) return tl::unexpected(by.error());
  return Managed{std::move(*account), std::move(*by)};
}

const std::string& hash_key(const Context& ctx) { return ctx.vault.lookup_key(); }

Account account_of(const db::Rows::Row& row) {
  return {row.id<RegionId>(0),
          row.id<AccountId>(1),
          row.id<PersonId>(2),
          row.text(3),
          row.text(4) == language_code(Language::en) ? Language::en : Language::zh,
          row.boolean(5),
          row.integer(6),
          row.boolean(7)};
}

std::string login_of(std::string_view name) {
  if (name.size() > 256 || !is_valid_utf8(name)) return "";
  return folded(trimmed(name));
}

Result<Done> check_password(std::string_view password, std::string_view login) {
  if (!is_valid_utf8(password)) return refuse_field(common::field_not_text, "password");
  const std::size_t length = length_of(password);
  if (length < password_length_min)
    return refuse_field(refusals::password_short, "password", {{"min", std::to_string(password_length_min)}});
  if (length > password_length_max)
    return refuse_field(refusals::password_long, "password", {{"max", std::to_string(password_length_max)}});
  if (folded(password) == login) return refuse_field(refusals::password_is_login, "password");
  return Done{};
}

std::optional<Account> find_account(db::Reader& in, AccountId id, RegionId region) {
  const auto rows = in.query(account_select("WHERE a.region = $1 AND a.id = $2"), {region, id});
  if (rows.empty()) return std::nullopt;
  return account_of(rows.row(0));
}

std::optional<Account> find_account_by_name(db::Reader& in, std::string_view name) {
  const auto rows = in.query(
      account_select("JOIN login l ON l.region = a.region AND l.account = a.id WHERE l.name = $1"), {login_of(name)});
  if (rows.empty()) return std::nullopt;
  return account_of(rows.row(0));
}

std::vector<Account> accounts_of_person(db::Reader& in, PersonId person) {
  std::vector<Account> out;
  for (const auto row :
       in.query(account_select("WHERE a.region IN (SELECT id FROM region) AND a.person = $1 ORDER BY a.id"), {person}))
    out.push_back(account_of(row));
  return out;
}

Result<Account> create_account(Context& ctx, const Actor& actor, const NewAccount& input) {
  const std::string login = login_of(input.name);
  if (!is_login(login)) return refuse_field(refusals::login_not_valid, "name");
  if (!input.password.empty()) {
    if (auto fit = check_password(input.password, login); !fit) return tl::unexpected(fit.error());
  }
  // Refused before the hash is worked out, and looked at again in the transaction.
  const auto person = ctx.store.read([&](db::Reader& in) { return find_person(in, input.person); });
  if (!person) return refuse_field(common::not_found, "person");
  auto allowed = ctx.store.read([&](db::Reader& in) { return check_new_account(ctx, in, actor, *person, login); });
  if (!allowed) return tl::unexpected(allowed.error());
  const auto hash = input.password.empty() ? Result<std::string>("") : hash_in_turn(input.password);
  if (!hash) return tl::unexpected(hash.error());
  return ctx.store.command([&](db::Transaction& tx) -> Result<Account> {
    auto by = check_new_account(ctx, tx, actor, *person, login);
    if (!by) return tl::unexpected(by.error());
    const Account account{person->region, ctx.ids.make<AccountId>(), person->id, login, input.language, false, 1};
    tx.execute("INSERT INTO login(name, region, account) VALUES($1, $2, $3)", {login, account.region, account.id});
    tx.execute(
        "INSERT INTO account(region, id, person, name, password_hash, language, closed, version) VALUES($1, $2, $3, "
        "$4, "
        "$5, $6, 0, 1)",
        {account.region, account.id, account.person, login, *hash, language_code(input.language)});
    journal_row(ctx, tx, *by, account.region, "account.create", "account", account.id.value, "", "");
    return account;
  });
}

Result<Done> set_password(Context& ctx, const Actor& actor, const SetPassword& change) {
  auto managed =
      ctx.store.read([&](db::Reader& in) { return managed_account(ctx, in, actor, change.region, change.account); });
  if (!managed) return tl::unexpected(managed.error());
  if (auto fit = check_password(change.password, managed->account.name); !fit) return fit;
  const auto hash = hash_in_turn(change.password);
  if (!hash) return tl::unexpected(hash.error());
  return ctx.store.command([&](db::Transaction& tx) -> Result<Done> {
    auto again = managed_account(ctx, tx, actor, change.region, change.account);
    if (!again) return tl::unexpected(again.error());
    write_password(ctx, tx, again->by, again->account, *hash, "");
    return Done{};
  });
}

Result<Done> change_password(Context& ctx, const ChangePassword& change) {
  const auto account = ctx.store.read([&](db::Reader& in) { return find_account(in, change.account, change.region); });
  if (!account || account->closed) return refuse(common::not_found);
  if (auto fit = check_password(change.password, account->name); !fit) return fit;
  const bool has_password = ctx.store.read([&](db::Reader& in) {
    return !in.query("SELECT 1 FROM account WHERE region = $1 AND id = $2 AND password_hash <> ''",
                     {account->region, account->id})
                .empty();
  });
  if (has_password) {
    if (const auto proved = prove_password(ctx, *account, change.old_password, "session " + change.keep_token);
        !proved) {
      // Whoever is signed in is not told to sign in: the field is wrong, and the session goes on.
      if (proved.error().message == &refusals::sign_in_wrong) return refuse_field(refusals::password_not_right, "/old");
      return tl::unexpected(proved.error());
    }
  }
  const auto hash = hash_in_turn(change.password);
  if (!hash) return tl::unexpected(hash.error());
  ctx.store.write([&](db::Transaction& tx) {
    write_password(ctx, tx, journal::By{account->person, "", {}}, *account, *hash, digest(change.keep_token));
    return true;
  });
  return Done{};
}

Result<Account> set_language(Context& ctx, RegionId region, AccountId id, Language language) {
  return ctx.store.command([&](db::Transaction& tx) -> Result<Account> {
    auto account = find_account(tx, id, region);
    if (!account || account->closed) return refuse(common::not_found);
    account->language = language;
    ++account->version;
    tx.execute("UPDATE account SET language = $3, version = version + 1 WHERE region = $1 AND id = $2",
               {region, id, language_code(language)});
    return *account;
  });
}

Result<Done> close_account(Context& ctx, const Actor& actor, RegionId region, AccountId id) {
  return ctx.store.command([&](db::Transaction& tx) -> Result<Done> {
    auto managed = managed_account(ctx, tx, actor, region, id);
    if (!managed) return tl::unexpected(managed.error());
    const Account& account = managed->account;
    const std::string before = account_digest(tx, account);
    tx.execute("UPDATE account SET closed = 1, version = version + 1 WHERE region = $1 AND id = $2", {region, id});
    end_sessions(tx, account, "");
    tx.execute("DELETE FROM connection WHERE region = $1 AND account = $2", {region, id});
    journal_row(ctx, tx, managed->by, region, "account.close", "account", id.value, "", before);
    return Done{};
  });
}

}  // namespace massline::registry
