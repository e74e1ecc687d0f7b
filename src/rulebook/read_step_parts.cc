// Who may take a step, what it asks for and what it does.
#include <algorithm>

#include "rulebook/draft.h"
#include "rulebook/words.h"

namespace massline::rulebook {

namespace {

const std::vector<std::string>& ask_type_words() {
  static const std::vector<std::string> words{"text",   "long-text", "choice", "yes-no", "date",   "money",
                                              "number", "person",    "unit",   "place",  "matter", "file"};
  return words;
}

/// The roles in which an ask may make somebody a party. The accused barrier goes by the first.
const std::vector<std::string>& party_words() {
  static const std::vector<std::string> words{"accused", "other-side", "concerned"};
  return words;
}

constexpr int text_length_default = 200;
constexpr int long_text_length_default = 10'000;
constexpr int length_max = 100'000;

bool takes_text(AskType type) { return type == AskType::text || type == AskType::long_text; }

void report_misplaced(const YamlNode* node, std::string_view key, std::string_view types, Problems& problems) {
  if (node != nullptr)
    problems.add(node->at, "“" + std::string(key) + "” has no meaning here.",
                 "It belongs to asks of the type " + std::string(types) + " only; leave it out.");
}

Ask read_ask(const YamlNode& item, std::vector<Word>& taken, Draft& draft) {
  Problems& problems = draft.problems;
  Fields fields(item, "an ask", problems);
  Ask ask;
  ask.id = read_new_id(fields, taken);
  ask.title = read_local_text(fields.required("title", "{en: …, zh: …}"), problems);
  ask.hint = read_local_text(fields.optional("hint"), problems);
  const std::string type = read_one_of(fields.required("type", "text"), ask_type_words(), "a type of ask", problems);
  ask.type = parse_ask_type(type).value_or(AskType::text);
  ask.required = read_flag(fields.optional("required"), false, problems);
  ask.is_public = read_flag(fields.optional("public"), false, problems);

  const YamlNode* choices = fields.optional("choices");
  if (ask.type == AskType::choice) {
    std::vector<Word> choice_ids;
    if (choices == nullptr)
      problems.add(item.at, "A choice needs its choices.", "Write “choices: [{id: …, title: {…}}]”.");
    ask.choices = read_named_choices(choices, "a choice", 1, choice_ids, problems);
  } else if (!type.empty()) {
    report_misplaced(choices, "choices", "choice", problems);
  }

  const YamlNode* max_length = fields.optional("max-length");
  if (takes_text(ask.type)) {
    const int otherwise = ask.type == AskType::text ? text_length_default : long_text_length_default;
    ask.max_length = read_count(max_length, 1, length_max, otherwise, problems);
  } else {
    report_misplaced(max_length, "max-length", "text and long-text", problems);
  }

  const YamlNode* kinds = fields.optional("unit-kinds");
  if (ask.type != AskType::unit) report_misplaced(kinds, "unit-kinds", "unit", problems);
  const auto kind_words = read_words(kinds, 1, problems);
  draft.refer(RefKind::unit_kind, kind_words);
  ask.unit_kinds = texts_of(kind_words);

  const YamlNode* party = fields.optional("party");
  const bool may_be_party =
      ask.type == AskType::unit || ask.type == AskType::person || ask.type == AskType::matter || takes_text(ask.type);
  if (!may_be_party)
    report_misplaced(party, "party", "unit, person, matter and text", problems);
  else
    ask.party = read_one_of(party, party_words(), "a role of a party", problems);
  fields.finish();
  return ask;
}

const Ask* find_ask(const std::vector<Ask>& asks, std::string_view id) {
  const auto found = std::find_if(asks.begin(), asks.end(), [&](const Ask& ask) { return ask.id == id; });
  return found == asks.end() ? nullptr : &*found;
}

/// The ask `id` of the type, or null after a report.
const Ask* ask_of_type(const Word& id, AskType type, const std::vector<Ask>& asks, Problems& problems) {
  const Ask* ask = find_ask(asks, id.text);
  if (ask == nullptr) {
    std::vector<std::string> known;
    for (const auto& candidate : asks) known.push_back(candidate.id);
    problems.add(id.at, "There is no ask “" + id.text + "” here.", suggestion(id.text, known));
  } else if (ask->type != type) {
    problems.add(id.at, "The ask “" + id.text + "” is of the type " + std::string(ask_type_name(ask->type)) + ".",
                 "It must be of the type " + std::string(ask_type_name(type)) + ".");
  }
  return ask;
}

void require_ask(const Step& step, std::string_view id, AskType type, bool required, std::string_view effect,
                 const Position& at, Problems& problems) {
  const Ask* ask = step.ask(id);
  const std::string wanted = "{id: " + std::string(id) + ", type: " + std::string(ask_type_name(type)) +
                             (required ? ", required: true" : "") + ", …}";
  if (ask == nullptr || ask->type != type || (required && !ask->required))
    problems.add(at, "The effect “" + std::string(effect) + "” needs the ask “" + std::string(id) + "” of this step.",
                 "Write “" + wanted + "”.");
}

void check_answer(const Step& step, const Position& at, Problems& problems) {
  require_ask(step, "reasons", AskType::long_text, true, "answer", at, problems);
  require_ask(step, "remedy", AskType::long_text, true, "answer", at, problems);
}

void check_appraise(const Step& step, const Position& at, Problems& problems) {
  require_ask(step, "solved", AskType::choice, true, "appraise", at, problems);
  require_ask(step, "satisfied", AskType::number, false, "appraise", at, problems);
  require_ask(step, "comment", AskType::long_text, false, "appraise", at, problems);
  const Ask* solved = step.ask("solved");
  if (solved == nullptr || solved->type != AskType::choice) return;
  for (const char* choice : {"yes", "partly", "no"})
    if (std::none_of(solved->choices.begin(), solved->choices.end(), [&](const auto& one) { return one.id == choice; }))
      problems.add(at, "The ask “solved” lacks the choice “" + std::string(choice) + "”.",
                   "Its choices are yes, partly, no.");
}

void check_name_party(const Step& step, const Position& at, Problems& problems) {
  if (std::none_of(step.asks.begin(), step.asks.end(), [](const Ask& ask) { return !ask.party.empty(); }))
    problems.add(at, "The effect “name-party” needs an ask with a party.",
                 "Write “party: accused” at an ask of this step.");
}

const std::vector<std::string>& effect_words() {
  static const std::vector<std::string> words{"answer", "appraise", "name-party", "assign", "route", "open-linked"};
  return words;
}

Effect read_plain_effect(const YamlNode& node, const Step& step, Draft& draft) {
  Effect effect;
  const std::string name = read_one_of(&node, effect_words(), "an effect", draft.problems);
  if (name == "answer") {
    effect.kind = EffectKind::answer;
    check_answer(step, node.at, draft.problems);
  } else if (name == "appraise") {
    effect.kind = EffectKind::appraise;
    check_appraise(step, node.at, draft.problems);
  } else if (name == "name-party") {
    effect.kind = EffectKind::name_party;
    check_name_party(step, node.at, draft.problems);
  } else if (name == "assign") {
    effect.kind = EffectKind::assign;
  } else if (!name.empty()) {
    draft.problems.add(
        node.at, "The effect “" + name + "” needs to know more.",
        name == "route" ? "Write {route: sender}, {route: {input: ASK}} …" : "Write {open-linked: PROCEDURE}.");
  }
  return effect;
}

Effect read_effect(const YamlNode& node, const Step& step, Draft& draft) {
  if (node.kind != YamlNode::Kind::map) return read_plain_effect(node, step, draft);
  Problems& problems = draft.problems;
  Effect effect;
  Fields fields(node, "an effect", problems);
  if (const YamlNode* assign = fields.optional("assign")) {
    effect.kind = EffectKind::assign;
    effect.ask = read_text(assign, problems, 100);
    if (!effect.ask.empty()) ask_of_type({effect.ask, assign->at}, AskType::person, step.asks, problems);
  }
  if (const YamlNode* route = fields.optional("route")) {
    effect.kind = EffectKind::route;
    effect.route = read_route(*route, step.asks, draft);
  }
  if (const YamlNode* linked = fields.optional("open-linked")) {
    effect.kind = EffectKind::open_linked;
    effect.procedure = read_text(linked, problems, 100);
    if (!effect.procedure.empty()) draft.refer(RefKind::procedure, {{effect.procedure, linked->at}});
  }
  fields.finish();
  if (node.entries.size() > 1) problems.add(node.at, "An effect is one thing.", "Write one item of the list for each.");
  return effect;
}

const std::vector<std::pair<std::string, Relation>>& relations() {
  static const std::vector<std::pair<std::string, Relation>> all{{"responsible", Relation::responsible},
                                                                 {"sender", Relation::sender},
                                                                 {"above", Relation::above},
                                                                 {"escalated", Relation::escalated}};
  return all;
}

Relation read_relation(const Word& word, Problems& problems) {
  std::vector<std::string> known;
  for (const auto& [name, relation] : relations()) {
    if (name == word.text) return relation;
    known.push_back(name);
  }
  problems.add(word.at, "“" + word.text + "” is not where a post may stand.", suggestion(word.text, known));
  return Relation::responsible;
}

}  // namespace

std::vector<Ask> read_asks(const YamlNode* node, Draft& draft) {
  std::vector<Ask> out;
  std::vector<Word> taken;
  read_list(node, 0, draft.problems, [&](const YamlNode& item) { out.push_back(read_ask(item, taken, draft)); });
  return out;
}

Route read_route(const YamlNode& node, const std::vector<Ask>& asks, Draft& draft) {
  Problems& problems = draft.problems;
  Route route;
  if (node.kind == YamlNode::Kind::scalar) {
    const std::string name = read_one_of(&node, {"sender", "higher"}, "where a matter may go", problems);
    route.kind = name == "sender" ? RouteKind::sender : RouteKind::higher;
    return route;
  }
  Fields fields(node, "a route", problems);
  const YamlNode* nearest = fields.optional("nearest");
  const YamlNode* input = fields.optional("input");
  fields.finish();
  if ((nearest == nullptr) == (input == nullptr))
    problems.add(node.at, "A route says one thing.", "Write {nearest: [kinds]}, {input: ASK}, sender or higher.");
  if (nearest != nullptr) {
    const auto kinds = read_words(nearest, 1, problems);
    draft.refer(RefKind::unit_kind, kinds);
    route.kinds = texts_of(kinds);
  } else if (input != nullptr) {
    route.kind = RouteKind::input;
    route.ask = read_text(input, problems, 100);
    const Ask* ask = ask_of_type({route.ask, input->at}, AskType::unit, asks, problems);
    if (ask != nullptr && ask->party == "accused")
      problems.add(input->at, "This would route the matter to the accused.",
                   "Route by an ask that is not “party: accused”: the accused never handle a matter.");
  }
  return route;
}

Who read_who(const YamlNode* node, ProcedureDraft& procedure, Draft& draft) {
  Problems& problems = draft.problems;
  Who who;
  if (node == nullptr) return who;
  if (node->kind == YamlNode::Kind::scalar) {
    who.raiser = !read_one_of(node, {"raiser"}, "who may take a step", problems).empty();
    return who;
  }
  Fields fields(*node, "who may take a step", problems);
  const auto posts = read_words(fields.required("posts", "[…]"), 1, problems);
  draft.refer(RefKind::post, posts);
  who.posts = texts_of(posts);
  for (const auto& word : read_words(fields.optional("at"), 1, problems))
    who.at.push_back(read_relation(word, problems));
  if (who.at.empty()) who.at.push_back(Relation::responsible);
  for (const auto& word : read_words(fields.optional("different-from"), 1, problems)) {
    who.different_from.push_back(word.text);
    procedure.references.push_back({RefKind::step, word});
  }
  fields.finish();
  return who;
}

std::vector<Effect> read_effects(const YamlNode* node, const Step& step, const Position& step_at, Draft& draft) {
  std::vector<Effect> out;
  read_list(node, 0, draft.problems, [&](const YamlNode& item) { out.push_back(read_effect(item, step, draft)); });
  const bool names =
      std::any_of(out.begin(), out.end(), [](const auto& effect) { return effect.kind == EffectKind::name_party; });
  for (const auto& ask : step.asks)
    if (!ask.party.empty() && !names)
      draft.problems.add(step_at, "The ask “" + ask.id + "” names a party, and the step does nothing with it.",
                         "Add the effect name-party, or leave out “party”.");
  return out;
}

}  // namespace massline::rulebook
