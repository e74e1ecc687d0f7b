// People, their memberships and the posts they hold, all dated: `from` is the first day, `to` the first day no more.
//
// A post or membership lies in the region of its unit, a person in the region where they were first registered.
// Commands run in the transaction they are given (see unit_commands.h) and need the capability manage_people over the
// unit concerned.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "access/access.h"
#include "journal/context.h"
#include "registry/actor.h"

namespace massline::registry {

struct Person {
  RegionId region;
  PersonId id;
  std::string name;
  std::int64_t version = 0;
};

struct Post {
  RegionId region;
  PostId id;
  PersonId person;
  std::string person_name;
  UnitId unit;
  std::string unit_name;
  std::string kind;
  Date from{};
  std::optional<Date> to;
  bool in_force(Date on) const { return from <= on && (!to || on < *to); }
};

struct Membership {
  RegionId region;
  MembershipId id;
  PersonId person;
  std::string person_name;
  UnitId unit;
  std::string unit_name;
  std::string kind;
  Date from{};
  std::optional<Date> to;
};

// ---- reading

std::optional<Person> find_person(db::Reader& in, PersonId id);
/// The person's name, or "" where there is none.
std::string name_of_person(db::Reader& in, PersonId id);
std::optional<Post> find_post(db::Reader& in, PostId id);
std::optional<Membership> find_membership(db::Reader& in, MembershipId id);

/// Posts in the unit that are in force on `on` or begin later, leaders first as the rulebook orders posts.
std::vector<Post> posts_of_unit(db::Reader& in, const rulebook::Rulebook& rulebook, UnitId unit, Date on);
/// All posts in the unit and below it, those that ended included, by unit and newest first; at most `limit`.
std::vector<Post> posts_below(db::Reader& in, UnitId unit, int limit);
/// All posts of a person, newest first.
std::vector<Post> posts_of_person(db::Reader& in, PersonId person);
/// What access needs of the posts a person holds on that day.
std::vector<access::HeldPost> held_posts(db::Reader& in, PersonId person, Date on);
/// A viewer with the posts in force on that day.
access::Viewer viewer_of(db::Reader& in, PersonId person, Date on);

/// Members of the unit on that day, by name, at most `limit`.
std::vector<Membership> members_of_unit(db::Reader& in, UnitId unit, Date on, int limit);
std::vector<Membership> memberships_of_person(db::Reader& in, PersonId person);

/// The people that somebody who keeps the register of `unit` sees: with a post or membership in the unit or below it on
/// `on` or later, and those registered in its region who have none anywhere. By name; `text` is a part of the name,
/// empty for all; `after` is the `next` of the page before.
struct PersonRow {
  Person person;
  std::vector<Post> posts;  // in force on `on`
  bool has_account = false;
};
struct PersonPage {
  std::vector<PersonRow> people;
  std::string next;  // empty at the end
};
PersonPage people_below(db::Reader& in, UnitId unit, std::string_view text, Date on, std::string_view after, int limit);

/// Whether the actor may change the person: has `capability` over every unit where they hold a post or membership that
/// has not ended, or, where there is none, in the region where they are registered.
Result<journal::By> authorise_over_person(db::Reader& in, const rulebook::Rulebook& rulebook, const Actor& actor,
                                          rulebook::Capability capability, const Person& person, Date on);

// ---- commands

struct NewPerson {
  UnitId unit;  // for which they are registered: gives the region, and who may do it
  std::string name;
};
Result<Person> create_person(Context& ctx, db::Transaction& tx, const Actor& actor, const NewPerson& person);

struct RenamePerson {
  PersonId person;
  std::int64_t version = 0;
  std::string name;
};
Result<Person> rename_person(Context& ctx, db::Transaction& tx, const Actor& actor, const RenamePerson& change);

struct BeginPost {
  PersonId person;
  UnitId unit;
  std::string kind;
  std::optional<Date> from;  // default: today
  std::optional<Date> to;
};
/// Refused if the kind of post does not stand in that kind of unit, or if the person holds the same post in an
/// overlapping period.
Result<Post> begin_post(Context& ctx, db::Transaction& tx, const Actor& actor, const BeginPost& post);

struct EndPost {
  PostId post;
  std::optional<Date> to;  // default: today
};
Result<Post> end_post(Context& ctx, db::Transaction& tx, const Actor& actor, const EndPost& change);

struct BeginMembership {
  PersonId person;
  UnitId unit;
  std::string kind;
  std::optional<Date> from;
};
Result<Membership> begin_membership(Context& ctx, db::Transaction& tx, const Actor& actor,
                                    const BeginMembership& membership);

struct EndMembership {
  MembershipId membership;
  std::optional<Date> to;
};
Result<Membership> end_membership(Context& ctx, db::Transaction& tx, const Actor& actor, const EndMembership& change);

}  // namespace massline::registry
