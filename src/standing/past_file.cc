#include "standing/past_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>

#include "base/crypto.h"
#include "standing/checksum.h"
#include "standing/packed_column.h"
#include "standing/refusals.h"
#include "standing/snapshot_bytes.h"

namespace massline::standing {
namespace {

constexpr char past_magic[8] = {'m', 'l', 'p', 'a', 's', 't', '\n', '\0'};
constexpr std::uint64_t past_version = 1;
constexpr std::uint64_t header_bytes = 4096;
constexpr std::uint64_t details_most = std::uint64_t{1} << 20;

struct PastHeader {
  char magic[8];
  std::uint64_t version, kind;
  std::int64_t day;
  std::uint64_t units, numbering, chunks, details_offset, details_bytes, file_bytes;
  char digest[32];  // of the header before it, of the details and of the directory
};
static_assert(sizeof(PastHeader) <= header_bytes);

std::string past_digest(const PastHeader& header, std::string_view rest) {
  return Digester()
      .add(std::string_view(reinterpret_cast<const char*>(&header), offsetof(PastHeader, digest)))
      .add(rest)
      .finish();
}

std::size_t chunks_of(std::uint64_t units) {
  return (units + PastFile::units_of_a_chunk - 1) / PastFile::units_of_a_chunk;
}

class Output {
 public:
  explicit Output(const std::string& name)
      : descriptor_(::open(name.c_str(), O_CREAT | O_TRUNC | O_WRONLY | O_CLOEXEC, 0600)) {
    if (descriptor_ < 0) throw Fault(name + " can't be written");
  }
  ~Output() { ::close(descriptor_); }
  Output(const Output&) = delete;
  Output& operator=(const Output&) = delete;

  void write(std::string_view bytes, std::uint64_t offset) const {
    while (!bytes.empty()) {
      const ssize_t done = ::pwrite(descriptor_, bytes.data(), bytes.size(), static_cast<off_t>(offset));
      if (done < 0 && errno == EINTR) continue;
      if (done <= 0) throw Fault("what is kept of a period can't be written");
      bytes.remove_prefix(static_cast<std::size_t>(done));
      offset += static_cast<std::uint64_t>(done);
    }
  }
  void sync() const {
    if (::fsync(descriptor_) != 0) throw Fault("what is kept of a period can't be brought to disk");
  }

 private:
  int descriptor_;
};

bool read_all(int descriptor, std::string& into, std::uint64_t offset) {
  for (std::size_t at = 0; at < into.size();) {
    const ssize_t done = ::pread(descriptor, into.data() + at, into.size() - at, static_cast<off_t>(offset + at));
    if (done < 0 && errno == EINTR) continue;
    if (done <= 0) return false;
    at += static_cast<std::size_t>(done);
  }
  return true;
}

/// [duty]: the length of its three columns, and then the columns.
std::string packed_chunk(std::span<const Figures> figures, std::size_t units, std::size_t duties) {
  std::string table, columns;
  std::vector<std::uint64_t> values(units);
  for (std::size_t duty = 0; duty < duties; ++duty) {
    const std::size_t begin = columns.size();
    for (const auto field : {&Figures::owing, &Figures::behind, &Figures::missing}) {
      for (std::size_t unit = 0; unit < units; ++unit) values[unit] = figures[unit * duties + duty].*field;
      pack_column(values, columns);
    }
    const auto length = static_cast<std::uint32_t>(columns.size() - begin);
    table.append(reinterpret_cast<const char*>(&length), sizeof(length));
  }
  return table + columns;
}

tl::unexpected<Refusal> unreadable_past(const std::string& file, const std::string& problem) {
  return refuse(refusals::past_unreadable, {{"file", file}, {"problem", problem}});
}

}  // namespace

void PastFile::write(const std::string& name, const PastHead& head, const Chunk& chunk) {
  const std::string beside = name + ".new";
  {
    const Output out(beside);
    const std::size_t duties = head.duties.size();
    std::vector<Part> parts(chunks_of(head.units));
    std::uint64_t offset = header_bytes;
    std::vector<Figures> figures;
    for (std::size_t at = parts.size(); at-- > 0;) {
      const auto first = static_cast<UnitRow>(at * units_of_a_chunk);
      const std::size_t units = std::min<std::size_t>(units_of_a_chunk, head.units - first);
      figures.assign(units * duties, {});
      chunk(first, figures);
      const std::string packed = packed_chunk(figures, units, duties);
      parts[at] = {offset, packed.size(), checksum(packed.data(), packed.size(), offset)};
      out.write(packed, offset);
      offset += packed.size();
    }
    BytesOut details;
    details.add(duties);
    for (const PastDuty& duty : head.duties) details.add(duty.id).add(static_cast<std::uint64_t>(duty.amount));
    std::string rest = details.take();
    PastHeader header{};
    header.details_bytes = rest.size();
    check(rest.size() <= details_most, "the duties of a period have names of ordinary length");
    rest.append(reinterpret_cast<const char*>(parts.data()), parts.size() * sizeof(Part));
    std::copy(std::begin(past_magic), std::end(past_magic), header.magic);
    header.version = past_version;
    header.kind = static_cast<std::uint64_t>(head.kind);
    header.day = day_number(head.on);
    header.units = head.units;
    header.numbering = head.numbering;
    header.chunks = parts.size();
    header.details_offset = offset;
    header.file_bytes = offset + rest.size();
    past_digest(header, rest).copy(header.digest, sizeof(header.digest));
    out.write(rest, offset);
    out.write({reinterpret_cast<const char*>(&header), sizeof(header)}, 0);
    out.sync();
  }
  if (std::rename(beside.c_str(), name.c_str()) != 0) throw Fault(name + " can't take its place");
}

PastFile::~PastFile() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

Result<std::shared_ptr<const PastFile>> PastFile::open(const std::string& name) {
  const std::shared_ptr<PastFile> out(new PastFile);
  out->file_ = name;
  out->descriptor_ = ::open(name.c_str(), O_RDONLY | O_CLOEXEC);
  if (out->descriptor_ < 0) return unreadable_past(name, "there is none");
  std::string bytes(sizeof(PastHeader), '\0');
  if (!read_all(out->descriptor_, bytes, 0)) return unreadable_past(name, "it is cut off");
  PastHeader header{};
  std::memcpy(static_cast<void*>(&header), bytes.data(), sizeof(header));
  if (std::memcmp(header.magic, past_magic, sizeof(past_magic)) != 0)
    return unreadable_past(name, "it is no file of a past period");
  if (header.version != past_version) return unreadable_past(name, "it is of another version");
  struct stat status {};
  if (::fstat(out->descriptor_, &status) != 0 || static_cast<std::uint64_t>(status.st_size) != header.file_bytes)
    return unreadable_past(name, "it is cut off");
  if (header.units > UINT32_MAX || header.chunks != chunks_of(header.units) || header.details_bytes > details_most ||
      header.details_offset + header.details_bytes + header.chunks * sizeof(Part) != header.file_bytes)
    return unreadable_past(name, "its header is damaged");
  std::string rest(header.file_bytes - header.details_offset, '\0');
  if (!read_all(out->descriptor_, rest, header.details_offset)) return unreadable_past(name, "it is cut off");
  if (past_digest(header, rest) != std::string_view(header.digest, sizeof(header.digest)))
    return unreadable_past(name, "its header is damaged");
  out->head_.kind = static_cast<rulebook::DutyPeriod::Kind>(header.kind);
  out->head_.on = date_of_day_number(header.day);
  out->head_.units = static_cast<std::uint32_t>(header.units);
  out->head_.numbering = header.numbering;
  const std::string details = rest.substr(0, header.details_bytes);
  BytesIn in(details);
  for (std::uint64_t i = in.number(); i > 0; --i) {
    std::string id = in.text();
    out->head_.duties.push_back({std::move(id), static_cast<std::int64_t>(in.number())});
  }
  out->parts_.resize(header.chunks);
  std::memcpy(static_cast<void*>(out->parts_.data()), rest.data() + header.details_bytes,
              out->parts_.size() * sizeof(Part));
  return out;
}

std::optional<std::uint32_t> PastFile::duty_index(std::string_view id) const {
  const auto found =
      std::find_if(head_.duties.begin(), head_.duties.end(), [&](const auto& duty) { return duty.id == id; });
  if (found == head_.duties.end()) return std::nullopt;
  return static_cast<std::uint32_t>(found - head_.duties.begin());
}

Result<std::string> PastFile::chunk_at(std::size_t index) const {
  const Part& part = parts_[index];
  std::string bytes(part.bytes, '\0');
  if (!read_all(descriptor_, bytes, part.offset)) return unreadable_past(file_, "it is cut off");
  if (checksum(bytes.data(), bytes.size(), part.offset) != part.sum)
    return unreadable_past(file_, "a byte near " + std::to_string(part.offset) + " is wrong");
  return bytes;
}

Result<std::optional<Figures>> PastFile::figures_of(UnitRow unit, std::uint32_t duty) const {
  check(duty < head_.duties.size(), "the file has the duty");
  if (unit >= head_.units) return std::optional<Figures>();
  const std::size_t index = unit / units_of_a_chunk, row = unit % units_of_a_chunk;
  const auto bytes = chunk_at(index);
  if (!bytes) return tl::unexpected(bytes.error());
  const std::size_t units = std::min<std::size_t>(units_of_a_chunk, head_.units - index * units_of_a_chunk);
  std::size_t at = head_.duties.size() * sizeof(std::uint32_t);
  for (std::uint32_t before = 0; before < duty; ++before) {
    std::uint32_t length = 0;
    std::memcpy(&length, bytes->data() + before * sizeof(length), sizeof(length));
    at += length;
  }
  check(at < bytes->size(), "a chunk has the columns of each duty");
  std::string_view rest = std::string_view(*bytes).substr(at);
  Figures out;
  for (const auto field : {&Figures::owing, &Figures::behind, &Figures::missing}) {
    const PackedColumn column(rest, units);
    out.*field = column.at(row);
    rest.remove_prefix(column.size());
  }
  out.done = out.owing * static_cast<std::uint64_t>(head_.duties[duty].amount) - out.missing;
  return std::optional(out);
}

Result<Done> PastFile::check_all() const {
  for (std::size_t index = 0; index < parts_.size(); ++index)
    if (const auto bytes = chunk_at(index); !bytes) return tl::unexpected(bytes.error());
  return Done{};
}

}  // namespace massline::standing
