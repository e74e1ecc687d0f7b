// The house rules that a compiler does not check: who includes whom, how long things are, what is left undone.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cctype>
#include <filesystem>
#include <fstream>
#include <map>
#include <regex>
#include <set>
#include <sstream>
#include <string>
#include <vector>

namespace fs = std::filesystem;

namespace {

const fs::path source_dir = MASSLINE_SOURCE_DIR;

std::vector<std::string> lines_of(const fs::path& file) {
  std::ifstream in(file);
  EXPECT_TRUE(in) << file;
  std::vector<std::string> lines;
  for (std::string line; std::getline(in, line);) lines.push_back(line);
  return lines;
}

std::vector<fs::path> files_below(const fs::path& folder, const std::set<std::string>& endings) {
  std::vector<fs::path> files;
  for (auto entry = fs::recursive_directory_iterator(folder); entry != fs::recursive_directory_iterator(); ++entry) {
    const std::string name = entry->path().filename().string();
    if (entry->is_directory() && (name == "node_modules" || name == "dist" || name == "out"))
      entry.disable_recursion_pending();
    if (entry->is_regular_file() && endings.contains(entry->path().extension().string()))
      files.push_back(entry->path());
  }
  return files;
}

/// Tests, and the headers that several tests share.
bool is_for_tests(const fs::path& file) {
  const std::string stem = file.stem().string();
  return stem.ends_with("_test") || stem.ends_with("_world") || stem.ends_with("_fixture") || stem.starts_with("test_");
}

std::set<std::string> words_of(const std::string& text) {
  std::istringstream in(text);
  std::set<std::string> words;
  for (std::string word; in >> word;) words.insert(word);
  return words;
}

/// The table of ARCHITECTURE.md: folder → folders that it may include.
std::map<std::string, std::set<std::string>> allowed_includes() {
  std::map<std::string, std::set<std::string>> table;
  const std::regex row(R"(^\| `([a-z]+)` \|.*\|([a-z ]*)\|$)");
  for (const auto& line : lines_of(source_dir / "ARCHITECTURE.md")) {
    std::smatch match;
    if (std::regex_match(line, match, row)) table[match[1]] = words_of(match[2]);
  }
  return table;
}

/// What a file declares in its anonymous namespaces, at their top: name → the line, where it says the same in any file
/// (an alias); else "".
std::map<std::string, std::string> anonymous_names(const fs::path& file) {
  const std::regex alias(R"(^(?:using|namespace) (?:(\w+) = .*|.*?(\w+);.*))");
  const std::regex type(R"(^(?:struct|class|enum class|enum|union) (\w+)[^(;]*\{?$)");
  const std::regex constant(R"(^[^(={;]*?(\w+)(?:\[\w*\])?(?: =|\{| \{|;).*)");
  const std::regex function(R"(^[^(=]*?(\w+)\(.*)");
  std::map<std::string, std::string> names;
  bool inside = false;
  for (std::string line : lines_of(file)) {
    if (line == "namespace {") inside = true;
    if (line.starts_with("}  // namespace")) inside = false;
    line = std::regex_replace(line, std::regex(R"(\[\[.*?\]\] )"), "");
    std::smatch match;
    if (!inside || line.empty() || !std::isalpha(static_cast<unsigned char>(line.front())) ||
        line.starts_with("TEST") || line.starts_with("template") || line.starts_with("static_assert") ||
        line.starts_with("namespace {") || line.starts_with("using namespace"))
      continue;
    if (std::regex_match(line, match, alias)) {
      names.emplace(match[1].matched ? match[1] : match[2], line);
    } else if (std::regex_match(line, match, type) || std::regex_match(line, match, constant) ||
               std::regex_match(line, match, function)) {
      names.emplace(match[1], "");
    }
  }
  return names;
}

/// The folder that is one library, with the tests beside it as one program. What is compiled for AVX2 stands alone.
std::string unit_of(const fs::path& file) {
  const std::string stem = file.stem().string();
  if (stem.ends_with("_avx2")) return file.string();
  fs::path folder = file.parent_path();
  while (!fs::exists(folder / "CMakeLists.txt")) folder = folder.parent_path();
  return folder.string() + (stem.ends_with("_test") ? " (tests)" : "");
}

TEST(Tidy, AnonymousNamesAreUniqueInALibrary) {
  std::map<std::string, std::map<std::string, std::pair<fs::path, std::string>>> known;
  for (const char* folder : {"src", "tests"}) {
    for (const auto& file : files_below(source_dir / folder, {".cc"})) {
      for (const auto& [name, line] : anonymous_names(file)) {
        const auto& [other, other_line] = known[unit_of(file)].emplace(name, std::pair(file, line)).first->second;
        EXPECT_TRUE(other == file || (!line.empty() && line == other_line))
            << name << " is in " << other << " and in " << file
            << ": share it in a header if it is the same, else name one of them more clearly (docs/decisions/0039)";
      }
    }
  }
}

TEST(Tidy, FoldersIncludeOnlyWhatTheTableAllows) {
  const auto allowed = allowed_includes();
  ASSERT_GE(allowed.size(), 10u);
  const std::regex include(R"(^#include "([a-z0-9_]+)/.*)");
  for (const auto& file : files_below(source_dir / "src", {".h", ".cc"})) {
    const auto inside = fs::relative(file, source_dir / "src");
    const std::string folder = inside.begin()->string();
    if (folder == "main.cc") continue;
    ASSERT_TRUE(allowed.contains(folder)) << "ARCHITECTURE.md does not list src/" << folder;
    const bool is_test = is_for_tests(file);
    const bool is_transport = folder == "http" && inside.string().starts_with("http/server/");
    for (const auto& line : lines_of(file)) {
      std::smatch match;
      if (!std::regex_match(line, match, include)) continue;
      const std::string other = match[1];
      if (other == folder || (is_test && other == "support")) continue;
      if (is_transport) {
        EXPECT_EQ(other, "base") << file << ": " << line;
      } else {
        EXPECT_TRUE(allowed.at(folder).contains(other)) << file << ": " << line;
      }
    }
  }
}

TEST(Tidy, FoldersOfTheTableAreThere) {
  for (const auto& [folder, others] : allowed_includes())
    EXPECT_TRUE(fs::exists(source_dir / "src" / folder / "CMakeLists.txt")) << folder;
}

TEST(Tidy, FilesNamedInTheArchitectureAreThere) {
  const std::regex named(R"(`((?:src|docs|api|tests|web|rulebooks|samples|bench|script)/[A-Za-z0-9_./-]*)`)");
  for (const auto& line : lines_of(source_dir / "ARCHITECTURE.md")) {
    for (auto match = std::sregex_iterator(line.begin(), line.end(), named); match != std::sregex_iterator(); ++match)
      EXPECT_TRUE(fs::exists(source_dir / (*match)[1].str())) << (*match)[1];
  }
}

TEST(Tidy, SourcesAreShortAndPlain) {
  for (const auto& file : files_below(source_dir / "src", {".h", ".cc"})) {
    const auto lines = lines_of(file);
    EXPECT_LE(lines.size(), 500u) << file << ": is it one thing?";
    for (std::size_t i = 0; i < lines.size(); ++i) {
      EXPECT_LE(lines[i].size(), 240u) << file << ":" << i + 1;
      EXPECT_EQ(lines[i].find('\t'), std::string::npos) << file << ":" << i + 1 << ": a tab";
    }
  }
}

TEST(Tidy, NothingIsLeftUndone) {
  const std::regex undone(R"(\b(TO)(DO)\b|\b(FIX)(ME)\b|\bXXX\b|\b(HA)(CK)\b)");
  for (const char* folder : {"src", "web/src", "rulebooks", "tests", "script"}) {
    if (!fs::exists(source_dir / folder)) continue;
    for (const auto& file : files_below(source_dir / folder, {".h", ".cc", ".ts", ".tsx", ".yaml", ".sh", ".mjs"})) {
      for (const auto& line : lines_of(file)) EXPECT_FALSE(std::regex_search(line, undone)) << file << ": " << line;
    }
  }
}

TEST(Tidy, HeadersHaveAPurposeAndAGuard) {
  for (const auto& file : files_below(source_dir / "src", {".h"})) {
    const auto lines = lines_of(file);
    ASSERT_FALSE(lines.empty()) << file;
    EXPECT_TRUE(lines.front().starts_with("// ")) << file << ": begin with what it is for";
    EXPECT_NE(std::find(lines.begin(), lines.end(), "#pragma once"), lines.end()) << file;
  }
}

TEST(Tidy, OnlyTheTransportKnowsBoost) {
  for (const auto& file : files_below(source_dir / "src", {".h", ".cc"})) {
    if (file.string().find("/http/server/") != std::string::npos) continue;
    for (const auto& line : lines_of(file)) EXPECT_EQ(line.find("#include <boost/"), std::string::npos) << file;
  }
}

TEST(Tidy, SqlKnowsOnlyNumberedParameters) {
  // A literal value inside SQL text is how injection begins: concatenation into a query is for column lists alone.
  const std::regex suspicious(R"re((WHERE|VALUES|SET)[^"]*" *\+ *(name|text|value)\b)re");
  for (const auto& file : files_below(source_dir / "src", {".cc"})) {
    if (is_for_tests(file)) continue;
    for (const auto& line : lines_of(file)) EXPECT_FALSE(std::regex_search(line, suspicious)) << file << ": " << line;
  }
}

}  // namespace
