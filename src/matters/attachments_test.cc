#include "matters/attachments.h"

#include <filesystem>
#include <fstream>

#include "base/crypto.h"
#include "base/files.h"
#include "base/refusals.h"
#include "matters/list_world.h"
#include "matters/refusals.h"

namespace massline::matters {
namespace {

using std::string_view_literals::operator""sv;

class Attachments : public ListTest {
 protected:
  /// A PNG of one white pixel.
  static const std::string& picture() {
    static const std::string bytes = *from_hex(
        "89504e470d0a1a0a0000000d49484452000000010000000108000000003a7e9b550000000a49444154789c63f80f0001"
        "010100b138f6140000000049454e44ae426082");
    return bytes;
  }
  static std::string bytes_at(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
  }
};

TEST_F(Attachments, BothSidesAttachAndReadEachOthersFiles) {
  const auto raised = raise("east", "路灯坏了");
  const auto handler = officer("case-handler", "east");
  const auto photo = follow_attach(ctx, raised.receipt, "", {"C:\\photos\\lamp.png", picture()});
  ASSERT_TRUE(photo) << photo.error().text(Language::en);
  EXPECT_EQ(photo->name, "lamp.png");
  EXPECT_EQ(photo->media_type, "image/png");
  EXPECT_EQ(photo->size, std::ssize(picture()));
  const auto reply = attach(ctx, handler, raised.id, {"工单.txt", "已派工"});
  ASSERT_TRUE(reply) << reply.error().text(Language::en);

  const auto seen = read([&](db::Reader& in) { return find_attachment(ctx, in, handler, raised.id, photo->id); });
  ASSERT_TRUE(seen);
  EXPECT_EQ(bytes_at(seen->path), picture());
  const auto followed = read([&](db::Reader& in) { return follow_attachment(ctx, in, raised.receipt, reply->id); });
  ASSERT_TRUE(followed);
  EXPECT_EQ(bytes_at(followed->path), "已派工");
  EXPECT_EQ(followed->attachment.name, "工单.txt");
}

TEST_F(Attachments, WhatIsForStaffStaysWithStaff) {
  const auto raised = raise("east", "路灯坏了");
  const auto handler = officer("case-handler", "east");
  const auto note = attach(ctx, handler, raised.id, {"internal.txt", "draft", false});
  ASSERT_TRUE(note);
  EXPECT_FALSE(read([&](db::Reader& in) { return follow_attachment(ctx, in, raised.receipt, note->id); }));
  EXPECT_TRUE(read([&](db::Reader& in) { return find_attachment(ctx, in, handler, raised.id, note->id); }));
}

TEST_F(Attachments, OthersFindNothing) {
  const auto raised = raise("east", "路灯坏了"), other = raise("west", "井盖松了");
  const auto stranger = officer("case-handler", "west");
  const auto photo = follow_attach(ctx, raised.receipt, "", {"lamp.txt", "photo"});
  ASSERT_TRUE(photo);
  const auto refused = attach(ctx, stranger, raised.id, {"a.txt", "a"});
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().message, &massline::refusals::not_found);
  EXPECT_FALSE(read([&](db::Reader& in) { return find_attachment(ctx, in, stranger, raised.id, photo->id); }));
  EXPECT_FALSE(read([&](db::Reader& in) { return find_attachment(ctx, in, stranger, other.id, photo->id); }));
  EXPECT_FALSE(read([&](db::Reader& in) { return follow_attachment(ctx, in, other.receipt, photo->id); }));
  EXPECT_FALSE(follow_attach(ctx, "0000000000000000", "", {"a.txt", "a"}));
}

TEST_F(Attachments, BadFilesAreRefusedWithAReason) {
  const auto raised = raise("east", "路灯坏了");
  const std::string large(static_cast<std::size_t>(file_size_max) + 1, 'a');
  const auto refusal = [&](const std::string& name, std::string_view bytes) -> const Message* {
    const auto result = follow_attach(ctx, raised.receipt, "", {name, bytes});
    return result ? nullptr : result.error().message;
  };
  EXPECT_EQ(refusal("a.txt", ""), &massline::refusals::file_empty);
  EXPECT_EQ(refusal("a.txt", large), &massline::refusals::file_too_large);
  EXPECT_EQ(refusal("../..", "a"), &massline::refusals::file_name_not_valid);
  EXPECT_EQ(refusal(std::string(201, 'n'), "a"), &massline::refusals::file_name_not_valid);
  EXPECT_EQ(refusal("a.txt", std::string_view(large).substr(1)), nullptr);
}

TEST_F(Attachments, EachSideHasRoomForTen) {
  const auto raised = raise("east", "路灯坏了");
  const auto handler = officer("case-handler", "east");
  for (int i = 0; i < attachments_max; ++i)
    ASSERT_TRUE(follow_attach(ctx, raised.receipt, "", {"a.txt", "number " + std::to_string(i)}));
  const auto refused = follow_attach(ctx, raised.receipt, "", {"a.txt", "one more"});
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().message, &refusals::too_many_files);
  EXPECT_TRUE(attach(ctx, handler, raised.id, {"b.txt", "from the other side"}));
}

TEST_F(Attachments, TheSameBytesLieOnDiskOnce) {
  const auto raised = raise("east", "路灯坏了");
  ASSERT_TRUE(follow_attach(ctx, raised.receipt, "", {"a.txt", "the same"}));
  ASSERT_TRUE(follow_attach(ctx, raised.receipt, "", {"b.txt", "the same"}));
  int files = 0;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(ctx.files_folder))
    files += entry.is_regular_file() ? 1 : 0;
  EXPECT_EQ(files, 1);
}

}  // namespace
}  // namespace massline::matters
