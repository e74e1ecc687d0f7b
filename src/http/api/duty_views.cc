#include "http/api/duty_views.h"

#include "http/api/activity_views.h"
#include "rulebook/duty_words.h"

namespace massline::http {

using rulebook::Capability;
using rulebook::DutyPeriod;

std::string ower_name(rulebook::Ower ower) {
  switch (ower) {
    case rulebook::Ower::member:
      return "member";
    case rulebook::Ower::officer:
      return "officer";
    case rulebook::Ower::unit:
      return "unit";
  }
  return "";
}

std::string period_text(const DutyPeriod& per, Language language) {
  const bool zh = language == Language::zh;
  const bool joining = per.event == DutyPeriod::Event::joining;
  switch (per.kind) {
    case DutyPeriod::Kind::year:
      return zh ? "每年" : "a year";
    case DutyPeriod::Kind::quarter:
      return zh ? "每季度" : "a quarter";
    case DutyPeriod::Kind::month:
      return zh ? "每月" : "a month";
    case DutyPeriod::Kind::after:
      return zh ? (joining ? "入党后" : "任职后") + rulebook::to_string(per.length, language) + "内"
                : "within " + rulebook::to_string(per.length, language) +
                      (joining ? " of joining" : " of taking the post");
    case DutyPeriod::Kind::before:
      return zh ? (joining ? "入党前" : "任职前") + rulebook::to_string(per.length, language) + "内"
                : "in the " + rulebook::to_string(per.length, language) + " before " +
                      (joining ? "joining" : "taking the post");
  }
  return "";
}

Json duty_view(const rulebook::Rulebook& rulebook, const rulebook::Duty& duty, Language language) {
  std::vector<std::string> of;
  for (const std::string& id : duty.of) {
    const rulebook::ActivityKind* kind = rulebook.activity(id);
    of.push_back(kind == nullptr ? id : kind->title.in(language));
  }
  return JsonObject{{"id", duty.id},
                    {"title", duty.title.in(language)},
                    {"summary", duty.summary.in(language)},
                    {"source", source_view(duty.source, language)},
                    {"owedBy", ower_name(duty.owed_by)},
                    {"measure", measure_name(duty.measure)},
                    {"amount", duty.amount},
                    {"per", period_text(duty.per, language)},
                    {"of", strings(of)},
                    {"who", strings(rulebook::who_in_words(rulebook, duty, language))},
                    {"counts", strings(rulebook::counts_in_words(rulebook, duty, language))},
                    {"from", to_string(duty.in_force.from)}};
}

Json duty_figures_view(const standing::Figures& figures) {
  const auto integer = [](std::uint64_t value) { return Json(static_cast<std::int64_t>(value)); };
  return JsonObject{{"owing", integer(figures.owing)},
                    {"met", integer(figures.met())},
                    {"behind", integer(figures.behind)},
                    {"done", integer(figures.done)},
                    {"missing", integer(figures.missing)}};
}

Reach reach_of(const Application& application, const registry::Session& session, std::string_view path) {
  const auto& rulebook = application.context.rulebook;
  Reach reach;
  reach.names = access::post_that_can(rulebook, session.viewer, Capability::read_activities, path) != nullptr;
  reach.figures =
      reach.names || access::post_that_can(rulebook, session.viewer, Capability::read_figures, path) != nullptr;
  return reach;
}

}  // namespace massline::http
