#include <algorithm>

#include "access/access.h"

namespace massline::access {

namespace {

using rulebook::Capability;

/// Hands out parameter numbers, and puts the conditions together.
class Conditions {
 public:
  Conditions(std::string_view alias, int first_parameter) : alias_(alias), next_(first_parameter) {}

  std::string column(std::string_view name) const { return alias_ + "." + std::string(name); }

  std::string bind(db::Value value) {
    parameters_.push_back(std::move(value));
    return "$" + std::to_string(next_++);
  }

  template <class Values>
  std::string bind_list(const Values& values) {
    std::string out;
    for (const auto& value : values) out += (out.empty() ? "" : ", ") + bind(value);
    return "(" + out + ")";
  }

  std::vector<db::Value> take() { return std::move(parameters_); }

 private:
  std::string alias_;
  int next_;
  std::vector<db::Value> parameters_;
};

template <class T>
void add_once(std::vector<T>& values, T value) {
  if (std::find(values.begin(), values.end(), value) == values.end()) values.push_back(std::move(value));
}

/// The matters that no bar keeps from the viewer: is_barred() in SQL. A path is within a barred one exactly if the
/// barred one is the path itself or above it.
std::string not_barred(const Viewer& viewer, Conditions& conditions) {
  std::vector<std::string> paths;
  for (const HeldPost& post : viewer.posts)
    for (std::string& path : path_and_above(post.unit_path)) add_once(paths, std::move(path));
  std::string hit = paths.empty() ? std::string("1 = 0") : "bar.path IN " + conditions.bind_list(paths);
  if (viewer.person) hit += " OR bar.person = " + conditions.bind(viewer.person);
  return "NOT EXISTS (SELECT 1 FROM bar WHERE bar.region = " + conditions.column("region") +
         " AND bar.matter = " + conditions.column("id") + " AND (" + hit + "))";
}

/// The units below which the viewer reads everything, without those that lie in another of them.
std::vector<std::string> subtrees_of(const rulebook::Rulebook& rulebook, const Viewer& viewer) {
  std::vector<std::string> all, out;
  for (const HeldPost& post : viewer.posts) {
    const rulebook::PostKind* kind = rulebook.post(post.kind);
    if (kind != nullptr && kind->can(Capability::read_subtree)) add_once(all, post.unit_path);
  }
  for (const std::string& path : all) {
    const bool covered = std::any_of(all.begin(), all.end(),
                                     [&](const std::string& other) { return other != path && is_within(path, other); });
    if (!covered) out.push_back(path);
  }
  return out;
}

}  // namespace

Filter matters_not_barred(const Viewer& viewer, std::string_view alias, int first_parameter) {
  Conditions conditions(alias, first_parameter);
  std::string barrier = not_barred(viewer, conditions);
  return {"(" + barrier + ")", conditions.take()};
}

Filter readable_matters(const rulebook::Rulebook& rulebook, const Viewer& viewer, std::string_view alias,
                        int first_parameter) {
  if (viewer.posts.empty()) return {"(1 = 0)", {}};
  Conditions conditions(alias, first_parameter);
  const std::string barrier = not_barred(viewer, conditions);

  std::vector<UnitId> held, reading;
  for (const HeldPost& post : viewer.posts) {
    add_once(held, post.unit);
    const rulebook::PostKind* kind = rulebook.post(post.kind);
    if (kind != nullptr && (kind->can(Capability::read_unit) || kind->can(Capability::read_subtree)))
      add_once(reading, post.unit);
  }
  std::vector<std::string> ways;
  if (!reading.empty()) {
    for (const char* column : {"unit", "sender", "escalated"})
      ways.push_back(conditions.column(column) + " IN " + conditions.bind_list(reading));
  }
  if (viewer.person) {
    ways.push_back("(" + conditions.column("handler") + " = " + conditions.bind(viewer.person) + " AND " +
                   conditions.column("unit") + " IN " + conditions.bind_list(held) + ")");
  }
  std::string within;
  for (const std::string& path : subtrees_of(rulebook, viewer)) {
    within += (within.empty() ? "" : " OR ") + ("substr(unit.path, 1, " + std::to_string(path.size()) + ") = ") +
              conditions.bind(path);
  }
  if (!within.empty()) {
    // The responsible unit may be of another region than the matter, such as an office under the root.
    ways.push_back("(" + conditions.column("confidential") + " = 0 AND EXISTS (SELECT 1 FROM unit WHERE unit.id = " +
                   conditions.column("unit") + " AND (" + within + ")))");
  }
  if (ways.empty()) return {"(1 = 0)", {}};
  std::string any;
  for (const std::string& way : ways) any += (any.empty() ? "" : " OR ") + way;
  return {"(" + barrier + " AND (" + any + "))", conditions.take()};
}

}  // namespace massline::access
