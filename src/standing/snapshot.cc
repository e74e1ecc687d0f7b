#include "standing/snapshot.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

#include "base/crypto.h"
#include "standing/checksum.h"
#include "standing/refusals.h"
#include "standing/snapshot_bytes.h"

namespace massline::standing {
namespace {

constexpr char magic[8] = {'m', 'l', 's', 't', 'a', 'n', 'd', '\n'};
constexpr std::uint64_t format_version = 1;
constexpr std::uint64_t page = 4096;
constexpr std::uint64_t block_bytes = std::uint64_t{1} << 20;
constexpr std::size_t most_sections = 32;
/// Wide lines and the tree's links stay below it for a whole country.
constexpr std::uint64_t long_from_bytes = std::uint64_t{24} << 20;

struct Section {
  std::uint64_t offset, bytes;
};

struct Header {
  char magic[8];
  std::uint64_t version;
  char fingerprint[32];
  std::uint64_t units, wides, sections, checksum_count, file_bytes;
  std::uint64_t used_records[3];
  std::int64_t day;
  std::uint64_t marker_bytes;
  char marker[512];
  Section section[most_sections];
  char digest[32];  // of the header before it, and of the checksums
};
static_assert(sizeof(Header) <= page);

std::uint64_t pages_of(std::uint64_t bytes) { return (bytes + page - 1) / page * page; }
std::uint64_t blocks_of(std::uint64_t bytes) { return (bytes + block_bytes - 1) / block_bytes; }

std::string digest_of(const Header& header, const std::vector<std::uint64_t>& sums) {
  return Digester()
      .add(std::string_view(reinterpret_cast<const char*>(&header), offsetof(Header, digest)))
      .add(std::string_view(reinterpret_cast<const char*>(sums.data()), sums.size() * sizeof(std::uint64_t)))
      .finish();
}

class File {
 public:
  File(const std::string& name, int flags) : descriptor_(::open(name.c_str(), flags | O_CLOEXEC, 0600)) {}
  ~File() {
    if (descriptor_ >= 0) ::close(descriptor_);
  }
  File(File&& other) noexcept : descriptor_(std::exchange(other.descriptor_, -1)) {}
  File& operator=(File&&) = delete;
  int get() const { return descriptor_; }

  void write(const void* data, std::uint64_t bytes, std::uint64_t offset) const {
    const auto* at = static_cast<const char*>(data);
    while (bytes > 0) {
      const ssize_t done = ::pwrite(descriptor_, at, bytes, static_cast<off_t>(offset));
      if (done < 0 && errno == EINTR) continue;
      if (done <= 0) throw Fault("the snapshot can't be written");
      at += done;
      offset += static_cast<std::uint64_t>(done);
      bytes -= static_cast<std::uint64_t>(done);
    }
  }
  bool read(void* data, std::uint64_t bytes, std::uint64_t offset) const {
    auto* at = static_cast<char*>(data);
    while (bytes > 0) {
      const ssize_t done = ::pread(descriptor_, at, bytes, static_cast<off_t>(offset));
      if (done < 0 && errno == EINTR) continue;
      if (done <= 0) return false;
      at += done;
      offset += static_cast<std::uint64_t>(done);
      bytes -= static_cast<std::uint64_t>(done);
    }
    return true;
  }

 private:
  int descriptor_;
};

/// One megabyte of a section, and what its checksum has to be.
struct Block {
  std::uint64_t offset, bytes, sum;
};

void add_blocks(std::vector<Block>& blocks, const Section& section, const std::uint64_t* sums) {
  for (std::uint64_t at = 0; at < section.bytes; at += block_bytes)
    blocks.push_back({section.offset + at, std::min(block_bytes, section.bytes - at), *sums++});
}

/// Checks a block as the file has it; empty: right.
std::string check_block(const File& file, const Block& block, std::vector<char>& buffer) {
  buffer.resize(block_bytes);
  if (!file.read(buffer.data(), block.bytes, block.offset)) return "it is cut off";
  if (checksum(buffer.data(), block.bytes, block.offset) != block.sum)
    return "a byte near " + std::to_string(block.offset) + " is wrong";
  return "";
}

/// All of them, side by side. What is wrong with the first that is.
std::string check_blocks(const File& file, const std::vector<Block>& blocks, Workers& workers) {
  std::vector<std::string> problems(blocks.size());
  workers.run(blocks.size(), [&](std::size_t i) {
    thread_local std::vector<char> buffer;
    problems[i] = check_block(file, blocks[i], buffer);
  });
  const auto wrong =
      std::find_if(problems.begin(), problems.end(), [](const std::string& problem) { return !problem.empty(); });
  return wrong == problems.end() ? "" : *wrong;
}

tl::unexpected<Refusal> unreadable(const std::string& file, const std::string& problem) {
  return refuse(refusals::snapshot_unreadable, {{"file", file}, {"problem", problem}});
}

struct Opened {
  Header header{};
  std::vector<std::uint64_t> sums;
};

/// The header and the table of checksums, or what is wrong with them.
tl::expected<Opened, std::string> open_header(const File& file, const Plan& plan) {
  Opened out;
  if (file.get() < 0) return tl::unexpected<std::string>("there is none");
  Header& header = out.header;
  if (!file.read(&header, sizeof(header), 0)) return tl::unexpected<std::string>("it is cut off");
  if (std::memcmp(header.magic, magic, sizeof(magic)) != 0) return tl::unexpected<std::string>("it is no snapshot");
  if (header.version != format_version) return tl::unexpected<std::string>("it is of another version");
  struct stat status {};
  if (::fstat(file.get(), &status) != 0 || static_cast<std::uint64_t>(status.st_size) != header.file_bytes)
    return tl::unexpected<std::string>("it is cut off");
  if (header.sections > most_sections || header.checksum_count > header.file_bytes / sizeof(std::uint64_t) ||
      header.marker_bytes > sizeof(header.marker))
    return tl::unexpected<std::string>("its header is damaged");
  out.sums.resize(header.checksum_count);
  if (!file.read(out.sums.data(), out.sums.size() * sizeof(std::uint64_t), page))
    return tl::unexpected<std::string>("it is cut off");
  if (digest_of(header, out.sums) != std::string_view(header.digest, sizeof(header.digest)))
    return tl::unexpected<std::string>("its header is damaged");
  if (plan.fingerprint() != std::string_view(header.fingerprint, sizeof(header.fingerprint)))
    return tl::unexpected<std::string>("it was made with other rules or classes");
  return out;
}

}  // namespace

/// What is small: classes and states beyond the plan's, side tables, and the windows that are still to come.
std::string Snapshot::packed_details(Standing& standing) {
  BytesOut out;
  for (const Ower ower : all_owers) {
    Population& people = standing.population(ower);
    const States& states = people.states();
    const std::size_t known = people.plan().classes.size();
    out.add(states.class_count() - known);
    for (std::size_t c = known; c < states.class_count(); ++c)
      out.add(states.class_values(static_cast<std::uint32_t>(c)));
    out.add(states.size());
    for (std::size_t s = 1; s < states.size(); ++s)
      out.add(states.at(static_cast<StateIndex>(s)).ower_class).add(states.at(static_cast<StateIndex>(s)).open);
    for (SideTable* table : {&people.escaped(), &people.events()}) {
      const auto entries = table->entries();
      out.add(entries.size());
      for (const auto& entry : entries) out.add(entry.key).add(entry.value);
    }
  }
  out.add(standing.windows_.size());
  for (const auto& [date, who] : standing.windows_) {
    out.add(static_cast<std::uint64_t>(day_number(date))).add(static_cast<std::uint64_t>(who.first));
    out.add(who.second.unit).add(who.second.place);
  }
  return out.take();
}

void Snapshot::unpack_details(Standing& standing, const std::string& packed) {
  BytesIn in(packed);
  Change change(standing.versions_);
  for (const Ower ower : all_owers) {
    Population& people = standing.population(ower);
    for (std::uint64_t i = in.number(); i > 0; --i) standing.add_class(ower, in.values());
    const std::uint64_t states = in.number();
    for (std::uint64_t s = 1; s < states; ++s) {
      const auto ower_class = static_cast<std::uint32_t>(in.number());
      check(people.states().intern(ower_class, in.number()) == static_cast<StateIndex>(s),
            "states come back in their order");
    }
    for (SideTable* table : {&people.escaped(), &people.events()}) {
      for (std::uint64_t i = in.number(); i > 0; --i) {
        const std::uint64_t key = in.number();
        table->put(change, key, in.number());
      }
    }
  }
  for (std::uint64_t i = in.number(); i > 0; --i) {
    const Date date = date_of_day_number(static_cast<std::int64_t>(in.number()));
    const auto ower = static_cast<Ower>(in.number());
    const auto unit = static_cast<UnitRow>(in.number());
    standing.windows_.emplace(date, std::pair{ower, OwerAt{unit, static_cast<std::uint32_t>(in.number())}});
  }
}

namespace {

/// A section that is to be written, and the memory that is mapped from the file once it is on disk.
struct Piece {
  const void* data = nullptr;
  std::uint64_t bytes = 0;
  Region* region = nullptr;
};

/// Long sections are synced one by one, and from then on lie in the file: while a country is written, no more of it is
/// resident than its longest section.
void write_piece(const File& file, const Piece& piece, const Section& section, std::vector<std::uint64_t>& sums) {
  for (std::uint64_t at = 0; at < piece.bytes; at += block_bytes)
    sums.push_back(checksum(static_cast<const std::byte*>(piece.data) + at, std::min(block_bytes, piece.bytes - at),
                            section.offset + at));
  file.write(piece.data, piece.bytes, section.offset);
  if (piece.region == nullptr || piece.bytes < long_from_bytes) return;
  if (::fdatasync(file.get()) != 0) throw Fault("the snapshot can't be written");
  piece.region->map_file(file.get(), section.offset, piece.bytes);
}

}  // namespace

void Snapshot::save(Standing& standing, const std::string& name, const SnapshotTicket& ticket) {
  std::vector<Piece> pieces;
  const std::string details = packed_details(standing);
  const auto by_id = standing.tree_.sorted_by_id();
  pieces.push_back({details.data(), details.size()});
  pieces.push_back({by_id.data(), by_id.size() * sizeof(UnitRow)});
  const auto add = [&](Region& region, std::size_t bytes) { pieces.push_back({region.data(), bytes, &region}); };
  standing.tree_.each_column(add);
  for (const Ower ower : all_owers) standing.population(ower).each_column(add);

  Header header{};
  std::copy(std::begin(magic), std::end(magic), header.magic);
  header.version = format_version;
  standing.plan_->fingerprint().copy(header.fingerprint, sizeof(header.fingerprint));
  header.units = standing.tree_.unit_count();
  header.wides = standing.tree_.wide_count();
  header.day = *standing.day_;
  for (const Ower ower : all_owers)
    header.used_records[static_cast<std::size_t>(ower)] = standing.population(ower).record_count();
  check(ticket.marker.size() <= sizeof(header.marker), "a marker has at most 512 bytes");
  header.marker_bytes = ticket.marker.size();
  ticket.marker.copy(header.marker, sizeof(header.marker));
  header.sections = pieces.size();
  check(pieces.size() <= most_sections, "the table has room for the sections");
  for (const Piece& piece : pieces) header.checksum_count += blocks_of(piece.bytes);
  std::uint64_t offset = page + pages_of(header.checksum_count * sizeof(std::uint64_t));
  for (std::size_t i = 0; i < pieces.size(); ++i) {
    header.section[i] = {offset, pieces[i].bytes};
    offset += pages_of(pieces[i].bytes);
  }
  header.file_bytes = offset;

  const std::string beside = name + ".new";
  {
    const File file(beside, O_CREAT | O_TRUNC | O_RDWR);
    if (file.get() < 0 || ::ftruncate(file.get(), static_cast<off_t>(header.file_bytes)) != 0)
      throw Fault("the snapshot can't be written");
    std::vector<std::uint64_t> sums;
    for (std::size_t i = 0; i < pieces.size(); ++i) write_piece(file, pieces[i], header.section[i], sums);
    digest_of(header, sums).copy(header.digest, sizeof(header.digest));
    file.write(sums.data(), sums.size() * sizeof(std::uint64_t), page);
    file.write(&header, sizeof(header), 0);
    if (::fsync(file.get()) != 0) throw Fault("the snapshot can't be written");
  }
  if (std::rename(beside.c_str(), name.c_str()) != 0) throw Fault("the snapshot can't take its place");
}

Result<std::unique_ptr<LoadedStanding>> Snapshot::load(std::shared_ptr<const Plan> plan, const std::string& name,
                                                       const StandingOptions& options) {
  File file(name, O_RDONLY);
  const auto opened = open_header(file, *plan);
  if (!opened) return unreadable(name, opened.error());
  const Header& header = opened->header;

  StandingOptions sized = options;
  sized.date = date_of_day_number(header.day);
  for (std::size_t i = 0; i < 3; ++i)
    sized.expected_owers[i] = std::max(options.expected_owers[i], header.used_records[i]);
  std::unique_ptr<LoadedStanding> loaded(new LoadedStanding);
  loaded->standing_.reset(
      new Standing(std::move(plan),
                   Tree(static_cast<std::uint32_t>(header.units), static_cast<std::uint32_t>(header.wides)), sized));
  loaded->marker_.assign(header.marker, header.marker_bytes);
  loaded->file_ = name;
  Standing& standing = *loaded->standing_;

  // Sections in the order of save(). What the first answers need is checked now, and the rest later.
  std::vector<Block> now, later;
  std::size_t next = 0;
  const std::uint64_t* sums = opened->sums.data();
  const auto take = [&](std::vector<Block>& blocks) {
    add_blocks(blocks, header.section[next], sums);
    sums += blocks_of(header.section[next].bytes);
    return header.section[next++];
  };
  bool fits = true;
  const auto map = [&](Region& region, std::size_t bytes) {
    fits = fits && next < header.sections && header.section[next].bytes == bytes;
    if (!fits) return;
    const bool waits = &region == &standing.tree_.index_region() || bytes >= long_from_bytes;
    region.map_file(file.get(), take(waits ? later : now).offset, bytes);
  };
  const Section packed = take(now);
  std::string details(packed.bytes, '\0');
  if (!file.read(details.data(), details.size(), packed.offset)) return unreadable(name, "it is cut off");
  map(standing.tree_.index_region(), header.units * sizeof(UnitRow));
  standing.tree_.each_column(map);
  for (const Ower ower : all_owers) {
    Population& people = standing.population(ower);
    people.set_used_records(header.used_records[static_cast<std::size_t>(ower)]);
    people.each_column(map);
  }
  if (!fits) return unreadable(name, "its sections do not fit");
  const std::string problem = check_blocks(file, now, standing.workers_);
  if (!problem.empty()) return unreadable(name, problem);
  unpack_details(standing, details);
  loaded->checker_ = std::thread([&loaded = *loaded, file = std::move(file), later = std::move(later)] {
    std::vector<char> buffer;
    for (const Block& block : later) {
      if (loaded.stops_ || !loaded.problem_.empty()) return;
      loaded.problem_ = check_block(file, block, buffer);
    }
  });
  return loaded;
}

LoadedStanding::~LoadedStanding() {
  stops_ = true;
  if (checker_.joinable()) checker_.join();
}

Result<Done> LoadedStanding::ready() {
  if (checker_.joinable()) checker_.join();
  if (!problem_.empty()) return unreadable(file_, problem_);
  return Done{};
}

}  // namespace massline::standing
