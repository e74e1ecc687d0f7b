// Kinds of activities, duties, entitlements and standards.
#include <algorithm>
#include <array>
#include <charconv>
#include <iterator>
#include <map>

#include "base/money.h"
#include "rulebook/draft.h"

namespace massline::rulebook {

namespace {

const std::vector<std::string>& measure_words() {
  static const std::vector<std::string> words{"hours", "days", "times"};  // in the order of Measure
  return words;
}

Measure measure_of(const std::string& word) {
  return word == "hours" ? Measure::hours : word == "days" ? Measure::days : Measure::times;
}

/// "32 hours", "1 day", "4 times".
void read_amount(const YamlNode* node, Duty& duty, Problems& problems) {
  constexpr int largest = 100'000;
  static constexpr std::array<std::pair<std::string_view, Measure>, 6> units{{{"hours", Measure::hours},
                                                                              {"hour", Measure::hours},
                                                                              {"days", Measure::days},
                                                                              {"day", Measure::days},
                                                                              {"times", Measure::times},
                                                                              {"time", Measure::times}}};
  const std::string text = read_text(node, problems, 40);
  if (text.empty()) return;
  int count = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), count);
  const std::string_view rest(end, text.data() + text.size());
  for (const auto& [name, measure] : units)
    if (error == std::errc() && count >= 1 && count <= largest && rest == " " + std::string(name)) {
      duty.measure = measure;
      duty.amount = measure == Measure::hours ? count * minutes_per_hour : count;
      return;
    }
  problems.add(node->at, "“" + text + "” is not an amount.", "Write 32 hours, 30 days or 4 times.");
}

void read_per(const YamlNode* node, DutyPeriod& per, Problems& problems) {
  if (node == nullptr) return;
  if (node->kind == YamlNode::Kind::scalar) {
    const std::string word = read_one_of(node, {"year", "quarter", "month"}, "a period", problems);
    per.kind = word == "month"     ? DutyPeriod::Kind::month
               : word == "quarter" ? DutyPeriod::Kind::quarter
                                   : DutyPeriod::Kind::year;
    return;
  }
  Fields fields(*node, "a period", problems);
  const YamlNode* after = fields.optional("after");
  const YamlNode* before = fields.optional("before");
  const std::string event =
      read_one_of(after != nullptr ? after : before, {"joining", "taking-post"}, "an event", problems);
  per.kind = before != nullptr && after == nullptr ? DutyPeriod::Kind::before : DutyPeriod::Kind::after;
  per.event = event == "taking-post" ? DutyPeriod::Event::taking_post : DutyPeriod::Event::joining;
  if (node->kind == YamlNode::Kind::map && (after == nullptr) == (before == nullptr))
    problems.add(node->at, "A period is counted after an event or before it.",
                 "Write “after: joining” or “before: taking-post”, one of them.");
  const YamlNode* within = fields.required("within", "12 months");
  per.length = read_length(within, problems);
  if (per.length.unit == LengthUnit::hours || per.length.unit == LengthUnit::working_days)
    problems.add(within->at, "A duty's period is counted in days or months.", "Write 90 days or 12 months.");
  if (before != nullptr && per.event == DutyPeriod::Event::joining)
    problems.add(before->at, "Nobody owes anything before joining.", "Write “after: joining”.");
  fields.finish();
}

Word read_condition(const YamlNode* node, Problems& problems) {
  std::string text = read_text(node, problems);
  return node == nullptr ? Word{} : Word{std::move(text), node->at};
}

Ower read_ower(const YamlNode* node, Problems& problems) {
  const std::string word = read_one_of(node, {"member", "officer", "unit"}, "who may owe a duty", problems);
  return word == "unit" ? Ower::unit : word == "officer" ? Ower::officer : Ower::member;
}

void read_duty(const YamlNode& item, Draft& draft) {
  Problems& problems = draft.problems;
  DutyDraft duty;
  Duty& value = duty.value;
  Fields fields(item, "a duty", problems);
  const YamlNode* id = fields.required("id", "…");
  value.id = read_id(id, problems);
  duty.at = id == nullptr ? item.at : id->at;
  value.title = read_local_text(fields.required("title", text_example), problems);
  value.summary = read_local_text(fields.optional("summary"), problems);
  value.source = read_source(fields.required("source", source_example), problems);
  value.in_force = read_period(fields.required("in-force", "{from: 2022-05-01}"), problems);
  value.jurisdiction = read_jurisdiction(fields.required("jurisdiction", "CN"), problems);
  value.owed_by = read_ower(fields.required("owed-by", "member"), problems);
  duty.who = read_condition(fields.optional("who"), problems);
  const YamlNode* amount = fields.required("amount", "32 hours");
  duty.amount_at = amount == nullptr ? duty.at : amount->at;
  read_amount(amount, value, problems);
  duty.of = read_words(fields.required("of", "[kinds of activities]"), 1, problems);
  draft.refer(RefKind::activity, duty.of);
  value.of = texts_of(duty.of);
  duty.counts_when = read_condition(fields.optional("counts-when"), problems);
  const YamlNode* part = fields.optional("part");
  const std::string part_word = read_one_of(part, {"attended", "led", "either"}, "a part in an activity", problems);
  value.part = part_word == "led" ? Part::led : part_word == "either" ? Part::either : Part::attended;
  if (part != nullptr && value.owed_by == Ower::unit)
    problems.add(part->at, "A unit holds its activities, and has no other part in them.", "Leave out “part”.");
  const YamlNode* per = fields.required("per", "year");
  read_per(per, value.per, problems);
  const bool once = value.per.kind == DutyPeriod::Kind::after || value.per.kind == DutyPeriod::Kind::before;
  const Ower owner = value.per.event == DutyPeriod::Event::joining ? Ower::member : Ower::officer;
  if (per != nullptr && once && value.owed_by != owner)
    problems.add(per->at, "Joining is a member's, and taking a post an officer's.",
                 owner == Ower::member ? "Write “owed-by: member”, or another event."
                                       : "Write “owed-by: officer”, or another event.");
  fields.finish();
  draft.duties.push_back(std::move(duty));
}

void read_activity(const YamlNode& item, Draft& draft) {
  Problems& problems = draft.problems;
  Fields fields(item, "a kind of activity", problems);
  ActivityKind kind;
  kind.id = read_new_id(fields, draft.names[RefKind::activity]);
  kind.title = read_local_text(fields.required("title", text_example), problems);
  kind.summary = read_local_text(fields.optional("summary"), problems);
  kind.source = read_source(fields.required("source", source_example), problems);
  kind.measure = measure_of(read_one_of(fields.required("measure", "hours"), measure_words(), "a measure", problems));
  kind.pair_only = read_flag(fields.optional("pair-only"), false, problems);
  const YamlNode* report = fields.optional("report");
  kind.report = read_flag(report, false, problems);
  if (kind.pair_only && kind.measure != Measure::times)
    problems.add(item.at, "Of a pair only the date and the two persons are kept, so nothing of it can be measured.",
                 "Write “measure: times”.");
  if (kind.pair_only && kind.report)
    problems.add(report->at, "Of a pair only the date and the two persons are kept.", "Leave out “report”.");
  fields.finish();
  draft.book.activities.push_back(std::move(kind));
}

/// "812.50 yuan", in fen.
std::int64_t read_money(const YamlNode* node, Problems& problems) {
  const std::string text = read_text(node, problems, 40);
  if (text.empty()) return 0;
  constexpr std::string_view unit = " yuan";
  const bool has_unit = text.ends_with(unit);
  const auto money = parse_money(std::string_view(text).substr(0, text.size() - (has_unit ? unit.size() : 0)));
  if (has_unit && money && money->fen > 0) return money->fen;
  problems.add(node->at, "“" + text + "” is not an amount of money.", "Write 812.50 yuan.");
  return 0;
}

/// The entries and where each names its place.
void read_entries(const YamlNode* list, std::vector<Standard::Entry>& entries, std::vector<Position>& places,
                  Problems& problems) {
  read_list(list, 1, problems, [&](const YamlNode& item) {
    Fields entry(item, "an entry of a standard", problems);
    Standard::Entry value;
    const YamlNode* place = entry.required("place", "the public code of a unit");
    value.place = read_text(place, problems, 64);
    places.push_back(place == nullptr ? item.at : place->at);
    value.in_force = read_period(entry.required("in-force", "{from: 2022-05-01}"), problems);
    value.fen = read_money(entry.required("amount", "812.50 yuan"), problems);
    value.source = read_source(entry.required("source", source_example), problems);
    entry.finish();
    entries.push_back(std::move(value));
  });
}

std::string read_standard(const YamlNode& node, Draft& draft) {
  Problems& problems = draft.problems;
  if (node.kind == YamlNode::Kind::scalar) {
    const std::string id = read_text(&node, problems, 100);
    draft.refer(RefKind::standard, {{id, node.at}});
    return id;
  }
  Fields fields(node, "a standard", problems);
  Standard standard;
  standard.id = read_new_id(fields, draft.names[RefKind::standard]);
  standard.title = read_local_text(fields.required("title", text_example), problems);
  read_entries(fields.required("entries", "a list"), standard.entries, draft.entry_places[standard.id], problems);
  fields.finish();
  std::string id = standard.id;
  draft.book.standards.push_back(std::move(standard));
  return id;
}

void read_more_entries(const YamlNode& root, Draft& draft) {
  Fields fields(root, "entries of a standard", draft.problems);
  MoreEntries more;
  const YamlNode* of = fields.required("entries-of", "the id of a standard");
  more.standard = {read_text(of, draft.problems, 100), of == nullptr ? root.at : of->at};
  draft.refer(RefKind::standard, {more.standard});
  read_entries(fields.required("entries", "a list"), more.entries, more.places, draft.problems);
  fields.finish();
  draft.more_entries.push_back(std::move(more));
}

}  // namespace

void read_activities(const YamlNode& root, Draft& draft) {
  Fields fields(root, "activities.yaml", draft.problems);
  read_list(fields.required("activities", "a list"), 1, draft.problems,
            [&](const YamlNode& item) { read_activity(item, draft); });
  fields.finish();
}

void read_duties(const YamlNode& root, Draft& draft) {
  for (const auto& entry : root.entries)
    if (entry.key == "duties") {
      Fields fields(root, "a family of duties", draft.problems);
      read_list(fields.required("duties", "a list"), 1, draft.problems,
                [&](const YamlNode& item) { read_duty(item, draft); });
      fields.finish();
      return;
    }
  read_duty(root, draft);
}

void read_entitlement(const YamlNode& root, Draft& draft) {
  if (std::any_of(root.entries.begin(), root.entries.end(),
                  [](const auto& entry) { return entry.key == "entries-of"; }))
    return read_more_entries(root, draft);
  Problems& problems = draft.problems;
  EntitlementDraft entitlement;
  Entitlement& value = entitlement.value;
  Fields fields(root, "an entitlement", problems);
  const YamlNode* id = fields.required("id", "…");
  value.id = read_id(id, problems);
  entitlement.at = id == nullptr ? root.at : id->at;
  value.title = read_local_text(fields.required("title", text_example), problems);
  value.summary = read_local_text(fields.required("summary", text_example), problems);
  value.source = read_source(fields.required("source", source_example), problems);
  value.in_force = read_period(fields.required("in-force", "{from: 2022-05-01}"), problems);
  value.jurisdiction = read_jurisdiction(fields.required("jurisdiction", "CN"), problems);
  if (const YamlNode* standard = fields.required("standard", "{id: …, title: {…}, entries: […]}"))
    value.standard = read_standard(*standard, draft);
  fields.finish();
  draft.entitlements.push_back(std::move(entitlement));
}

void check_standards(Draft& draft) {
  for (MoreEntries& more : draft.more_entries)
    for (Standard& standard : draft.book.standards) {
      if (standard.id != more.standard.text) continue;
      std::move(more.entries.begin(), more.entries.end(), std::back_inserter(standard.entries));
      auto& places = draft.entry_places[standard.id];
      places.insert(places.end(), more.places.begin(), more.places.end());
    }
  for (const Standard& standard : draft.book.standards) {
    const auto& places = draft.entry_places[standard.id];
    std::map<std::string_view, std::vector<std::size_t>> of_place;
    for (std::size_t i = 0; i < standard.entries.size(); ++i)
      if (!standard.entries[i].place.empty()) of_place[standard.entries[i].place].push_back(i);
    for (const auto& [place, entries] : of_place)
      for (std::size_t i = 0; i < entries.size(); ++i)
        for (std::size_t j = 0; j < i; ++j)
          report_overlap(standard.id + "/" + std::string(place), standard.entries[entries[i]].in_force,
                         places[entries[i]], standard.entries[entries[j]].in_force, places[entries[j]], draft.problems);
  }
}

}  // namespace massline::rulebook
