#include "cli/yaml_file.h"

#include <fmt/format.h>

#include "cli/runtime.h"

namespace massline::cli {

YAML::Node YamlFile::load() const {
  try {
    return YAML::LoadFile(path_.string());
  } catch (const YAML::Exception& error) {
    throw UserError(fmt::format("{}:{}: {}", path_.string(), error.mark.line + 1, error.msg));
  }
}

void YamlFile::fail(const YAML::Node& node, const std::string& what) const {
  throw UserError(fmt::format("{}:{}: {}", path_.string(), node.Mark().line + 1, what));
}

std::string YamlFile::text(const YAML::Node& node, const char* name) const {
  if (!node[name] || !node[name].IsScalar()) fail(node, fmt::format("“{}” is missing. Write {}: …", name, name));
  return node[name].as<std::string>();
}

std::string YamlFile::text_or_empty(const YAML::Node& node, const char* name) {
  return node[name] && node[name].IsScalar() ? node[name].as<std::string>() : std::string();
}

}  // namespace massline::cli
