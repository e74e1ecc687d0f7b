#include "standing/versions.h"

#include "base/result.h"

namespace massline::standing {

Versions::Versions() : log_region_(log_capacity * sizeof(Entry)), entries_(log_region_.as<Entry>()) {}

void View::copy(void* to, const void* from, std::size_t bytes) {
  auto* copied = static_cast<std::byte*>(to);
  const auto* shared = static_cast<const std::byte*>(from);
  for (std::size_t at = 0; at < bytes; at += sizeof(std::uint64_t)) {
    const std::uint64_t word = load_word(shared + at);
    std::memcpy(copied + at, &word, sizeof(word));
  }
  const std::uint64_t now = versions_.version_.load(std::memory_order_acquire);
  if (now == base_) return;
  if (now <= base_ + 2) versions_.put_back(base_, copied, shared, bytes);
  // The log belongs to the change that began after `base_` until the next one begins.
  if (versions_.version_.load(std::memory_order_acquire) > base_ + 2) valid_ = false;
}

/// The oldest value of a word wins, so the log is read from its end. While the log still is the one of an earlier
/// change, this one has written nothing.
void Versions::put_back(std::uint64_t base, std::byte* copy, const std::byte* from, std::size_t bytes) const {
  const auto first = reinterpret_cast<std::uintptr_t>(from);
  const std::uint64_t logged = logged_.load(std::memory_order_acquire);
  constexpr std::uint64_t count = (std::uint64_t{1} << log_count_bits) - 1;
  if ((logged & ~count) != logged_by(base + 1)) return;
  for (std::uint64_t i = logged & count; i-- > 0;) {
    const std::uint64_t word = load_word(&entries_[i].word);
    if (word < first || word >= first + bytes) continue;
    const std::uint64_t before = load_word(&entries_[i].before);
    std::memcpy(copy + (word - first), &before, sizeof(before));
  }
}

void Versions::begin_change() {
  // A courtesy with an end: a reader who fails again and again gets up to a thousand turns.
  for (int turn = 0; turn < 1000 && wishes_.load(std::memory_order_relaxed) > 0; ++turn) std::this_thread::yield();
  version_.store(version_.load(std::memory_order_relaxed) + 1, std::memory_order_release);
  noted_ = 0;
  publish();
}

void Versions::end_change() {
  check(noted_ <= log_capacity, "a change fits the log");
  version_.store(version_.load(std::memory_order_relaxed) + 1, std::memory_order_release);
}

void Versions::wait_for_readers() {
  const std::uint64_t before = epoch_.fetch_add(1);
  while (reading_[before & 1].load() != 0) std::this_thread::yield();
}

Versions::Registration::Registration(const Versions& which) : versions(which) {
  for (;;) {
    side = versions.epoch_.load() & 1;
    versions.reading_[side].fetch_add(1);
    if ((versions.epoch_.load() & 1) == side) return;
    versions.reading_[side].fetch_sub(1);
  }
}

Versions::Registration::~Registration() { versions.reading_[side].fetch_sub(1); }

Versions::PauseWish::PauseWish(const Versions& which, bool wanted) : versions(which), asks(wanted) {
  if (asks) versions.wishes_.fetch_add(1);
}

Versions::PauseWish::~PauseWish() {
  if (asks) versions.wishes_.fetch_sub(1);
}

void Change::set_words(void* shared, const void* values, std::size_t bytes) {
  for (std::size_t at = 0; at < bytes; at += sizeof(std::uint64_t)) {
    std::uint64_t value = 0;
    std::memcpy(&value, static_cast<const std::byte*>(values) + at, sizeof(value));
    set(*reinterpret_cast<std::uint64_t*>(static_cast<std::byte*>(shared) + at), value);
  }
}

}  // namespace massline::standing
