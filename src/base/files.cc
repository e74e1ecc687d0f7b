#include "base/files.h"

#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "base/crypto.h"
#include "base/picture.h"
#include "base/refusals.h"
#include "base/text.h"

namespace massline {

namespace {

using std::string_view_literals::operator""sv;

constexpr std::size_t name_length = 200;

struct Magic {
  std::size_t offset;
  std::string_view bytes;
  std::string_view media_type;
};

constexpr std::array magics{
    Magic{0, "%PDF-"sv, "application/pdf"},
    Magic{0, "\x89PNG\r\n\x1a\n"sv, "image/png"},
    Magic{0, "\xff\xd8\xff"sv, "image/jpeg"},
    Magic{0, "GIF87a"sv, "image/gif"},
    Magic{0, "GIF89a"sv, "image/gif"},
    Magic{0, "ID3"sv, "audio/mpeg"},
    Magic{0, "\xff\xfb"sv, "audio/mpeg"},
    Magic{4, "ftypheic"sv, "image/heic"},
    Magic{4, "ftypmif1"sv, "image/heic"},
    Magic{4, "ftypM4A"sv, "audio/mp4"},
    Magic{4, "ftypisom"sv, "video/mp4"},
    Magic{4, "ftypmp42"sv, "video/mp4"},
    Magic{4, "ftypqt"sv, "video/quicktime"},
    Magic{0, "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"sv, "application/x-ole-storage"},
};

std::string media_type_of_zip(std::string_view bytes) {
  const std::string_view head = bytes.substr(0, 65'536);
  if (head.find("word/") != std::string_view::npos)
    return "application/vnd.openxmlformats-officedocument.wordprocessingml.document";
  if (head.find("xl/") != std::string_view::npos)
    return "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
  return "application/zip";
}

/// The last part of what the sender called it, without what no file should be called.
std::string safe_name(const std::string& given) {
  if (!is_valid_utf8(given)) return {};
  const std::size_t folder = given.find_last_of("/\\");
  std::string out;
  for (const char32_t point : code_points(folder == std::string::npos ? given : given.substr(folder + 1))) {
    std::string one;
    append_utf8(one, point);
    if (point >= 0x20 && point != 0x7f && point != '"' && !has_control_characters(one)) out += one;
  }
  out = trimmed(out);
  return out == "." || out == ".." ? std::string() : out;
}

class Descriptor {
 public:
  explicit Descriptor(int number) : number_(number) {}
  ~Descriptor() {
    if (number_ >= 0) ::close(number_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  int number() const { return number_; }

 private:
  int number_;
};

[[noreturn]] void fail(const std::string& what, const std::string& path, int error = errno) {
  const std::string message = what + " " + path + ": " + std::strerror(error);
  for (const int of_disk : {ENOSPC, EDQUOT, EROFS, EFBIG, EIO})
    if (error == of_disk) throw DiskFault(message);
  throw Fault(message);
}

void write_whole(const std::string& path, std::string_view bytes) {
  const Descriptor file(::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
  if (file.number() < 0) fail("can't write", path);
  for (std::size_t at = 0; at < bytes.size();) {
    const ssize_t written = ::write(file.number(), bytes.data() + at, bytes.size() - at);
    if (written < 0 && errno != EINTR) fail("can't write", path);
    if (written > 0) at += static_cast<std::size_t>(written);
  }
  if (::fsync(file.number()) != 0) fail("can't flush", path);
}

void flush_folder(const std::string& path) {
  const Descriptor folder(::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (folder.number() < 0 || ::fsync(folder.number()) != 0) fail("can't flush", path);
}

}  // namespace

std::string sniffed_media_type(std::string_view bytes) {
  if (bytes.starts_with("PK\x03\x04"sv)) return media_type_of_zip(bytes);
  if (bytes.starts_with("RIFF"sv) && bytes.size() > 12 && bytes.substr(8, 4) == "WEBP"sv) return "image/webp";
  for (const Magic& magic : magics)
    if (bytes.size() >= magic.offset + magic.bytes.size() &&
        bytes.substr(magic.offset, magic.bytes.size()) == magic.bytes)
      return std::string(magic.media_type);
  const bool is_text = is_valid_utf8(bytes) && !has_control_characters(bytes);
  return is_text ? "text/plain; charset=utf-8" : "application/octet-stream";
}

bool is_safe_inline(std::string_view media_type) {
  return media_type == "image/png" || media_type == "image/jpeg" || media_type == "image/gif" ||
         media_type == "image/webp";
}

Result<FileFacts> facts_of_file(const std::string& name, std::string_view bytes) {
  if (bytes.empty()) return refuse_field(refusals::file_empty, "file");
  if (static_cast<std::int64_t>(bytes.size()) > file_size_max) return refuse_field(refusals::file_too_large, "file");
  CleanPicture picture = without_metadata(bytes);
  if (picture.outcome == PictureMetadata::damaged) return refuse_field(refusals::picture_damaged, "file");
  FileFacts out;
  if (picture.outcome == PictureMetadata::removed) {
    out.metadata = FileMetadata::removed;
    out.clean = std::move(picture.bytes);
  }
  const std::string_view kept = out.kept(bytes);
  out.name = safe_name(name);
  if (out.name.empty() || length_of(out.name) > name_length) return refuse_field(refusals::file_name_not_valid, "file");
  out.media_type = sniffed_media_type(kept);
  if (picture.outcome == PictureMetadata::not_a_picture && !out.media_type.starts_with("text/plain"))
    out.metadata = FileMetadata::kept;
  out.size = static_cast<std::int64_t>(kept.size());
  out.digest = to_hex(digest(kept));
  return out;
}

std::string path_of_file(const std::string& files_folder, const std::string& digest) {
  return files_folder + "/" + digest.substr(0, 2) + "/" + digest.substr(2, 2) + "/" + digest;
}

namespace {

/// False for a file that the disk bent or cut off.
bool has_bytes(const std::string& path, std::string_view bytes) {
  std::ifstream in(path, std::ios::binary);
  const std::string there{std::istreambuf_iterator<char>(in), {}};
  return in && there == bytes;
}

}  // namespace

void keep_file(const std::string& files_folder, const std::string& digest, std::string_view bytes, Random& random) {
  const std::string path = path_of_file(files_folder, digest);
  if (std::filesystem::exists(path) && has_bytes(path, bytes)) {
    // As fresh as if it were written now: whoever removes files that nothing names leaves it until its row is there.
    std::error_code gone;
    std::filesystem::last_write_time(path, std::filesystem::file_time_type::clock::now(), gone);
    if (!gone) return;
  }
  const std::string folder = std::filesystem::path(path).parent_path().string();
  std::error_code error;
  std::filesystem::create_directories(folder, error);
  if (error) fail("can't make", folder, error.value());
  const std::string partial = path + "." + to_hex(random.bytes(8));
  try {
    write_whole(partial, bytes);
    if (::rename(partial.c_str(), path.c_str()) != 0) fail("can't rename", partial);
  } catch (...) {
    ::unlink(partial.c_str());  // on a full disk, what is left would take the room that is wanted
    throw;
  }
  flush_folder(folder);
}

}  // namespace massline
