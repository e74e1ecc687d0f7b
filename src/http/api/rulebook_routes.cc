// The rulebook as people read it, and the lists that forms are drawn from.
#include "base/refusals.h"
#include "http/api/body.h"
#include "http/api/session.h"
#include "http/api/views.h"

namespace massline::http {
namespace {

Json version_view(const rulebook::Procedure& procedure, Language language) {
  return JsonObject{{"id", procedure.id},
                    {"title", procedure.title.in(language)},
                    {"summary", procedure.summary.in(language)},
                    {"from", to_string(procedure.in_force.from)},
                    {"to", day_or_null(procedure.in_force.to)},
                    {"jurisdiction", procedure.jurisdiction},
                    {"source", source_view(procedure.source, language)}};
}

std::string who_text(const rulebook::Rulebook& rulebook, const rulebook::Who& who, Language language) {
  if (who.raiser) return language == Language::zh ? "提出人" : "The person who raised it";
  std::string text;
  for (const auto& post : who.posts) {
    if (!text.empty()) text += language == Language::zh ? "、" : ", ";
    text += post_title(rulebook, post, language);
  }
  if (text.empty()) text = language == Language::zh ? "系统（到期时）" : "The program, when the clock runs out";
  return text;
}

Json step_view(const rulebook::Rulebook& rulebook, const rulebook::Step& step, Language language) {
  return JsonObject{
      {"id", step.id},
      {"title", step.title.in(language)},
      {"hint", step.hint.in(language)},
      {"from", strings(step.from)},
      {"to", text_or_null(step.to)},
      {"by", who_text(rulebook, step.by, language)},
      {"asks", asks_view(step.asks, language)},
      {"effects", list_of(step.effects, [](const auto& effect) { return Json(effect_name(effect.kind)); })},
      {"when", step.when ? Json(step.when->text()) : Json()},
      {"within", text_or_null(step.within)},
      {"public", step.is_public},
      {"source", source_view(step.source, language)}};
}

Json clock_rule_view(const rulebook::ClockRule& clock, Language language) {
  return JsonObject{
      {"id", clock.id},
      {"title", clock.title.in(language)},
      {"length", rulebook::to_string(clock.length, language)},
      {"owedBy", clock.owed_by_raiser ? "raiser" : "unit"},
      {"starts", strings(clock.starts)},
      {"stops", strings(clock.stops)},
      {"pauses", strings(clock.pauses)},
      {"resumes", strings(clock.resumes)},
      {"extension", clock.extension ? Json("+" + rulebook::to_string(clock.extension->by, language)) : Json()},
      {"source", source_view(clock.source, language)}};
}

std::string_view stage_state_name(rulebook::StageState state) {
  switch (state) {
    case rulebook::StageState::open:
      return "open";
    case rulebook::StageState::closed:
      return "closed";
    case rulebook::StageState::final:
      return "final";
  }
  check(false, "a stage has a state");
  return {};
}

Json detail_view(const rulebook::Rulebook& rulebook, const rulebook::Procedure& procedure, Language language) {
  return JsonObject{
      {"version", version_view(procedure, language)},
      {"asks", asks_view(procedure.raise.asks, language)},
      {"stages", list_of(procedure.stages,
                         [&](const rulebook::Stage& stage) {
                           return JsonObject{{"id", stage.id},
                                             {"title", stage.title.in(language)},
                                             {"status", stage.status.in(language)},
                                             {"state", stage_state_name(stage.state)}};
                         })},
      {"steps",
       list_of(procedure.steps, [&](const rulebook::Step& step) { return step_view(rulebook, step, language); })},
      {"clocks",
       list_of(procedure.clocks, [&](const rulebook::ClockRule& clock) { return clock_rule_view(clock, language); })}};
}

Response get_rulebook(Application& application, const Request&, Language language) {
  const auto& rulebook = application.context.rulebook;
  return json_reply(
      200,
      JsonObject{
          {"id", rulebook.id},
          {"title", rulebook.title.in(language)},
          {"version", rulebook.version},
          {"jurisdiction", rulebook.jurisdiction},
          {"unitKinds", list_of(rulebook.unit_kinds,
                                [&](const rulebook::UnitKind& kind) {
                                  return JsonObject{{"id", kind.id},
                                                    {"title", kind.title.in(language)},
                                                    {"under", strings(kind.under)},
                                                    {"authority", kind.authority},
                                                    {"place", kind.place}};
                                })},
          {"posts", list_of(rulebook.posts,
                            [&](const rulebook::PostKind& post) {
                              return JsonObject{{"id", post.id},
                                                {"title", post.title.in(language)},
                                                {"in", strings(post.in)},
                                                {"leads", post.leads},
                                                {"secondFactor", post.second_factor},
                                                {"may", list_of(post.may, [](rulebook::Capability one) {
                                                   return Json(rulebook::capability_name(one));
                                                 })}};
                            })},
          {"memberships",
           list_of(rulebook.memberships, [&](const auto& one) { return named(one.id, one.title.in(language)); })},
          {"settings",
           list_of(rulebook.settings, [&](const auto& one) { return named(one.id, one.title.in(language)); })},
          {"procedures", list_of(rulebook.procedures, [&](const auto& one) { return version_view(one, language); })},
          {"topics", list_of(rulebook.topics, [&](const auto& one) { return topic_view(one, language); })},
          {"calendarThrough", rulebook.calendar.known_through_year()}});
}

Response get_procedure(Application& application, const Request& request, Language language) {
  const auto date = query_date(request, "date");
  if (!date) return problem_reply(date.error(), language);
  const auto* procedure = application.context.rulebook.procedure(request.parameter("procedure"),
                                                                 date->value_or(application.context.today()));
  if (procedure == nullptr) {
    Refusal refusal;
    refusal.message = &massline::refusals::not_found;
    return problem_reply(refusal, language);
  }
  return json_reply(200, detail_view(application.context.rulebook, *procedure, language));
}

Response explain_rule(Application& application, const Request& request, Language language) {
  const auto date = query_date(request, "date");
  if (!date) return problem_reply(date.error(), language);
  const std::string rule = query_text(request, "rule");
  const auto text =
      rulebook::explain(application.context.rulebook, rule, date->value_or(application.context.today()), language);
  return reply_or_problem(text, language, 200, [&](const std::string& explanation) {
    return JsonObject{{"rule", rule}, {"text", explanation}};
  });
}

Json procedure_summary(const rulebook::Procedure& procedure, Language language) {
  JsonArray promises;
  for (const auto& clock : procedure.clocks) {
    if (clock.owed_by_raiser) continue;
    promises.push_back(JsonObject{{"clock", clock.id},
                                  {"title", clock.title.in(language)},
                                  {"length", rulebook::to_string(clock.length, language)},
                                  {"source", source_view(clock.source, language)}});
  }
  return JsonObject{{"id", procedure.id},
                    {"title", procedure.title.in(language)},
                    {"summary", procedure.summary.in(language)},
                    {"anonymous", procedure.raise.anonymous},
                    {"confidential", procedure.raise.confidential},
                    {"emergency", procedure.emergency},
                    {"channels", strings(procedure.raise.channels)},
                    {"asks", asks_view(procedure.raise.asks, language)},
                    {"promises", std::move(promises)},
                    {"source", source_view(procedure.source, language)}};
}

Response list_procedures(Application& application, const Request& request, Language language) {
  const auto asked = query_date(request, "date");
  if (!asked) return problem_reply(asked.error(), language);
  const Date date = asked->value_or(application.context.today());
  JsonArray items;
  for (const auto& procedure : application.context.rulebook.procedures) {
    if (procedure.listed && procedure.in_force.contains(date)) items.push_back(procedure_summary(procedure, language));
  }
  return json_reply(200, JsonObject{{"items", std::move(items)}});
}

Response list_topics(Application& application, const Request&, Language language) {
  const auto& rulebook = application.context.rulebook;
  JsonArray groups;
  for (const auto& group : rulebook.topic_groups) {
    JsonArray topics;
    for (const auto& topic : rulebook.topics) {
      if (topic.group == group.id) topics.push_back(topic_view(topic, language));
    }
    groups.push_back(JsonObject{{"id", group.id}, {"title", group.title.in(language)}, {"topics", std::move(topics)}});
  }
  return json_reply(200, JsonObject{{"groups", std::move(groups)}});
}

Response list_channels(Application& application, const Request&, Language language) {
  return json_reply(
      200, JsonObject{{"items", list_of(application.context.rulebook.channels, [&](const rulebook::Channel& channel) {
                         return JsonObject{
                             {"id", channel.id}, {"title", channel.title.in(language)}, {"byStaff", channel.by_staff}};
                       })}});
}

Response get_organisation(Application& application, const Request&, Language language) {
  const auto& rulebook = application.context.rulebook;
  JsonObject terms;
  for (const auto& [key, text] : rulebook.texts) {
    if (key.starts_with("term.")) terms[key.substr(5)] = text.in(language);
  }
  return json_reply(200, JsonObject{{"name", rulebook.organisation.in(language)},
                                    {"languages", JsonArray{"en", "zh"}},
                                    {"defaultLanguage", language_code(rulebook.default_language)},
                                    {"zone", rulebook.zone},
                                    {"rulebook", named(rulebook.id, rulebook.title.in(language))},
                                    {"version", rulebook.version},
                                    {"today", to_string(application.context.today())},
                                    {"representativesMax", rulebook.representatives_max},
                                    {"appraisalsShownFrom", rulebook.appraisals_shown_from},
                                    {"terms", std::move(terms)}});
}

}  // namespace

void add_rulebook_routes(Router& router, Application& application) {
  const auto add = [&](std::string_view pattern, OpenFunction handle) {
    router.add(Method::get, pattern, for_all(application, handle));
  };
  add("/api/v1/organisation", get_organisation);
  add("/api/v1/topics", list_topics);
  add("/api/v1/procedures", list_procedures);
  add("/api/v1/channels", list_channels);
  add("/api/v1/rulebook", get_rulebook);
  add("/api/v1/rulebook/procedures/{procedure}", get_procedure);
  add("/api/v1/rulebook/explain", explain_rule);
}

}  // namespace massline::http
