#include "channels/zip.h"

#include <minizip/unzip.h>

#include <algorithm>
#include <cstring>

#include "channels/refusals.h"

namespace massline::channels {

/// What minizip takes for a file.
struct ZipArchive::Memory {
  std::string_view bytes;
  std::uint64_t at = 0;

  static Memory& of(voidpf opaque) { return *static_cast<Memory*>(opaque); }

  static voidpf open(voidpf opaque, const void*, int) {
    of(opaque).at = 0;
    return opaque;
  }
  static uLong read(voidpf opaque, voidpf, void* buffer, uLong size) {
    Memory& memory = of(opaque);
    const std::uint64_t count = std::min<std::uint64_t>(size, memory.bytes.size() - memory.at);
    std::memcpy(buffer, memory.bytes.data() + memory.at, count);
    memory.at += count;
    return static_cast<uLong>(count);
  }
  static uLong write(voidpf, voidpf, const void*, uLong) { return 0; }
  static ZPOS64_T tell(voidpf opaque, voidpf) { return of(opaque).at; }
  static long seek(voidpf opaque, voidpf, ZPOS64_T offset, int origin) {
    Memory& memory = of(opaque);
    const std::uint64_t base = origin == ZLIB_FILEFUNC_SEEK_CUR   ? memory.at
                               : origin == ZLIB_FILEFUNC_SEEK_END ? memory.bytes.size()
                                                                  : 0;
    const std::uint64_t target = base + offset;
    if (target < base || target > memory.bytes.size()) return -1;
    memory.at = target;
    return 0;
  }
  static int close(voidpf, voidpf) { return 0; }
  static int error(voidpf, voidpf) { return 0; }
};

namespace {

constexpr std::uint64_t ratio_free_bytes = 16ULL << 20;

tl::unexpected<Refusal> malformed(const std::string& part, const char* problem) {
  return refuse(refusals::workbook_malformed, {{"part", part}, {"problem", problem}});
}

tl::unexpected<Refusal> too_large(const std::string& part, std::uint64_t max) {
  return refuse(refusals::file_too_large, {{"part", part}, {"max", std::to_string(max >> 20) + " MiB"}});
}

}  // namespace

ZipArchive::ZipArchive(std::string_view bytes, const ZipLimits& limits)
    : memory_(std::make_unique<Memory>(Memory{bytes, 0})), limits_(limits) {}

ZipArchive::~ZipArchive() {
  if (part_open_) unzCloseCurrentFile(handle_);
  if (handle_ != nullptr) unzClose(handle_);
}

Result<std::unique_ptr<ZipArchive>> ZipArchive::open(std::string_view bytes, const ZipLimits& limits) {
  std::unique_ptr<ZipArchive> archive(new ZipArchive(bytes, limits));
  zlib_filefunc64_def functions{};
  functions.zopen64_file = Memory::open;
  functions.zread_file = Memory::read;
  functions.zwrite_file = Memory::write;
  functions.ztell64_file = Memory::tell;
  functions.zseek64_file = Memory::seek;
  functions.zclose_file = Memory::close;
  functions.zerror_file = Memory::error;
  functions.opaque = archive->memory_.get();
  archive->handle_ = unzOpen2_64("memory", &functions);
  if (archive->handle_ == nullptr) return malformed("ZIP", "it has no directory of its parts; was it cut off?");
  unz_global_info64 info{};
  if (unzGetGlobalInfo64(archive->handle_, &info) != UNZ_OK) return malformed("ZIP", "its directory can't be read");
  if (info.number_entry > limits.entries_max)
    return refuse(refusals::file_too_large, {{"part", "ZIP"}, {"max", std::to_string(limits.entries_max) + " parts"}});
  return archive;
}

bool ZipArchive::has(const std::string& part) const { return unzLocateFile(handle_, part.c_str(), 2) == UNZ_OK; }

std::vector<std::string> ZipArchive::names() const {
  std::vector<std::string> out;
  for (int at = unzGoToFirstFile(handle_); at == UNZ_OK; at = unzGoToNextFile(handle_)) {
    unz_file_info64 info{};
    std::string name(1024, '\0');
    if (unzGetCurrentFileInfo64(handle_, &info, name.data(), name.size(), nullptr, 0, nullptr, 0) != UNZ_OK) break;
    if (info.size_filename > name.size()) continue;
    name.resize(info.size_filename);
    out.push_back(std::move(name));
  }
  return out;
}

Result<Done> ZipArchive::open_part(const std::string& part) {
  if (part_open_) {
    unzCloseCurrentFile(handle_);
    part_open_ = false;
  }
  part_ = part;
  part_unpacked_ = 0;
  // 2: names are compared without case, as spreadsheet programs do.
  if (unzLocateFile(handle_, part.c_str(), 2) != UNZ_OK) return malformed(part, "it is missing");
  unz_file_info64 info{};
  if (unzGetCurrentFileInfo64(handle_, &info, nullptr, 0, nullptr, 0, nullptr, 0) != UNZ_OK)
    return malformed(part, "its entry can't be read");
  if ((info.flag & 1U) != 0) return malformed(part, "it has a password");
  // What the directory claims is checked first; what really comes out is counted in read().
  if (info.uncompressed_size > limits_.unpacked_bytes_max) return too_large(part, limits_.unpacked_bytes_max);
  part_packed_ = info.compressed_size;
  if (unzOpenCurrentFile(handle_) != UNZ_OK) return malformed(part, "it is packed in a way that can't be read");
  part_open_ = true;
  return Done{};
}

Result<std::size_t> ZipArchive::end_part() {
  part_open_ = false;
  if (unzCloseCurrentFile(handle_) == UNZ_CRCERROR) return malformed(part_, "its checksum is wrong");
  return std::size_t{0};
}

Result<std::size_t> ZipArchive::read(std::span<char> buffer) {
  if (!part_open_) return std::size_t{0};
  const int count = unzReadCurrentFile(handle_, buffer.data(), static_cast<unsigned>(buffer.size()));
  if (count < 0) return malformed(part_, "its packed data are damaged");
  if (count == 0) return end_part();
  part_unpacked_ += static_cast<std::uint64_t>(count);
  unpacked_ += static_cast<std::uint64_t>(count);
  if (unpacked_ > limits_.unpacked_bytes_max) return too_large(part_, limits_.unpacked_bytes_max);
  if (part_unpacked_ > ratio_free_bytes && part_unpacked_ / limits_.ratio_max > part_packed_)
    return malformed(part_, "it unpacks to far more than a table does");
  return static_cast<std::size_t>(count);
}

}  // namespace massline::channels
