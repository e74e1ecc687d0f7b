// Addresses from which a calendar program, which can't sign in, reads a calendar: a token of 32 random bytes, of which
// only the hash is kept. Each belongs to a person, shows what that person may see at the moment it is read, and ends
// when they revoke it or their account ends. Thread-safe.
//
//   const auto made = create_feed_link(ctx, account, UnitId{}, FeedContent::planned, Language::zh);
//   const auto calendar = calendar_of_link(ctx, in, made->token);
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "channels/calendar_feed.h"
#include "registry/accounts.h"

namespace massline::channels {

inline constexpr int feed_links_max = 20;  // of a person

struct FeedLink {
  RegionId region;
  std::int64_t id = 0;
  PersonId person;
  UnitId unit;  // empty: the person's own calendar
  FeedContent content = FeedContent::planned;
  Language language = Language::zh;
  Instant created_at;
};

struct NewFeedLink {
  FeedLink link;
  std::string token;  // base64url; shown once
};
/// Errors: not_found for a unit that is not there, feed_links_many.
Result<NewFeedLink> create_feed_link(Context& ctx, const registry::Account& account, UnitId unit, FeedContent content,
                                     Language language);
/// Of the account's person, newest first.
std::vector<FeedLink> feed_links_of(db::Reader& in, const registry::Account& account);
/// Errors: not_found.
Result<Done> revoke_feed_link(Context& ctx, const registry::Account& account, std::int64_t id);

/// What is planned, as the person of the link may see it now. Errors: feed_link_unknown.
Result<std::string> calendar_of_link(Context& ctx, db::Reader& in, std::string_view token);

}  // namespace massline::channels
