// YAML: a tree has a place for everything in it; a refusal says where and what.
#include <string>

#include "base/result.h"
#include "base/text.h"
#include "fuzz/target.h"
#include "rulebook/yaml_tree.h"

namespace massline::fuzz {
namespace {

void check_node(const rulebook::YamlNode& node, int depth) {
  check(depth <= rulebook::yaml_depth_max + 1, "the tree is as deep as it may be");
  check(node.at.line >= 1 && node.at.column >= 1, "everything stands somewhere");
  check(is_valid_utf8(node.text), "texts are UTF-8");
  for (const auto& item : node.items) check_node(item, depth + 1);
  for (const auto& entry : node.entries) check_node(entry.value, depth + 1);
}

}  // namespace
}  // namespace massline::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace massline;
  rulebook::Problems problems;
  const auto tree = rulebook::parse_yaml("rulebook.yaml", std::string(fuzz::text_of(data, size)), problems);
  if (tree) fuzz::check_node(*tree, 0);
  if (!tree) check(!problems.empty(), "a file that can't be used has a problem");
  for (const auto& problem : problems.sorted()) check(!problem.what.empty(), "a problem says what is wrong");
  return 0;
}
