#include "channels/feed_links.h"

#include <algorithm>

#include "base/crypto.h"
#include "base/refusals.h"
#include "channels/refusals.h"
#include "journal/journal.h"
#include "registry/people.h"
#include "registry/units.h"

namespace massline::channels {
namespace {

namespace common = massline::refusals;

constexpr std::size_t token_bytes = 32, token_length = 43;

FeedLink link_of(const db::Rows::Row& row) {
  return {row.id<RegionId>(0),
          row.integer(1),
          row.id<PersonId>(2),
          row.id<UnitId>(3),
          row.boolean(4) ? FeedContent::planned_with_topics : FeedContent::planned,
          row.text(5) == language_code(Language::en) ? Language::en : Language::zh,
          row.instant(6)};
}

constexpr std::string_view link_columns = "f.region, f.id, f.person, f.unit, f.topics, f.language, f.created_at";

void journal_link(db::Transaction& tx, const FeedLink& link, Instant at, std::string act) {
  journal::append(tx, {link.region, at, {link.person, "", {}}, std::move(act), "feed-link", link.id, "", "", ""});
}

bool has_account(db::Reader& in, PersonId person) {
  const auto accounts = registry::accounts_of_person(in, person);
  return std::any_of(accounts.begin(), accounts.end(), [](const registry::Account& one) { return !one.closed; });
}

}  // namespace

Result<NewFeedLink> create_feed_link(Context& ctx, const registry::Account& account, UnitId unit, FeedContent content,
                                     Language language) {
  check(content != FeedContent::all, "a link shows what is planned");
  const std::string token = to_base64url(ctx.random.bytes(token_bytes));
  return ctx.store.command([&](db::Transaction& tx) -> Result<NewFeedLink> {
    if (unit && !registry::find_unit(tx, unit)) return refuse_field(common::not_found, "unit");
    if (feed_links_of(tx, account).size() >= feed_links_max)
      return refuse(refusals::feed_links_many, {{"max", std::to_string(feed_links_max)}});
    const FeedLink link{account.region, ctx.ids.make<AccountId>().value, account.person, unit, content, language,
                        ctx.clock.now()};
    tx.execute(
        "INSERT INTO feed_link(region, id, person, unit, topics, language, token_hash, created_at) VALUES($1, $2, $3, "
        "$4, $5, $6, $7, $8)",
        {link.region, link.id, link.person, unit ? db::Value(unit) : db::Value(),
         content == FeedContent::planned_with_topics, language_code(language), db::Blob{digest(token)},
         link.created_at});
    journal_link(tx, link, link.created_at, "feed-link.create");
    return NewFeedLink{link, token};
  });
}

std::vector<FeedLink> feed_links_of(db::Reader& in, const registry::Account& account) {
  std::vector<FeedLink> out;
  for (const auto row : in.query("SELECT " + std::string(link_columns) +
                                     " FROM feed_link f WHERE f.region = $1 AND f.person = $2 ORDER BY f.created_at "
                                     "DESC, f.id DESC",
                                 {account.region, account.person}))
    out.push_back(link_of(row));
  return out;
}

Result<Done> revoke_feed_link(Context& ctx, const registry::Account& account, std::int64_t id) {
  return ctx.store.command([&](db::Transaction& tx) -> Result<Done> {
    const auto links = feed_links_of(tx, account);
    const auto link = std::find_if(links.begin(), links.end(), [&](const FeedLink& one) { return one.id == id; });
    if (link == links.end()) return refuse(common::not_found);
    tx.execute("DELETE FROM feed_link WHERE region = $1 AND id = $2", {link->region, link->id});
    journal_link(tx, *link, ctx.clock.now(), "feed-link.revoke");
    return Done{};
  });
}

Result<std::string> calendar_of_link(Context& ctx, db::Reader& in, std::string_view token) {
  if (token.size() != token_length) return refuse(refusals::feed_link_unknown);
  const auto rows = in.query("SELECT " + std::string(link_columns) + " FROM feed_link f WHERE f.token_hash = $1",
                             {db::Blob{digest(token)}});
  if (rows.empty()) return refuse(refusals::feed_link_unknown);
  const FeedLink link = link_of(rows.row(0));
  if (!has_account(in, link.person)) return refuse(refusals::feed_link_unknown);
  const auto actor = registry::Actor::of(registry::viewer_of(in, link.person, ctx.today()));
  auto calendar = link.unit ? calendar_of_unit(ctx, in, actor, link.unit, link.language, link.content)
                            : calendar_of_person(ctx, in, actor, link.person, link.language, link.content);
  // A unit that is gone, or is closed to the person by now, has no calendar here any more.
  if (!calendar) return refuse(refusals::feed_link_unknown);
  return calendar;
}

}  // namespace massline::channels
