#include "standing/region.h"

#include <sys/mman.h>

#include <utility>

#include "base/result.h"

namespace massline::standing {
namespace {

constexpr std::size_t page_bytes = 4096;
constexpr std::size_t huge_from_bytes = std::size_t{8}
                                        << 20;  // below it, zeroing whole huge pages costs more than it saves

}  // namespace

Region::Region(std::size_t capacity_bytes, std::size_t expected_bytes)
    : capacity_((capacity_bytes + page_bytes) / page_bytes * page_bytes) {
  void* address = mmap(nullptr, capacity_, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (address == MAP_FAILED) throw Fault("no address space for the standing");
  data_ = static_cast<std::byte*>(address);
  if (expected_bytes >= huge_from_bytes) madvise(data_, capacity_, MADV_HUGEPAGE);
}

Region::~Region() {
  if (data_ != nullptr) munmap(data_, capacity_);
}

Region::Region(Region&& other) noexcept
    : data_(std::exchange(other.data_, nullptr)), capacity_(std::exchange(other.capacity_, 0)) {}

Region& Region::operator=(Region&& other) noexcept {
  std::swap(data_, other.data_);
  std::swap(capacity_, other.capacity_);
  return *this;
}

void Region::drop_pages() { madvise(data_, capacity_, MADV_DONTNEED); }

void Region::map_file(int file, std::uint64_t offset, std::size_t bytes) {
  if (bytes == 0) return;
  check(bytes <= capacity_, "a section fits its region");
  void* address = mmap(data_, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_FIXED, file, static_cast<off_t>(offset));
  if (address == MAP_FAILED) throw Fault("a section of the snapshot can't be mapped");
}

}  // namespace massline::standing
