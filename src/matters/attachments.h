// Files that go with a matter. The bytes lie under Context::files_folder by their digest, never executed, and shown
// inside a page only where that is safe. Pictures are kept without what cameras write into them (base/picture.h).
#pragma once

#include <string>
#include <string_view>

#include "access/access.h"
#include "base/files.h"
#include "journal/context.h"
#include "matters/matter.h"

namespace massline::matters {

inline constexpr int attachments_max = 10;

struct NewAttachment {
  std::string name;  // as the sender called it; folders and control characters are dropped
  std::string_view bytes;
  bool is_public = true;  // the person who raised it sees it
};
struct Attached : Attachment {
  FileMetadata metadata = FileMetadata::none;
};
Result<Attached> attach(Context& ctx, const access::Viewer& viewer, MatterId matter, const NewAttachment& file);
Result<Attached> follow_attach(Context& ctx, const std::string& receipt, const std::string& code,
                               const NewAttachment& file);

/// What rows say of a file that has to lie under Context::files_folder.
struct KeptFile {
  MatterId matter;
  std::string path;
  std::int64_t size = 0;
};
/// Of all matters; for whoever looks over the whole.
std::vector<KeptFile> kept_files(const Context& ctx, db::Reader& in);

struct AttachmentFile {
  Attachment attachment;
  std::string path;  // of the bytes
};
Result<AttachmentFile> find_attachment(Context& ctx, db::Reader& in, const access::Viewer& viewer, MatterId matter,
                                       AttachmentId attachment);
Result<AttachmentFile> follow_attachment(Context& ctx, db::Reader& in, const std::string& receipt,
                                         AttachmentId attachment);

}  // namespace massline::matters
