// A matter as it is shown: to the person who raised it, and to staff. All texts are in the reader's language; what the
// reader may not see is not here.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "access/access.h"
#include "journal/context.h"
#include "matters/matter.h"
#include "matters/raise_matter.h"
#include "matters/readings.h"
#include "rulebook/model.h"

namespace massline::matters {

struct Named {
  std::string id;
  std::string title;
};

struct FieldView {
  std::string id;
  std::string title;
  std::string value;
  bool names_matter = false;  // `value` is the code of another matter
};

struct ClockView {
  std::string name;
  std::string title;
  bool owed_by_raiser = false;
  ClockState state = ClockState::running;
  Instant started_at;
  Instant due;
  Date due_day{};
  bool late = false;
  std::string because;
  std::string rule;
  std::string source;
};

struct AnswerView {
  EntryId entry;
  Instant at;
  std::string step;      // its title
  std::string decision;  // its title; empty where the step has none
  std::string reasons;
  std::string remedy;
  std::string unit;  // its name
};

/// A step that is open to the reader now; asks and effects stand in the rulebook's step.
struct OpenStep {
  const rulebook::Step* step = nullptr;
  std::vector<std::string> effects;  // "route-higher", "answer", "appraise" …
  std::string opens;                 // the procedure of the linked matter; empty if none
};

struct EntryView {
  EntryId id;
  Instant at;
  std::string kind;
  std::string step;  // its id; may be empty
  std::string title;
  Named stage;
  bool by_raiser = false;
  std::string person;  // name; for staff only
  std::string post;    // title; may be empty
  std::string unit;    // name; may be empty
  bool is_public = false;
  std::string told;  // what the person was told; may be empty
  std::vector<FieldView> fields;
  std::vector<Attachment> attachments;
};

/// One of the other matters that the same receipt opens.
struct FollowedOther {
  std::string code;
  std::string title;
  std::string status;
};

struct Followed {
  RegionId region;
  MatterId id;
  std::string code;
  std::string title;
  Named procedure;
  std::string status;
  MatterState state = MatterState::open;
  UnitRef unit;
  std::string topic;  // title; may be empty
  std::string place;  // name; may be empty
  bool anonymous = false;
  Instant raised_at;
  std::string outcome;  // may be empty
  std::int64_t version = 0;
  std::vector<EntryView> entries;  // oldest first
  std::vector<ClockView> clocks;
  std::vector<AnswerView> answers;
  bool appraised = false;
  std::vector<OpenStep> steps;
  std::vector<Attachment> attachments;
  bool joined = false;
  std::vector<FollowedOther> others;
};
/// Not found for a receipt that opens nothing.
Result<Followed> follow_matter(Context& ctx, db::Reader& in, const std::string& receipt, const std::string& code,
                               Language language);

struct MatterSummary {
  RegionId region;
  MatterId id;
  std::string code;
  std::string title;
  Named procedure;
  Named stage;
  MatterState state = MatterState::open;
  std::string topic;  // title; may be empty
  std::string topic_id;
  std::string channel;  // title
  std::string place;    // name; may be empty
  UnitRef unit;
  std::string handler;  // name; may be empty
  Instant raised_at;
  Instant updated_at;
  std::optional<Instant> next_due;
  std::optional<Date> next_due_day;
  std::string next_clock;  // title; may be empty
  bool late = false;
  bool escalated = false;
  bool confidential = false;
  std::int64_t group_size = 1;
  bool joined = false;
  std::string address;
  std::optional<double> latitude, longitude;
};

struct PartyView {
  std::string role;
  std::optional<UnitRef> unit;
  std::optional<Named> person;
};

struct LinkView {
  MatterId id;
  std::string code;
  std::string title;
  std::string kind;   // joined, opened
  std::string stage;  // title
};

/// Somebody asked to open who raised a matter, where two persons are needed for it.
struct IdentityRequestView {
  std::string id;
  std::string post;    // title
  std::string unit;    // name
  std::string person;  // name
  std::string reason;
  Instant asked_at;
  bool agreed = false;
  bool mine = false;       // the viewer asked
  bool may_agree = false;  // the viewer may, being somebody else
  Instant ends_at;
};

struct MatterDetail {
  MatterSummary matter;
  std::int64_t version = 0;
  std::string language;
  bool anonymous = false;
  std::string contact;  // masked: "张* · 138****1234"; empty if none
  bool may_open_identity = false;
  bool identity_by_two = false;
  std::vector<std::string> calls_back;                 // titles of the posts that alone may; empty: no such rule
  std::vector<IdentityRequestView> identity_requests;  // for those who may open it
  StaffReading reading;                                // as the journal keeps that the viewer reads this
  std::optional<UnitRef> sender;
  std::optional<UnitRef> escalated_to;
  std::string outcome;
  std::optional<Instant> closed_at;
  Date procedure_from{};
  std::vector<EntryView> entries;  // oldest first
  std::vector<ClockView> clocks;
  std::vector<AnswerView> answers;
  std::vector<PartyView> parties;  // empty for those who may not name them
  std::vector<LinkView> links;     // those that the viewer may read
  std::vector<Attachment> attachments;
  std::vector<OpenStep> steps;
  bool may_message = false, may_note = false, may_attach = false, may_name_parties = false, may_join = false;
};
Result<MatterDetail> matter_detail(Context& ctx, db::Reader& in, const access::Viewer& viewer, MatterId matter,
                                   Language language);

/// Staff who know a code: not found as for an id.
Result<MatterId> find_by_code(Context& ctx, db::Reader& in, const access::Viewer& viewer, const std::string& code);

struct DeniedStep {
  const rulebook::Step* step = nullptr;
  std::string why;
};
/// Every other step of the procedure, and why it is not open to the viewer now.
Result<std::vector<DeniedStep>> denied_steps(Context& ctx, db::Reader& in, const access::Viewer& viewer,
                                             MatterId matter, Language language);

/// "route-higher", "route-input", "answer", "open-linked" …
std::string effect_name(const rulebook::Effect& effect);

}  // namespace massline::matters
