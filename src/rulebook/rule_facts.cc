#include "rulebook/rule_facts.h"

#include <chrono>
#include <map>

#include "base/money.h"

namespace massline::rulebook {

namespace {

std::string joined(const std::vector<std::string>& words) {
  std::string out;
  for (const auto& word : words) out += (out.empty() ? "" : ", ") + word;
  return out;
}

std::string yes_no(bool value) { return value ? "yes" : "no"; }

class Facts {
 public:
  Facts(std::string rule, const LocalText& title) : facts_{std::move(rule), title.en, {}} { add("title", title); }
  explicit Facts(std::string rule) : facts_{std::move(rule), "", {}} {}

  void add(const std::string& field, const std::string& value) {
    if (!value.empty()) facts_.fields.emplace_back(field, value);
  }
  void add(const std::string& field, const std::vector<std::string>& words) { add(field, joined(words)); }
  void add(const std::string& field, const LocalText& text) {
    add(field + ".en", text.en);
    add(field + ".zh", text.zh);
  }
  void add_source(const Source& source) {
    add("source", source.text());
    add("quote", source.quote);
  }
  void add_flag(const std::string& field, bool value) { add(field, yes_no(value)); }
  void add_condition(const std::shared_ptr<const Expression>& condition) {
    if (condition) add("when", condition->text());
  }
  RuleFacts take() { return std::move(facts_); }

 private:
  RuleFacts facts_;
};

std::string route_fact(const Route& route) {
  switch (route.kind) {
    case RouteKind::nearest:
      return "nearest " + joined(route.kinds);
    case RouteKind::input:
      return "input " + route.ask;
    case RouteKind::sender:
      return "sender";
    case RouteKind::higher:
      return "higher";
  }
  return "";
}

std::string effect_fact(const Effect& effect) {
  switch (effect.kind) {
    case EffectKind::route:
      return "route " + route_fact(effect.route);
    case EffectKind::answer:
      return "answer";
    case EffectKind::appraise:
      return "appraise";
    case EffectKind::assign:
      return effect.ask.empty() ? "assign" : "assign " + effect.ask;
    case EffectKind::name_party:
      return "name-party";
    case EffectKind::open_linked:
      return "open-linked " + effect.procedure;
  }
  return "";
}

std::string who_fact(const Who& who) {
  if (who.raiser) return "raiser";
  static constexpr const char* relation_names[] = {"responsible", "sender", "above", "escalated"};
  std::vector<std::string> at;
  for (const auto relation : who.at) at.emplace_back(relation_names[static_cast<int>(relation)]);
  std::string out = joined(who.posts) + " at " + joined(at);
  if (!who.different_from.empty()) out += ", different from " + joined(who.different_from);
  return out;
}

void add_asks(Facts& facts, const std::vector<Ask>& asks) {
  for (const auto& ask : asks) {
    std::string text =
        std::string(ask_type_name(ask.type)) + (ask.required ? ", required" : "") + (ask.is_public ? ", public" : "");
    if (ask.max_length > 0) text += ", at most " + std::to_string(ask.max_length);
    if (!ask.unit_kinds.empty()) text += ", kinds " + joined(ask.unit_kinds);
    if (!ask.party.empty()) text += ", party " + ask.party;
    for (const auto& choice : ask.choices) text += "; " + choice.id + ": " + choice.title.en + " / " + choice.title.zh;
    facts.add("ask " + ask.id, text);
    facts.add("ask " + ask.id + " title", ask.title);
    facts.add("ask " + ask.id + " hint", ask.hint);
  }
}

RuleFacts step_facts(const std::string& prefix, const Step& step) {
  Facts facts(prefix + "/" + step.id, step.title);
  facts.add("hint", step.hint);
  facts.add_source(step.source);
  facts.add("from", step.from);
  facts.add("to", step.to);
  facts.add("by", who_fact(step.by));
  facts.add_condition(step.when);
  facts.add("within", step.within);
  facts.add("outcome", step.outcome);
  facts.add_flag("public", step.is_public);
  facts.add("tells", step.tells);
  add_asks(facts, step.asks);
  std::vector<std::string> effects;
  for (const auto& effect : step.effects) effects.push_back(effect_fact(effect));
  facts.add("effects", effects);
  return facts.take();
}

RuleFacts clock_facts(const std::string& prefix, const ClockRule& clock) {
  Facts facts(prefix + "/clock/" + clock.id, clock.title);
  facts.add_source(clock.source);
  facts.add("length", to_string(clock.length, Language::en));
  facts.add_condition(clock.when);
  facts.add("owed-by", std::string(clock.owed_by_raiser ? "raiser" : "unit"));
  facts.add("starts", clock.starts);
  facts.add("stops", clock.stops);
  facts.add("pauses", clock.pauses);
  facts.add("resumes", clock.resumes);
  if (clock.extension)
    facts.add("extension", "on " + clock.extension->on + " by " + to_string(clock.extension->by, Language::en) + ", " +
                               std::to_string(clock.extension->times) + " time(s)");
  return facts.take();
}

RuleFacts stage_facts(const std::string& prefix, const Stage& stage) {
  static constexpr const char* state_names[] = {"open", "closed", "final"};
  Facts facts(prefix + "/stage/" + stage.id, stage.title);
  facts.add("status", stage.status);
  facts.add("state", std::string(state_names[static_cast<int>(stage.state)]));
  facts.add_flag("waits-for raiser", stage.waits_for_raiser);
  return facts.take();
}

void add_procedure(std::vector<RuleFacts>& out, const Procedure& procedure) {
  const std::string prefix = procedure.id + "@" + massline::to_string(procedure.in_force.from);
  Facts facts(prefix, procedure.title);
  facts.add("summary", procedure.summary);
  facts.add_source(procedure.source);
  facts.add("in-force.to", procedure.in_force.to ? massline::to_string(*procedure.in_force.to) : "");
  facts.add("jurisdiction", procedure.jurisdiction);
  facts.add("prefix", procedure.prefix);
  facts.add_flag("listed", procedure.listed);
  facts.add_flag("emergency", procedure.emergency);
  facts.add("raise.stage", procedure.raise.stage);
  facts.add("raise.channels", procedure.raise.channels);
  facts.add_flag("raise.anonymous", procedure.raise.anonymous);
  facts.add_flag("raise.confidential", procedure.raise.confidential);
  facts.add_flag("raise.identity-by-two", procedure.raise.identity_by_two);
  facts.add("raise.calls-back", procedure.raise.calls_back);
  facts.add("raise.route", route_fact(procedure.raise.route));
  facts.add("raise.tells", procedure.raise.tells);
  add_asks(facts, procedure.raise.asks);
  out.push_back(facts.take());
  for (const auto& stage : procedure.stages) out.push_back(stage_facts(prefix, stage));
  for (const auto& step : procedure.steps) out.push_back(step_facts(prefix, step));
  for (const auto& clock : procedure.clocks) out.push_back(clock_facts(prefix, clock));
}

void add_named(std::vector<RuleFacts>& out, const std::string& prefix, const std::vector<NamedChoice>& named) {
  for (const auto& one : named) out.push_back(Facts(prefix + "/" + one.id, one.title).take());
}

void add_organisation(std::vector<RuleFacts>& out, const Rulebook& rulebook) {
  for (const auto& kind : rulebook.unit_kinds) {
    Facts facts("unit-kind/" + kind.id, kind.title);
    facts.add("under", kind.under);
    facts.add_flag("authority", kind.authority);
    facts.add_flag("place", kind.place);
    out.push_back(facts.take());
  }
  add_named(out, "setting", rulebook.settings);
  add_named(out, "membership", rulebook.memberships);
  for (const auto& post : rulebook.posts) {
    Facts facts("organisation/" + post.id, post.title);
    facts.add("in", post.in);
    facts.add_flag("leads", post.leads);
    facts.add_flag("second-factor", post.second_factor);
    std::vector<std::string> may;
    for (const auto capability : post.may) may.emplace_back(capability_name(capability));
    facts.add("may", may);
    out.push_back(facts.take());
  }
}

void add_topics(std::vector<RuleFacts>& out, const Rulebook& rulebook) {
  for (const auto& channel : rulebook.channels) {
    Facts facts("channel/" + channel.id, channel.title);
    facts.add_flag("by-staff", channel.by_staff);
    out.push_back(facts.take());
  }
  add_named(out, "topic-group", rulebook.topic_groups);
  for (const auto& topic : rulebook.topics) {
    Facts facts("topic/" + topic.id, topic.title);
    facts.add("description", topic.description);
    facts.add("group", topic.group);
    facts.add("keywords", topic.keywords);
    facts.add("procedure", topic.procedure);
    facts.add_flag("open311", topic.open311);
    out.push_back(facts.take());
  }
}

/// Year by year, the days on which the calendar differs from plain weeks.
void add_calendar(std::vector<RuleFacts>& out, const Rulebook& rulebook) {
  Facts facts("calendar");
  facts.add_source(rulebook.calendar_source);
  constexpr int first_year = 1980;
  for (int number = first_year; number <= rulebook.calendar.known_through_year(); ++number) {
    const std::chrono::year year{number};
    std::vector<std::string> off, worked;
    for (Date day{year / std::chrono::January / 1}; day <= Date{year / std::chrono::December / 31};
         day += std::chrono::days{1}) {
      const std::chrono::weekday weekday{day};
      const bool weekend = weekday == std::chrono::Saturday || weekday == std::chrono::Sunday;
      if (rulebook.calendar.is_working_day(day) == weekend)
        (weekend ? worked : off).push_back(massline::to_string(day).substr(5));
    }
    facts.add(std::to_string(number) + " off", off);
    facts.add(std::to_string(number) + " worked", worked);
  }
  out.push_back(facts.take());
}

std::string measure_name(Measure measure) {
  return measure == Measure::hours ? "hours" : measure == Measure::days ? "days" : "times";
}

std::string period_fact(const DutyPeriod& per) {
  const std::string event = per.event == DutyPeriod::Event::joining ? "joining" : "taking-post";
  switch (per.kind) {
    case DutyPeriod::Kind::year:
      return "year";
    case DutyPeriod::Kind::quarter:
      return "quarter";
    case DutyPeriod::Kind::month:
      return "month";
    case DutyPeriod::Kind::after:
      return "within " + to_string(per.length, Language::en) + " after " + event;
    case DutyPeriod::Kind::before:
      return "within " + to_string(per.length, Language::en) + " before " + event;
  }
  return "";
}

RuleFacts duty_facts(const Duty& duty) {
  static constexpr const char* ower_names[] = {"member", "officer", "unit"};
  static constexpr const char* part_names[] = {"attended", "led", "either"};
  Facts facts("duty/" + duty.id + "@" + massline::to_string(duty.in_force.from), duty.title);
  facts.add("summary", duty.summary);
  facts.add_source(duty.source);
  facts.add("in-force.to", duty.in_force.to ? massline::to_string(*duty.in_force.to) : "");
  facts.add("jurisdiction", duty.jurisdiction);
  facts.add("owed-by", std::string(ower_names[static_cast<int>(duty.owed_by)]));
  if (duty.who) facts.add("who", duty.who->text());
  const bool hours = duty.measure == Measure::hours;
  facts.add("amount",
            std::to_string(hours ? duty.amount / minutes_per_hour : duty.amount) + " " + measure_name(duty.measure));
  facts.add("of", duty.of);
  if (duty.counts_when) facts.add("counts-when", duty.counts_when->text());
  facts.add("part", std::string(part_names[static_cast<int>(duty.part)]));
  facts.add("per", period_fact(duty.per));
  return facts.take();
}

void add_duties(std::vector<RuleFacts>& out, const Rulebook& rulebook) {
  for (const auto& kind : rulebook.activities) {
    Facts facts("activity/" + kind.id, kind.title);
    facts.add("summary", kind.summary);
    facts.add_source(kind.source);
    facts.add("measure", measure_name(kind.measure));
    facts.add_flag("pair-only", kind.pair_only);
    facts.add_flag("report", kind.report);
    out.push_back(facts.take());
  }
  for (const auto& duty : rulebook.duties) out.push_back(duty_facts(duty));
  for (const auto& entitlement : rulebook.entitlements) {
    Facts facts("entitlement/" + entitlement.id + "@" + massline::to_string(entitlement.in_force.from),
                entitlement.title);
    facts.add("summary", entitlement.summary);
    facts.add_source(entitlement.source);
    facts.add("in-force.to", entitlement.in_force.to ? massline::to_string(*entitlement.in_force.to) : "");
    facts.add("jurisdiction", entitlement.jurisdiction);
    facts.add("standard", entitlement.standard);
    out.push_back(facts.take());
  }
  for (const auto& standard : rulebook.standards) {
    out.push_back(Facts("standard/" + standard.id, standard.title).take());
    for (const auto& entry : standard.entries) {
      Facts facts("standard/" + standard.id + "/" + entry.place + "@" + massline::to_string(entry.in_force.from));
      facts.add("in-force.to", entry.in_force.to ? massline::to_string(*entry.in_force.to) : "");
      facts.add("amount", to_string(Money{entry.fen}) + " yuan");
      facts.add_source(entry.source);
      out.push_back(facts.take());
    }
  }
}

void add_retention(std::vector<RuleFacts>& out, const Rulebook& rulebook) {
  for (const auto& rule : rulebook.retention) {
    Facts facts("retention/" + rule.id + "@" + massline::to_string(rule.in_force.from), rule.title);
    facts.add("summary", rule.summary);
    facts.add_source(rule.source);
    facts.add("in-force.to", rule.in_force.to ? massline::to_string(*rule.in_force.to) : "");
    facts.add("jurisdiction", rule.jurisdiction);
    facts.add("data", rule.data);
    facts.add("procedures", rule.procedures);
    facts.add("keep", to_string(rule.keep, Language::en));
    facts.add("after", rule.after);
    facts.add("then", rule.then);
    facts.add_flag("on-request", rule.on_request);
    out.push_back(facts.take());
  }
}

RuleFacts head_facts(const Rulebook& rulebook) {
  Facts facts("rulebook", rulebook.title);
  facts.add("id", rulebook.id);
  facts.add("organisation", rulebook.organisation);
  facts.add("version", rulebook.version);
  facts.add("jurisdiction", rulebook.jurisdiction);
  facts.add("zone", rulebook.zone);
  facts.add("language", std::string(language_code(rulebook.default_language)));
  facts.add("representatives-max", std::to_string(rulebook.representatives_max));
  facts.add("representatives-max source", rulebook.representatives_source.text());
  facts.add("appraisals-shown-from", std::to_string(rulebook.appraisals_shown_from));
  facts.add_flag("readers-by-name", rulebook.readers_by_name);
  facts.add("appraisals-shown-from source", rulebook.appraisals_source.text());
  return facts.take();
}

}  // namespace

std::vector<RuleFacts> rule_facts(const Rulebook& rulebook) {
  std::vector<RuleFacts> out;
  out.push_back(head_facts(rulebook));
  add_organisation(out, rulebook);
  add_topics(out, rulebook);
  add_calendar(out, rulebook);
  for (const auto& procedure : rulebook.procedures) add_procedure(out, procedure);
  add_duties(out, rulebook);
  add_retention(out, rulebook);
  for (const auto& [key, text] : rulebook.texts) {
    Facts facts("text/" + key);
    facts.add("text", text);
    out.push_back(facts.take());
  }
  return out;
}

}  // namespace massline::rulebook
