#include "registry/people.h"

#include <algorithm>

#include "base/refusals.h"
#include "base/result.h"
#include "base/text.h"
#include "registry/people_rows.h"
#include "registry/unit_rows.h"

namespace massline::registry {

namespace {

// A person may be registered in another region than the unit where they hold a post.
constexpr std::string_view post_columns =
    "SELECT p.region, p.id, p.person, n.name, p.unit, u.name, p.kind, p.from_date, p.to_date FROM post p JOIN unit u "
    "ON "
    "u.region = p.region AND u.id = p.unit JOIN person n ON n.region IN (SELECT id FROM region) AND n.id = p.person ";
constexpr std::string_view membership_columns =
    "SELECT m.region, m.id, m.person, n.name, m.unit, u.name, m.kind, m.from_date, m.to_date FROM membership m JOIN "
    "unit u "
    "ON u.region = m.region AND u.id = m.unit JOIN person n ON n.region IN (SELECT id FROM region) AND n.id = "
    "m.person ";

template <class Held, class HeldId>
std::vector<Held> held_from(const db::Rows& rows) {
  std::vector<Held> out;
  out.reserve(rows.size());
  for (const auto row : rows)
    out.push_back({row.id<RegionId>(0), row.id<HeldId>(1), row.id<PersonId>(2), row.text(3), row.id<UnitId>(4),
                   row.text(5), row.text(6), row.date(7), row.date_or_none(8)});
  return out;
}

std::vector<Post> posts(db::Reader& in, std::string_view rest, std::initializer_list<db::Value> parameters) {
  return held_from<Post, PostId>(in.query(std::string(post_columns) + std::string(rest), parameters));
}

std::vector<Membership> memberships(db::Reader& in, std::string_view rest,
                                    std::initializer_list<db::Value> parameters) {
  return held_from<Membership, MembershipId>(in.query(std::string(membership_columns) + std::string(rest), parameters));
}

constexpr std::string_view person_columns = "SELECT n.region, n.id, n.name, n.version FROM person n ";

Person person_of(const db::Rows::Row& row) {
  return {row.id<RegionId>(0), row.id<PersonId>(1), row.text(2), row.integer(3)};
}

/// The condition that a unit lies in the subtree of the path bound at `first`, with its end at `first` + 1.
std::string in_subtree(int first) {
  return "u.path >= $" + std::to_string(first) + " AND u.path <= $" + std::to_string(first + 1);
}

}  // namespace

std::optional<Person> find_person(db::Reader& in, PersonId id) {
  static const std::string by_id =
      std::string(person_columns) + "WHERE n.region IN (SELECT id FROM region) AND n.id = $1";
  const auto rows = in.query(by_id, {id});
  if (rows.empty()) return std::nullopt;
  return person_of(rows.row(0));
}

std::string name_of_person(db::Reader& in, PersonId id) {
  const auto person = find_person(in, id);
  return person ? person->name : "";
}

std::optional<Post> find_post(db::Reader& in, PostId id) {
  auto found = posts(in, "WHERE p.region IN (SELECT id FROM region) AND p.id = $1", {id});
  if (found.empty()) return std::nullopt;
  return std::move(found.front());
}

std::optional<Membership> find_membership(db::Reader& in, MembershipId id) {
  auto found = memberships(in, "WHERE m.region IN (SELECT id FROM region) AND m.id = $1", {id});
  if (found.empty()) return std::nullopt;
  return std::move(found.front());
}

std::vector<Post> posts_of_unit(db::Reader& in, const rulebook::Rulebook& rulebook, UnitId unit, Date on) {
  auto found = posts(in, "WHERE u.id = $1 AND (p.to_date IS NULL OR p.to_date > $2) ORDER BY n.name, p.from_date, p.id",
                     {unit, on});
  const auto turn = [&](const Post& post) {
    return std::find_if(rulebook.posts.begin(), rulebook.posts.end(),
                        [&](const rulebook::PostKind& kind) { return kind.id == post.kind; }) -
           rulebook.posts.begin();
  };
  std::stable_sort(found.begin(), found.end(), [&](const Post& a, const Post& b) { return turn(a) < turn(b); });
  return found;
}

std::vector<Post> posts_below(db::Reader& in, UnitId unit, int limit) {
  const auto top = find_unit(in, unit);
  if (!top) return {};
  static const std::string rest = "WHERE " + in_subtree(1) + " ORDER BY u.path, p.from_date DESC, p.id LIMIT $3";
  return posts(in, rest, {top->path, end_of_subtree(top->path), limit});
}

std::vector<Post> posts_of_person(db::Reader& in, PersonId person) {
  return posts(in, "WHERE p.region IN (SELECT id FROM region) AND p.person = $1 ORDER BY p.from_date DESC, p.id",
               {person});
}

std::vector<access::HeldPost> held_posts(db::Reader& in, PersonId person, Date on) {
  static const std::string held =
      "SELECT p.id, p.kind, u.id, u.path, u.kind FROM post p JOIN unit u ON u.region = p.region AND u.id = p.unit "
      "WHERE "
      "p.region IN (SELECT id FROM region) AND p.person = $1 AND " +
      in_force_on("p", 2) + " ORDER BY u.path, p.kind, p.id";
  std::vector<access::HeldPost> out;
  for (const auto row : in.query(held, {person, on}))
    out.push_back({row.id<PostId>(0), row.text(1), row.id<UnitId>(2), row.text(3), row.text(4)});
  return out;
}

access::Viewer viewer_of(db::Reader& in, PersonId person, Date on) {
  const auto known = find_person(in, person);
  if (!known) return {};
  return {known->region, person, held_posts(in, person, on), false};
}

std::vector<Membership> members_of_unit(db::Reader& in, UnitId unit, Date on, int limit) {
  static const std::string rest = "WHERE u.id = $1 AND " + in_force_on("m", 2) + " ORDER BY n.name, m.id LIMIT $3";
  return memberships(in, rest, {unit, on, limit});
}

std::vector<Membership> memberships_of_person(db::Reader& in, PersonId person) {
  return memberships(in, "WHERE m.region IN (SELECT id FROM region) AND m.person = $1 ORDER BY m.from_date DESC, m.id",
                     {person});
}

PersonPage people_below(db::Reader& in, UnitId unit, std::string_view text, Date on, std::string_view after,
                        int limit) {
  check(limit >= 1 && limit <= 200, "a page has 1 to 200 people");
  const auto top = find_unit(in, unit);
  if (!top) return {};
  static const std::string select = std::string(person_columns) +
                                    "WHERE n.region IN (SELECT id FROM region) AND (n.id IN (SELECT p.person FROM post "
                                    "p JOIN unit u ON u.region = p.region "
                                    "AND u.id = p.unit WHERE " +
                                    in_subtree(1) +
                                    " AND (p.to_date IS NULL OR p.to_date > $3)) OR n.id IN (SELECT m.person "
                                    "FROM membership m JOIN unit u ON u.region = m.region AND u.id = m.unit WHERE " +
                                    in_subtree(1) +
                                    " AND (m.to_date IS NULL OR m.to_date > $3)) OR (n.region = $4 AND NOT EXISTS "
                                    "(SELECT 1 FROM post q WHERE q.region IN "
                                    "(SELECT id FROM region) AND q.person = n.id) AND NOT EXISTS (SELECT 1 FROM "
                                    "membership q WHERE q.region IN (SELECT id "
                                    "FROM region) AND q.person = n.id))) AND lower(n.name) LIKE $5 ESCAPE '\\' AND "
                                    "(n.name > $6 OR (n.name = $6 AND n.id > "
                                    "$7)) ORDER BY n.name, n.id LIMIT $8";
  const auto last = find_person(in, parse_id<PersonId>(after).value_or(PersonId{}));
  const auto rows = in.query(select, {top->path, end_of_subtree(top->path), on, top->region,
                                      "%" + escaped_for_like(folded(trimmed(text))) + "%", last ? last->name : "",
                                      last ? last->id : PersonId{}, limit + 1});
  PersonPage page;
  for (const auto row : rows) {
    if (page.people.size() == static_cast<std::size_t>(limit)) {
      page.next = to_string(page.people.back().person.id);
      break;
    }
    page.people.push_back({person_of(row), {}, false});
  }
  for (PersonRow& row : page.people) {
    row.posts = posts_of_person(in, row.person.id);
    std::erase_if(row.posts, [&](const Post& post) { return !post.in_force(on); });
    row.has_account = !in.query("SELECT 1 FROM account WHERE region = $1 AND person = $2 AND closed = 0 LIMIT 1",
                                {row.person.region, row.person.id})
                           .empty();
  }
  return page;
}

Result<journal::By> authorise_over_person(db::Reader& in, const rulebook::Rulebook& rulebook, const Actor& actor,
                                          rulebook::Capability capability, const Person& person, Date on) {
  if (actor.kind == Actor::Kind::server) return journal::By{};
  const auto paths = in.query(
      "SELECT u.path FROM post p JOIN unit u ON u.region = p.region AND u.id = p.unit WHERE p.region IN (SELECT id "
      "FROM region) "
      "AND p.person = $1 AND (p.to_date IS NULL OR p.to_date > $2) UNION SELECT u.path FROM membership m JOIN unit u "
      "ON "
      "u.region = m.region AND u.id = m.unit WHERE m.region IN (SELECT id FROM region) AND m.person = $1 AND "
      "(m.to_date IS "
      "NULL OR m.to_date > $2)",
      {person.id, on});
  // All of them: who manages one unit must not get at a post that lies outside of it.
  Result<journal::By> by = refuse(massline::refusals::not_allowed);
  for (const auto row : paths) {
    by = authorise(rulebook, actor, capability, row.text(0));
    if (!by) return by;
  }
  if (!paths.empty()) return by;
  const auto region = in.query("SELECT path FROM region WHERE id = $1", {person.region});
  if (region.empty()) return by;
  for (const access::HeldPost& post : actor.viewer.posts) {
    const std::string& region_path = region.row(0).text(0);
    const rulebook::PostKind* kind = rulebook.post(post.kind);
    if (kind != nullptr && kind->can(capability) &&
        (access::is_within(post.unit_path, region_path) || access::is_within(region_path, post.unit_path)))
      return journal::By{actor.viewer.person, post.kind, post.unit};
  }
  return by;
}

}  // namespace massline::registry
