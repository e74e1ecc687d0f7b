#include "standing/tree.h"

#include <algorithm>
#include <numeric>

#include "base/result.h"

namespace massline::standing {

Tree::Tree(std::span<const UnitNode> nodes) : unit_count_(static_cast<std::uint32_t>(nodes.size())) {
  check(!nodes.empty() && nodes.size() < wide_flag / 2, "a tree has a root");
  reserve();
  link(nodes);
  const auto rows = sorted_by_id();
  std::copy(rows.begin(), rows.end(), by_id_);
  indexed_ = unit_count_;
  *counts_ = {unit_count_, indexed_};
}

Tree::Tree(std::uint32_t units, std::uint32_t wides) : unit_count_(units), wide_count_(wides), indexed_(units) {
  reserve();
  *counts_ = {unit_count_, indexed_};
}

/// Room for as many units again and a million more: a country makes some ten thousand new ones a year.
void Tree::reserve() {
  capacity_ = std::size_t{unit_count_} * 2 + 1'000'000;
  wide_capacity_ = capacity_;
  const auto column = [&](Region& region, auto*& pointer, std::size_t count, std::size_t expected) {
    using Value = std::remove_reference_t<decltype(*pointer)>;
    region = Region(count * sizeof(Value), expected * sizeof(Value));
    pointer = region.as<Value>();
  };
  column(parents_region_, parents_, capacity_, unit_count_);
  column(first_children_region_, first_children_, capacity_, unit_count_);
  column(next_siblings_region_, next_siblings_, capacity_, unit_count_);
  column(targets_region_, targets_, capacity_, unit_count_);
  column(ids_region_, ids_, capacity_, unit_count_);
  column(by_id_region_, by_id_, capacity_, unit_count_);
  column(wide_units_region_, wide_units_, wide_capacity_, 0);
  column(wide_parents_region_, wide_parents_, wide_capacity_, 0);
  column(counts_region_, counts_, 1, 0);
}

void Tree::link(std::span<const UnitNode> nodes) {
  check(nodes[0].parent == 0, "the first unit is the root");
  for (UnitRow unit = 0; unit < unit_count_; ++unit) {
    parents_[unit] = nodes[unit].parent;
    ids_[unit] = nodes[unit].id;
    first_children_[unit] = no_unit;
    next_siblings_[unit] = no_unit;
    check(unit == 0 || nodes[unit].parent < unit, "a parent stands before its children");
  }
  // From the end, so that children stay in order.
  for (UnitRow unit = unit_count_ - 1; unit > 0; --unit) {
    next_siblings_[unit] = first_children_[parents_[unit]];
    first_children_[parents_[unit]] = unit;
  }
  for (UnitRow unit = 0; unit < unit_count_; ++unit) {
    if (unit != 0 && first_children_[unit] == no_unit) {
      targets_[unit] = targets_[parents_[unit]] & ~wide_flag;
      continue;
    }
    targets_[unit] = wide_count_ | wide_flag;
    wide_units_[wide_count_] = unit;
    wide_parents_[wide_count_] = unit == 0 ? no_wide : targets_[parents_[unit]] & ~wide_flag;
    ++wide_count_;
  }
}

std::vector<UnitRow> Tree::sorted_by_id() const {
  std::vector<UnitRow> rows(unit_count_);
  std::iota(rows.begin(), rows.end(), 0u);
  if (!std::is_sorted(ids_, ids_ + unit_count_))
    std::sort(rows.begin(), rows.end(), [this](UnitRow a, UnitRow b) { return ids_[a] < ids_[b]; });
  return rows;
}

std::optional<UnitRow> Tree::row_of(std::int64_t id) const {
  const UnitRow* end = by_id_ + indexed_;
  const UnitRow* found = std::lower_bound(static_cast<const UnitRow*>(by_id_), end, id,
                                          [this](UnitRow row, std::int64_t wanted) { return ids_[row] < wanted; });
  if (found != end && ids_[*found] == id) return *found;
  const auto added = added_.find(static_cast<std::uint64_t>(id));
  if (added) return static_cast<UnitRow>(*added - 1);
  return std::nullopt;
}

std::optional<UnitRow> Tree::row_of(View& view, std::int64_t id) const {
  std::uint32_t low = 0, high = view.get(counts_->indexed);
  while (low < high && view.valid()) {
    const std::uint32_t middle = low + (high - low) / 2;
    if (ids_[view.get(by_id_[middle])] < id) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  if (view.valid() && low < view.get(counts_->indexed)) {
    const UnitRow row = view.get(by_id_[low]);
    if (view.valid() && ids_[row] == id) return row;
  }
  const auto added = added_.find(view, static_cast<std::uint64_t>(id));
  if (added) return static_cast<UnitRow>(*added - 1);
  return std::nullopt;
}

bool Tree::is_below_or_same(UnitRow unit, UnitRow other) const {
  while (unit != other && unit != 0) unit = parents_[unit];
  return unit == other;
}

std::vector<UnitRow> Tree::children(View& view, UnitRow unit) const {
  std::vector<UnitRow> out;
  for (UnitRow child = view.get(first_children_[unit]); view.valid() && child != no_unit;
       child = view.get(next_siblings_[child]))
    out.push_back(child);
  return out;
}

UnitRow Tree::add_unit(Change& change, std::int64_t id, UnitRow parent) {
  check(unit_count_ < capacity_, "there is room for the unit");
  check(is_wide(parent), "a parent has a wide line");
  check(!row_of(id), "the id is new");
  const UnitRow unit = unit_count_++;
  // Nobody reaches the row before the change below.
  ids_[unit] = id;
  first_children_[unit] = no_unit;
  change.set(counts_->units, unit_count_);
  change.set(targets_[unit], wide_of(parent));
  added_.put(change, static_cast<std::uint64_t>(id), std::uint64_t{unit} + 1);
  link_child(change, unit, parent);
  ++structure_;
  return unit;
}

std::uint32_t Tree::make_wide(Change& change, UnitRow unit) {
  check(!is_closed(unit) && !is_wide(unit), "the unit has no wide line yet");
  check(wide_count_ < wide_capacity_, "there is room for the wide line");
  const std::uint32_t wide = wide_count_++;
  wide_units_[wide] = unit;
  wide_parents_[wide] = wide_of(unit);
  change.set(targets_[unit], wide | wide_flag);
  ++structure_;
  return wide;
}

void Tree::move(Change& change, UnitRow unit, UnitRow parent) {
  check(is_wide(parent), "a parent has a wide line");
  unlink(change, unit);
  link_child(change, unit, parent);
  if (is_wide(unit)) {
    wide_parents_[wide_of(unit)] = wide_of(parent);
  } else {
    change.set(targets_[unit], wide_of(parent));
  }
  ++structure_;
}

void Tree::close(Change& change, UnitRow unit) {
  unlink(change, unit);
  if (is_wide(unit)) wide_parents_[wide_of(unit)] = no_wide;
  change.set(targets_[unit], closed_target);
  ++structure_;
}

void Tree::reopen(Change& change, UnitRow unit, UnitRow parent) {
  check(is_closed(unit) && is_wide(parent), "a unit comes back under one with a wide line");
  link_child(change, unit, parent);
  change.set(targets_[unit], wide_of(parent));
  ++structure_;
}

void Tree::link_child(Change& change, UnitRow unit, UnitRow parent) {
  change.set(parents_[unit], parent);
  change.set(next_siblings_[unit], first_children_[parent]);
  change.set(first_children_[parent], unit);
}

void Tree::unlink(Change& change, UnitRow unit) {
  const UnitRow parent = parents_[unit];
  if (first_children_[parent] == unit) {
    change.set(first_children_[parent], next_siblings_[unit]);
    return;
  }
  UnitRow before = first_children_[parent];
  while (next_siblings_[before] != unit) before = next_siblings_[before];
  change.set(next_siblings_[before], next_siblings_[unit]);
}

const std::vector<std::uint32_t>& Tree::fold_order() {
  if (folded_ == structure_) return fold_order_;
  std::vector<std::uint32_t> depth(wide_count_, 0);
  fold_order_.clear();
  for (std::uint32_t wide = 0; wide < wide_count_; ++wide) {
    if (is_closed(wide_units_[wide])) continue;
    for (std::uint32_t up = wide_parents_[wide]; up != no_wide; up = wide_parents_[up]) ++depth[wide];
    fold_order_.push_back(wide);
  }
  std::stable_sort(fold_order_.begin(), fold_order_.end(),
                   [&](std::uint32_t a, std::uint32_t b) { return depth[a] > depth[b]; });
  folded_ = structure_;
  return fold_order_;
}

}  // namespace massline::standing
