// The compiled rulebook: what the rest of the program knows of an organisation's rules. Immutable once read, so any
// number of threads may use it. docs/rulebook.md describes the files it is read from.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/calendar.h"
#include "base/result.h"
#include "base/time.h"
#include "rulebook/duty.h"
#include "rulebook/expression.h"
#include "rulebook/model_parts.h"
#include "rulebook/retention.h"

namespace massline::rulebook {

// ---- organisation

struct UnitKind {
  std::string id;
  LocalText title;
  std::vector<std::string> under;  // the kinds it may hang under; empty: it is a root
  bool authority = false;          // it decides on reviews of what stands below it
  bool place = false;              // residents name it as where they are
};

/// What a post may do outside of the procedures' steps. A closed catalogue.
enum class Capability {
  read_unit,     // the matters of its own unit
  read_subtree,  // the matters of its unit and of all below it
  intake,        // enter what somebody says by letter, phone, at the counter
  import_matters,
  open_identity,  // with a reason, journalled
  name_parties,   // name whom a matter accuses
  join_matters,
  manage_units,
  manage_people,
  manage_accounts,
  manage_keys,   // clients of the API
  read_figures,  // how the units below answer
  read_journal,
  record_activities,    // plan, hold, cancel and correct what its unit, and the units below, do
  read_activities,      // who was there; without it, only how many
  declare_emergencies,  // for its unit and all below, and say when it is over
};
/// The last of the catalogue.
inline constexpr Capability last_capability = Capability::declare_emergencies;
std::optional<Capability> parse_capability(std::string_view name);  // "read-subtree"
std::string_view capability_name(Capability capability);

struct PostKind {
  std::string id;
  LocalText title;
  std::vector<std::string> in;  // the kinds of unit that have it
  bool leads = false;           // everybody posted in the unit or below it is under this person
  std::vector<Capability> may;
  bool second_factor = false;  // nothing is open to its holders until they have set one up

  bool can(Capability capability) const;
};

struct NamedChoice {
  std::string id;
  LocalText title;
};

/// What a resident chooses first: "a broken street lamp". Open311 calls it a service.
struct Topic {
  std::string id;
  LocalText title;
  LocalText description;
  std::string group;  // heading under which it stands, an id of `topic_groups`
  std::vector<std::string> keywords;
  std::string procedure;  // the procedure it opens when the person names no other
  bool open311 = false;
};

struct Channel {
  std::string id;
  LocalText title;
  bool by_staff = false;  // entered by a post with the capability intake
};

// ---- procedures

enum class AskType { text, long_text, choice, yes_no, date, money, number, person, unit, place, matter, file };
std::optional<AskType> parse_ask_type(std::string_view name);  // "long-text"
std::string_view ask_type_name(AskType type);

/// A typed input that a step (or raising a matter) asks for.
struct Ask {
  std::string id;
  LocalText title;
  LocalText hint;
  AskType type = AskType::text;
  bool required = false;
  bool is_public = false;               // the person who raised the matter sees what was written
  std::vector<NamedChoice> choices;     // of a choice
  int max_length = 0;                   // of texts, in code points
  std::vector<std::string> unit_kinds;  // of a unit: only these kinds; empty: any
  std::string party;                    // of a unit, person or text: accused, other-side or concerned; or empty
};

/// Where a matter goes. A closed catalogue.
enum class RouteKind {
  nearest,  // the nearest unit of one of `kinds`, at or above the matter's place: child of an ancestor or the ancestor
            // itself
  input,    // the unit given in ask `ask`
  sender,   // back to the unit that sent it
  higher,   // the nearest unit above the one that decided (or is responsible) whose kind is an authority
};

struct Route {
  RouteKind kind = RouteKind::nearest;
  std::vector<std::string> kinds;
  std::string ask;
};

/// What a step does beyond moving to its stage. A closed catalogue: a new effect is code, and rare.
enum class EffectKind {
  route,        // changes the responsible unit
  answer,       // records the decision: asks `decision` (optional), `reasons`, `remedy`
  appraise,     // records the person's appraisal: asks `solved`, `satisfied`, `comment`
  assign,       // the person in ask `person` has it in hand; without an ask, the person who takes the step
  name_party,   // asks with a party role become parties
  open_linked,  // opens a matter of procedure `procedure`, linked to this one
};

struct Effect {
  EffectKind kind = EffectKind::route;
  Route route;
  std::string ask;
  std::string procedure;
};

/// Where the post must stand, relative to the matter.
enum class Relation {
  responsible,  // in the responsible unit
  sender,       // in the unit that sent it
  above,        // in a unit above the responsible one
  escalated,    // in the unit that a late clock called in
};

struct Who {
  bool raiser = false;  // the person who raised it, with the receipt
  std::vector<std::string> posts;
  std::vector<Relation> at;                 // any of them is enough; default: responsible
  std::vector<std::string> different_from;  // steps whose takers may not take this one
};

struct Step {
  std::string id;
  LocalText title;
  LocalText hint;
  Source source;
  std::vector<std::string> from;  // stages
  std::string to;                 // stage; empty: the matter stays where it is
  Who by;
  std::vector<Ask> asks;
  std::vector<Effect> effects;
  std::shared_ptr<const Expression> when;  // null: always
  std::string within;                      // open only while this clock runs and is not past; empty: always
  std::string outcome;                     // what the matter's outcome becomes; "" leaves it
  bool is_public = true;                   // the person who raised it sees the entry
  std::string tells;                       // key of the text that the person is told; may be empty

  const Ask* ask(std::string_view ask_id) const;
  bool has(EffectKind kind) const;
};

enum class StageState { open, closed, final };

struct Stage {
  std::string id;
  LocalText title;   // as staff see it
  LocalText status;  // as the person is told it
  StageState state = StageState::open;
  bool waits_for_raiser = false;  // nothing is owed by a unit here; a window of the raiser's runs instead
};

struct Extension {
  std::string on;  // step
  Length by;
  int times = 1;
};

struct ClockRule {
  std::string id;
  LocalText title;
  Source source;
  Length length;
  std::shared_ptr<const Expression> when;  // starts only if this holds; null: always
  bool owed_by_raiser = false;             // a window for the person; never late, never escalated
  std::vector<std::string> starts;         // step ids, or "raise"
  std::vector<std::string> stops;
  std::vector<std::string> pauses;
  std::vector<std::string> resumes;
  std::optional<Extension> extension;
};

struct RaiseRule {
  std::string stage;  // the first stage
  std::vector<std::string> channels;
  bool anonymous = true;                // may be raised without a name
  bool confidential = false;            // every matter of this procedure is, with contacts hidden by default
  bool identity_by_two = false;         // who raised it is opened by two persons: one asks, another agrees
  std::vector<std::string> calls_back;  // the posts that may open who raised it; empty: all with that capability
  std::vector<Ask> asks;
  Route route;
  std::string tells;

  const Ask* ask(std::string_view ask_id) const;
};

struct Procedure {
  std::string id;
  LocalText title;
  LocalText summary;
  Source source;
  Period in_force;
  std::string jurisdiction;
  std::string prefix;      // of the codes: "XF"
  bool listed = true;      // a person may choose it; false: opened by other procedures only
  bool emergency = false;  // only while an emergency is declared for the place; its personal data end with it
  RaiseRule raise;
  std::vector<Stage> stages;
  std::vector<Step> steps;
  std::vector<ClockRule> clocks;

  const Stage* stage(std::string_view stage_id) const;
  const Step* step(std::string_view step_id) const;
  const ClockRule* clock(std::string_view clock_id) const;
};

struct Rulebook {
  std::string id;
  LocalText title;
  LocalText organisation;  // the organisation's name
  std::string version;
  std::string jurisdiction;
  std::string zone;  // "Asia/Shanghai"
  Language default_language = Language::zh;
  int representatives_max = 5;
  Source representatives_source;
  int appraisals_shown_from = 5;  // fewer are not shown
  Source appraisals_source;
  bool readers_by_name =
      false;  // whoever raised a matter is told the names of those who read it, not post and unit alone
  WorkingCalendar calendar;
  Source calendar_source;
  std::vector<UnitKind> unit_kinds;
  std::vector<NamedChoice> settings;
  std::vector<NamedChoice> memberships;
  std::vector<PostKind> posts;
  std::vector<NamedChoice> topic_groups;
  std::vector<Topic> topics;
  std::vector<Channel> channels;
  std::vector<Procedure> procedures;  // several with one id, at most one in force on a day
  std::vector<ActivityKind> activities;
  std::vector<Duty> duties;  // several with one id, at most one in force on a day
  std::vector<Standard> standards;
  std::vector<Entitlement> entitlements;
  std::vector<RetentionRule> retention;  // several with one id, at most one in force on a day
  std::map<std::string, LocalText> texts;

  const UnitKind* unit_kind(std::string_view kind_id) const;
  const PostKind* post(std::string_view post_id) const;
  const Topic* topic(std::string_view topic_id) const;
  const Channel* channel(std::string_view channel_id) const;
  const ActivityKind* activity(std::string_view kind_id) const;
  const Standard* standard(std::string_view standard_id) const;
  /// The version in force on `date`; null if none is.
  const Duty* duty(std::string_view duty_id, Date date) const;
  const Entitlement* entitlement(std::string_view entitlement_id, Date date) const;
  /// The version in force on `date`; null if none is.
  const Procedure* procedure(std::string_view procedure_id, Date date) const;
  /// The version that came into force on `from`.
  const Procedure* procedure_version(std::string_view procedure_id, Date from) const;
  std::string text(std::string_view key, Language language) const;
};

// ---- what may stand in `when`, `who` and `counts-when`

/// The attributes that the `when` of this step may use: those of procedure_attributes() and `input.<ask>` of its asks.
Attributes step_attributes(const std::vector<std::string>& clock_ids, const std::vector<Ask>& asks);

/// What the `who` of a duty may speak of:
///   unit.kind, unit.setting           words: of the unit that the member, the post or the duty belongs to
///   unit.members                      persons; of units only
///   member.kind                       word; of members only
///   holds.<post>                      boolean: holds this post in the same unit; of members only
///   post.kind, post.leads             word, boolean; of officers only
Attributes duty_attributes(const Rulebook& rulebook, Ower owed_by);
/// What `counts-when` may speak of:
///   activity.kind                     word
///   activity.hard-place               boolean: it was held in a place marked as one where life is hard
///   activity.report                   boolean: the ower's own report is attached
///   activity.place-kind               word: the kind of the unit where it was held
///   activity.unit-kind                word: the kind of the unit that held it
Attributes activity_attributes(const Rulebook& rulebook);

// ---- reading

struct Problem {
  std::string file;
  int line = 0, column = 0;
  std::string what;  // what is wrong
  std::string hint;  // what to write instead
};
std::string to_string(const Problem& problem);  // "procedures/petition.yaml:12:5: … Write …"

struct ReadResult {
  std::shared_ptr<const Rulebook> rulebook;  // null if there is any problem
  std::vector<Problem> problems;
};

/// Reads and checks a rulebook's folder. All problems are reported at once, ordered by file and line.
ReadResult read_rulebook(const std::string& folder);

/// Plain text of one rule ("petition", "petition/decide", "petition/clock/decide") with its source, as people read it;
/// refuses an id that is not there, naming the nearest one.
Result<std::string> explain(const Rulebook& rulebook, std::string_view rule, Date date, Language language);

/// The ids that explain() knows on `date`, in the rulebook's order.
std::vector<std::string> rule_ids(const Rulebook& rulebook, Date date);

/// What changed between two rulebooks, a line for each rule added, removed or changed, with both values.
std::string diff(const Rulebook& before, const Rulebook& after);

}  // namespace massline::rulebook
