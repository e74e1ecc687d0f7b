#include "registry/second_factor.h"

#include <algorithm>

#include "base/crypto.h"
#include "base/refusals.h"
#include "base/totp.h"
#include "journal/keys_in_use.h"
#include "registry/account_rows.h"
#include "registry/connections.h"
#include "registry/factor_rows.h"
#include "registry/people_rows.h"
#include "registry/refusals.h"

namespace massline::registry {

namespace {

constexpr std::size_t recovery_code_bytes = 10;
constexpr std::int64_t strangers_free = 20;  // wrong codes from devices that never signed in before, all together

Attempts& code_attempts() {
  static Attempts attempts;
  return attempts;
}

db::Blob recovery_hash(const Context& ctx, const Account& account, std::string_view code) {
  return db::Blob{digest(Digester().add("recovery").add(account.id.value).add(code).finish(), hash_key(ctx))};
}

/// Letters and digits, as people may have set them apart and written them small.
std::string plain_code(std::string_view typed) {
  std::string out;
  for (const char character : typed) {
    if (character == ' ' || character == '-') continue;
    out += character >= 'a' && character <= 'z' ? static_cast<char>(character - 'a' + 'A') : character;
  }
  return out;
}

struct FactorRow {
  std::optional<std::string> secret, next_secret;
  std::int64_t last_step = 0;
};

std::optional<FactorRow> factor_row(db::Reader& in, const Context& ctx, const Account& account) {
  const auto rows =
      in.query("SELECT secret, next_secret, last_step FROM second_factor WHERE region = $1 AND account = $2",
               {account.region, account.id});
  if (rows.empty()) return std::nullopt;
  const auto row = rows.row(0);
  const auto opened = [&](std::size_t column) -> std::optional<std::string> {
    if (row.is_null(column)) return std::nullopt;
    auto plain = ctx.vault.open(row.blob(column));
    if (!plain) throw Fault("a second factor was sealed under another key than the vault's");
    return plain;
  };
  return FactorRow{opened(0), opened(1), row.integer(2)};
}

std::vector<std::string> new_recovery_codes(Context& ctx, db::Transaction& tx, const Account& account) {
  tx.execute("DELETE FROM recovery_code WHERE region = $1 AND account = $2", {account.region, account.id});
  std::vector<std::string> codes;
  for (int i = 0; i < recovery_codes_count; ++i) {
    std::string code = to_base32(ctx.random.bytes(recovery_code_bytes));
    tx.execute("INSERT INTO recovery_code(region, account, code_hash) VALUES($1, $2, $3)",
               {account.region, account.id, recovery_hash(ctx, account, code)});
    for (std::size_t at = 4; at < code.size(); at += 5) code.insert(at, "-");
    codes.push_back(std::move(code));
  }
  return codes;
}

void journal_own(Context& ctx, db::Transaction& tx, const Account& account, std::string act) {
  journal_row(ctx, tx, journal::By{account.person, "", {}}, account.region, std::move(act), "account", account.id.value,
              "", account_digest(tx, account));
}

CodeAttempts attempts_of(Context& ctx, const Session& session, const std::string& token) {
  return {ctx, session.account, "session " + token, CodeAttempts::From::known};
}

/// Whoever is signed in is not told to sign in: the field is wrong, and the session goes on.
tl::unexpected<Refusal> told_to_signed_in(Refusal refusal) {
  if (refusal.message == &refusals::code_wrong) return refuse_field(refusals::code_not_right, "/code");
  return tl::unexpected(std::move(refusal));
}

/// What asks for a code first: counted as an attempt of the session.
template <class Job>
auto with_code(Context& ctx, const Session& session, const std::string& token, const std::string& code, Job&& job)
    -> std::invoke_result_t<Job&, db::Transaction&> {
  const Instant now = ctx.clock.now();
  const CodeAttempts attempts = attempts_of(ctx, session, token);
  if (auto may = attempts.may_try(now); !may) return tl::unexpected(may.error());
  auto result = ctx.store.command([&](db::Transaction& tx) -> std::invoke_result_t<Job&, db::Transaction&> {
    const auto row = factor_row(tx, ctx, session.account);
    if (!row || !row->secret) return refuse(massline::refusals::not_found);
    if (auto used = use_code(ctx, tx, session.account, code.empty() ? "-" : code, now); !used)
      return tl::unexpected(used.error());
    return job(tx);
  });
  if (result) return result;
  attempts.note(result.error(), now);
  return told_to_signed_in(result.error());
}

}  // namespace

CodeAttempts::CodeAttempts(const Context& ctx, const Account& account, std::string_view source, From from)
    : own_key_(digest(Digester().add("code").add(account.id.value).add(source).finish(), hash_key(ctx))) {
  if (from == From::stranger)
    common_key_ = digest(Digester().add("codes").add(account.id.value).finish(), hash_key(ctx));
}

Result<Done> CodeAttempts::may_try(Instant now) const {
  auto until = code_attempts().refused_until(own_key_, now);
  if (!until && !common_key_.empty()) until = code_attempts().refused_until(common_key_, now);
  if (until) return too_many(*until, now);
  return Done{};
}

void CodeAttempts::note(const Refusal& refusal, Instant now) const {
  if (refusal.message != &refusals::code_wrong) return;
  code_attempts().note_wrong(own_key_, now);
  if (!common_key_.empty()) code_attempts().note_wrong(common_key_, now, strangers_free);
}

void CodeAttempts::note_right() const { code_attempts().note_right(own_key_); }

Result<Done> use_code(Context& ctx, db::Transaction& tx, const Account& account, std::string_view code, Instant now) {
  const auto row = factor_row(tx, ctx, account);
  if (!row || !row->secret) return Done{};
  if (code.empty()) return refuse(refusals::code_needed);
  const std::string typed = plain_code(code);
  // Both are looked at, whichever it is.
  const auto step = totp_step_of(*row->secret, typed, now, row->last_step);
  const auto spent =
      tx.execute_counted("DELETE FROM recovery_code WHERE region = $1 AND account = $2 AND code_hash = $3",
                         {account.region, account.id, recovery_hash(ctx, account, typed)});
  if (!step && spent == 0) return refuse(refusals::code_wrong);
  if (step)
    tx.execute("UPDATE second_factor SET last_step = $3 WHERE region = $1 AND account = $2",
               {account.region, account.id, *step});
  else
    journal_own(ctx, tx, account, "account.recovery-code");
  return Done{};
}

namespace {

const rulebook::PostKind* post_with_factor(const Context& ctx, const Session& session) {
  if (!ctx.factors_of_posts) return nullptr;
  for (const auto& held : session.viewer.posts) {
    const auto* kind = ctx.rulebook.post(held.kind);
    if (kind != nullptr && kind->second_factor) return kind;
  }
  return nullptr;
}

}  // namespace

SecondFactor second_factor_of(const Context& ctx, db::Reader& in, const Session& session) {
  const auto left = in.query("SELECT COUNT(*) FROM recovery_code WHERE region = $1 AND account = $2",
                             {session.account.region, session.account.id});
  const auto* post = post_with_factor(ctx, session);
  return {session.has_second_factor, session.account.second_factor || post != nullptr, post,
          static_cast<int>(left.row(0).integer(0))};
}

Result<Done> check_second_factor(const Context& ctx, const Session& session) {
  if (session.has_second_factor || session.factor_vouched) return Done{};
  if (const auto* post = post_with_factor(ctx, session))
    return refuse_by(refusals::second_factor_of_post, "organisation/" + post->id, "",
                     {{"post", post->title.in(Language::en)}, {"post.zh", post->title.in(Language::zh)}});
  if (session.account.second_factor) return refuse(refusals::second_factor_due);
  return Done{};
}

Result<Done> prove_factor(Context& ctx, const Session& session, const std::string& token, const std::string& code) {
  if (!session.has_second_factor) return Done{};
  return with_code(ctx, session, token, code, [](db::Transaction&) -> Result<Done> { return Done{}; });
}

Result<std::string> begin_second_factor(Context& ctx, const Session& session, const std::string& token,
                                        const std::string& password, const std::string& code) {
  const Account& account = session.account;
  if (const auto proved = prove_owner(ctx, session, token, password); !proved) return tl::unexpected(proved.error());
  std::string secret = ctx.random.bytes(totp_secret_bytes);
  const db::Blob sealed{ctx.vault.seal(secret)};
  const auto keep_next = [&](db::Transaction& tx) -> Result<Done> {
    journal::require_key_in_use(tx, sealed.bytes);
    tx.execute(
        "INSERT INTO second_factor(region, account, secret, next_secret, last_step) VALUES($1, $2, NULL, $3, 0) ON "
        "CONFLICT (region, account) DO UPDATE SET next_secret = $3",
        {account.region, account.id, sealed});
    return Done{};
  };
  const auto kept =
      session.has_second_factor ? with_code(ctx, session, token, code, keep_next) : ctx.store.command(keep_next);
  if (!kept) return tl::unexpected(kept.error());
  return secret;
}

Result<std::vector<std::string>> confirm_second_factor(Context& ctx, const Session& session, const std::string& token,
                                                       const std::string& code) {
  using Codes = std::vector<std::string>;
  const Instant now = ctx.clock.now();
  const Account& account = session.account;
  const CodeAttempts attempts = attempts_of(ctx, session, token);
  if (auto may = attempts.may_try(now); !may) return tl::unexpected(may.error());
  auto result = ctx.store.command([&](db::Transaction& tx) -> Result<Codes> {
    const auto row = factor_row(tx, ctx, account);
    if (!row || !row->next_secret) return refuse(massline::refusals::not_found);
    const auto step = totp_step_of(*row->next_secret, plain_code(code), now, 0);
    if (!step) return refuse(refusals::code_wrong);
    tx.execute(
        "UPDATE second_factor SET secret = next_secret, next_secret = NULL, last_step = $3 WHERE region = $1 AND "
        "account = $2",
        {account.region, account.id, *step});
    end_sessions(tx, account, digest(token));
    journal_own(ctx, tx, account, "account.second-factor");
    return new_recovery_codes(ctx, tx, account);
  });
  if (result) return result;
  attempts.note(result.error(), now);
  return told_to_signed_in(result.error());
}

Result<std::vector<std::string>> renew_recovery_codes(Context& ctx, const Session& session, const std::string& token,
                                                      const std::string& code) {
  return with_code(ctx, session, token, code, [&](db::Transaction& tx) -> Result<std::vector<std::string>> {
    journal_own(ctx, tx, session.account, "account.recovery-codes");
    return new_recovery_codes(ctx, tx, session.account);
  });
}

namespace {

void take_factor(db::Transaction& tx, const Account& account) {
  tx.execute("DELETE FROM second_factor WHERE region = $1 AND account = $2", {account.region, account.id});
  tx.execute("DELETE FROM recovery_code WHERE region = $1 AND account = $2", {account.region, account.id});
}

}  // namespace

Result<Done> remove_second_factor(Context& ctx, const Session& session, const std::string& token,
                                  const std::string& code) {
  return with_code(ctx, session, token, code, [&](db::Transaction& tx) -> Result<Done> {
    take_factor(tx, session.account);
    journal_own(ctx, tx, session.account, "account.second-factor-off");
    return Done{};
  });
}

Result<Done> reset_second_factor(Context& ctx, const Actor& actor, RegionId region, AccountId id) {
  return ctx.store.command([&](db::Transaction& tx) -> Result<Done> {
    auto managed = managed_account(ctx, tx, actor, region, id);
    if (!managed) return tl::unexpected(managed.error());
    take_factor(tx, managed->account);
    end_sessions(tx, managed->account, "");
    journal_row(ctx, tx, managed->by, region, "account.second-factor-reset", "account", id.value, "",
                account_digest(tx, managed->account));
    return Done{};
  });
}

Result<Done> require_second_factor(Context& ctx, const Actor& actor, RegionId region, AccountId id, bool required) {
  return ctx.store.command([&](db::Transaction& tx) -> Result<Done> {
    auto managed = managed_account(ctx, tx, actor, region, id);
    if (!managed) return tl::unexpected(managed.error());
    tx.execute("UPDATE account SET second_factor = $3 WHERE region = $1 AND id = $2", {region, id, required});
    journal_row(ctx, tx, managed->by, region, "account.second-factor-required", "account", id.value,
                required ? "yes" : "no", account_digest(tx, managed->account));
    return Done{};
  });
}

}  // namespace massline::registry
