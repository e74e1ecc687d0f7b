// What is held on people with an account.
#include <algorithm>
#include <array>

#include "activities/activity_lists.h"
#include "base/refusals.h"
#include "channels/feed_links.h"
#include "journal/journal.h"
#include "registry/digests.h"
#include "registry/fields.h"
#include "registry/kept_data.h"
#include "registry/people.h"
#include "retention/kinds.h"
#include "retention/rights.h"

namespace massline::retention {

namespace {

Json date_or_none(const std::optional<Date>& date) { return date ? Json(to_string(*date)) : Json(); }

void show_person(Context& ctx, db::Reader& in, const registry::Session& session, HeldKind& held) {
  held.content.push_back(JsonObject{{"name", session.person_name}});
  for (const auto& post : registry::posts_of_person(in, session.account.person)) {
    const auto* kind = ctx.rulebook.post(post.kind);
    held.content.push_back(JsonObject{{"post", kind == nullptr ? post.kind : kind->title.in(session.account.language)},
                                      {"unit", post.unit_name},
                                      {"from", to_string(post.from)},
                                      {"to", date_or_none(post.to)}});
  }
  for (const auto& membership : registry::memberships_of_person(in, session.account.person))
    held.content.push_back(JsonObject{{"membership", membership.kind},
                                      {"unit", membership.unit_name},
                                      {"from", to_string(membership.from)},
                                      {"to", date_or_none(membership.to)}});
}

void show_accounts(db::Reader& in, const registry::Session& session, HeldKind& held) {
  for (const auto& account : registry::accounts_of_person(in, session.account.person))
    held.content.push_back(JsonObject{{"login", account.name},
                                      {"language", std::string(language_code(account.language))},
                                      {"closed", account.closed},
                                      {"secondFactor", account.id == session.account.id && session.has_second_factor}});
}

void show_sessions(Context& ctx, db::Reader& in, const registry::Session& session, HeldKind& held) {
  for (const auto& open : registry::sessions_of(in, session.account, "", ctx.clock.now()))
    held.content.push_back(JsonObject{{"device", open.device},
                                      {"way", open.way},
                                      {"since", to_string(open.created_at)},
                                      {"lastUsed", to_string(open.seen_at)}});
}

void show_calendars(db::Reader& in, const registry::Session& session, HeldKind& held) {
  for (const auto& link : channels::feed_links_of(in, session.account))
    held.content.push_back(JsonObject{{"made", to_string(link.created_at)}, {"ofUnit", static_cast<bool>(link.unit)}});
}

void show_activities(Context& ctx, db::Reader& in, const registry::Session& session, HeldKind& held) {
  const auto all = activities::activities_of_person(ctx, in, registry::Actor::of(session.viewer),
                                                    session.account.person, Instant{}, ctx.clock.now());
  if (!all) return;
  constexpr std::array presences{"absent", "present", "late", "excused"};
  for (const auto& one : *all) {
    const auto* kind = ctx.rulebook.activity(one.activity.kind);
    held.content.push_back(
        JsonObject{{"activity", kind == nullptr ? one.activity.kind : kind->title.in(session.account.language)},
                   {"at", to_string(one.activity.from)},
                   {"presence", presences[static_cast<std::size_t>(one.presence)]},
                   {"led", one.led}});
  }
}

constexpr std::array own_kinds{"person", "account", "session", "calendar-address", "activity-text"};

HeldKind own_held_kind(Context& ctx, db::Reader& in, const registry::Session& session, std::string_view data) {
  HeldKind held;
  held.kind = kind_of(data);
  held.rule = rulebook::retention_rule(ctx.rulebook, data, "", ctx.today());
  if (data == "person") show_person(ctx, in, session, held);
  if (data == "account") show_accounts(in, session, held);
  if (data == "session") show_sessions(ctx, in, session, held);
  if (data == "calendar-address") show_calendars(in, session, held);
  if (data == "activity-text") show_activities(ctx, in, session, held);
  held.rows = static_cast<std::int64_t>(held.content.size());
  if (held.rows == 0) return held;
  if (held.rule != nullptr && held.rule->on_request) {
    held.erasable = Erasable::now;
    return held;
  }
  if (data == "activity-text") {
    // Each goes by its own day.
    held.erasable = Erasable::not_before;
    return held;
  }
  const auto left = registry::day_left(in, session.account.person);
  held.erasable = left ? Erasable::not_before : Erasable::while_there;
  if (left && held.rule != nullptr) held.until = rulebook::end_of_keeping(*left, held.rule->keep);
  return held;
}

}  // namespace

HeldOnPerson held_on_person(Context& ctx, db::Reader& in, const registry::Session& session) {
  HeldOnPerson held;
  held.name = session.person_name;
  if (const auto person = registry::find_person(in, session.account.person)) held.version = person->version;
  for (const char* data : own_kinds) held.kinds.push_back(own_held_kind(ctx, in, session, data));
  return held;
}

Result<Done> erase_on_person(Context& ctx, const registry::Session& session, std::string_view token,
                             const std::vector<std::string>& data) {
  for (const std::string& one : data)
    if (std::find(own_kinds.begin(), own_kinds.end(), one) == own_kinds.end())
      return refuse_field(refusals::field_not_valid, "/data",
                          {{"field", one}, {"expected", "a kind of data"}, {"expected.zh", "数据类别"}});
  for (const std::string& one : data) {
    const HeldKind held = ctx.store.read([&](db::Reader& in) { return own_held_kind(ctx, in, session, one); });
    if (held.erasable != Erasable::now) continue;
    if (one == "session") registry::end_other_sessions(ctx, session.account, token);
    if (one != "calendar-address") continue;
    for (const auto& link :
         ctx.store.read([&](db::Reader& in) { return channels::feed_links_of(in, session.account); }))
      if (auto revoked = channels::revoke_feed_link(ctx, session.account, link.id); !revoked) return revoked;
  }
  return Done{};
}

Result<Done> correct_name(Context& ctx, const registry::Session& session, const std::string& name,
                          std::int64_t version) {
  auto line = registry::checked_line("/name", name, registry::name_length_max, registry::Need::required);
  if (!line) return tl::unexpected(line.error());
  return ctx.store.command([&](db::Transaction& tx) -> Result<Done> {
    const auto person = registry::find_person(tx, session.account.person);
    if (!person) return refuse(refusals::not_found);
    if (person->version != version) return refuse(refusals::changed_meanwhile);
    std::string before = registry::digest_of(tx, person->region, "person", person->id.value).value_or("");
    tx.execute("UPDATE person SET name = $3, version = version + 1 WHERE region = $1 AND id = $2",
               {person->region, person->id, *line});
    std::string after = registry::digest_of(tx, person->region, "person", person->id.value).value_or("");
    journal::append(tx, {person->region,
                         ctx.clock.now(),
                         {person->id, "", {}},
                         "person.correct-own-name",
                         "person",
                         person->id.value,
                         "",
                         std::move(before),
                         std::move(after)});
    return Done{};
  });
}

}  // namespace massline::retention
