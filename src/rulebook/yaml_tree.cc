#include "rulebook/yaml_tree.h"

#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/parser.h>

#include <set>
#include <sstream>

#include "base/text.h"

namespace massline::rulebook {

namespace {

/// Ends the reading of a file whose rest can't be trusted; never leaves this file.
struct Unusable {};

/// yaml-cpp counts columns in bytes; people count characters.
class Lines {
 public:
  explicit Lines(const std::string& text) {
    std::size_t start = 0;
    while (true) {
      const std::size_t end = text.find('\n', start);
      lines_.push_back(text.substr(start, end == std::string::npos ? end : end - start));
      if (end == std::string::npos) break;
      start = end + 1;
    }
  }

  int column_of(int line, int byte_column) const {
    // On a line as long as nobody writes it, exact columns are not worth counting to its end again and again.
    constexpr int longest_counted = 2000;
    if (line < 0 || static_cast<std::size_t>(line) >= lines_.size() || byte_column < 0) return 1;
    if (byte_column > longest_counted) return byte_column + 1;
    int column = 1;
    const std::string& text = lines_[static_cast<std::size_t>(line)];
    for (int i = 0; i < byte_column && static_cast<std::size_t>(i) < text.size(); ++i)
      if ((static_cast<unsigned char>(text[static_cast<std::size_t>(i)]) & 0xC0) != 0x80) ++column;
    return column;
  }

 private:
  std::vector<std::string> lines_;
};

class TreeBuilder final : public YAML::EventHandler {
 public:
  TreeBuilder(const std::string& file, const Lines& lines, Problems& problems)
      : file_(file), lines_(lines), problems_(problems) {}

  YamlNode take() { return std::move(root_); }

  void OnDocumentStart(const YAML::Mark&) override {}
  void OnDocumentEnd() override {}

  void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    refuse_anchor(mark, anchor);
    add(YamlNode{YamlNode::Kind::null, position(mark), "", false, {}, {}});
  }

  void OnAlias(const YAML::Mark& mark, YAML::anchor_t) override {
    problems_.add(position(mark), "Anchors and aliases are not read here.", "Write the value out.");
    throw Unusable{};
  }

  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                const std::string& value) override {
    refuse_anchor(mark, anchor);
    refuse_tag(mark, tag);
    add(YamlNode{YamlNode::Kind::scalar, position(mark), value, tag == "!", {}, {}});
  }

  void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                       YAML::EmitterStyle::value) override {
    refuse_anchor(mark, anchor);
    refuse_tag(mark, tag);
    open(YamlNode{YamlNode::Kind::list, position(mark), "", false, {}, {}});
  }

  void OnSequenceEnd() override { close(); }

  void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                  YAML::EmitterStyle::value) override {
    refuse_anchor(mark, anchor);
    refuse_tag(mark, tag);
    open(YamlNode{YamlNode::Kind::map, position(mark), "", false, {}, {}});
  }

  void OnMapEnd() override { close(); }

 private:
  struct Open {
    YamlNode node;
    bool have_key = false;
    std::string key;
    Position key_at;
  };

  Position position(const YAML::Mark& mark) const {
    return {file_, mark.line + 1, lines_.column_of(mark.line, mark.column)};
  }

  void refuse_anchor(const YAML::Mark& mark, YAML::anchor_t anchor) {
    if (anchor == 0) return;
    problems_.add(position(mark), "Anchors and aliases are not read here.", "Write the value out.");
    throw Unusable{};
  }

  void refuse_tag(const YAML::Mark& mark, const std::string& tag) {
    if (tag.empty() || tag == "?" || tag == "!") return;
    problems_.add(position(mark), "The tag “" + tag + "” is not read here.", "Leave it out.");
  }

  void open(YamlNode node) {
    if (static_cast<int>(open_.size()) >= yaml_depth_max) {
      problems_.add(node.at, "This is nested deeper than " + std::to_string(yaml_depth_max) + " levels.",
                    "Write it flatter.");
      throw Unusable{};
    }
    if (!open_.empty() && open_.back().node.kind == YamlNode::Kind::map && !open_.back().have_key) {
      problems_.add(node.at, "A key must be a plain word.", "Write “key: value”.");
      throw Unusable{};
    }
    open_.push_back(Open{std::move(node), false, "", {}});
  }

  void close() {
    YamlNode node = std::move(open_.back().node);
    open_.pop_back();
    add(std::move(node));
  }

  void add(YamlNode node) {
    if (open_.empty()) {
      root_ = std::move(node);
      return;
    }
    Open& parent = open_.back();
    if (parent.node.items.size() >= yaml_entries_max || parent.node.entries.size() >= yaml_entries_max) {
      problems_.add(node.at, "This list or map has more than " + std::to_string(yaml_entries_max) + " entries.",
                    "Split it.");
      throw Unusable{};
    }
    if (parent.node.kind == YamlNode::Kind::list) {
      parent.node.items.push_back(std::move(node));
    } else if (!parent.have_key) {
      parent.have_key = true;
      parent.key = node.text;
      parent.key_at = node.at;
    } else {
      parent.have_key = false;
      add_entry(parent, std::move(node));
    }
  }

  void add_entry(Open& parent, YamlNode value) {
    for (const auto& entry : parent.node.entries) {
      if (entry.key != parent.key) continue;
      problems_.add(parent.key_at, "“" + parent.key + "” stands here twice.",
                    "Keep one; the first is in line " + std::to_string(entry.key_at.line) + ".");
      return;
    }
    parent.node.entries.push_back({parent.key, parent.key_at, std::move(value)});
  }

  const std::string& file_;
  const Lines& lines_;
  Problems& problems_;
  YamlNode root_;
  std::vector<Open> open_;
};

/// yaml-cpp takes a file with zero bytes for UTF-16 or UTF-32, and decodes it as such.
bool is_plain_text(std::string_view text) { return is_valid_utf8(text) && text.find('\0') == std::string_view::npos; }

/// The line of the first byte that is not UTF-8.
int line_of_bad_utf8(const std::string& text) {
  int line = 1;
  std::istringstream stream(text);
  for (std::string content; std::getline(stream, content); ++line)
    if (!is_plain_text(content)) return line;
  return 1;
}

}  // namespace

std::optional<YamlNode> parse_yaml(const std::string& file, const std::string& text, Problems& problems) {
  if (text.size() > yaml_bytes_max) {
    problems.add({file, 1, 1}, "The file is larger than 1 MiB.", "Split it.");
    return std::nullopt;
  }
  if (!is_plain_text(text)) {
    problems.add({file, line_of_bad_utf8(text), 1}, "This is not valid UTF-8.", "Save the file as UTF-8.");
    return std::nullopt;
  }
  const Lines lines(text);
  TreeBuilder builder(file, lines, problems);
  std::istringstream stream(text);
  try {
    YAML::Parser parser(stream);
    if (!parser.HandleNextDocument(builder)) {
      problems.add({file, 1, 1}, "The file is empty.", "Write what docs/rulebook.md says of it, or remove it.");
      return std::nullopt;
    }
    YamlNode root = builder.take();
    TreeBuilder second(file, lines, problems);
    if (parser.HandleNextDocument(second)) {
      problems.add(second.take().at, "A second document begins here.", "Keep one document a file.");
      return std::nullopt;
    }
    return root;
  } catch (const Unusable&) {
    return std::nullopt;
  } catch (const YAML::Exception& error) {
    const int line = error.mark.is_null() ? 0 : error.mark.line;
    const int column = error.mark.is_null() ? 0 : error.mark.column;
    problems.add({file, line + 1, lines.column_of(line, column)}, "This is not YAML: " + error.msg + ".",
                 "Look for a missing quote, bracket, colon or space before this place.");
    return std::nullopt;
  }
}

std::string_view kind_name(YamlNode::Kind kind) {
  switch (kind) {
    case YamlNode::Kind::null:
      return "nothing";
    case YamlNode::Kind::scalar:
      return "a text";
    case YamlNode::Kind::list:
      return "a list";
    case YamlNode::Kind::map:
      return "a map";
  }
  return "";
}

}  // namespace massline::rulebook
