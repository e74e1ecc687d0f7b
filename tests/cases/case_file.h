// A situation written down: a tree of units, people, what happens, and behind each line what must hold.
//
//   # comment
//   rulebook cpc
//   units:
//     country C
//       county K
//         petition-office office
//   people:
//     officer: petition-officer @office
//   at 2024-03-01 09:00
//   raise petition m1 place=@K what="The lamp is broken"
//   = received, with office, route due 2024-03-16
//   officer: step m1 forward unit=@K manner=forward
//   = forwarded, with K, notice due 2024-03-16
//
// Lines that begin with "=" are what the program says. The test fails where it says something else; with
// MASSLINE_UPDATE=1 in the environment the file is rewritten to what it says.
#pragma once

#include <map>
#include <string>
#include <vector>

namespace massline::cases {

struct UnitLine {
  std::string kind, key, under;
};

struct PersonLine {
  std::string key;
  std::vector<std::pair<std::string, std::string>> posts;  // kind, unit
};

/// One line of what happens.
struct Command {
  int line = 0;
  std::string who;                 // before the colon; may be empty
  std::vector<std::string> words;  // "step", "m1", "forward"
  std::map<std::string, std::string> values;
  std::string text() const;
  bool is(std::string_view verb) const { return !words.empty() && words[0] == verb; }
  std::string word(std::size_t index) const { return index < words.size() ? words[index] : ""; }
  std::string value(const std::string& key) const;
};

struct CaseFile {
  std::string rulebook;
  std::vector<UnitLine> units;
  std::vector<PersonLine> people;
  std::vector<std::string> lines;                         // all but those that begin with "="
  std::vector<std::pair<std::size_t, Command>> commands;  // index of their line in `lines`
};

/// Throws std::runtime_error with the line for what is not understood.
CaseFile parse_case(const std::string& text);

}  // namespace massline::cases
