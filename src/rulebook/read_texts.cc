#include <algorithm>
#include <set>

#include "rulebook/draft.h"
#include "rulebook/words.h"

namespace massline::rulebook {

namespace {

constexpr std::size_t longest_text = 20'000;

void read_text_map(const YamlNode& node, const std::string& prefix, std::map<std::string, Word>& texts,
                   Problems& problems) {
  for (const auto& entry : node.entries) {
    const std::string key = prefix.empty() ? entry.key : prefix + "." + entry.key;
    if (entry.value.kind == YamlNode::Kind::map) {
      read_text_map(entry.value, key, texts, problems);
      continue;
    }
    const std::string text = read_text(&entry.value, problems, longest_text);
    if (!texts.emplace(key, Word{text, entry.key_at}).second)
      problems.add(entry.key_at, "“" + key + "” stands here twice.", "Keep one.");
  }
}

/// The names in {braces}.
std::set<std::string> placeholders(const std::string& text) {
  std::set<std::string> out;
  std::size_t open = 0;
  while ((open = text.find('{', open)) != std::string::npos) {
    const std::size_t close = text.find('}', open);
    if (close == std::string::npos) break;
    out.insert(text.substr(open + 1, close - open - 1));
    open = close;
  }
  return out;
}

void check_translations(const std::map<std::string, Word>& here, const std::map<std::string, Word>& there,
                        const std::string& other_file, Problems& problems) {
  for (const auto& [key, word] : here) {
    const auto other = there.find(key);
    if (other == there.end()) {
      problems.add(word.at, "“" + key + "” is missing in " + other_file + ".", "Write it there too.");
      continue;
    }
    for (const auto& name : placeholders(word.text))
      if (!placeholders(other->second.text).contains(name))
        problems.add(other->second.at, "“" + key + "” lacks {" + name + "}, which the other language has.",
                     "Use the same names in braces in both.");
  }
}

}  // namespace

void read_texts(const YamlNode& root, std::map<std::string, Word>& texts, Draft& draft) {
  read_text_map(root, "", texts, draft.problems);
}

void check_texts(Draft& draft) {
  if (draft.unreadable.contains(RefKind::text_key)) return;
  check_translations(draft.text_en, draft.text_zh, "text/zh.yaml", draft.problems);
  check_translations(draft.text_zh, draft.text_en, "text/en.yaml", draft.problems);
  for (const auto& [key, word] : draft.text_en) {
    draft.names[RefKind::text_key].push_back({key, word.at});
    const auto other = draft.text_zh.find(key);
    if (other != draft.text_zh.end()) draft.book.texts[key] = {word.text, other->second.text};
  }
}

}  // namespace massline::rulebook
