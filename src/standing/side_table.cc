#include "standing/side_table.h"

#include "base/result.h"

namespace massline::standing {
namespace {

constexpr std::uint64_t first_capacity = 64;

std::uint64_t spread(std::uint64_t key) {
  key = (key ^ (key >> 32)) * 0x9E3779B97F4A7C15ull;
  return key ^ (key >> 29);
}

}  // namespace

SideTable::SideTable() : head_region_(sizeof(Head)), head_(head_region_.as<Head>()) {
  regions_.emplace_back(first_capacity * sizeof(Entry));
  *head_ = {reinterpret_cast<std::uintptr_t>(regions_.back().data()), first_capacity - 1};
}

/// The entry of the key, or the free one where it would stand.
SideTable::Entry* SideTable::slot_of(std::uint64_t key) const {
  auto* entries = reinterpret_cast<Entry*>(head_->entries);
  std::uint64_t at = spread(key) & head_->mask;
  while (entries[at].key != key && entries[at].key != 0) at = (at + 1) & head_->mask;
  return &entries[at];
}

std::optional<std::uint64_t> SideTable::find(std::uint64_t key) const {
  const Entry* entry = slot_of(key);
  if (entry->key == 0 || entry->value == 0) return std::nullopt;
  return entry->value;
}

std::optional<std::uint64_t> SideTable::find(View& view, std::uint64_t key) const {
  const Head head{view.get(head_->entries), view.get(head_->mask)};
  const auto* entries = reinterpret_cast<const Entry*>(head.entries);
  for (std::uint64_t at = spread(key) & head.mask; view.valid(); at = (at + 1) & head.mask) {
    Entry entry{};
    view.copy(&entry, &entries[at], sizeof(entry));
    if (entry.key == 0 || (entry.key == key && entry.value == 0)) return std::nullopt;
    if (entry.key == key) return entry.value;
  }
  return std::nullopt;
}

void SideTable::put(Change& change, std::uint64_t key, std::uint64_t value) {
  check(value != 0, "a value of the side table is not 0");
  Entry* entry = slot_of(key);
  if (entry->key == 0) {
    if ((used_ + 1) * 2 > head_->mask) {
      grow(change);
      entry = slot_of(key);
    }
    ++used_;
    change.set(entry->key, key);
  }
  change.set(entry->value, value);
}

void SideTable::erase(Change& change, std::uint64_t key) {
  Entry* entry = slot_of(key);
  if (entry->key != 0 && entry->value != 0) change.set(entry->value, std::uint64_t{0});
}

std::vector<SideTable::Entry> SideTable::entries() const {
  std::vector<Entry> out;
  const auto* all = reinterpret_cast<const Entry*>(head_->entries);
  for (std::uint64_t at = 0; at <= head_->mask; ++at) {
    if (all[at].key != 0 && all[at].value != 0) out.push_back(all[at]);
  }
  return out;
}

void SideTable::grow(Change& change) {
  const auto kept = entries();
  std::uint64_t capacity = first_capacity;
  while (capacity < kept.size() * 4 + 4) capacity *= 2;
  regions_.emplace_back(capacity * sizeof(Entry));
  auto* fresh = regions_.back().as<Entry>();
  for (const Entry& entry : kept) {
    std::uint64_t at = spread(entry.key) & (capacity - 1);
    while (fresh[at].key != 0) at = (at + 1) & (capacity - 1);
    fresh[at] = entry;
  }
  // Both words change at once for readers, since they belong to one change.
  change.set(head_->entries, static_cast<std::uint64_t>(reinterpret_cast<std::uintptr_t>(fresh)));
  change.set(head_->mask, capacity - 1);
  used_ = kept.size();
}

}  // namespace massline::standing
