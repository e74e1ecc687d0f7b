// Memory at an address that never changes: reserved once for as much as may ever be needed, backed by pages when they
// are first touched. Readers may hold addresses into it while the writer appends.
#pragma once

#include <cstddef>
#include <cstdint>

namespace massline::standing {

/// Movable, zero at first. Large regions ask for huge pages.
class Region {
 public:
  Region() = default;
  /// Errors: throws Fault where the system has no address space left.
  explicit Region(std::size_t capacity_bytes, std::size_t expected_bytes = 0);
  ~Region();
  Region(Region&& other) noexcept;
  Region& operator=(Region&& other) noexcept;

  template <class T>
  T* as() const {
    return reinterpret_cast<T*>(data_);
  }
  std::byte* data() const { return data_; }
  std::size_t capacity() const { return capacity_; }

  /// Gives the pages back; what is read afterwards is zero.
  void drop_pages();
  /// Puts `bytes` of an open file, from `offset` (a multiple of 4096), at the region's beginning. Changes stay private.
  /// Errors: throws Fault.
  void map_file(int file, std::uint64_t offset, std::size_t bytes);

 private:
  std::byte* data_ = nullptr;
  std::size_t capacity_ = 0;
};

}  // namespace massline::standing
