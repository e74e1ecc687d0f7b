#include "registry/import_units.h"

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <map>
#include <set>
#include <tuple>
#include <unordered_map>

#include "base/crypto.h"
#include "base/refusals.h"
#include "registry/add_tree.h"
#include "registry/import_rows.h"
#include "registry/refusals.h"
#include "registry/unit_rows.h"
#include "registry/unit_steps.h"

namespace massline::registry {

namespace {

namespace common = massline::refusals;

constexpr std::int32_t none = -1;
/// From here on, reading the whole tree and building the indexes anew are worth their fixed cost.
constexpr std::size_t large_import = 20'000;
constexpr std::size_t rows_a_batch = 4096;
constexpr std::size_t ids_at_once = 200;

double seconds_since(std::chrono::steady_clock::time_point start) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

/// A unit of the register or of the files. Nodes of the register come first.
struct Node {
  std::int32_t parent = none;
  std::int32_t row = none;  // of the file; none: it is in the register
  std::int64_t next_child = 1;
  RegionId region;
  UnitId id;
  std::string path;
  std::string_view kind, code, name;
};

/// The tree as it will be: what is there, and what the files add.
class Plan {
 public:
  Plan(Context& ctx, ImportRows& rows, std::vector<Unit> present)
      : ctx_(ctx), rows_(rows), present_(std::move(present)) {}

  /// Finds the parents of all rows and reports what does not fit. `under` is empty for the root.
  void resolve(UnitId under);
  /// Gives ids, regions and paths to the new units, in the order of the tree.
  void place();

  /// Units of the register that get new children.
  std::vector<std::int32_t> grown() const;
  std::int64_t present_rows() const { return present_rows_; }
  const std::vector<std::int32_t>& order() const { return order_; }
  const Node& node(std::int32_t index) const { return nodes_[static_cast<std::size_t>(index)]; }
  const ImportRow& row(const Node& node) const { return rows_.rows[static_cast<std::size_t>(node.row)]; }
  const std::vector<Unit>& present() const { return present_; }

 private:
  void load_present();
  std::int32_t anchor(UnitId under) const;
  void make_root();
  void add_rows();
  bool is_present(const ImportRow& row, std::int32_t index);
  void check_kind(const Node& node);

  Context& ctx_;
  ImportRows& rows_;
  std::vector<Unit> present_;
  std::vector<Node> nodes_;
  std::unordered_map<std::string_view, std::int32_t> by_code_;
  std::vector<std::int32_t> first_child_, next_sibling_, order_;
  std::int64_t present_rows_ = 0;
  std::map<std::pair<std::string_view, std::string_view>, bool> kinds_checked_;
};

void Plan::load_present() {
  std::unordered_map<std::int64_t, std::int32_t> by_id;
  by_id.reserve(present_.size());
  for (const Unit& unit : present_) {
    const auto index = static_cast<std::int32_t>(nodes_.size());
    const auto parent = by_id.find(unit.parent.value);  // by path: parents come first
    nodes_.push_back({parent == by_id.end() ? none : parent->second, none, unit.next_child, unit.region, unit.id,
                      unit.path, unit.kind, unit.code, unit.name});
    by_id.emplace(unit.id.value, index);
    by_code_.emplace(unit.code, index);
  }
}

/// In an empty register, several tops hang under a root that bears the organisation's name.
void Plan::make_root() {
  const auto& kinds = ctx_.rulebook.unit_kinds;
  const auto root = std::find_if(kinds.begin(), kinds.end(), [](const auto& kind) { return kind.under.empty(); });
  check(root != kinds.end(), "the check of the rulebook asks for a kind of unit that is a root");
  ImportRow row;
  row.code = ctx_.rulebook.jurisdiction.empty() ? "ROOT" : ctx_.rulebook.jurisdiction;
  row.name = ctx_.rulebook.organisation.zh;
  row.name_en = ctx_.rulebook.organisation.en;
  const auto kind = std::find(rows_.kinds.begin(), rows_.kinds.end(), root->id);
  row.kind = static_cast<std::uint16_t>(kind - rows_.kinds.begin());
  if (kind == rows_.kinds.end()) rows_.kinds.push_back(root->id);
  rows_.rows.push_back(std::move(row));
}

bool Plan::is_present(const ImportRow& row, std::int32_t index) {
  const Node& node = nodes_[static_cast<std::size_t>(index)];
  if (node.row != none) {
    const ImportRow& other = this->row(node);
    rows_.problem(
        row,
        "The code " + row.code + " stands in " + rows_.files[other.file] + ":" + std::to_string(other.line) + " too.",
        "Give each unit a code of its own.");
    return true;
  }
  const std::string_view parent = node.parent == none ? "" : nodes_[static_cast<std::size_t>(node.parent)].code;
  const bool same_parent = row.parent.empty() || row.parent == parent;
  if (node.kind == rows_.kinds[row.kind] && node.name == row.name && same_parent) {
    ++present_rows_;
    return true;
  }
  rows_.problem(row,
                "The register has " + row.code + " already, as “" + std::string(node.name) + "”, a " +
                    std::string(node.kind) + (parent.empty() ? "." : ", under " + std::string(parent) + "."),
                "Change the unit in the register, or give the row another code.");
  return true;
}

void Plan::add_rows() {
  nodes_.reserve(nodes_.size() + rows_.rows.size());
  by_code_.reserve(nodes_.size() + rows_.rows.size());
  for (std::size_t i = 0; i < rows_.rows.size(); ++i) {
    const ImportRow& row = rows_.rows[i];
    const auto [found, is_new] = by_code_.try_emplace(row.code, static_cast<std::int32_t>(nodes_.size()));
    if (!is_new && is_present(row, found->second)) continue;
    Node node;
    node.row = static_cast<std::int32_t>(i);
    node.kind = rows_.kinds[row.kind];
    node.code = row.code;
    node.name = row.name;
    nodes_.push_back(std::move(node));
  }
}

std::int32_t Plan::anchor(UnitId under) const {
  if (under) {
    for (std::size_t i = 0; i < present_.size(); ++i)
      if (present_[i].id == under) return static_cast<std::int32_t>(i);
    return none;
  }
  return present_.empty() ? none : 0;  // the root has the first path
}

/// Each pair of kinds is looked up once.
void Plan::check_kind(const Node& node) {
  const std::string_view parent = node.parent == none ? "" : nodes_[static_cast<std::size_t>(node.parent)].kind;
  auto [checked, is_new] = kinds_checked_.try_emplace({node.kind, parent}, false);
  if (is_new) {
    const rulebook::UnitKind* kind = ctx_.rulebook.unit_kind(node.kind);
    checked->second = parent.empty() ? kind->under.empty()
                                     : std::find(kind->under.begin(), kind->under.end(), parent) != kind->under.end();
  }
  if (checked->second) return;
  rows_.problem(row(node),
                "A " + std::string(node.kind) + " can't hang under " +
                    (parent.empty() ? "nothing" : "a " + std::string(parent)) + ".",
                "Look at “under” of the kind in organisation.yaml.");
}

void Plan::resolve(UnitId under) {
  load_present();
  const auto tops = static_cast<std::size_t>(
      std::count_if(rows_.rows.begin(), rows_.rows.end(), [](const ImportRow& row) { return row.parent.empty(); }));
  const bool make = present_.empty() && tops > 1;
  if (make) make_root();
  add_rows();
  const std::int32_t top = make ? by_code_.at(rows_.rows.back().code) : anchor(under);
  // Rows of one parent mostly stand together.
  auto last = by_code_.end();
  for (std::size_t i = present_.size(); i < nodes_.size(); ++i) {
    Node& node = nodes_[i];
    const ImportRow& row = this->row(node);
    if (row.parent.empty()) {
      node.parent = static_cast<std::int32_t>(i) == top ? none : top;
    } else if (last != by_code_.end() && last->first == row.parent) {
      node.parent = last->second;
    } else if (last = by_code_.find(row.parent); last != by_code_.end()) {
      node.parent = last->second;
    } else {
      rows_.problem(row, "No unit has the code " + row.parent + ", which is to be the parent.",
                    "Add the parent to the file, or correct its code.");
      continue;
    }
    check_kind(node);
  }
}

void Plan::place() {
  first_child_.assign(nodes_.size(), none);
  next_sibling_.assign(nodes_.size(), none);
  std::vector<std::int32_t> starts;
  for (std::size_t i = nodes_.size(); i-- > present_.size();) {
    const auto index = static_cast<std::int32_t>(i);
    const std::int32_t parent = nodes_[i].parent;
    if (parent == none) {
      starts.push_back(index);
    } else {
      next_sibling_[i] = first_child_[static_cast<std::size_t>(parent)];
      first_child_[static_cast<std::size_t>(parent)] = index;
    }
  }
  const auto push_children = [&](std::vector<std::int32_t>& stack, std::size_t parent) {
    const std::size_t from = stack.size();
    for (std::int32_t child = first_child_[parent]; child != none;
         child = next_sibling_[static_cast<std::size_t>(child)])
      stack.push_back(child);
    std::reverse(stack.begin() + static_cast<std::ptrdiff_t>(from), stack.end());
  };
  // Preorder, so that rows go into the indexes in the order of their paths. What can't be reached hangs in a circle.
  std::vector<std::int32_t> stack;
  for (std::size_t i = present_.size(); i-- > 0;) push_children(stack, i);
  stack.insert(stack.end(), starts.begin(), starts.end());
  order_.reserve(nodes_.size() - present_.size());
  while (!stack.empty()) {
    const std::int32_t index = stack.back();
    stack.pop_back();
    Node& node = nodes_[static_cast<std::size_t>(index)];
    node.id = ctx_.ids.make<UnitId>();
    if (node.parent == none) {
      node.path = root_path;
    } else {
      Node& parent = nodes_[static_cast<std::size_t>(node.parent)];
      node.path = child_path(parent.path, parent.next_child++);
      node.region = parent.region;
    }
    if (depth_of(node.path) <= 2) node.region = RegionId{node.id.value};
    order_.push_back(index);
    push_children(stack, static_cast<std::size_t>(index));
  }
  if (order_.size() == nodes_.size() - present_.size()) return;
  for (std::size_t i = present_.size(); i < nodes_.size(); ++i)
    if (nodes_[i].path.empty())
      rows_.problem(row(nodes_[i]), "The parents of " + std::string(nodes_[i].code) + " go round in a circle.",
                    "Let the chain of parents end at a unit without one.");
}

std::vector<std::int32_t> Plan::grown() const {
  std::vector<std::int32_t> out;
  for (std::size_t i = 0; i < present_.size(); ++i)
    if (nodes_[i].next_child != present_[i].next_child) out.push_back(static_cast<std::int32_t>(i));
  return out;
}

/// What the register has of the units that the rows name, each before those below it: the root, these units and their
/// parents. Few rows don't read the tree of a whole country.
std::vector<Unit> units_beside(db::Reader& in, const ImportRows& rows, UnitId under, Date on) {
  if (rows.rows.size() >= large_import) return units_of_tree(in, on);
  std::set<std::string_view> codes;
  for (const ImportRow& row : rows.rows) codes.insert({row.code, row.parent});
  codes.erase("");
  const std::vector<std::string_view> named(codes.begin(), codes.end());
  std::map<std::string, Unit> by_path;
  const auto take = [&](Unit unit) {
    if (unit.in_force(on)) by_path.try_emplace(unit.path, std::move(unit));
  };
  std::set<UnitId> others;
  if (under) others.insert(under);
  for (Unit& unit : find_units_by_code(in, named, on)) {
    if (unit.parent) others.insert(unit.parent);
    take(std::move(unit));
  }
  const std::vector<UnitId> ids(others.begin(), others.end());
  for (std::size_t first = 0; first < ids.size(); first += ids_at_once)
    for (Unit& unit : find_units(in, std::span(ids).subspan(first, std::min(ids_at_once, ids.size() - first))))
      take(std::move(unit));
  if (auto root = root_unit(in)) take(std::move(*root));
  std::vector<Unit> out;
  for (auto& [path, unit] : by_path) out.push_back(std::move(unit));
  return out;
}

void insert_units(Context& ctx, db::Transaction& tx, const Plan& plan) {
  static constexpr std::string_view columns[] = {"region",     "id",        "parent",  "path",        "kind",
                                                 "code",       "name",      "name_en", "setting",     "is_place",
                                                 "next_child", "from_date", "to_date", "merged_into", "version"};
  const Date today = ctx.today();
  std::vector<db::Value> cells;
  cells.reserve(rows_a_batch * std::size(columns));
  const auto flush = [&] {
    if (!cells.empty()) tx.bulk_insert("unit", columns, cells);
    cells.clear();
  };
  for (const std::int32_t index : plan.order()) {
    const Node& node = plan.node(index);
    const ImportRow& row = plan.row(node);
    cells.emplace_back(node.region);
    cells.emplace_back(node.id);
    if (node.parent == none)
      cells.emplace_back();
    else
      cells.emplace_back(plan.node(node.parent).id);
    cells.emplace_back(node.path);
    cells.emplace_back(node.kind);
    cells.emplace_back(node.code);
    cells.emplace_back(node.name);
    cells.push_back(row.name_en.empty() ? db::Value() : db::Value(row.name_en));
    cells.push_back(row.setting.empty() ? db::Value() : db::Value(row.setting));
    cells.emplace_back(ctx.rulebook.unit_kind(node.kind)->place);
    cells.emplace_back(node.next_child);
    cells.emplace_back(today);
    cells.emplace_back();
    cells.emplace_back();
    cells.emplace_back(1);
    if (depth_of(node.path) <= 2) tx.execute("INSERT INTO region(id, path) VALUES($1, $2)", {node.region, node.path});
    if (cells.size() >= rows_a_batch * std::size(columns)) flush();
  }
  flush();
  for (const std::int32_t index : plan.grown()) {
    const Node& node = plan.node(index);
    tx.execute("UPDATE unit SET next_child = $3 WHERE region = $1 AND id = $2",
               {node.region, node.id, node.next_child});
  }
}

void write_units(Context& ctx, db::Transaction& tx, const Plan& plan) {
  if (plan.order().size() < large_import || plan.order().size() < 4 * plan.present().size())
    return insert_units(ctx, tx, plan);
  const auto indexes = tx.take_indexes("unit");
  insert_units(ctx, tx, plan);
  tx.build_indexes(indexes);
}

/// One act for each region, with the digest of what was brought in.
void journal_import(Context& ctx, db::Transaction& tx, const journal::By& by, const Plan& plan) {
  std::map<RegionId, std::pair<std::int64_t, Digester>> by_region;
  for (const std::int32_t index : plan.order()) {
    const Node& node = plan.node(index);
    auto& [count, digester] = by_region[node.region];
    ++count;
    digester.add(node.id.value).add(node.code).add(node.name).add(node.kind).add(node.path);
  }
  for (auto& [region, imported] : by_region) {
    journal::append(tx, {region, ctx.clock.now(), by, "units.import", "unit-import", region.value,
                         std::to_string(imported.first) + " units", "", imported.second.finish()});
  }
  mark_tree_changed(tx);
}

/// Who may bring these rows in: by manage_units over every unit of the register that gets a child.
Result<journal::By> authorise_import(Context& ctx, const Actor& actor, const Plan& plan) {
  auto by = authorise(ctx.rulebook, actor, rulebook::Capability::manage_units,
                      plan.present().empty() ? root_path : std::string_view(plan.present().front().path));
  const auto grown = plan.grown();
  for (const std::int32_t index : grown) {
    by = authorise(ctx.rulebook, actor, rulebook::Capability::manage_units, plan.node(index).path);
    if (!by) return by;
  }
  return by;
}

}  // namespace

Result<ImportReport> import_units(Context& ctx, const Actor& actor, const std::string& path,
                                  const ImportOptions& options) {
  const auto started = std::chrono::steady_clock::now();
  ImportRows rows(ctx.rulebook, options.problems_max);
  std::error_code error;
  const bool opened =
      std::filesystem::is_directory(path, error) ? rows.read_folder(path, options.levels) : rows.read_own_form(path);
  if (!opened) return refuse(refusals::import_unreadable, {{"path", path}});
  ImportReport report;
  report.rows = static_cast<std::int64_t>(rows.rows.size()) + rows.problem_count;
  report.read_seconds = seconds_since(started);
  const auto writing = std::chrono::steady_clock::now();
  const std::size_t rows_read = rows.rows.size(), problems_read = rows.problems.size();
  const std::int64_t problem_count_read = rows.problem_count;

  auto result = ctx.store.command([&](db::Transaction& tx) -> Result<Done> {
    // The job may run twice: what an earlier run noted is taken back.
    rows.rows.resize(rows_read);
    rows.problems.resize(problems_read);
    rows.problem_count = problem_count_read;
    Plan plan(ctx, rows, units_beside(tx, rows, options.under, ctx.today()));
    const auto is_under = [&](const Unit& unit) { return unit.id == options.under; };
    if (options.under && std::none_of(plan.present().begin(), plan.present().end(), is_under))
      return refuse_field(common::not_found, "under");
    plan.resolve(options.under);
    report.present = plan.present_rows();
    if (rows.problem_count > 0) return Done{};
    plan.place();
    if (rows.problem_count > 0) return Done{};
    const auto by = authorise_import(ctx, actor, plan);
    if (!by) return tl::unexpected(by.error());
    if (plan.order().empty()) return Done{};
    write_units(ctx, tx, plan);
    journal_import(ctx, tx, *by, plan);
    report.added = static_cast<std::int64_t>(plan.order().size());
    return Done{};
  });
  if (!result) return tl::unexpected(result.error());
  std::stable_sort(rows.problems.begin(), rows.problems.end(), [](const ImportProblem& a, const ImportProblem& b) {
    return std::tie(a.file, a.line) < std::tie(b.file, b.line);
  });
  report.problem_count = rows.problem_count;
  report.problems = std::move(rows.problems);
  report.write_seconds = seconds_since(writing);
  return report;
}

}  // namespace massline::registry
