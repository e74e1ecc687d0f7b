// How one writer changes memory under any number of readers, who never wait and never see half a change.
//
// The writer keeps the old value of every word that it changes in a log until the next change begins. A reader copies
// what it needs, looks at the version, and where a change began meanwhile puts the old words back into its copy: what
// it has is the state before that change, although the writer may have been stopped in the middle of it. Only a reader
// that was overtaken by two changes begins again; after a few times it asks the writer to pause for a moment.
// docs/decisions/0012-readers-of-the-standing.md says why.
//
//   Change change(versions);                         // the one writer
//   change.set(line->behind[3], count);
//
//   auto figures = versions.read([&](View& view) {   // any thread
//     Line line;
//     view.copy(&line, shared_line, sizeof line);
//     return figures_of(line);
//   });
#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <thread>

#include "standing/region.h"

namespace massline::standing {

inline std::uint64_t load_word(const void* word) {
  // atomic_ref of a const object comes with C++26; nothing is written through it.
  return std::atomic_ref(*const_cast<std::uint64_t*>(static_cast<const std::uint64_t*>(word)))
      .load(std::memory_order_acquire);
}

inline void store_word(void* word, std::uint64_t value) {
  std::atomic_ref(*static_cast<std::uint64_t*>(word)).store(value, std::memory_order_release);
}

class Versions;

/// What one reader sees. `base` is the even version whose state it gives.
class View {
 public:
  /// Copies whole words of shared memory, as they were at the view's version. Both addresses and `bytes` are multiples
  /// of 8. What is copied means nothing once valid() is false.
  void copy(void* to, const void* from, std::size_t bytes);
  template <class T>
  T get(const T& shared);
  bool valid() const { return valid_; }

 private:
  friend class Versions;
  View(const Versions& versions, std::uint64_t base) : versions_(versions), base_(base) {}

  const Versions& versions_;
  const std::uint64_t base_;
  bool valid_ = true;
};

class Versions {
 public:
  Versions();

  /// Runs `read(view)` until its view held to the end, and gives its result. It must do no harm with an invalid view:
  /// loops over links of shared memory end when the view is no longer valid.
  template <class Read>
  auto read(const Read& read) const {
    const Registration registration(*this);
    for (int attempt = 0;; ++attempt) {
      const PauseWish wish(*this, attempt >= attempts_before_asking);
      View view(*this, version_.load(std::memory_order_acquire) & ~std::uint64_t{1});
      auto result = read(view);
      if (view.valid_ && version_.load(std::memory_order_acquire) <= view.base_ + 2) return result;
    }
  }

  /// Writer: waits until nobody reads any more what was reached before the last change, so that memory can be reused.
  void wait_for_readers();

 private:
  friend class View;
  friend class Change;
  struct Entry {
    std::uint64_t* word;
    std::uint64_t before;
  };
  static constexpr int attempts_before_asking = 8;
  static constexpr std::size_t log_capacity = std::size_t{1} << 22;
  static constexpr unsigned log_count_bits = 24;

  struct Registration {
    explicit Registration(const Versions& versions);
    ~Registration();
    const Versions& versions;
    std::uint64_t side;
  };
  struct PauseWish {
    PauseWish(const Versions& versions, bool asks);
    ~PauseWish();
    const Versions& versions;
    bool asks;
  };

  /// `base` is the version before the change whose entries are put back.
  void put_back(std::uint64_t base, std::byte* copy, const std::byte* from, std::size_t bytes) const;
  void begin_change();
  void end_change();
  void note(std::uint64_t* word, std::uint64_t before);
  void publish() {
    logged_.store(logged_by(version_.load(std::memory_order_relaxed)) | noted_, std::memory_order_release);
  }
  /// `logged_` names the change whose entries it counts: a reader between the two stores that begin a change would
  /// otherwise take the log of the change before for this one's.
  static std::uint64_t logged_by(std::uint64_t version) { return version << log_count_bits; }

  Region log_region_;
  Entry* entries_;
  std::uint64_t noted_ = 0;                            // by the writer; readers see the first `logged_` of them
  alignas(64) std::atomic<std::uint64_t> version_{0};  // odd: a change is being made
  std::atomic<std::uint64_t> logged_{0};               // version of the change, and how many words it has noted
  alignas(64) mutable std::atomic<int> wishes_{0};
  alignas(64) std::atomic<std::uint64_t> epoch_{0};
  mutable std::array<std::atomic<std::int64_t>, 2> reading_{};
};

/// One change by the one writer; readers see all of it or nothing.
class Change {
 public:
  explicit Change(Versions& versions) : versions_(versions) { versions_.begin_change(); }
  ~Change() { versions_.end_change(); }
  Change(const Change&) = delete;
  Change& operator=(const Change&) = delete;

  /// T has 1, 2, 4 or 8 bytes and lies within an aligned word.
  template <class T>
  void set(T& shared, T value) {
    set_bytes<sizeof(T)>(&shared, &value);
  }
  /// The same for bytes that need not be aligned, but lie within an aligned word.
  template <std::size_t bytes>
  void set_bytes(void* shared, const void* value) {
    const auto address = reinterpret_cast<std::uintptr_t>(shared);
    auto* word = word_of(shared);
    std::uint64_t now = load_word(word);
    versions_.note(word, now);
    versions_.publish();
    std::memcpy(reinterpret_cast<std::byte*>(&now) + (address & 7), value, bytes);
    store_word(word, now);
  }
  /// Many values that change together cost less like this: note() each, publish() once, then put() each.
  template <class T>
  void note(const T& shared) {
    auto* word = word_of(&shared);
    versions_.note(word, load_word(word));
  }
  void publish() { versions_.publish(); }
  template <class T>
  void put(T& shared, T value) {
    auto* word = word_of(&shared);
    std::uint64_t now = load_word(word);
    std::memcpy(reinterpret_cast<std::byte*>(&now) + (reinterpret_cast<std::uintptr_t>(&shared) & 7), &value,
                sizeof(T));
    store_word(word, now);
  }
  /// `bytes` whole words.
  void set_words(void* shared, const void* values, std::size_t bytes);

 private:
  static std::uint64_t* word_of(const void* shared) {
    return reinterpret_cast<std::uint64_t*>(reinterpret_cast<std::uintptr_t>(shared) & ~std::uintptr_t{7});
  }

  Versions& versions_;
};

template <class T>
T View::get(const T& shared) {
  const auto address = reinterpret_cast<std::uintptr_t>(&shared);
  std::uint64_t word = 0;
  copy(&word, reinterpret_cast<const void*>(address & ~std::uintptr_t{7}), sizeof(word));
  T value;
  std::memcpy(&value, reinterpret_cast<const std::byte*>(&word) + (address & 7), sizeof(T));
  return value;
}

inline void Versions::note(std::uint64_t* word, std::uint64_t before) {
  store_word(&entries_[noted_].word, reinterpret_cast<std::uintptr_t>(word));
  store_word(&entries_[noted_].before, before);
  ++noted_;
}

}  // namespace massline::standing
