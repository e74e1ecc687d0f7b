#include "matters/view_parts.h"

#include <algorithm>

#include "base/text.h"
#include "matters/matter_work.h"
#include "matters/step_checks.h"
#include "matters/texts.h"
#include "registry/people.h"
#include "rulebook/citation.h"

namespace massline::matters {

void Names::fetch(std::vector<UnitId> units) {
  std::erase_if(units, [&](UnitId id) { return !id || units_.contains(id); });
  std::sort(units.begin(), units.end());
  units.erase(std::unique(units.begin(), units.end()), units.end());
  if (units.empty()) return;
  for (const registry::Unit& unit : registry::find_units(in_, units))
    units_.emplace(unit.id, UnitRef{unit.id, unit.name_in(language_), unit.kind});
}

const UnitRef& Names::fetched(UnitId id) {
  if (!units_.contains(id)) fetch({id});
  return units_[id];
}

std::string Names::unit(UnitId id) { return id ? fetched(id).name : std::string(); }
UnitRef Names::unit_ref(UnitId id) { return fetched(id); }

std::string Names::person(PersonId id) {
  if (!id) return {};
  const auto known = people_.find(id);
  if (known != people_.end()) return known->second;
  return people_.emplace(id, registry::name_of_person(in_, id)).first->second;
}

std::string Names::post(const std::string& kind) const {
  const rulebook::PostKind* post = kind.empty() ? nullptr : ctx_.rulebook.post(kind);
  return post == nullptr ? kind : post->title.in(language_);
}

ClockView clock_view(Context& ctx, const rulebook::Procedure& procedure, const Clock& clock, Language language) {
  const rulebook::ClockRule* rule = procedure.clock(clock.name);
  ClockView view;
  view.name = clock.name;
  view.title = rule == nullptr ? clock.name : rule->title.in(language);
  view.owed_by_raiser = clock.owed_by_raiser;
  view.state = clock.state;
  view.started_at = clock.started_at();
  view.due = clock.due;
  view.due_day = ctx.zone.date_of(clock.due);
  view.late = clock.is_late(ctx.clock.now());
  view.because = because_sentence(clock.because, procedure, ctx.zone, ctx.rulebook.calendar, language);
  view.rule = clock.because.rule;
  view.source = rulebook::citation_in(clock.because.source, language);
  return view;
}

namespace {

std::string choice_title(const rulebook::Ask* ask, const std::string& id, Language language) {
  if (ask != nullptr)
    for (const rulebook::NamedChoice& choice : ask->choices)
      if (choice.id == id) return choice.title.in(language);
  return id;
}

std::string value_text(Names& names, const rulebook::Ask& ask, const Json& value,
                       const std::vector<Attachment>& attachments) {
  const bool zh = names.language() == Language::zh;
  if (const bool* yes = value.boolean()) return *yes ? (zh ? "是" : "yes") : (zh ? "否" : "no");
  if (value.integer() != nullptr || value.real() != nullptr) return to_text(value);
  if (value.string() == nullptr) return {};
  const std::string& text = *value.string();
  switch (ask.type) {
    case rulebook::AskType::choice:
      return choice_title(&ask, text, names.language());
    case rulebook::AskType::unit:
    case rulebook::AskType::place:
      if (const auto id = parse_id<UnitId>(text)) return names.unit(*id);
      return text;
    case rulebook::AskType::person:
      if (const auto id = parse_id<PersonId>(text)) return names.person(*id);
      return text;
    case rulebook::AskType::file:
      for (const Attachment& attachment : attachments)
        if (to_string(attachment.id) == text) return attachment.name;
      return {};
    default:
      return text;
  }
}

const std::vector<rulebook::Ask>* asks_of(const rulebook::Procedure& procedure, const Entry& entry) {
  if (entry.kind == "raised") return &procedure.raise.asks;
  const rulebook::Step* step = procedure.step(entry.step);
  return step == nullptr ? nullptr : &step->asks;
}

std::string text_in(const Entry& entry, std::string_view key) {
  const auto value = entry.inputs.find(key);
  return value == entry.inputs.end() || value->second.string() == nullptr ? std::string() : *value->second.string();
}

std::string entry_title(Names& names, const rulebook::Procedure& procedure, const Entry& entry) {
  const Language language = names.language();
  if (entry.kind == "step") {
    const rulebook::Step* step = procedure.step(entry.step);
    return step == nullptr ? entry.step : step->title.in(language);
  }
  if (entry.kind != "clock" && entry.kind != "system") return kind_text(entry.kind, language);
  std::string title = system_text(text_in(entry, told_event), language);
  if (const rulebook::ClockRule* rule = procedure.clock(text_in(entry, told_clock)))
    title += (language == Language::zh ? "：" : ": ") + rule->title.in(language);
  return title;
}

std::string told_by(Context& ctx, Names& names, const Matter& matter, const rulebook::Procedure& procedure,
                    const Entry& entry) {
  std::string key;
  if (entry.kind == "raised") key = procedure.raise.tells;
  if (const rulebook::Step* step = entry.kind == "step" ? procedure.step(entry.step) : nullptr) key = step->tells;
  const auto unit = parse_id<UnitId>(text_in(entry, told_unit));
  const std::string unit_name = unit ? names.unit(*unit) : std::string();
  std::string told = told_text(ctx.rulebook, key, names.language(), matter.code, unit_name, text_in(entry, told_due));
  if (entry.kind == "clock" || entry.kind == "system") return unit_name;
  if (entry.inputs.contains(told_higher)) {
    if (!told.empty()) told += "\n";
    told += system_text("went-higher", names.language());
  }
  return told;
}

}  // namespace

std::vector<AnswerView> answer_views(Names& names, const rulebook::Procedure& procedure,
                                     const std::vector<Answer>& answers) {
  std::vector<AnswerView> out;
  for (const Answer& answer : answers) {
    const rulebook::Step* step = procedure.step(answer.step);
    const rulebook::Ask* ask = step == nullptr ? nullptr : step->ask("decision");
    out.push_back({answer.entry, answer.at, step == nullptr ? answer.step : step->title.in(names.language()),
                   answer.decision.empty() ? "" : choice_title(ask, answer.decision, names.language()), answer.reasons,
                   answer.remedy, names.unit(answer.unit)});
  }
  return out;
}

EntryView entry_view(Context& ctx, Names& names, const Matter& matter, const rulebook::Procedure& procedure,
                     const Entry& entry, const std::vector<Attachment>& attachments, Audience audience) {
  const bool for_staff = audience == Audience::staff;
  const rulebook::Stage* stage = procedure.stage(entry.stage);
  EntryView view;
  view.id = entry.id;
  view.at = entry.at;
  view.kind = entry.kind;
  view.step = entry.step;
  view.title = entry_title(names, procedure, entry);
  if (stage != nullptr) view.stage = {entry.stage, (for_staff ? stage->title : stage->status).in(names.language())};
  view.by_raiser = entry.by_raiser;
  if (for_staff) view.person = names.person(entry.person);
  view.post = names.post(entry.post);
  view.unit = names.unit(entry.unit);
  view.is_public = entry.is_public;
  view.told = told_by(ctx, names, matter, procedure, entry);
  if (const auto* asks = asks_of(procedure, entry)) {
    for (const rulebook::Ask& ask : *asks) {
      const auto value = entry.inputs.find(ask.id);
      const bool shown = for_staff || entry.by_raiser || entry.kind == "raised" || ask.is_public;
      if (value == entry.inputs.end() || !shown) continue;
      view.fields.push_back({ask.id, ask.title.in(names.language()), value_text(names, ask, value->second, attachments),
                             ask.type == rulebook::AskType::matter});
    }
  }
  if (std::string text = text_in(entry, message_text); !text.empty() && entry.kind != "raised" && entry.kind != "step")
    view.fields.push_back({std::string(message_text), kind_text(entry.kind, names.language()), std::move(text), false});
  // Which other matter theirs was joined to would tell people of one another; what was split off is their own.
  if (std::string code = text_in(entry, told_matter); !code.empty() && (for_staff || entry.kind == "step"))
    view.fields.push_back(
        {"matter", names.language() == Language::zh ? "关联事项" : "Linked matter", std::move(code), true});
  for (const Attachment& attachment : attachments)
    if (attachment.entry == entry.id && (for_staff || attachment.is_public)) view.attachments.push_back(attachment);
  return view;
}

std::string effect_name(const rulebook::Effect& effect) {
  switch (effect.kind) {
    case rulebook::EffectKind::route:
      switch (effect.route.kind) {
        case rulebook::RouteKind::nearest:
          return "route-nearest";
        case rulebook::RouteKind::input:
          return "route-input";
        case rulebook::RouteKind::sender:
          return "route-sender";
        case rulebook::RouteKind::higher:
          return "route-higher";
      }
      return "route";
    case rulebook::EffectKind::answer:
      return "answer";
    case rulebook::EffectKind::appraise:
      return "appraise";
    case rulebook::EffectKind::assign:
      return "assign";
    case rulebook::EffectKind::name_party:
      return "name-party";
    case rulebook::EffectKind::open_linked:
      return "open-linked";
  }
  return "";
}

OpenStep open_step(const rulebook::Step& step) {
  OpenStep out;
  out.step = &step;
  for (const rulebook::Effect& effect : step.effects) {
    out.effects.push_back(effect_name(effect));
    if (effect.kind == rulebook::EffectKind::open_linked) out.opens = effect.procedure;
  }
  return out;
}

std::string masked(const Identity& identity, bool confidential, Language language) {
  if (confidential) return language == Language::zh ? "保密" : "Confidential";
  const auto first_of = [](const std::string& text) {
    std::string out;
    if (const auto points = code_points(text); !points.empty()) append_utf8(out, points.front());
    return out + "*";
  };
  std::string out;
  if (!identity.contact.name.empty()) out = first_of(identity.contact.name);
  if (const std::string& phone = identity.contact.phone; phone.size() > 4)
    out += (out.empty() ? "" : " · ") + std::string("······") + phone.substr(phone.size() - 2);
  else if (const std::size_t sign = identity.contact.email.find('@'); sign != std::string::npos)
    out += (out.empty() ? "" : " · ") + first_of(identity.contact.email) + identity.contact.email.substr(sign);
  return out;
}

}  // namespace massline::matters
