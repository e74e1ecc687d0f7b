// Reading the parts of a ZIP archive that lies in memory, bounded, so that a small file can't grow without end.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace massline::channels {

struct ZipLimits {
  std::uint64_t entries_max = 4'096;
  std::uint64_t unpacked_bytes_max = 512ULL << 20;  // of all parts that are read, together
  std::uint64_t ratio_max = 400;                    // unpacked to packed, beyond the first 16 MiB of a part
};

/// One part is open at a time. Not thread-safe.
class ZipArchive {
 public:
  /// Errors: workbook_malformed, file_too_large. `bytes` must outlive the archive.
  static Result<std::unique_ptr<ZipArchive>> open(std::string_view bytes, const ZipLimits& limits);
  ~ZipArchive();
  ZipArchive(const ZipArchive&) = delete;
  ZipArchive& operator=(const ZipArchive&) = delete;

  bool has(const std::string& part) const;
  /// Of all parts, as the archive has them: not to be trusted as paths.
  std::vector<std::string> names() const;
  /// Closes the part that was open. Errors: workbook_malformed, file_too_large.
  Result<Done> open_part(const std::string& part);
  /// Reads on in the open part; 0 at its end, after its checksum was found right. Errors: as open_part.
  Result<std::size_t> read(std::span<char> buffer);

 private:
  struct Memory;
  ZipArchive(std::string_view bytes, const ZipLimits& limits);
  Result<std::size_t> end_part();

  std::unique_ptr<Memory> memory_;
  ZipLimits limits_;
  void* handle_ = nullptr;
  bool part_open_ = false;
  std::string part_;
  std::uint64_t part_packed_ = 0, part_unpacked_ = 0, unpacked_ = 0;
};

}  // namespace massline::channels
