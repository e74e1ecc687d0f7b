#include "base/files.h"

#include <gtest/gtest.h>

#include <fstream>
#include <iterator>

#include "base/crypto.h"
#include "base/random.h"
#include "support/temp_dir.h"

namespace massline {
namespace {

using std::string_view_literals::operator""sv;

TEST(MediaTypes, AreToldByTheBytesAlone) {
  EXPECT_EQ(sniffed_media_type("%PDF-1.7 …"), "application/pdf");
  EXPECT_EQ(sniffed_media_type("\x89PNG\r\n\x1a\n..."sv), "image/png");
  EXPECT_EQ(sniffed_media_type("\xff\xd8\xff\xe0"sv), "image/jpeg");
  EXPECT_EQ(sniffed_media_type("RIFF\x10\0\0\0WEBPVP8 "sv), "image/webp");
  EXPECT_EQ(sniffed_media_type("\0\0\0\x18"
                               "ftypheic"sv),
            "image/heic");
  EXPECT_EQ(sniffed_media_type("PK\x03\x04 word/document.xml"sv),
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document");
  EXPECT_EQ(sniffed_media_type("PK\x03\x04 something"sv), "application/zip");
  EXPECT_TRUE(sniffed_media_type("路灯坏了").starts_with("text/plain"));
  EXPECT_TRUE(sniffed_media_type("<script>alert(1)</script>").starts_with("text/plain"));
  EXPECT_EQ(sniffed_media_type("\x7f"
                               "ELF\0\0"sv),
            "application/octet-stream");
}

TEST(MediaTypes, OnlyPicturesAreShownInsideAPage) {
  for (const char* type : {"image/png", "image/jpeg", "image/gif", "image/webp"}) EXPECT_TRUE(is_safe_inline(type));
  for (const char* type : {"image/svg+xml", "text/html", "application/pdf", "text/plain; charset=utf-8"})
    EXPECT_FALSE(is_safe_inline(type));
}

TEST(KeptFiles, AreWrittenAnewWhereTheDiskHoldsSomethingElse) {
  const test::TempDir dir;
  SystemRandom random;
  const std::string bytes = "a photograph", hex = to_hex(digest(bytes)), path = path_of_file(dir.path().string(), hex);
  const auto there = [&] {
    std::ifstream in(path, std::ios::binary);
    return std::string{std::istreambuf_iterator<char>(in), {}};
  };
  keep_file(dir.path().string(), hex, bytes, random);
  EXPECT_EQ(there(), bytes);
  std::ofstream(path, std::ios::binary) << "a photogr";
  keep_file(dir.path().string(), hex, bytes, random);
  EXPECT_EQ(there(), bytes);
}

}  // namespace
}  // namespace massline
