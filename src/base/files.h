// Files that people send: what they are by their bytes, and where they lie, under their digest, never executed.
//
//   const auto facts = facts_of_file("C:\\photos\\lamp.png", bytes);
//   keep_file(ctx.files_folder, facts->digest, facts->kept(bytes), ctx.random);  // then a row may speak of it
//
// Thread-safe: the same file kept twice at once is written twice and lies there once.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/random.h"
#include "base/result.h"

namespace massline {

inline constexpr std::int64_t file_size_max = 20 * 1024 * 1024;

/// What the bytes are, by their beginning; "application/octet-stream" for what is not known.
std::string sniffed_media_type(std::string_view bytes);
/// Only pictures that no browser runs anything of.
bool is_safe_inline(std::string_view media_type);

/// What became of the data on place, time, device and author that cameras and programs write into files.
enum class FileMetadata {
  none,     // a text, or a picture that had none
  removed,  // of a picture
  kept,     // a file of another kind: it may hold some
};

struct FileFacts {
  std::string name;        // the last part of what the sender called it, without control characters
  std::string media_type;  // as sniffed, not as claimed
  std::int64_t size = 0;   // of what is kept
  std::string digest;      // hex BLAKE2b of what is kept
  FileMetadata metadata = FileMetadata::none;
  std::string clean{};  // the bytes to keep, where they are not those that came

  std::string_view kept(std::string_view came) const { return metadata == FileMetadata::removed ? clean : came; }
};
/// Pictures are kept without what cameras write into them (base/picture.h).
/// Errors: file_empty, file_too_large, file_name_not_valid, picture_damaged.
Result<FileFacts> facts_of_file(const std::string& name, std::string_view bytes);

/// Keeping a file failed for want of room, or because the disk takes nothing: it may go better later.
class DiskFault : public Fault {
 public:
  using Fault::Fault;
};

std::string path_of_file(const std::string& files_folder, const std::string& digest);
/// On disk under its digest before any row speaks of it; a file that is there already is the same file. Throws
/// DiskFault where the disk takes no more, Fault where it can't be written otherwise; then nothing is left of it.
void keep_file(const std::string& files_folder, const std::string& digest, std::string_view bytes, Random& random);

}  // namespace massline
