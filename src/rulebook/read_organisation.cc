#include <stdexcept>

#include "rulebook/draft.h"
#include "rulebook/words.h"

namespace massline::rulebook {

namespace {

int read_sourced_count(const YamlNode* node, std::string_view what, int least, int otherwise, Source& source,
                       Problems& problems) {
  if (node == nullptr) return otherwise;
  Fields fields(*node, std::string(what), problems);
  const int value = read_count(fields.required("value", std::to_string(otherwise)), least, 1000, otherwise, problems);
  source = read_source(fields.required("source", "{document: …, place: …}"), problems);
  fields.finish();
  return value;
}

void check_zone(const YamlNode* node, const std::string& name, Problems& problems) {
  if (node == nullptr || name.empty()) return;
  try {
    const Zone zone(name);
  } catch (const std::runtime_error&) {
    problems.add(node->at, "“" + name + "” is not a time zone.",
                 "Write a name such as Asia/Shanghai or Europe/Berlin.");
  }
}

std::vector<std::string> capability_words() {
  std::vector<std::string> out;
  for (int i = 0; i <= static_cast<int>(last_capability); ++i)
    out.emplace_back(capability_name(static_cast<Capability>(i)));
  return out;
}

void read_unit_kinds(const YamlNode* node, Draft& draft) {
  Problems& problems = draft.problems;
  bool has_root = false;
  read_list(node, 1, problems, [&](const YamlNode& item) {
    Fields fields(item, "a kind of unit", problems);
    UnitKind kind;
    kind.id = read_new_id(fields, draft.names[RefKind::unit_kind]);
    kind.title = read_local_text(fields.required("title", "{en: …, zh: …}"), problems);
    const auto under = read_words(fields.required("under", "[…], or [] for the root"), 0, problems);
    draft.refer(RefKind::unit_kind, under);
    kind.under = texts_of(under);
    kind.authority = read_flag(fields.optional("authority"), false, problems);
    kind.place = read_flag(fields.optional("place"), false, problems);
    fields.finish();
    has_root = has_root || kind.under.empty();
    draft.book.unit_kinds.push_back(std::move(kind));
  });
  if (node != nullptr && !has_root && !draft.book.unit_kinds.empty())
    problems.add(node->at, "No kind of unit is the root.", "Write “under: []” at the one that everything hangs under.");
}

void read_posts(const YamlNode* node, Draft& draft) {
  Problems& problems = draft.problems;
  read_list(node, 1, problems, [&](const YamlNode& item) {
    Fields fields(item, "a post", problems);
    PostKind post;
    post.id = read_new_id(fields, draft.names[RefKind::post]);
    post.title = read_local_text(fields.required("title", "{en: …, zh: …}"), problems);
    const auto in = read_words(fields.required("in", "[kinds of unit]"), 1, problems);
    draft.refer(RefKind::unit_kind, in);
    post.in = texts_of(in);
    post.leads = read_flag(fields.optional("leads"), false, problems);
    post.second_factor = read_flag(fields.optional("second-factor"), false, problems);
    for (const auto& word : read_words(fields.required("may", "[read-unit], or []"), 0, problems)) {
      const auto capability = parse_capability(word.text);
      if (capability)
        post.may.push_back(*capability);
      else
        problems.add(word.at, "“" + word.text + "” is not something a post may do.",
                     suggestion(word.text, capability_words()));
    }
    fields.finish();
    draft.book.posts.push_back(std::move(post));
  });
}

}  // namespace

void read_head(const YamlNode& root, Draft& draft) {
  Problems& problems = draft.problems;
  Rulebook& book = draft.book;
  Fields fields(root, "rulebook.yaml", problems);
  book.id = read_id(fields.required("id", "…"), problems);
  book.title = read_local_text(fields.required("title", "{en: …, zh: …}"), problems);
  book.organisation = read_local_text(fields.required("organisation", "{en: …, zh: …}"), problems);
  book.version = read_text(fields.required("version", "\"2025.1\""), problems, 40);
  book.jurisdiction = read_jurisdiction(fields.required("jurisdiction", "CN"), problems);
  const YamlNode* zone = fields.required("zone", "Asia/Shanghai");
  book.zone = read_text(zone, problems, 60);
  check_zone(zone, book.zone, problems);
  const std::string language = read_one_of(fields.required("language", "zh"), {"en", "zh"}, "a language", problems);
  book.default_language = language == "en" ? Language::en : Language::zh;
  const std::string example = "{value: 5, source: {document: …, place: …}}";
  book.representatives_max = read_sourced_count(fields.required("representatives-max", example), "representatives-max",
                                                1, 5, book.representatives_source, problems);
  book.appraisals_shown_from = read_sourced_count(fields.required("appraisals-shown-from", example),
                                                  "appraisals-shown-from", 2, 5, book.appraisals_source, problems);
  book.readers_by_name = read_flag(fields.optional("readers-by-name"), false, problems);
  fields.finish();
}

void read_organisation(const YamlNode& root, Draft& draft) {
  Problems& problems = draft.problems;
  Fields fields(root, "organisation.yaml", problems);
  read_unit_kinds(fields.required("unit-kinds", "a list"), draft);
  std::vector<Word> settings;
  std::vector<Word> memberships;
  draft.book.settings =
      read_named_choices(fields.required("settings", "a list, or []"), "a setting", 0, settings, problems);
  draft.book.memberships =
      read_named_choices(fields.required("memberships", "a list, or []"), "a membership", 0, memberships, problems);
  read_posts(fields.required("posts", "a list"), draft);
  fields.finish();
}

void read_channels(const YamlNode& root, Draft& draft) {
  Problems& problems = draft.problems;
  Fields file(root, "channels.yaml", problems);
  read_list(file.required("channels", "a list"), 1, problems, [&](const YamlNode& item) {
    Fields fields(item, "a channel", problems);
    Channel channel;
    channel.id = read_new_id(fields, draft.names[RefKind::channel]);
    channel.title = read_local_text(fields.required("title", "{en: …, zh: …}"), problems);
    channel.by_staff = read_flag(fields.required("by-staff", "false"), false, problems);
    fields.finish();
    draft.book.channels.push_back(std::move(channel));
  });
  file.finish();
}

void read_topics(const YamlNode& root, Draft& draft) {
  Problems& problems = draft.problems;
  Fields file(root, "topics.yaml", problems);
  draft.book.topic_groups = read_named_choices(file.required("groups", "a list"), "a group of topics", 1,
                                               draft.names[RefKind::topic_group], problems);
  std::vector<Word> topic_ids;
  read_list(file.required("topics", "a list"), 1, problems, [&](const YamlNode& item) {
    Fields fields(item, "a topic", problems);
    Topic topic;
    topic.id = read_new_id(fields, topic_ids);
    topic.title = read_local_text(fields.required("title", "{en: …, zh: …}"), problems);
    topic.description = read_local_text(fields.optional("description"), problems);
    const YamlNode* group = fields.required("group", "…");
    topic.group = read_text(group, problems, 100);
    if (group != nullptr && !topic.group.empty()) draft.refer(RefKind::topic_group, {{topic.group, group->at}});
    topic.keywords = texts_of(read_words(fields.optional("keywords"), 0, problems));
    const YamlNode* procedure = fields.required("procedure", "…");
    topic.procedure = read_text(procedure, problems, 100);
    if (procedure != nullptr && !topic.procedure.empty())
      draft.refer(RefKind::procedure, {{topic.procedure, procedure->at}});
    topic.open311 = read_flag(fields.optional("open311"), false, problems);
    fields.finish();
    draft.book.topics.push_back(std::move(topic));
  });
  file.finish();
}

}  // namespace massline::rulebook
