// The units: who hangs under whom, and where the results of each stand. One writer; readers go through a View.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "standing/lines.h"
#include "standing/region.h"
#include "standing/side_table.h"
#include "standing/values.h"
#include "standing/versions.h"

namespace massline::standing {

inline constexpr std::uint32_t no_wide = 0xFFFFFFFF;

class Tree {
 public:
  /// Errors: check() fails where the nodes are not in preorder or two have one id.
  explicit Tree(std::span<const UnitNode> nodes);
  /// The columns come from a snapshot, which maps them.
  Tree(std::uint32_t units, std::uint32_t wides);

  std::uint32_t unit_count() const { return unit_count_; }
  std::uint32_t wide_count() const { return wide_count_; }
  std::size_t capacity() const { return capacity_; }

  // Writer.
  UnitRow parent(UnitRow unit) const { return parents_[unit]; }
  bool is_closed(UnitRow unit) const { return targets_[unit] == closed_target; }
  bool is_wide(UnitRow unit) const { return !is_closed(unit) && (targets_[unit] & wide_flag) != 0; }
  /// The wide line that a unit adds to: its own, or its parent's.
  std::uint32_t wide_of(UnitRow unit) const { return targets_[unit] & ~wide_flag; }
  std::uint32_t wide_parent(std::uint32_t wide) const { return wide_parents_[wide]; }
  UnitRow wide_unit(std::uint32_t wide) const { return wide_units_[wide]; }
  UnitRow first_child(UnitRow unit) const { return first_children_[unit]; }
  UnitRow next_sibling(UnitRow unit) const { return next_siblings_[unit]; }
  std::int64_t id(UnitRow unit) const { return ids_[unit]; }
  std::optional<UnitRow> row_of(std::int64_t id) const;
  bool is_below_or_same(UnitRow unit, UnitRow other) const;
  const std::uint32_t* targets() const { return targets_; }

  UnitRow add_unit(Change& change, std::int64_t id, UnitRow parent);
  /// Gives the unit a wide line of its own. The caller fills it.
  std::uint32_t make_wide(Change& change, UnitRow unit);
  void move(Change& change, UnitRow unit, UnitRow parent);
  void close(Change& change, UnitRow unit);
  void reopen(Change& change, UnitRow unit, UnitRow parent);
  /// Wide lines, each before its parent's.
  const std::vector<std::uint32_t>& fold_order();
  /// Counts changes of the structure.
  std::uint64_t structure() const { return structure_; }

  // Readers.
  std::uint32_t target(View& view, UnitRow unit) const { return view.get(targets_[unit]); }
  std::uint32_t units(View& view) const { return view.get(counts_->units); }
  UnitRow parent(View& view, UnitRow unit) const { return view.get(parents_[unit]); }
  std::vector<UnitRow> children(View& view, UnitRow unit) const;
  std::optional<UnitRow> row_of(View& view, std::int64_t id) const;

  /// Calls with the region of each column and the bytes in use, for snapshots. The index by id is not among them.
  template <class Visit>
  void each_column(const Visit& visit) {
    visit(parents_region_, std::size_t{unit_count_} * sizeof(UnitRow));
    visit(first_children_region_, std::size_t{unit_count_} * sizeof(UnitRow));
    visit(next_siblings_region_, std::size_t{unit_count_} * sizeof(UnitRow));
    visit(targets_region_, std::size_t{unit_count_} * sizeof(std::uint32_t));
    visit(ids_region_, std::size_t{unit_count_} * sizeof(std::int64_t));
    visit(wide_units_region_, std::size_t{wide_count_} * sizeof(UnitRow));
    visit(wide_parents_region_, std::size_t{wide_count_} * sizeof(std::uint32_t));
  }
  /// All rows, sorted by id, as a snapshot carries them.
  std::vector<UnitRow> sorted_by_id() const;
  Region& index_region() { return by_id_region_; }

 private:
  struct Counts {
    std::uint32_t units;
    std::uint32_t indexed;
  };
  void reserve();
  void link(std::span<const UnitNode> nodes);
  void link_child(Change& change, UnitRow unit, UnitRow parent);
  void unlink(Change& change, UnitRow unit);

  std::size_t capacity_ = 0;
  std::size_t wide_capacity_ = 0;
  std::uint32_t unit_count_ = 0;
  std::uint32_t wide_count_ = 0;
  std::uint32_t indexed_ = 0;
  std::uint64_t structure_ = 0;
  std::uint64_t folded_ = ~std::uint64_t{0};
  std::vector<std::uint32_t> fold_order_;

  Region parents_region_, first_children_region_, next_siblings_region_, targets_region_, ids_region_, by_id_region_;
  Region wide_units_region_, wide_parents_region_, counts_region_;
  UnitRow* parents_ = nullptr;
  UnitRow* first_children_ = nullptr;
  UnitRow* next_siblings_ = nullptr;
  std::uint32_t* targets_ = nullptr;
  std::int64_t* ids_ = nullptr;
  UnitRow* by_id_ = nullptr;  // rows sorted by id: of the first `indexed_` units; the rest stand in added_
  UnitRow* wide_units_ = nullptr;
  std::uint32_t* wide_parents_ = nullptr;
  Counts* counts_ = nullptr;
  SideTable added_;  // id → row + 1
};

}  // namespace massline::standing
