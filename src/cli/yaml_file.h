// A YAML file that an operator gives: its texts, and what is wrong with it by file and line.
#pragma once

#include <yaml-cpp/yaml.h>

#include <filesystem>
#include <string>

namespace massline::cli {

class YamlFile {
 public:
  explicit YamlFile(std::filesystem::path path) : path_(std::move(path)) {}

  /// Throws UserError.
  YAML::Node load() const;
  /// Throws UserError: "samples/county.yaml:12: what".
  [[noreturn]] void fail(const YAML::Node& node, const std::string& what) const;
  /// Throws UserError if there is no such text.
  std::string text(const YAML::Node& node, const char* name) const;
  static std::string text_or_empty(const YAML::Node& node, const char* name);

 private:
  std::filesystem::path path_;
};

}  // namespace massline::cli
