// Every message of the check, by the cases under tests/rulebook_bad: see the README there.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "rulebook/model.h"
#include "support/temp_dir.h"

namespace massline::rulebook {

namespace {

namespace fs = std::filesystem;

const fs::path bad_folder = fs::path(MASSLINE_SOURCE_DIR) / "tests" / "rulebook_bad";

std::string content_of(const fs::path& path) {
  std::ifstream stream(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), {}};
}

void write(const fs::path& path, const std::string& content) { std::ofstream(path, std::ios::binary) << content; }

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> out;
  std::istringstream stream(text);
  for (std::string line; std::getline(stream, line);) out.push_back(line);
  return out;
}

struct Edit {
  std::string file, before, after;
};

struct Case {
  std::string head;  // all before the expectation
  std::vector<Edit> edits;
  std::string expected;
};

Case read_case(const fs::path& path) {
  Case out;
  bool expecting = false;
  for (const auto& line : lines_of(content_of(path))) {
    if (expecting) {
      out.expected += line + "\n";
      continue;
    }
    out.head += line + "\n";
    if (line == "===")
      expecting = true;
    else if (line.starts_with("--- "))
      out.edits.push_back({line.substr(4), "", ""});
    else if (line.starts_with("-"))
      out.edits.back().before += line.substr(1) + "\n";
    else if (line.starts_with("+"))
      out.edits.back().after += line.substr(1) + "\n";
  }
  return out;
}

void apply(const Edit& edit, const fs::path& folder) {
  const fs::path path = folder / edit.file;
  if (edit.before.empty() && edit.after.empty()) {
    ASSERT_TRUE(fs::remove(path)) << edit.file;
  } else if (edit.before.empty()) {
    write(path, edit.after);
  } else {
    std::string text = content_of(path);
    const std::size_t at = text.find(edit.before);
    ASSERT_NE(at, std::string::npos) << edit.file << " lacks\n" << edit.before;
    ASSERT_EQ(text.find(edit.before, at + 1), std::string::npos) << edit.file << " has twice\n" << edit.before;
    write(path, text.replace(at, edit.before.size(), edit.after));
  }
}

std::string report_of(const fs::path& folder) {
  const auto result = read_rulebook(folder.string());
  EXPECT_EQ(result.rulebook == nullptr, !result.problems.empty());
  std::string out;
  for (const auto& problem : result.problems) out += to_string(problem) + "\n";
  return out;
}

std::vector<fs::path> case_files() {
  std::vector<fs::path> out;
  for (const auto& entry : fs::directory_iterator(bad_folder / "cases")) out.push_back(entry.path());
  std::sort(out.begin(), out.end());
  return out;
}

class BadRulebook : public testing::TestWithParam<fs::path> {};

}  // namespace

TEST_P(BadRulebook, IsReportedAsExpected) {
  const Case one = read_case(GetParam());
  ASSERT_FALSE(one.edits.empty());
  test::TempDir folder;
  fs::copy(bad_folder / "good", folder.path(), fs::copy_options::recursive);
  for (const auto& edit : one.edits) apply(edit, folder.path());
  const std::string report = report_of(folder.path());
  EXPECT_NE(report, "") << "nothing was found";
  if (std::getenv("MASSLINE_UPDATE") != nullptr) {
    write(GetParam(), one.head + report);
  } else {
    EXPECT_EQ(report, one.expected);
  }
}

INSTANTIATE_TEST_SUITE_P(Cases, BadRulebook, testing::ValuesIn(case_files()), [](const auto& one) {
  std::string name = one.param.stem().string();
  std::replace(name.begin(), name.end(), '-', '_');
  return name;
});

TEST(BadRulebooks, TheGoodOneIsGood) { EXPECT_EQ(report_of(bad_folder / "good"), ""); }

TEST(BadRulebooks, MissingFolder) {
  EXPECT_EQ(report_of("/nowhere/at/all"),
            "/nowhere/at/all: There is no such folder. Name the folder that holds rulebook.yaml.\n");
}

TEST(BadRulebooks, InvalidUtf8) {
  test::TempDir folder;
  fs::copy(bad_folder / "good", folder.path(), fs::copy_options::recursive);
  folder.write("text/en.yaml", "request.received: We have\nother: \xC3\x28\n");
  EXPECT_EQ(report_of(folder.path()), "text/en.yaml:2:1: This is not valid UTF-8. Save the file as UTF-8.\n");
}

TEST(BadRulebooks, TooLarge) {
  test::TempDir folder;
  fs::copy(bad_folder / "good", folder.path(), fs::copy_options::recursive);
  folder.write("text/en.yaml", std::string((1 << 20) + 1, '#'));
  EXPECT_EQ(report_of(folder.path()), "text/en.yaml:1:1: The file is larger than 1 MiB. Split it.\n");
}

TEST(BadRulebooks, TooManyEntries) {
  test::TempDir folder;
  fs::copy(bad_folder / "good", folder.path(), fs::copy_options::recursive);
  std::string text;
  for (int i = 0; i <= 5000; ++i) text += "k" + std::to_string(i) + ": x\n";
  folder.write("text/en.yaml", text);
  EXPECT_EQ(report_of(folder.path()), "text/en.yaml:5001:1: This list or map has more than 5000 entries. Split it.\n");
}

TEST(BadRulebooks, TooManyProblems) {
  test::TempDir folder;
  fs::copy(bad_folder / "good", folder.path(), fs::copy_options::recursive);
  std::string text;
  for (int i = 0; i < 3000; ++i) text += "k" + std::to_string(i) + ": x\n";
  folder.write("text/en.yaml", text);
  const auto result = read_rulebook(folder.path().string());
  ASSERT_EQ(result.problems.size(), 1001U);
  EXPECT_EQ(result.problems.back().what, "There are more problems than these.");
}

TEST(BadRulebooks, AFolderInPlaceOfAFile) {
  test::TempDir folder;
  fs::copy(bad_folder / "good", folder.path(), fs::copy_options::recursive);
  fs::remove(folder.path() / "channels.yaml");
  fs::create_directory(folder.path() / "channels.yaml");
  EXPECT_EQ(report_of(folder.path()), "channels.yaml: This file is missing. Write it as docs/rulebook.md describes.\n");
}

/// Whatever is cut off a file, reading it ends with problems or a rulebook, and not otherwise.
TEST(BadRulebooks, AnyBeginningOfAFileIsHandled) {
  test::TempDir folder;
  fs::copy(bad_folder / "good", folder.path(), fs::copy_options::recursive);
  const std::string whole = content_of(bad_folder / "good" / "procedures" / "request.yaml");
  for (std::size_t size = 0; size < whole.size(); size += 97) {
    write(folder.path() / "procedures" / "request.yaml", whole.substr(0, size));
    EXPECT_NE(report_of(folder.path()), "") << size;
  }
}

}  // namespace massline::rulebook
