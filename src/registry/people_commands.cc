#include <algorithm>

#include "base/refusals.h"
#include "registry/bars.h"
#include "registry/digests.h"
#include "registry/fields.h"
#include "registry/people.h"
#include "registry/people_rows.h"
#include "registry/refusals.h"

namespace massline::registry {

namespace {

namespace common = massline::refusals;
using rulebook::Capability;

db::Value date_or_null(const std::optional<Date>& date) { return date ? db::Value(*date) : db::Value(); }

/// The unit where somebody is to get a post or membership, and who gives it.
struct Place {
  Unit unit;
  journal::By by;
};
Result<Place> place_for(Context& ctx, db::Reader& in, const Actor& actor, UnitId id, Date from) {
  auto unit = find_unit(in, id);
  if (!unit) return refuse_field(common::not_found, "unit");
  auto by = authorise(ctx.rulebook, actor, Capability::manage_people, unit->path);
  if (!by) return tl::unexpected(by.error());
  if (!unit->in_force(from))
    return refuse_field(refusals::unit_not_in_force, "unit", {{"unit", unit->name}, {"date", to_string(from)}});
  return Place{std::move(*unit), std::move(*by)};
}

Result<Done> check_post_stands_in(const rulebook::Rulebook& rulebook, const std::string& kind, const Unit& unit) {
  const rulebook::PostKind* post = rulebook.post(kind);
  if (post == nullptr) return refuse_field(refusals::kind_unknown, "kind", {{"kind", kind}});
  if (std::find(post->in.begin(), post->in.end(), unit.kind) != post->in.end()) return Done{};
  const rulebook::UnitKind* unit_kind = rulebook.unit_kind(unit.kind);
  const rulebook::LocalText title = unit_kind == nullptr ? rulebook::LocalText{unit.kind, unit.kind} : unit_kind->title;
  return refuse_field(
      refusals::post_not_here, "kind",
      {{"post", post->title.en}, {"post.zh", post->title.zh}, {"kind", title.en}, {"kind.zh", title.zh}});
}

/// The first day on which the person already holds the same in that period, if any.
std::optional<Date> overlap(db::Reader& in, const std::string& table, const Unit& unit, PersonId person,
                            const std::string& kind, Date from, std::optional<Date> to) {
  const auto rows =
      in.query("SELECT from_date FROM " + table +
                   " WHERE region = $1 AND person = $2 AND unit = $3 AND kind = $4 AND (to_date IS NULL OR "
                   "(to_date > $5 AND to_date > from_date)) AND from_date < $6 ORDER BY from_date LIMIT 1",
               {unit.region, person, unit.id, kind, from, to ? *to : Date::max()});
  if (rows.empty()) return std::nullopt;
  return rows.row(0).date(0);
}

/// What a held thing's end may be: not before its beginning, and not once it is over.
Result<Done> check_end(Date from, const std::optional<Date>& ended, Date to, Date today) {
  if (ended && *ended <= today) return refuse(refusals::already_ended, {{"to", to_string(*ended)}});
  if (to < from)
    return refuse_field(refusals::period_backwards, "on", {{"from", to_string(from)}, {"to", to_string(to)}});
  return Done{};
}

void renew_bars(Context& ctx, db::Transaction& tx, const Post& post) {
  const rulebook::PostKind* kind = ctx.rulebook.post(post.kind);
  const bool leads = kind != nullptr && kind->leads;
  const bool barred_anew = leads && recompute_bars_for_person(tx, ctx.rulebook, post.person, ctx.today()) > 0;
  if (barred_anew || has_barring_matters_in_hand(tx, post.person)) after_bars_changed(ctx, tx);
}

}  // namespace

void journal_row(Context& ctx, db::Transaction& tx, const journal::By& by, RegionId region, std::string act,
                 std::string kind, std::int64_t id, std::string detail, std::string before) {
  std::string after = digest_of(tx, region, kind, id).value_or("");
  journal::append(tx, {region, ctx.clock.now(), by, std::move(act), std::move(kind), id, std::move(detail),
                       std::move(before), std::move(after)});
}

void insert_post(db::Transaction& tx, const Post& post) {
  tx.execute("INSERT INTO post(region, id, person, unit, kind, from_date, to_date) VALUES($1, $2, $3, $4, $5, $6, $7)",
             {post.region, post.id, post.person, post.unit, post.kind, post.from, date_or_null(post.to)});
}

void insert_membership(db::Transaction& tx, const Membership& membership) {
  tx.execute(
      "INSERT INTO membership(region, id, person, unit, kind, from_date, to_date) VALUES($1, $2, $3, $4, $5, $6, $7)",
      {membership.region, membership.id, membership.person, membership.unit, membership.kind, membership.from,
       date_or_null(membership.to)});
}

Result<Person> create_person(Context& ctx, db::Transaction& tx, const Actor& actor, const NewPerson& input) {
  auto place = place_for(ctx, tx, actor, input.unit, ctx.today());
  if (!place) return tl::unexpected(place.error());
  auto name = checked_line("name", input.name, name_length_max, Need::required);
  if (!name) return tl::unexpected(name.error());
  const Person person{place->unit.region, ctx.ids.make<PersonId>(), std::move(*name), 1};
  tx.execute("INSERT INTO person(region, id, name, version, salt) VALUES($1, $2, $3, 1, $4)",
             {person.region, person.id, person.name, db::Blob{ctx.random.bytes(16)}});
  journal_row(ctx, tx, place->by, person.region, "person.create", "person", person.id.value, "", "");
  return person;
}

Result<Person> rename_person(Context& ctx, db::Transaction& tx, const Actor& actor, const RenamePerson& change) {
  auto person = find_person(tx, change.person);
  if (!person) return refuse(common::not_found);
  auto by = authorise_over_person(tx, ctx.rulebook, actor, Capability::manage_people, *person, ctx.today());
  if (!by) return tl::unexpected(by.error());
  if (person->version != change.version) return refuse(common::changed_meanwhile);
  auto name = checked_line("name", change.name, name_length_max, Need::required);
  if (!name) return tl::unexpected(name.error());
  const std::string before = digest_of(tx, person->region, "person", person->id.value).value_or("");
  person->name = std::move(*name);
  ++person->version;
  tx.execute("UPDATE person SET name = $3, version = version + 1 WHERE region = $1 AND id = $2",
             {person->region, person->id, person->name});
  journal_row(ctx, tx, *by, person->region, "person.rename", "person", person->id.value, "", before);
  return *person;
}

Result<Post> begin_post(Context& ctx, db::Transaction& tx, const Actor& actor, const BeginPost& input) {
  const Date from = input.from.value_or(ctx.today());
  auto place = place_for(ctx, tx, actor, input.unit, from);
  if (!place) return tl::unexpected(place.error());
  const auto person = find_person(tx, input.person);
  if (!person) return refuse_field(common::not_found, "person");
  const Unit& unit = place->unit;
  if (auto fits = check_post_stands_in(ctx.rulebook, input.kind, unit); !fits) return tl::unexpected(fits.error());
  if (input.to && *input.to < from)
    return refuse_field(refusals::period_backwards, "to", {{"from", to_string(from)}, {"to", to_string(*input.to)}});
  if (const auto since = overlap(tx, "post", unit, person->id, input.kind, from, input.to))
    return refuse(refusals::post_overlaps, {{"person", person->name}, {"from", to_string(*since)}});

  const Post post{unit.region, ctx.ids.make<PostId>(), person->id, person->name, unit.id, unit.name, input.kind, from,
                  input.to};
  insert_post(tx, post);
  journal_row(ctx, tx, place->by, post.region, "post.begin", "post", post.id.value,
              post.kind + " from " + to_string(from), "");
  renew_bars(ctx, tx, post);
  return post;
}

Result<Post> end_post(Context& ctx, db::Transaction& tx, const Actor& actor, const EndPost& change) {
  auto post = find_post(tx, change.post);
  if (!post) return refuse(common::not_found);
  const auto unit = find_unit(tx, post->unit);
  auto by = authorise(ctx.rulebook, actor, Capability::manage_people, unit ? unit->path : "");
  if (!by) return tl::unexpected(by.error());
  const Date to = change.to.value_or(ctx.today());
  if (auto possible = check_end(post->from, post->to, to, ctx.today()); !possible)
    return tl::unexpected(possible.error());
  const std::string before = digest_of(tx, post->region, "post", post->id.value).value_or("");
  post->to = to;
  tx.execute("UPDATE post SET to_date = $3 WHERE region = $1 AND id = $2", {post->region, post->id, to});
  journal_row(ctx, tx, *by, post->region, "post.end", "post", post->id.value, "on " + to_string(to), before);
  renew_bars(ctx, tx, *post);
  return *post;
}

Result<Membership> begin_membership(Context& ctx, db::Transaction& tx, const Actor& actor,
                                    const BeginMembership& input) {
  const Date from = input.from.value_or(ctx.today());
  auto place = place_for(ctx, tx, actor, input.unit, from);
  if (!place) return tl::unexpected(place.error());
  const auto person = find_person(tx, input.person);
  if (!person) return refuse_field(common::not_found, "person");
  const auto& kinds = ctx.rulebook.memberships;
  if (std::none_of(kinds.begin(), kinds.end(), [&](const auto& kind) { return kind.id == input.kind; }))
    return refuse_field(refusals::kind_unknown, "kind", {{"kind", input.kind}});
  const Unit& unit = place->unit;
  if (const auto since = overlap(tx, "membership", unit, person->id, input.kind, from, std::nullopt))
    return refuse(refusals::post_overlaps, {{"person", person->name}, {"from", to_string(*since)}});
  const Membership membership{
      unit.region, ctx.ids.make<MembershipId>(), person->id, person->name, unit.id, unit.name, input.kind, from,
      std::nullopt};
  insert_membership(tx, membership);
  journal_row(ctx, tx, place->by, membership.region, "membership.begin", "membership", membership.id.value,
              membership.kind + " from " + to_string(from), "");
  return membership;
}

Result<Membership> end_membership(Context& ctx, db::Transaction& tx, const Actor& actor, const EndMembership& change) {
  auto membership = find_membership(tx, change.membership);
  if (!membership) return refuse(common::not_found);
  const auto unit = find_unit(tx, membership->unit);
  auto by = authorise(ctx.rulebook, actor, Capability::manage_people, unit ? unit->path : "");
  if (!by) return tl::unexpected(by.error());
  const Date to = change.to.value_or(ctx.today());
  if (auto possible = check_end(membership->from, membership->to, to, ctx.today()); !possible)
    return tl::unexpected(possible.error());
  const std::string before = digest_of(tx, membership->region, "membership", membership->id.value).value_or("");
  membership->to = to;
  tx.execute("UPDATE membership SET to_date = $3 WHERE region = $1 AND id = $2",
             {membership->region, membership->id, to});
  journal_row(ctx, tx, *by, membership->region, "membership.end", "membership", membership->id.value,
              "on " + to_string(to), before);
  return *membership;
}

namespace {

/// One post or membership of a unit that has not ended.
struct Held {
  std::int64_t id = 0;
  PersonId person;
  std::string kind;
  Date from{};
  std::optional<Date> to;
};

std::vector<Held> held_in(db::Reader& in, const std::string& table, const Unit& unit, Date today) {
  std::vector<Held> out;
  for (const auto row :
       in.query("SELECT id, person, kind, from_date, to_date FROM " + table +
                    " WHERE region = $1 AND unit = $2 AND (to_date IS NULL OR to_date > $3) ORDER BY id",
                {unit.region, unit.id, today}))
    out.push_back({row.integer(0), row.id<PersonId>(1), row.text(2), row.date(3), row.date_or_none(4)});
  return out;
}

void end_early(Context& ctx, db::Transaction& tx, const journal::By& by, const std::string& table, const Unit& unit,
               const Held& held) {
  const std::string before = digest_of(tx, unit.region, table, held.id).value_or("");
  tx.execute("UPDATE " + table + " SET to_date = $3 WHERE region = $1 AND id = $2",
             {unit.region, held.id, std::max(held.from, ctx.today())});
  journal_row(ctx, tx, by, unit.region, table + ".end", table, held.id, "unit merged", before);
}

}  // namespace

void hand_over_posts(Context& ctx, db::Transaction& tx, const journal::By& by, const Unit& unit, const Unit& survivor) {
  for (const Held& held : held_in(tx, "post", unit, ctx.today())) {
    end_early(ctx, tx, by, "post", unit, held);
    const Date from = std::max(held.from, ctx.today());
    if (overlap(tx, "post", survivor, held.person, held.kind, from, held.to)) {
      renew_bars(ctx, tx,
                 {unit.region, PostId{held.id}, held.person, "", unit.id, unit.name, held.kind, from, held.to});
      continue;
    }
    const Post post{
        survivor.region, ctx.ids.make<PostId>(), held.person, "", survivor.id, survivor.name, held.kind, from, held.to};
    insert_post(tx, post);
    journal_row(ctx, tx, by, post.region, "post.begin", "post", post.id.value, "unit merged", "");
    renew_bars(ctx, tx, post);
  }
}

void hand_over_memberships(Context& ctx, db::Transaction& tx, const journal::By& by, const Unit& unit,
                           const Unit& survivor) {
  for (const Held& held : held_in(tx, "membership", unit, ctx.today())) {
    end_early(ctx, tx, by, "membership", unit, held);
    const Date from = std::max(held.from, ctx.today());
    if (overlap(tx, "membership", survivor, held.person, held.kind, from, held.to)) continue;
    const Membership membership{
        survivor.region, ctx.ids.make<MembershipId>(), held.person, "", survivor.id, survivor.name, held.kind, from,
        held.to};
    insert_membership(tx, membership);
    journal_row(ctx, tx, by, membership.region, "membership.begin", "membership", membership.id.value, "unit merged",
                "");
  }
}

}  // namespace massline::registry
