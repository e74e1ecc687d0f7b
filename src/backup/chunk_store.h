// A folder of chunks, each under the digest of its bytes: what is there already is not written again, so an interrupted
// backup goes on where it stopped, and the next one adds only what is new.
//
//   ChunkStore chunks(folder / "chunks");
//   const std::string name = chunks.put(bytes);   // 64 hexadecimal digits
//   Result<std::string> bytes = chunks.get(name); // refuses where a bit was changed
#pragma once

#include <cstdint>
#include <filesystem>
#include <set>
#include <string>
#include <string_view>

#include "base/result.h"

namespace massline::backup {

/// Not thread-safe.
class ChunkStore {
 public:
  /// Makes the folder where it is not there. Throws Fault.
  explicit ChunkStore(std::filesystem::path folder);

  /// The digest of the bytes, which are on disk when this returns. Throws Fault.
  std::string put(std::string_view bytes);
  /// Errors: refuses chunk_missing, chunk_altered.
  Result<std::string> get(const std::string& name) const;
  /// Removes every chunk that is not in `wanted`. Gives how many. Throws Fault.
  std::uint64_t remove_all_but(const std::set<std::string>& wanted);

  std::uint64_t written() const { return written_; }
  std::uint64_t written_bytes() const { return written_bytes_; }
  std::uint64_t found() const { return found_; }  // put() found them there

 private:
  std::filesystem::path path_of(const std::string& name) const;

  std::filesystem::path folder_;
  std::uint64_t written_ = 0, written_bytes_ = 0, found_ = 0;
};

/// Writes beside `path`, brings it to the disk, and puts it in its place, so that it is there whole or not at all; its
/// owner alone may read it. Throws Fault.
void write_whole(const std::filesystem::path& path, std::string_view bytes);
/// Throws Fault.
std::string read_whole(const std::filesystem::path& path);

}  // namespace massline::backup
