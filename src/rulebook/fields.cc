#include "rulebook/fields.h"

#include <algorithm>
#include <array>
#include <charconv>

#include "base/text.h"
#include "rulebook/words.h"

namespace massline::rulebook {

namespace {

/// True for a scalar; reports anything else.
bool is_scalar(const YamlNode& node, std::string_view expected, Problems& problems) {
  if (node.kind == YamlNode::Kind::scalar) return true;
  problems.add(
      node.at, "This is " + std::string(kind_name(node.kind)) + ", and must be " + std::string(expected) + ".",
      node.kind == YamlNode::Kind::null ? "Write it after the colon, or leave the key out." : "Write it on one line.");
  return false;
}

std::optional<int> parse_count(std::string_view text) {
  int value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (text.empty() || error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

}  // namespace

Fields::Fields(const YamlNode& node, std::string what, Problems& problems)
    : node_(node), what_(std::move(what)), problems_(problems) {
  if (node.kind == YamlNode::Kind::map) return;
  problems.add(node.at, "This is " + std::string(kind_name(node.kind)) + ", and " + what_ + " must be a map.",
               "Write “key: value” lines.");
}

const YamlNode* Fields::optional(std::string_view key) {
  known_.emplace_back(key);
  for (const auto& entry : node_.entries)
    if (entry.key == key) return &entry.value;
  return nullptr;
}

const YamlNode* Fields::required(std::string_view key, std::string_view example) {
  const YamlNode* found = optional(key);
  if (found == nullptr && node_.kind == YamlNode::Kind::map)
    problems_.add(node_.at, "“" + std::string(key) + "” is missing in " + what_ + ".",
                  "Write “" + std::string(key) + ": " + std::string(example) + "”.");
  return found;
}

void Fields::finish() {
  for (const auto& entry : node_.entries) {
    if (std::find(known_.begin(), known_.end(), entry.key) != known_.end()) continue;
    problems_.add(entry.key_at, "“" + entry.key + "” is not a key of " + what_ + ".", suggestion(entry.key, known_));
  }
}

std::string read_text(const YamlNode* node, Problems& problems, std::size_t bytes_max) {
  if (node == nullptr || !is_scalar(*node, "a text", problems)) return "";
  std::string text = trimmed(node->text);
  if (text.empty())
    problems.add(node->at, "This text is empty.", "Write it, or leave the key out.");
  else if (text.size() > bytes_max)
    problems.add(node->at, "This text is longer than " + std::to_string(bytes_max) + " bytes.", "Shorten it.");
  else if (has_control_characters(text))
    problems.add(node->at, "This text has characters that can't be shown.", "Type it again as plain text.");
  return text;
}

std::string read_id(const YamlNode* node, Problems& problems) {
  if (node == nullptr || !is_scalar(*node, "an id", problems)) return "";
  if (!is_id(node->text))
    problems.add(node->at, "“" + node->text + "” is not an id.",
                 "Write lower-case words joined by hyphens, such as “ask-review”.");
  return node->text;
}

bool is_reserved_for_names(std::string_view id) {
  static constexpr std::array<std::string_view, 7> reserved{"organisation", "topic",    "activity", "duty",
                                                            "entitlement",  "standard", "retention"};
  return std::find(reserved.begin(), reserved.end(), id) != reserved.end();
}

bool read_flag(const YamlNode* node, bool otherwise, Problems& problems) {
  if (node == nullptr || !is_scalar(*node, "true or false", problems)) return otherwise;
  if (!node->quoted && node->text == "true") return true;
  if (!node->quoted && node->text == "false") return false;
  problems.add(node->at, "“" + node->text + "” is neither true nor false.", "Write true or false, without quotes.");
  return otherwise;
}

int read_count(const YamlNode* node, int least, int most, int otherwise, Problems& problems) {
  if (node == nullptr || !is_scalar(*node, "a whole number", problems)) return otherwise;
  const auto value = parse_count(node->text);
  if (value && *value >= least && *value <= most) return *value;
  problems.add(node->at, "“" + node->text + "” is not a number that may stand here.",
               "Write a whole number from " + std::to_string(least) + " to " + std::to_string(most) + ".");
  return otherwise;
}

std::optional<Date> read_date(const YamlNode* node, Problems& problems) {
  if (node == nullptr || !is_scalar(*node, "a date", problems)) return std::nullopt;
  const auto date = parse_date(node->text);
  if (!date)
    problems.add(node->at, "“" + node->text + "” is not a date.",
                 "Write YYYY-MM-DD with a day that exists, such as 2022-05-01.");
  return date;
}

Length read_length(const YamlNode* node, Problems& problems) {
  static const std::array<std::pair<std::string_view, LengthUnit>, 8> units{{
      {"hour", LengthUnit::hours},
      {"hours", LengthUnit::hours},
      {"day", LengthUnit::days},
      {"days", LengthUnit::days},
      {"working day", LengthUnit::working_days},
      {"working days", LengthUnit::working_days},
      {"month", LengthUnit::months},
      {"months", LengthUnit::months},
  }};
  constexpr int longest = 3660;
  if (node == nullptr || !is_scalar(*node, "a length", problems)) return {};
  const std::string& text = node->text;
  const std::size_t space = text.find(' ');
  const auto count = parse_count(std::string_view(text).substr(0, space));
  if (count && *count >= 1 && *count <= longest && space != std::string::npos)
    for (const auto& [name, unit] : units)
      if (std::string_view(text).substr(space + 1) == name) return {*count, unit};
  problems.add(node->at, "“" + text + "” is not a length.",
               "Write 15 days, 5 working days, 3 months or 24 hours; at most 3660.");
  return {};
}

LocalText read_local_text(const YamlNode* node, Problems& problems) {
  LocalText out;
  if (node == nullptr) return out;
  if (node->kind == YamlNode::Kind::scalar) {
    problems.add(node->at, "This text stands in one language only.", "Write {en: …, zh: …}.");
    return out;
  }
  Fields fields(*node, "a text in two languages", problems);
  out.en = read_text(fields.required("en", "…"), problems);
  out.zh = read_text(fields.required("zh", "…"), problems);
  fields.finish();
  return out;
}

Source read_source(const YamlNode* node, Problems& problems) {
  Source out;
  if (node == nullptr) return out;
  if (node->kind == YamlNode::Kind::scalar) {
    problems.add(node->at, "A source names its document and the place in it.", "Write {document: …, place: Art. 34}.");
    return out;
  }
  Fields fields(*node, "a source", problems);
  out.document = read_text(fields.required("document", "…"), problems);
  out.place = read_text(fields.required("place", "Art. 34"), problems);
  out.quote = read_text(fields.optional("quote"), problems);
  fields.finish();
  out.file = node->at.file;
  out.line = node->at.line;
  return out;
}

Period read_period(const YamlNode* node, Problems& problems) {
  Period out;
  if (node == nullptr) return out;
  Fields fields(*node, "a period", problems);
  const auto from = read_date(fields.required("from", "2022-05-01"), problems);
  const YamlNode* to_node = fields.optional("to");
  out.to = read_date(to_node, problems);
  fields.finish();
  if (from) out.from = *from;
  if (from && out.to && *out.to < *from)
    problems.add(to_node->at, "The last day in force is before the first.",
                 "Write a day on or after " + massline::to_string(*from) + ".");
  return out;
}

std::string read_jurisdiction(const YamlNode* node, Problems& problems) {
  if (node == nullptr || !is_scalar(*node, "a jurisdiction", problems)) return "";
  const auto allowed = [](char c) { return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-'; };
  if (node->text.empty() || node->text.size() > 20 || !std::all_of(node->text.begin(), node->text.end(), allowed))
    problems.add(node->at, "“" + node->text + "” is not a jurisdiction.",
                 "Write a code in capitals, such as CN or CN-370100.");
  return node->text;
}

std::string read_one_of(const YamlNode* node, const std::vector<std::string>& known, std::string_view what,
                        Problems& problems) {
  if (node == nullptr || !is_scalar(*node, what, problems)) return "";
  if (std::find(known.begin(), known.end(), node->text) != known.end()) return node->text;
  problems.add(node->at, "“" + node->text + "” is not " + std::string(what) + ".", suggestion(node->text, known));
  return "";
}

void read_list(const YamlNode* node, std::size_t least, Problems& problems,
               const std::function<void(const YamlNode&)>& read) {
  if (node == nullptr) return;
  if (node->kind != YamlNode::Kind::list) {
    problems.add(node->at, "This is " + std::string(kind_name(node->kind)) + ", and must be a list.",
                 node->kind == YamlNode::Kind::scalar ? "Write it in brackets: [" + node->text + "]."
                                                      : "Write items that begin with “- ”, or [].");
    return;
  }
  if (node->items.size() < least) problems.add(node->at, "This list is empty.", "Write at least one item.");
  for (const auto& item : node->items) read(item);
}

std::vector<Word> read_words(const YamlNode* node, std::size_t least, Problems& problems) {
  std::vector<Word> out;
  read_list(node, least, problems, [&](const YamlNode& item) {
    const std::string text = read_text(&item, problems, 200);
    if (text.empty()) return;
    const bool twice = std::any_of(out.begin(), out.end(), [&](const Word& word) { return word.text == text; });
    if (twice)
      problems.add(item.at, "“" + text + "” stands here twice.", "Keep one.");
    else
      out.push_back({text, item.at});
  });
  return out;
}

std::vector<std::string> texts_of(const std::vector<Word>& words) {
  std::vector<std::string> out;
  for (const auto& word : words) out.push_back(word.text);
  return out;
}

std::string read_new_id(Fields& fields, std::vector<Word>& taken) {
  const YamlNode* node = fields.required("id", "…");
  std::string id = read_id(node, fields.problems());
  if (id.empty()) return id;
  for (const auto& other : taken) {
    if (other.text != id) continue;
    fields.problems().add(node->at, "“" + id + "” is there already, as " + fields.what() + ".",
                          "Choose another id; the first is in line " + std::to_string(other.at.line) + ".");
    return id;
  }
  taken.push_back({id, node->at});
  return id;
}

std::vector<NamedChoice> read_named_choices(const YamlNode* node, std::string_view what, std::size_t least,
                                            std::vector<Word>& taken, Problems& problems) {
  std::vector<NamedChoice> out;
  read_list(node, least, problems, [&](const YamlNode& item) {
    Fields fields(item, std::string(what), problems);
    NamedChoice choice;
    choice.id = read_new_id(fields, taken);
    choice.title = read_local_text(fields.required("title", "{en: …, zh: …}"), problems);
    fields.finish();
    out.push_back(std::move(choice));
  });
  return out;
}

}  // namespace massline::rulebook
