#include "matters/attachments.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <filesystem>

#include "base/crypto.h"
#include "base/refusals.h"
#include "base/text.h"
#include "matters/matter_table.h"
#include "matters/matter_work.h"
#include "matters/refusals.h"
#include "matters/who_may.h"

namespace massline::matters {

namespace {

namespace common = massline::refusals;
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

[[noreturn]] void fail(const std::string& what, const std::string& path) {
  throw Fault(what + " " + path + ": " + std::strerror(errno));
}

void flush_folder(const std::string& path) {
  const Descriptor folder(::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (folder.number() < 0 || ::fsync(folder.number()) != 0) fail("can't flush", path);
}

std::string path_of(const Context& ctx, const std::string& digest) {
  return ctx.files_folder + "/" + digest.substr(0, 2) + "/" + digest.substr(2, 2) + "/" + digest;
}

/// On disk under its digest before any row speaks of it; a file that is there already is the same file.
void keep_bytes(const Context& ctx, const std::string& digest, std::string_view bytes, Random& random) {
  const std::string path = path_of(ctx, digest);
  if (std::filesystem::exists(path)) return;
  const std::string folder = std::filesystem::path(path).parent_path().string();
  std::error_code error;
  std::filesystem::create_directories(folder, error);
  if (error) throw Fault("can't make " + folder + ": " + error.message());
  const std::string partial = path + "." + to_hex(random.bytes(8));
  {
    const Descriptor file(::open(partial.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
    if (file.number() < 0) fail("can't write", partial);
    for (std::size_t at = 0; at < bytes.size();) {
      const ssize_t written = ::write(file.number(), bytes.data() + at, bytes.size() - at);
      if (written < 0 && errno != EINTR) fail("can't write", partial);
      if (written > 0) at += static_cast<std::size_t>(written);
    }
    if (::fsync(file.number()) != 0) fail("can't flush", partial);
  }
  if (::rename(partial.c_str(), path.c_str()) != 0) fail("can't rename", partial);
  flush_folder(folder);
}

Result<Attachment> checked_attachment(Context& ctx, const NewAttachment& file) {
  if (file.bytes.empty()) return refuse_field(refusals::file_empty, "file");
  if (static_cast<std::int64_t>(file.bytes.size()) > attachment_size_max)
    return refuse_field(refusals::file_too_large, "file");
  Attachment out;
  out.name = safe_name(file.name);
  if (out.name.empty() || length_of(out.name) > name_length) return refuse_field(refusals::file_name_not_valid, "file");
  out.media_type = sniffed_media_type(file.bytes);
  out.size = static_cast<std::int64_t>(file.bytes.size());
  out.digest = to_hex(digest(file.bytes));
  out.is_public = file.is_public;
  out.at = ctx.clock.now();
  out.id = ctx.ids.make<AttachmentId>();
  return out;
}

/// Each side has its own ten, so that neither can take the other's room.
Result<Done> check_room(db::Reader& in, const Matter& matter, bool by_raiser) {
  const auto rows = in.query(
      "SELECT COUNT(*) FROM attachment a WHERE a.region = $1 AND a.matter = $2 AND EXISTS (SELECT 1 "
      "FROM entry e WHERE e.region = a.region AND e.matter = a.matter AND e.id = a.entry AND "
      "e.by_raiser = $3)",
      {matter.region, matter.id, by_raiser});
  if (rows.row(0).integer(0) < attachments_max) return Done{};
  return refuse(refusals::too_many_files, {{"max", std::to_string(attachments_max)}});
}

Result<Attachment> add_attachment(MatterWork& work, Attachment attachment, const journal::By& by, bool by_raiser) {
  if (auto room = check_room(work.tx, work.matter, by_raiser); !room) return tl::unexpected(room.error());
  Entry entry = work.new_entry("message", by, attachment.is_public);
  if (!attachment.is_public) entry.kind = "note";
  entry.by_raiser = by_raiser;
  insert_entry(work.tx, work.matter.region, work.matter.id, entry);
  attachment.entry = entry.id;
  insert_attachment(work.tx, work.matter.region, work.matter.id, attachment);
  work.save(by, "matter.attach", attachment.digest, Version::same);
  return attachment;
}

Result<AttachmentFile> file_in(Context& ctx, db::Reader& in, const Matter& matter, AttachmentId id, bool public_only) {
  for (Attachment& attachment : attachments_of(in, matter.region, matter.id)) {
    if (attachment.id != id || (public_only && !attachment.is_public)) continue;
    std::string path = path_of(ctx, attachment.digest);
    return AttachmentFile{std::move(attachment), std::move(path)};
  }
  return refuse(common::not_found);
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

Result<Attachment> attach(Context& ctx, const access::Viewer& viewer, MatterId matter, const NewAttachment& file) {
  const auto checked = checked_attachment(ctx, file);
  if (!checked) return checked;
  // Nobody fills the disk with files for matters that they may not read.
  const auto allowed = ctx.store.read([&](db::Reader& in) -> Result<Done> {
    const auto row = find_matter(in, matter);
    if (!row || !viewer.is_staff() || !access::may_read(ctx.rulebook, viewer, facts_of(in, *row)))
      return refuse(common::not_found);
    return Done{};
  });
  if (!allowed) return tl::unexpected(allowed.error());
  keep_bytes(ctx, checked->digest, file.bytes, ctx.random);
  return ctx.store.command([&](db::Transaction& tx) -> Result<Attachment> {
    auto work = work_for_staff(ctx, tx, viewer, matter, 0);
    if (!work) return tl::unexpected(work.error());
    const access::HeldPost* post =
        file.is_public ? post_to_message(ctx, viewer, work->facts) : post_to_note(ctx, viewer, work->facts);
    if (post == nullptr) return refuse(common::not_allowed);
    return add_attachment(*work, *checked, by_post(viewer, post), false);
  });
}

Result<Attachment> follow_attach(Context& ctx, const std::string& receipt, const std::string& code,
                                 const NewAttachment& file) {
  auto checked = checked_attachment(ctx, file);
  if (!checked) return checked;
  checked->is_public = true;
  const auto matter = ctx.store.read([&](db::Reader& in) -> Result<Done> {
    const auto row = matter_of_receipt(ctx, in, receipt, code);
    if (!row) return tl::unexpected(row.error());
    return check_room(in, *row, true);
  });
  if (!matter) return tl::unexpected(matter.error());
  keep_bytes(ctx, checked->digest, file.bytes, ctx.random);
  return ctx.store.command([&](db::Transaction& tx) -> Result<Attachment> {
    auto work = work_for_raiser(ctx, tx, receipt, code, 0);
    if (!work) return tl::unexpected(work.error());
    return add_attachment(*work, *checked, {}, true);
  });
}

Result<AttachmentFile> find_attachment(Context& ctx, db::Reader& in, const access::Viewer& viewer, MatterId id,
                                       AttachmentId attachment) {
  const auto matter = find_matter(in, id);
  if (!matter || !viewer.is_staff() || !access::may_read(ctx.rulebook, viewer, facts_of(in, *matter)))
    return refuse(common::not_found);
  return file_in(ctx, in, *matter, attachment, false);
}

Result<AttachmentFile> follow_attachment(Context& ctx, db::Reader& in, const std::string& receipt,
                                         AttachmentId attachment) {
  const auto first = matter_of_receipt(ctx, in, receipt, "");
  if (!first) return tl::unexpected(first.error());
  for (const Matter& matter : matters_by_receipt(in, first->receipt_hash))
    if (auto file = file_in(ctx, in, matter, attachment, true)) return file;
  return refuse(common::not_found);
}

}  // namespace massline::matters
