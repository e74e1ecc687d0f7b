// A rulebook while it is read: what stands in the files, with its places, before everything is known to fit together.
#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "rulebook/fields.h"
#include "rulebook/model.h"
#include "rulebook/problems.h"

namespace massline::rulebook {

/// What a word in a file may name in another place.
enum class RefKind {
  unit_kind,
  post,
  channel,
  topic_group,
  procedure,
  text_key,
  stage,
  step,
  clock,
  activity,
  standard,
};

struct Reference {
  RefKind kind;
  Word word;
};

/// The text of a `when`, parsed once all names are known.
struct Condition {
  enum class Owner { step, clock } owner;
  std::size_t index = 0;  // of the step or clock
  Word text;
};

struct ProcedureDraft {
  Procedure value;
  Position at;
  std::vector<Word> stage_ids, step_ids, clock_ids;
  std::vector<Reference> references;  // to its own stages, steps and clocks
  std::vector<Condition> conditions;

  const Position& place_of(const std::vector<Word>& ids, std::string_view id) const;
};

/// A duty with its conditions unparsed.
struct DutyDraft {
  Duty value;
  Position at, amount_at;
  Word who, counts_when;  // empty text: none
  std::vector<Word> of;
};

struct EntitlementDraft {
  Entitlement value;
  Position at;
};

/// Amounts of more places, in a file of their own.
struct MoreEntries {
  Word standard;
  std::vector<Standard::Entry> entries;
  std::vector<Position> places;
};

struct RetentionDraft {
  RetentionRule value;
  Position at;
};

struct Draft {
  Rulebook book;
  std::vector<ProcedureDraft> procedures;
  std::vector<DutyDraft> duties;
  std::vector<EntitlementDraft> entitlements;
  std::map<std::string, std::vector<Position>> entry_places;  // of the entries of each standard
  std::vector<MoreEntries> more_entries;
  std::vector<RetentionDraft> retention;
  Problems problems;
  std::vector<Reference> references;
  std::map<RefKind, std::vector<Word>> names;  // of what a reference may name, as far as the files could be read
  std::set<RefKind> unreadable;                // kinds whose file could not be read: their references are not judged
  std::map<std::string, Word> text_en, text_zh;

  void refer(RefKind kind, const std::vector<Word>& words) {
    for (const auto& word : words) references.push_back({kind, word});
  }
};

// ---- one reader for each file; each reports into draft.problems

void read_head(const YamlNode& root, Draft& draft);
void read_organisation(const YamlNode& root, Draft& draft);
void read_channels(const YamlNode& root, Draft& draft);
void read_topics(const YamlNode& root, Draft& draft);
void read_calendar(const YamlNode& root, Draft& draft);
void read_texts(const YamlNode& root, std::map<std::string, Word>& texts, Draft& draft);
void read_procedure(const YamlNode& root, Draft& draft);
void read_activities(const YamlNode& root, Draft& draft);
/// One duty, or several under “duties”.
void read_duties(const YamlNode& root, Draft& draft);
/// An entitlement, or under “entries-of” amounts of more places for a standard.
void read_entitlement(const YamlNode& root, Draft& draft);
void read_retention(const YamlNode& root, Draft& draft);

// ---- parts of a procedure

std::vector<Ask> read_asks(const YamlNode* node, Draft& draft);
/// `asks` are those of the same step or of raising; an input route must name one of them.
Route read_route(const YamlNode& node, const std::vector<Ask>& asks, Draft& draft);
Who read_who(const YamlNode* node, ProcedureDraft& procedure, Draft& draft);
std::vector<Effect> read_effects(const YamlNode* node, const Step& step, const Position& step_at, Draft& draft);

// ---- after all files are read

void check_references(Draft& draft);
void check_texts(Draft& draft);
void check_procedures(Draft& draft);
/// Reports each version of `id` that is in force on a day when another of the same id is.
void report_overlap(std::string_view id, const Period& one, const Position& at, const Period& other,
                    const Position& other_at, Problems& problems);
void check_duties(Draft& draft);
/// Puts what stands in files of their own to its standard, and looks that no place has two amounts on one day.
void check_standards(Draft& draft);
/// At most one rule says how long data of one kind are kept on a day.
void check_retention_versions(Draft& draft);
/// Nothing raised is lost: along every way into every open stage some clock runs.
void check_clocks_running(const ProcedureDraft& procedure, Problems& problems);

}  // namespace massline::rulebook
