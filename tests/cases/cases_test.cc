// Every file tests/cases/*.case is one test.
#include <gtest/gtest.h>

#include <algorithm>
#include <cctype>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "cases/case_commands.h"
#include "cases/case_file.h"
#include "cases/case_world.h"

namespace massline::cases {

namespace {

std::string read_file(const std::filesystem::path& path) {
  std::ifstream in(path);
  std::ostringstream out;
  out << in.rdbuf();
  return out.str();
}

std::vector<std::filesystem::path> case_files() {
  std::vector<std::filesystem::path> out;
  for (const auto& entry : std::filesystem::directory_iterator(std::string(MASSLINE_SOURCE_DIR) + "/tests/cases"))
    if (entry.path().extension() == ".case") out.push_back(entry.path());
  std::sort(out.begin(), out.end());
  return out;
}

/// The file as it would be if everything in it held.
std::string run(const std::string& text) {
  const CaseFile file = parse_case(text);
  World world(file);
  std::vector<std::vector<std::string>> said(file.lines.size());
  for (const auto& [line, command] : file.commands) {
    try {
      said[line] = carry_out(world, command);
    } catch (const std::exception& error) {
      throw std::runtime_error(file.lines[line] + "\n" + error.what());
    }
  }
  std::string out;
  for (std::size_t i = 0; i < file.lines.size(); ++i) {
    out += file.lines[i] + "\n";
    for (const std::string& line : said[i]) out += "= " + line + "\n";
  }
  return out;
}

class Case : public testing::TestWithParam<std::filesystem::path> {};

TEST_P(Case, Holds) {
  const std::string expected = read_file(GetParam());
  const std::string actual = run(expected);
  const char* update = std::getenv("MASSLINE_UPDATE");
  if (update != nullptr && std::string(update) == "1" && actual != expected) {
    std::ofstream(GetParam()) << actual;
    GTEST_SKIP() << "rewritten";
  }
  EXPECT_EQ(actual, expected);
}

INSTANTIATE_TEST_SUITE_P(All, Case, testing::ValuesIn(case_files()), [](const auto& parameter) {
  std::string name = parameter.param.stem().string();
  std::replace_if(
      name.begin(), name.end(), [](unsigned char c) { return std::isalnum(c) == 0; }, '_');
  return name;
});

}  // namespace

}  // namespace massline::cases
