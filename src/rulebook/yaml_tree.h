// A YAML file as a tree that knows where everything stands. Knows nothing of rulebooks.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "rulebook/problems.h"

namespace massline::rulebook {

struct YamlNode {
  struct Entry;
  enum class Kind { null, scalar, list, map } kind = Kind::null;
  Position at;
  std::string text;  // of a scalar
  bool quoted = false;
  std::vector<YamlNode> items;  // of a list
  std::vector<Entry> entries;   // of a map, in the file's order, each key once
};

struct YamlNode::Entry {
  std::string key;
  Position key_at;
  YamlNode value;
};

inline constexpr std::size_t yaml_bytes_max = 1 << 20;
inline constexpr int yaml_depth_max = 20;
inline constexpr std::size_t yaml_entries_max = 5000;  // of one list or map

/// Reads one document. Refuses (as problems) what is not valid UTF-8 or YAML, too large or deep, has more than one
/// document, anchors, aliases, tags, or a key twice. Nothing if the file can't be used at all.
std::optional<YamlNode> parse_yaml(const std::string& file, const std::string& text, Problems& problems);

/// "a text", "a list", "a map", "nothing"
std::string_view kind_name(YamlNode::Kind kind);

}  // namespace massline::rulebook
