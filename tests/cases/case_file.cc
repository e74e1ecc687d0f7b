#include "cases/case_file.h"

#include <sstream>
#include <stdexcept>

namespace massline::cases {

namespace {

[[noreturn]] void fail(std::size_t line, const std::string& what) {
  throw std::runtime_error("line " + std::to_string(line + 1) + ": " + what);
}

/// Words parted by blanks; quotes hold words together, also behind "=".
std::vector<std::string> words_of(const std::string& line, std::size_t number) {
  std::vector<std::string> out;
  std::string word;
  bool quoted = false, any = false;
  for (const char c : line) {
    if (c == '"') {
      quoted = !quoted;
      any = true;
    } else if (c == ' ' && !quoted) {
      if (any) out.push_back(word);
      word.clear();
      any = false;
    } else {
      word += c;
      any = true;
    }
  }
  if (quoted) fail(number, "a quote that does not end");
  if (any) out.push_back(word);
  return out;
}

Command command_of(const std::string& line, std::size_t number) {
  Command command;
  command.line = static_cast<int>(number + 1);
  for (const std::string& word : words_of(line, number)) {
    const std::size_t sign = word.find('=');
    if (command.words.empty() && command.who.empty() && word.size() > 1 && word.back() == ':') {
      command.who = word.substr(0, word.size() - 1);
    } else if (sign != std::string::npos && sign > 0 && word.find(' ') > sign) {
      command.values[word.substr(0, sign)] = word.substr(sign + 1);
    } else {
      command.words.push_back(word);
    }
  }
  return command;
}

void add_unit(CaseFile& file, std::vector<std::string>& above, const std::string& line, std::size_t number) {
  const std::size_t indent = line.find_first_not_of(' ');
  const std::size_t depth = indent / 2 - 1;
  const auto words = words_of(line.substr(indent), number);
  if (words.size() != 2 || depth > above.size())
    fail(number, "a unit is KIND KEY, two blanks deeper than what it hangs under");
  above.resize(depth);
  file.units.push_back({words[0], words[1], above.empty() ? "" : above.back()});
  above.push_back(words[1]);
}

void add_person(CaseFile& file, const std::string& line, std::size_t number) {
  const auto words = words_of(line, number);
  if (words.size() < 3 || words[0].back() != ':') fail(number, "a person is NAME: POST @UNIT, POST @UNIT");
  PersonLine person{words[0].substr(0, words[0].size() - 1), {}};
  for (std::size_t i = 1; i + 1 < words.size(); i += 2) {
    std::string unit = words[i + 1];
    if (unit.back() == ',') unit.pop_back();
    if (unit.empty() || unit[0] != '@') fail(number, "a post is held in @UNIT");
    person.posts.emplace_back(words[i], unit.substr(1));
  }
  file.people.push_back(std::move(person));
}

}  // namespace

std::string Command::value(const std::string& key) const {
  const auto found = values.find(key);
  return found == values.end() ? "" : found->second;
}

std::string Command::text() const {
  std::string out;
  for (const std::string& word : words) out += (out.empty() ? "" : " ") + word;
  return out;
}

CaseFile parse_case(const std::string& text) {
  CaseFile file;
  std::istringstream in(text);
  enum class Part { script, units, people } part = Part::script;
  std::vector<std::string> above;
  for (std::string line; std::getline(in, line);) {
    if (line.starts_with("=")) continue;
    file.lines.push_back(line);
    const std::size_t number = file.lines.size() - 1;
    if (line.empty() || line.starts_with("#")) continue;
    if (line[0] != ' ') part = Part::script;
    if (line == "units:") {
      part = Part::units;
    } else if (line == "people:") {
      part = Part::people;
    } else if (part == Part::units) {
      add_unit(file, above, line, number);
    } else if (part == Part::people) {
      add_person(file, line, number);
    } else if (line.starts_with("rulebook ")) {
      file.rulebook = line.substr(9);
    } else {
      file.commands.emplace_back(number, command_of(line, number));
    }
  }
  if (file.rulebook.empty()) fail(0, "a case names its rulebook");
  return file;
}

}  // namespace massline::cases
