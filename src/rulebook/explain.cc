#include <algorithm>

#include "rulebook/explain_page.h"
#include "rulebook/model.h"
#include "rulebook/refusals.h"
#include "rulebook/words.h"

namespace massline::rulebook {

namespace {

/// Titles of things by their ids; an id without a title stands as it is.
template <class Find>
std::string titles(const Page& page, const std::vector<std::string>& ids, Find find) {
  std::vector<std::string> words;
  for (const auto& id : ids) {
    const auto* thing = find(id);
    words.push_back(thing == nullptr ? id : page.in(thing->title));
  }
  return page.joined(words);
}

std::string step_titles(const Page& page, const Procedure& procedure, const std::vector<std::string>& ids) {
  std::vector<std::string> words;
  for (const auto& id : ids) {
    const Step* step = procedure.step(id);
    words.push_back(step == nullptr ? page.say("the matter is raised", "提出事项") : page.in(step->title));
  }
  return page.joined(words);
}

std::string ask_type_title(const Page& page, const Ask& ask) {
  switch (ask.type) {
    case AskType::text:
      return page.say("text", "文字");
    case AskType::long_text:
      return page.say("longer text", "长文字");
    case AskType::choice:
      return page.say("choice", "选择");
    case AskType::yes_no:
      return page.say("yes or no", "是否");
    case AskType::date:
      return page.say("date", "日期");
    case AskType::money:
      return page.say("money", "金额");
    case AskType::number:
      return page.say("number", "数字");
    case AskType::person:
      return page.say("person", "人员");
    case AskType::unit:
      return page.say("unit", "单位");
    case AskType::place:
      return page.say("place", "地点");
    case AskType::matter:
      return page.say("matter", "事项");
    case AskType::file:
      return page.say("file", "附件");
  }
  return "";
}

std::string ask_text(const Page& page, const Ask& ask) {
  std::vector<std::string> notes{ask_type_title(page, ask)};
  notes.push_back(ask.required ? page.say("required", "必填") : page.say("optional", "选填"));
  if (ask.is_public) notes.push_back(page.say("the person sees it", "向当事人公开"));
  if (ask.max_length > 0)
    notes.push_back(page.say("at most ", "不超过 ") + std::to_string(ask.max_length) + page.say(" characters", " 字"));
  if (ask.party == "accused")
    notes.push_back(page.say("becomes the accused", "成为被反映对象"));
  else if (!ask.party.empty())
    notes.push_back(page.say("becomes a party", "成为当事方"));
  std::string out = page.in(ask.title) + page.say(" (", "（") + page.joined(notes) + page.say(")", "）");
  if (ask.choices.empty()) return out;
  std::vector<std::string> choices;
  for (const auto& choice : ask.choices) choices.push_back(page.in(choice.title));
  return out + page.say(": ", "：") + page.joined(choices);
}

std::vector<std::string> ask_texts(const Page& page, const std::vector<Ask>& asks) {
  std::vector<std::string> out;
  for (const auto& ask : asks) out.push_back(ask_text(page, ask));
  return out;
}

std::string route_text(const Page& page, const Rulebook& rulebook, const Route& route, const std::vector<Ask>& asks) {
  switch (route.kind) {
    case RouteKind::nearest:
      return page.say("the nearest of: ", "就近的：") +
             titles(page, route.kinds, [&](const auto& id) { return rulebook.unit_kind(id); });
    case RouteKind::input:
      for (const auto& ask : asks)
        if (ask.id == route.ask) return page.say("the unit chosen in “", "所选单位“") + page.in(ask.title) + "”";
      return route.ask;
    case RouteKind::sender:
      return page.say("back to the unit that sent it", "退回转送单位");
    case RouteKind::higher:
      return page.say("the next higher unit", "上一级单位");
  }
  return "";
}

std::string effect_text(const Page& page, const Rulebook& rulebook, const Step& step, const Effect& effect) {
  switch (effect.kind) {
    case EffectKind::route:
      return page.say("the matter goes to ", "转至") + route_text(page, rulebook, effect.route, step.asks);
    case EffectKind::answer:
      return page.say("records the answer with reasons and remedy", "记录答复、理由和救济途径");
    case EffectKind::appraise:
      return page.say("records the person's appraisal", "记录当事人评价");
    case EffectKind::assign:
      return effect.ask.empty() ? page.say("whoever takes the step has the matter in hand", "由办理此步骤的人员承办")
                                : page.say("the person named has the matter in hand", "由指定人员承办");
    case EffectKind::name_party:
      return page.say("who is named becomes a party", "所列对象成为当事方");
    case EffectKind::open_linked: {
      const auto found = std::find_if(rulebook.procedures.begin(), rulebook.procedures.end(),
                                      [&](const Procedure& procedure) { return procedure.id == effect.procedure; });
      const std::string title = found == rulebook.procedures.end() ? effect.procedure : page.in(found->title);
      return page.say("opens a linked matter: ", "另行立项：") + title;
    }
  }
  return "";
}

std::string relation_text(const Page& page, Relation relation) {
  switch (relation) {
    case Relation::responsible:
      return page.say("the responsible unit", "责任单位");
    case Relation::sender:
      return page.say("the unit that sent it", "转送单位");
    case Relation::above:
      return page.say("a unit above it", "上级单位");
    case Relation::escalated:
      return page.say("the unit called in when it is late", "逾期督办单位");
  }
  return "";
}

std::string who_text(const Page& page, const Rulebook& rulebook, const Procedure& procedure, const Who& who) {
  if (who.raiser) return page.say("the person who raised it", "提出事项的当事人");
  std::vector<std::string> places;
  for (const auto relation : who.at) places.push_back(relation_text(page, relation));
  std::string out = titles(page, who.posts, [&](const auto& id) { return rulebook.post(id); }) +
                    page.say(" in ", "（") + page.joined(places) + page.say("", "）");
  if (!who.different_from.empty())
    out += page.say("; never the person who took: ", "；不得为曾办理以下步骤的人员：") +
           step_titles(page, procedure, who.different_from);
  return out;
}

std::vector<std::string> clock_effects(const Page& page, const Procedure& procedure, std::string_view step) {
  std::vector<std::string> out;
  for (const auto& clock : procedure.clocks) {
    const std::string name = "“" + page.in(clock.title) + "”";
    if (contains(clock.starts, step))
      out.push_back(page.say("starts ", "启动") + name + page.say(", ", "，") +
                    to_string(clock.length, page.language()));
    if (contains(clock.stops, step)) out.push_back(page.say("stops ", "停止") + name);
    if (contains(clock.pauses, step)) out.push_back(page.say("pauses ", "中止") + name);
    if (contains(clock.resumes, step)) out.push_back(page.say("resumes ", "恢复") + name);
    if (clock.extension && clock.extension->on == step)
      out.push_back(page.say("extends ", "延长") + name + page.say(" by ", " ") +
                    to_string(clock.extension->by, page.language()));
  }
  return out;
}

std::string explain_step(const Rulebook& rulebook, const Procedure& procedure, const Step& step, Language language) {
  Page page(language);
  page.heading(page.in(step.title), procedure.id + "/" + step.id);
  page.plain(page.in(step.hint));
  page.line("Of", "所属程序", page.in(procedure.title));
  page.line("Who may", "办理人", who_text(page, rulebook, procedure, step.by));
  const auto find_stage = [&](const auto& id) { return procedure.stage(id); };
  page.line("From", "起始阶段", titles(page, step.from, find_stage));
  page.line("To", "到达阶段",
            step.to.empty() ? page.say("stays where it is", "阶段不变") : titles(page, {step.to}, find_stage));
  if (step.when) page.line("Only if", "条件", step.when->text());
  if (const ClockRule* clock = procedure.clock(step.within))
    page.line("Only while this runs", "须在期限内",
              page.in(clock->title) + page.say(", ", "，") + to_string(clock->length, language));
  page.items("Asks for", "需填写", ask_texts(page, step.asks));
  std::vector<std::string> effects;
  for (const auto& effect : step.effects) effects.push_back(effect_text(page, rulebook, step, effect));
  page.items("Does", "效果", effects);
  page.items("Clocks", "期限", clock_effects(page, procedure, step.id));
  page.line("The person is told", "告知当事人", rulebook.text(step.tells, language));
  if (!step.is_public) page.plain(page.say("The person does not see this entry.", "当事人看不到此记录。"));
  page.source(step.source);
  page.in_force(procedure.in_force);
  return page.take();
}

std::string explain_clock(const Procedure& procedure, const ClockRule& clock, Language language) {
  Page page(language);
  page.heading(page.in(clock.title), procedure.id + "/clock/" + clock.id);
  page.line("Of", "所属程序", page.in(procedure.title));
  page.line("Length", "期限", to_string(clock.length, language));
  page.line("Owed by", "责任方",
            clock.owed_by_raiser ? page.say("the person: a window in which they may act; never late",
                                            "当事人（可行使权利的期间，不计逾期）")
                                 : page.say("the responsible unit", "责任单位"));
  if (clock.when) page.line("Only if", "条件", clock.when->text());
  page.line("Starts when", "起算", step_titles(page, procedure, clock.starts));
  page.line("Stops when", "停止", step_titles(page, procedure, clock.stops));
  page.line("Pauses when", "中止", step_titles(page, procedure, clock.pauses));
  page.line("Resumes when", "恢复", step_titles(page, procedure, clock.resumes));
  if (clock.extension)
    page.line("Can be extended", "延长",
              page.say("by ", "") + to_string(clock.extension->by, language) + page.say(", at most ", "，最多 ") +
                  std::to_string(clock.extension->times) + page.say(" time(s), when ", " 次，步骤：") +
                  step_titles(page, procedure, {clock.extension->on}));
  page.source(clock.source);
  page.in_force(procedure.in_force);
  return page.take();
}

std::string explain_procedure(const Rulebook& rulebook, const Procedure& procedure, Language language) {
  Page page(language);
  page.heading(page.in(procedure.title), procedure.id);
  page.plain(page.in(procedure.summary));
  page.line("Raised through", "提出渠道",
            titles(page, procedure.raise.channels, [&](const auto& id) { return rulebook.channel(id); }));
  page.line("Without a name", "匿名",
            procedure.raise.anonymous ? page.say("may be", "可以") : page.say("may not be", "不可以"));
  if (procedure.raise.confidential) page.plain(page.say("Every such matter is confidential.", "此类事项一律保密。"));
  if (procedure.raise.identity_by_two)
    page.plain(page.say("Who raised it is opened by two persons: one asks, another agrees.",
                        "查看反映人身份须两人：一人申请，另一人同意。"));
  if (!procedure.raise.calls_back.empty())
    page.line("Calls back", "回访",
              titles(page, procedure.raise.calls_back, [&](const auto& id) { return rulebook.post(id); }));
  if (procedure.emergency)
    page.plain(page.say("Raised only while an emergency is declared for the place; its personal data end with it.",
                        "仅在当地宣布突发事件应对期间提出，个人信息随应对结束而删除。"));
  page.line("Goes to", "受理去向", route_text(page, rulebook, procedure.raise.route, procedure.raise.asks));
  page.items("Asks for", "需填写", ask_texts(page, procedure.raise.asks));
  std::vector<std::string> stages, steps, clocks;
  for (const auto& stage : procedure.stages) stages.push_back(page.in(stage.title));
  for (const auto& step : procedure.steps) steps.push_back(page.in(step.title) + "  " + procedure.id + "/" + step.id);
  for (const auto& clock : procedure.clocks)
    clocks.push_back(page.in(clock.title) + page.say(": ", "：") + to_string(clock.length, language) + "  " +
                     procedure.id + "/clock/" + clock.id);
  page.line("Stages", "阶段", page.joined(stages));
  page.items("Steps", "步骤", steps);
  page.items("Clocks", "期限", clocks);
  page.source(procedure.source);
  page.line("Jurisdiction", "适用地域", procedure.jurisdiction);
  page.in_force(procedure.in_force);
  return page.take();
}

std::string capability_text(const Page& page, Capability capability) {
  switch (capability) {
    case Capability::read_unit:
      return page.say("see the matters of its own unit", "查看本单位事项");
    case Capability::read_subtree:
      return page.say("see the matters of its unit and of all below", "查看本单位及下属单位事项");
    case Capability::intake:
      return page.say("enter what somebody says at the counter, by letter or phone", "代为登记来信来访来电");
    case Capability::import_matters:
      return page.say("import matters from files", "批量导入事项");
    case Capability::open_identity:
      return page.say("open a person's contact data, with a reason, journalled", "说明理由后查看身份信息（留痕）");
    case Capability::name_parties:
      return page.say("name whom a matter accuses", "列明被反映对象");
    case Capability::join_matters:
      return page.say("join matters about one thing", "合并重复事项");
    case Capability::manage_units:
      return page.say("manage units", "管理单位");
    case Capability::manage_people:
      return page.say("manage people and posts", "管理人员和职务");
    case Capability::manage_accounts:
      return page.say("manage accounts", "管理账号");
    case Capability::manage_keys:
      return page.say("manage keys of the API", "管理接口密钥");
    case Capability::read_figures:
      return page.say("read how the units below answer", "查看下属单位办理情况");
    case Capability::read_journal:
      return page.say("read the journal", "查看日志");
    case Capability::record_activities:
      return page.say("record what the unit, and the units below, do and who is there",
                      "登记本单位及下属单位活动和考勤");
    case Capability::read_activities:
      return page.say("see who was at the activities of the unit and of those below",
                      "查看本单位及下属单位活动的出席人员");
    case Capability::declare_emergencies:
      return page.say("declare an emergency for the unit and all below, and its end",
                      "宣布本单位及下属单位进入和结束突发事件应对");
  }
  return "";
}

std::string explain_post(const Rulebook& rulebook, const PostKind& post, Date date, Language language) {
  Page page(language);
  page.heading(page.in(post.title), "organisation/" + post.id);
  page.line("In", "所在单位", titles(page, post.in, [&](const auto& id) { return rulebook.unit_kind(id); }));
  if (post.leads)
    page.plain(page.say("Leads: everybody in the unit and below it is under this person.",
                        "负责人：本单位及下属单位人员均在其领导之下。"));
  if (post.second_factor)
    page.plain(page.say("Needs a second factor: nothing is open to its holders until they have set one up.",
                        "须设置双重验证：设置之前，任职者不能使用其他功能。"));
  std::vector<std::string> may, steps;
  for (const auto capability : post.may) may.push_back(capability_text(page, capability));
  page.items("May", "权限", may);
  for (const auto& procedure : rulebook.procedures)
    for (const auto& step : procedure.steps)
      if (procedure.in_force.contains(date) && contains(step.by.posts, post.id))
        steps.push_back(page.in(step.title) + "  " + procedure.id + "/" + step.id);
  page.items("May take", "可办理步骤", steps);
  return page.take();
}

std::string explain_topic(const Rulebook& rulebook, const Topic& topic, Date date, Language language) {
  Page page(language);
  page.heading(page.in(topic.title), "topic/" + topic.id);
  page.plain(page.in(topic.description));
  for (const auto& group : rulebook.topic_groups)
    if (group.id == topic.group) page.line("Among", "类别", page.in(group.title));
  const Procedure* procedure = rulebook.procedure(topic.procedure, date);
  page.line("Opens", "适用程序",
            procedure == nullptr ? topic.procedure : page.in(procedure->title) + "  " + procedure->id);
  page.line("Found by", "关键词", page.joined(topic.keywords));
  if (topic.open311) page.plain(page.say("Open to Open311 clients.", "可由 Open311 客户端提出。"));
  return page.take();
}

/// Why a rule of these has none on the date, when it has on another.
template <class Rules>
std::optional<tl::unexpected<Refusal>> not_in_force(const Rules& rules, std::string_view id, Date date) {
  std::vector<std::string> periods;
  for (const auto& rule : rules)
    if (rule.id == id) {
      if (rule.in_force.contains(date)) return std::nullopt;
      periods.push_back(period_text(rule.in_force));
    }
  if (periods.empty()) return std::nullopt;
  return refuse(refusals::rule_not_in_force,
                {{"rule", std::string(id)}, {"date", massline::to_string(date)}, {"periods", listed(periods)}});
}

std::optional<std::string> explain_in_procedure(const Rulebook& rulebook, const Procedure& procedure,
                                                std::string_view rest, Language language) {
  constexpr std::string_view clock_prefix = "clock/";
  if (rest.starts_with(clock_prefix)) {
    const ClockRule* clock = procedure.clock(rest.substr(clock_prefix.size()));
    if (clock == nullptr) return std::nullopt;
    return explain_clock(procedure, *clock, language);
  }
  const Step* step = procedure.step(rest);
  if (step == nullptr) return std::nullopt;
  return explain_step(rulebook, procedure, *step, language);
}

}  // namespace

std::vector<std::string> rule_ids(const Rulebook& rulebook, Date date) {
  std::vector<std::string> out;
  for (const auto& procedure : rulebook.procedures) {
    if (!procedure.in_force.contains(date)) continue;
    out.push_back(procedure.id);
    for (const auto& step : procedure.steps) out.push_back(procedure.id + "/" + step.id);
    for (const auto& clock : procedure.clocks) out.push_back(procedure.id + "/clock/" + clock.id);
  }
  for (const auto& post : rulebook.posts) out.push_back("organisation/" + post.id);
  for (const auto& topic : rulebook.topics) out.push_back("topic/" + topic.id);
  for (const auto& kind : rulebook.activities) out.push_back("activity/" + kind.id);
  for (const auto& duty : rulebook.duties)
    if (duty.in_force.contains(date)) out.push_back("duty/" + duty.id);
  for (const auto& entitlement : rulebook.entitlements)
    if (entitlement.in_force.contains(date)) out.push_back("entitlement/" + entitlement.id);
  for (const auto& standard : rulebook.standards) out.push_back("standard/" + standard.id);
  for (const auto& rule : rulebook.retention)
    if (rule.in_force.contains(date)) out.push_back("retention/" + rule.id);
  return out;
}

Result<std::string> explain(const Rulebook& rulebook, std::string_view rule, Date date, Language language) {
  const std::size_t slash = rule.find('/');
  const std::string_view head = rule.substr(0, slash);
  const std::string_view rest = slash == std::string_view::npos ? std::string_view() : rule.substr(slash + 1);
  if (head == "organisation") {
    if (const PostKind* post = rulebook.post(rest)) return explain_post(rulebook, *post, date, language);
  } else if (head == "topic") {
    if (const Topic* topic = rulebook.topic(rest)) return explain_topic(rulebook, *topic, date, language);
  } else if (head == "activity") {
    if (const ActivityKind* kind = rulebook.activity(rest)) return explain_activity(rulebook, *kind, date, language);
  } else if (head == "duty") {
    if (const Duty* duty = rulebook.duty(rest, date)) return explain_duty(rulebook, *duty, language);
    if (auto refusal = not_in_force(rulebook.duties, rest, date)) return std::move(*refusal);
  } else if (head == "entitlement") {
    if (const Entitlement* one = rulebook.entitlement(rest, date)) return explain_entitlement(rulebook, *one, language);
    if (auto refusal = not_in_force(rulebook.entitlements, rest, date)) return std::move(*refusal);
  } else if (head == "standard") {
    if (const Standard* standard = rulebook.standard(rest))
      return explain_standard(rulebook, *standard, date, language);
  } else if (head == "retention") {
    for (const RetentionRule& one : rulebook.retention)
      if (one.id == rest && one.in_force.contains(date)) return explain_retention(rulebook, one, date, language);
    if (auto refusal = not_in_force(rulebook.retention, rest, date)) return std::move(*refusal);
  } else if (const Procedure* procedure = rulebook.procedure(head, date)) {
    if (slash == std::string_view::npos) return explain_procedure(rulebook, *procedure, language);
    if (auto text = explain_in_procedure(rulebook, *procedure, rest, language)) return std::move(*text);
  } else if (auto refusal = not_in_force(rulebook.procedures, head, date)) {
    return std::move(*refusal);
  }
  const auto known = rule_ids(rulebook, date);
  std::string nearest = nearest_word(rule, known);
  if (nearest.empty() && !known.empty()) nearest = known.front();
  return refuse(refusals::unknown_rule, {{"rule", std::string(rule)}, {"nearest", nearest}});
}

}  // namespace massline::rulebook
