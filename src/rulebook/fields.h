// Reading the values of a rulebook's YAML: each function gives the value, or reports what is wrong and gives a default.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "rulebook/model.h"
#include "rulebook/yaml_tree.h"

namespace massline::rulebook {

/// The keys of one map. Every key that may stand there is asked for once; finish() reports the others.
class Fields {
 public:
  /// `what` names the thing in messages: "a step". Reports a node that is not a map.
  Fields(const YamlNode& node, std::string what, Problems& problems);

  const YamlNode* optional(std::string_view key);
  /// Reports a missing key, with `example` as what to write.
  const YamlNode* required(std::string_view key, std::string_view example);
  void finish();

  const Position& at() const { return node_.at; }
  const std::string& what() const { return what_; }
  Problems& problems() { return problems_; }

 private:
  const YamlNode& node_;
  std::string what_;
  Problems& problems_;
  std::vector<std::string> known_;
};

/// What to write where a text or a source is missing.
inline constexpr std::string_view text_example = "{en: …, zh: …}";
inline constexpr std::string_view source_example = "{document: …, place: …}";

/// A word as it was written, and where: what a reference is made of.
struct Word {
  std::string text;
  Position at;
};

// ---- single values; `node` may be null, which gives the default without a report

/// A text without control characters, not blank, at most `bytes_max` bytes.
std::string read_text(const YamlNode* node, Problems& problems, std::size_t bytes_max = 4000);
std::string read_id(const YamlNode* node, Problems& problems);
/// True for what begins the names of other rules, "topic/…", and so is no id of a procedure.
bool is_reserved_for_names(std::string_view id);
bool read_flag(const YamlNode* node, bool otherwise, Problems& problems);
int read_count(const YamlNode* node, int least, int most, int otherwise, Problems& problems);
std::optional<Date> read_date(const YamlNode* node, Problems& problems);
Length read_length(const YamlNode* node, Problems& problems);
LocalText read_local_text(const YamlNode* node, Problems& problems);
/// A map of document, place and (if it may) quote.
Source read_source(const YamlNode* node, Problems& problems);
Period read_period(const YamlNode* node, Problems& problems);
std::string read_jurisdiction(const YamlNode* node, Problems& problems);
/// One of `known`, or "" after a report.
std::string read_one_of(const YamlNode* node, const std::vector<std::string>& known, std::string_view what,
                        Problems& problems);

// ---- lists

/// Calls `read` for each item; reports what is not a list, and an empty one if `least` is 1.
void read_list(const YamlNode* node, std::size_t least, Problems& problems,
               const std::function<void(const YamlNode&)>& read);
/// A list of words, each once.
std::vector<Word> read_words(const YamlNode* node, std::size_t least, Problems& problems);
std::vector<std::string> texts_of(const std::vector<Word>& words);

/// Requires `id` and reads it, with its place; reports one that stands in `taken` already, and adds it.
std::string read_new_id(Fields& fields, std::vector<Word>& taken);

std::vector<NamedChoice> read_named_choices(const YamlNode* node, std::string_view what, std::size_t least,
                                            std::vector<Word>& taken, Problems& problems);

}  // namespace massline::rulebook
