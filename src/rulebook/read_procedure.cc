#include <algorithm>

#include "rulebook/draft.h"

namespace massline::rulebook {

namespace {

/// Reads the words of a list that name things of this procedure.
std::vector<std::string> read_own_words(const YamlNode* node, std::size_t least, RefKind kind,
                                        ProcedureDraft& procedure, Problems& problems) {
  const auto words = read_words(node, least, problems);
  for (const auto& word : words) procedure.references.push_back({kind, word});
  return texts_of(words);
}

/// One word that names something: another thing of this procedure.
std::string read_own_word(const YamlNode* node, RefKind kind, ProcedureDraft& procedure, Problems& problems) {
  std::string text = read_text(node, problems, 100);
  if (!text.empty()) procedure.references.push_back({kind, {text, node->at}});
  return text;
}

std::string read_text_key(const YamlNode* node, Draft& draft) {
  std::string key = read_text(node, draft.problems, 100);
  if (!key.empty()) draft.references.push_back({RefKind::text_key, {key, node->at}});
  return key;
}

void keep_condition(const YamlNode* node, Condition::Owner owner, std::size_t index, ProcedureDraft& procedure,
                    Problems& problems) {
  std::string text = read_text(node, problems);
  if (!text.empty()) procedure.conditions.push_back({owner, index, {std::move(text), node->at}});
}

void read_raise(const YamlNode* node, ProcedureDraft& procedure, Draft& draft) {
  if (node == nullptr) return;
  Problems& problems = draft.problems;
  RaiseRule& raise = procedure.value.raise;
  Fields fields(*node, "raise", problems);
  raise.stage = read_own_word(fields.required("stage", "…"), RefKind::stage, procedure, problems);
  const auto channels = read_words(fields.required("channels", "[web]"), 1, problems);
  draft.refer(RefKind::channel, channels);
  raise.channels = texts_of(channels);
  raise.anonymous = read_flag(fields.optional("anonymous"), true, problems);
  raise.confidential = read_flag(fields.optional("confidential"), false, problems);
  raise.identity_by_two = read_flag(fields.optional("identity-by-two"), false, problems);
  if (const YamlNode* posts = fields.optional("calls-back")) {
    const auto words = read_words(posts, 1, problems);
    draft.refer(RefKind::post, words);
    raise.calls_back = texts_of(words);
  }
  raise.asks = read_asks(fields.required("asks", "a list"), draft);
  if (const YamlNode* route = fields.required("route", "{nearest: [kinds]}")) {
    raise.route = read_route(*route, raise.asks, draft);
    if (raise.route.kind == RouteKind::sender)
      problems.add(route->at, "Nobody has sent a matter that is just raised.", "Write {nearest: [kinds]}.");
    if (raise.route.kind == RouteKind::higher && procedure.value.listed)
      problems.add(route->at, "Nobody is responsible yet for a matter that a person raises.",
                   "Write {nearest: [kinds]}; “higher” is for procedures with “listed: false”.");
  }
  raise.tells = read_text_key(fields.optional("tells"), draft);
  fields.finish();
}

void read_stage(const YamlNode& item, ProcedureDraft& procedure, Draft& draft) {
  Problems& problems = draft.problems;
  Fields fields(item, "a stage", problems);
  Stage stage;
  stage.id = read_new_id(fields, procedure.stage_ids);
  stage.title = read_local_text(fields.required("title", text_example), problems);
  const YamlNode* status = fields.optional("status");
  stage.status = status == nullptr ? stage.title : read_local_text(status, problems);
  const std::string state =
      read_one_of(fields.required("state", "open"), {"open", "closed", "final"}, "a state of a stage", problems);
  stage.state = state == "final" ? StageState::final : state == "closed" ? StageState::closed : StageState::open;
  const YamlNode* waits = fields.optional("waits-for");
  stage.waits_for_raiser = !read_one_of(waits, {"raiser"}, "whom a stage may wait for", problems).empty();
  if (waits != nullptr && stage.state != StageState::open)
    problems.add(waits->at, "Only an open stage waits for somebody.", "Leave out “waits-for”.");
  fields.finish();
  procedure.value.stages.push_back(std::move(stage));
}

void read_step(const YamlNode& item, ProcedureDraft& procedure, Draft& draft) {
  Problems& problems = draft.problems;
  Fields fields(item, "a step", problems);
  Step step;
  step.id = read_new_id(fields, procedure.step_ids);
  if (step.id == "raise" || step.id == "clock")
    problems.add(item.at, "“" + step.id + "” is a word of the rulebook's own.", "Choose another id for the step.");
  step.title = read_local_text(fields.required("title", text_example), problems);
  step.hint = read_local_text(fields.optional("hint"), problems);
  step.source = read_source(fields.required("source", source_example), problems);
  step.from = read_own_words(fields.required("from", "[stages]"), 1, RefKind::stage, procedure, problems);
  step.to = read_own_word(fields.optional("to"), RefKind::stage, procedure, problems);
  step.by = read_who(fields.required("by", "{posts: […]} or raiser"), procedure, draft);
  step.within = read_own_word(fields.optional("within"), RefKind::clock, procedure, problems);
  step.outcome = read_id(fields.optional("outcome"), problems);
  step.is_public = read_flag(fields.optional("public"), true, problems);
  const YamlNode* tells = fields.optional("tells");
  step.tells = read_text_key(tells, draft);
  if (tells != nullptr && !step.is_public)
    problems.add(tells->at, "The person is told of a step that they don't see.",
                 "Leave out “tells”, or “public: false”.");
  step.asks = read_asks(fields.optional("asks"), draft);
  step.effects = read_effects(fields.optional("effects"), step, item.at, draft);
  keep_condition(fields.optional("when"), Condition::Owner::step, procedure.value.steps.size(), procedure, problems);
  fields.finish();
  procedure.value.steps.push_back(std::move(step));
}

void read_clock(const YamlNode& item, ProcedureDraft& procedure, Draft& draft) {
  Problems& problems = draft.problems;
  Fields fields(item, "a clock", problems);
  ClockRule clock;
  clock.id = read_new_id(fields, procedure.clock_ids);
  clock.title = read_local_text(fields.required("title", text_example), problems);
  clock.source = read_source(fields.required("source", source_example), problems);
  clock.length = read_length(fields.required("length", "15 days"), problems);
  clock.owed_by_raiser =
      read_one_of(fields.optional("owed-by"), {"unit", "raiser"}, "who may owe a clock", problems) == "raiser";
  const auto steps = [&](const YamlNode* node, std::size_t least) {
    return read_own_words(node, least, RefKind::step, procedure, problems);
  };
  clock.starts = steps(fields.required("starts", "[steps], or [raise]"), 1);
  const YamlNode* stops = fields.optional("stops");
  clock.stops = steps(stops, 1);
  if (stops == nullptr) problems.add(item.at, "No step stops the clock “" + clock.id + "”.", "Write “stops: [steps]”.");
  const YamlNode* pauses = fields.optional("pauses");
  const YamlNode* resumes = fields.optional("resumes");
  clock.pauses = steps(pauses, 1);
  clock.resumes = steps(resumes, 1);
  if ((pauses == nullptr) != (resumes == nullptr))
    problems.add(pauses != nullptr ? pauses->at : resumes->at,
                 "A clock that pauses must resume, and one that resumes must have paused.", "Write both, or neither.");
  if (const YamlNode* extension = fields.optional("extension")) {
    Fields parts(*extension, "an extension", problems);
    Extension value;
    value.on = read_own_word(parts.required("on", "the step that extends"), RefKind::step, procedure, problems);
    value.by = read_length(parts.required("by", "30 days"), problems);
    value.times = read_count(parts.optional("times"), 1, 10, 1, problems);
    parts.finish();
    clock.extension = value;
  }
  keep_condition(fields.optional("when"), Condition::Owner::clock, procedure.value.clocks.size(), procedure, problems);
  fields.finish();
  procedure.value.clocks.push_back(std::move(clock));
}

std::string read_prefix(const YamlNode* node, Problems& problems) {
  std::string prefix = read_text(node, problems, 20);
  const auto capital = [](char c) { return c >= 'A' && c <= 'Z'; };
  if (node != nullptr && (prefix.empty() || prefix.size() > 6 || !std::all_of(prefix.begin(), prefix.end(), capital)))
    problems.add(node->at, "“" + prefix + "” is not a prefix of codes.",
                 "Write one to six capital letters, such as XF.");
  return prefix;
}

}  // namespace

const Position& ProcedureDraft::place_of(const std::vector<Word>& ids, std::string_view id) const {
  for (const auto& word : ids)
    if (word.text == id) return word.at;
  return at;
}

void read_procedure(const YamlNode& root, Draft& draft) {
  Problems& problems = draft.problems;
  ProcedureDraft procedure;
  Procedure& value = procedure.value;
  Fields fields(root, "a procedure", problems);
  const YamlNode* id = fields.required("id", "…");
  value.id = read_id(id, problems);
  procedure.at = id == nullptr ? root.at : id->at;
  if (is_reserved_for_names(value.id))
    problems.add(id->at, "“" + value.id + "” is a word of the rulebook's own.", "Choose another id for the procedure.");
  if (!value.id.empty()) draft.names[RefKind::procedure].push_back({value.id, procedure.at});
  value.title = read_local_text(fields.required("title", text_example), problems);
  value.summary = read_local_text(fields.required("summary", text_example), problems);
  value.source = read_source(fields.required("source", source_example), problems);
  value.in_force = read_period(fields.required("in-force", "{from: 2022-05-01}"), problems);
  value.jurisdiction = read_jurisdiction(fields.required("jurisdiction", "CN"), problems);
  value.prefix = read_prefix(fields.required("prefix", "XF"), problems);
  value.listed = read_flag(fields.optional("listed"), true, problems);
  value.emergency = read_flag(fields.optional("emergency"), false, problems);
  read_raise(fields.required("raise", "{stage: …, channels: […], …}"), procedure, draft);
  read_list(fields.required("stages", "a list"), 1, problems,
            [&](const YamlNode& item) { read_stage(item, procedure, draft); });
  read_list(fields.required("steps", "a list"), 1, problems,
            [&](const YamlNode& item) { read_step(item, procedure, draft); });
  read_list(fields.required("clocks", "a list"), 1, problems,
            [&](const YamlNode& item) { read_clock(item, procedure, draft); });
  fields.finish();
  draft.procedures.push_back(std::move(procedure));
}

}  // namespace massline::rulebook
