#include "base/picture.h"

#include <gtest/gtest.h>

#include <random>
#include <string>
#include <vector>

namespace massline {
namespace {

using std::string_literals::operator""s;

const std::string whereabouts = "GPS 31.2304N 121.4737E, Canon 5D of Li";

std::string big(std::size_t number, int length) {
  std::string out;
  for (int shift = 8 * (length - 1); shift >= 0; shift -= 8) out += static_cast<char>((number >> shift) & 0xff);
  return out;
}
std::string little(std::size_t number, int length) {
  std::string out;
  for (int i = 0; i < length; ++i) out += static_cast<char>((number >> (8 * i)) & 0xff);
  return out;
}

// ---- JPEG

std::string segment(char marker, const std::string& data) {
  return std::string("\xff") + marker + big(data.size() + 2, 2) + data;
}
std::string exif(std::size_t orientation) {
  const std::string tiff = "II\x2a"s + '\0' + little(8, 4) + little(2, 2) + little(0x010f, 2) + little(2, 2) +
                           little(40, 4) + little(38, 4) + little(0x0112, 2) + little(3, 2) + little(1, 4) +
                           little(orientation, 4) + little(0, 4) + whereabouts;
  return "Exif"s + std::string(2, '\0') + tiff;
}
const std::string icc = "ICC_PROFILE"s + '\0' + "\x01\x01 colours";
std::string jpeg_of(const std::vector<std::string>& before) {
  std::string out = "\xff\xd8";
  for (const auto& one : before) out += one;
  return out + segment('\xdb', "quantisation") + segment('\xc0', "frame") + segment('\xda', "scan") +
         "\x12\xff\0\x34\xff\xd0\x56\xff\xd9"s;
}
const std::string jfif = "JFIF\0\x01\x02\x01\0\x48\0\x48\0\0"s;

TEST(JpegMetadata, GoesAndColoursStay) {
  const std::string thumbnail = jfif.substr(0, 12) + "\x01\x01" + "rgb";
  const auto clean =
      without_metadata(jpeg_of({segment('\xe0', thumbnail), segment('\xe1', exif(1)),
                                segment('\xe1', "http://ns.adobe.com/xap/1.0/ " + whereabouts), segment('\xe2', icc),
                                segment('\xe2', "MPF " + whereabouts), segment('\xed', "Photoshop 3.0 " + whereabouts),
                                segment('\xee', "Adobe\0d"s), segment('\xfe', whereabouts)}) +
                       "a second picture " + whereabouts);
  EXPECT_EQ(clean.outcome, PictureMetadata::removed);
  EXPECT_EQ(clean.bytes, jpeg_of({segment('\xe0', jfif), segment('\xe2', icc), segment('\xee', "Adobe\0d"s)}));
}

TEST(JpegMetadata, ThePictureStaysUpright) {
  const auto clean = without_metadata(jpeg_of({segment('\xe0', jfif), segment('\xe1', exif(6))}));
  ASSERT_EQ(clean.outcome, PictureMetadata::removed);
  EXPECT_EQ(clean.bytes.find(whereabouts), std::string::npos);
  EXPECT_NE(clean.bytes.find("Exif"), std::string::npos);
  // What is clean is left as it is.
  EXPECT_EQ(without_metadata(clean.bytes).outcome, PictureMetadata::none);
}

TEST(JpegMetadata, IsNotLookedForInsideTheScan) {
  const std::string plain = jpeg_of({segment('\xe0', jfif)});
  EXPECT_EQ(without_metadata(plain).outcome, PictureMetadata::none);
  // Progressive: tables and more scans follow the first.
  const std::string progressive = plain.substr(0, plain.size() - 2) + segment('\xc4', "table") +
                                  segment('\xda', "scan") + "\x01\xff\0"s + "\xff\xd9";
  EXPECT_EQ(without_metadata(progressive).outcome, PictureMetadata::none);
  const auto between = without_metadata(plain.substr(0, plain.size() - 2) + segment('\xfe', whereabouts) +
                                        segment('\xda', "scan") + "\x01\xff\xd9");
  EXPECT_EQ(between.outcome, PictureMetadata::removed);
  EXPECT_EQ(between.bytes.find(whereabouts), std::string::npos);
}

TEST(JpegMetadata, CutOffPicturesAreTakenAndGarbageIsNot) {
  const std::string whole = jpeg_of({segment('\xe1', exif(1))});
  const auto cut = without_metadata(whole.substr(0, whole.size() - 4));
  EXPECT_EQ(cut.outcome, PictureMetadata::removed);
  EXPECT_EQ(cut.bytes.find(whereabouts), std::string::npos);
  for (const std::string& wrong : {"\xff\xd8\xff"s, "\xff\xd8\xff\xe1\0\0"s, "\xff\xd8\xff\xe1\xff\xff short"s,
                                   "\xff\xd8\xff\xd9"s.substr(0, 3) + "x"})
    EXPECT_EQ(without_metadata(wrong).outcome, PictureMetadata::damaged);
}

// ---- PNG

std::string chunk(const std::string& type, const std::string& data) {
  return big(data.size(), 4) + type + data + "cccc";
}
const std::string png_signature = "\x89PNG\r\n\x1a\n";

TEST(PngMetadata, TextAndExifGo) {
  const std::string head = png_signature + chunk("IHDR", "size") + chunk("iCCP", "colours"),
                    rest = chunk("IDAT", "pixels") + chunk("IEND", "");
  EXPECT_EQ(without_metadata(head + rest).outcome, PictureMetadata::none);
  const auto clean =
      without_metadata(head + chunk("tEXt", whereabouts) + chunk("iTXt", whereabouts) + chunk("zTXt", whereabouts) +
                       chunk("eXIf", exif(3)) + chunk("tIME", "now") + chunk("prVt", whereabouts) + rest + whereabouts);
  EXPECT_EQ(clean.outcome, PictureMetadata::removed);
  EXPECT_EQ(clean.bytes, head + rest);
}

TEST(PngMetadata, WhatCantBeWalkedIsDamaged) {
  for (const std::string& wrong :
       {png_signature, png_signature + chunk("IHDR", "size"), png_signature + "\xff\xff\xff\xffIDATx",
        png_signature + chunk("NEED", "x") + chunk("IEND", "")})
    EXPECT_EQ(without_metadata(wrong).outcome, PictureMetadata::damaged);
}

// ---- WebP

std::string riff_chunk(const std::string& type, const std::string& data) {
  return type + little(data.size(), 4) + data + (data.size() % 2 != 0 ? "\0"s : "");
}
std::string webp(const std::string& body) { return "RIFF" + little(body.size() + 4, 4) + "WEBP" + body; }

TEST(WebpMetadata, WhereThereAreNoFlagsThePartAfterThemStaysAsItIs) {
  const std::string without_flags = riff_chunk("VP8X", ""), pixels = riff_chunk("VP8 ", "pixels");
  const auto clean = without_metadata(webp(without_flags + pixels + riff_chunk("XMP ", whereabouts)));
  EXPECT_EQ(clean.bytes, webp(without_flags + pixels));
}

TEST(WebpMetadata, ExifAndXmpGoWithTheirFlags) {
  const auto extended = [](char flags) { return riff_chunk("VP8X", std::string(1, flags) + std::string(9, '\1')); };
  const std::string pixels = riff_chunk("ICCP", "odd") + riff_chunk("VP8 ", "pixels");
  const auto clean =
      without_metadata(webp(extended('\x2c') + pixels + riff_chunk("EXIF", exif(1)) + riff_chunk("XMP ", whereabouts)));
  EXPECT_EQ(clean.outcome, PictureMetadata::removed);
  EXPECT_EQ(clean.bytes, webp(extended('\x20') + pixels));
  EXPECT_EQ(without_metadata(clean.bytes).outcome, PictureMetadata::none);
  const auto turned = without_metadata(webp(extended('\x08') + pixels + riff_chunk("EXIF", exif(8))));
  EXPECT_EQ(turned.bytes.find(whereabouts), std::string::npos);
  EXPECT_EQ(turned.bytes[20], '\x08');
  EXPECT_EQ(without_metadata(turned.bytes).outcome, PictureMetadata::none);
  EXPECT_EQ(without_metadata(webp(riff_chunk("EXIF", exif(1)))).outcome, PictureMetadata::damaged);
  EXPECT_EQ(without_metadata("RIFF\xff\xff\xff\xffWEBPVP8 xxxx").outcome, PictureMetadata::damaged);
}

// ---- GIF

TEST(GifMetadata, CommentsGoAndAnimationStays) {
  const std::string head = "GIF89a" + std::string("\2\0\2\0\x80\0\0"s) + "rgbrgb";
  const std::string loop = "\x21\xff\x0bNETSCAPE2.0\3\1\0\0\0"s,
                    image = "\x2c"s + std::string(8, '\0') + "\0\2\3abc\0"s, end = "\x3b";
  EXPECT_EQ(without_metadata(head + loop + image + end).outcome, PictureMetadata::none);
  const auto clean = without_metadata(head + loop + "\x21\xfe" + static_cast<char>(whereabouts.size()) + whereabouts +
                                      "\0"s + image + end + whereabouts);
  EXPECT_EQ(clean.outcome, PictureMetadata::removed);
  EXPECT_EQ(clean.bytes, head + loop + image + end);
  EXPECT_EQ(without_metadata(head + image).outcome, PictureMetadata::damaged);
}

TEST(PictureMetadata, OtherFilesAreNoPictures) {
  EXPECT_EQ(without_metadata("%PDF-1.7").outcome, PictureMetadata::not_a_picture);
  EXPECT_EQ(without_metadata("").outcome, PictureMetadata::not_a_picture);
}

/// Whatever is done to a picture: no crash, no growth beyond the one small EXIF, and what comes out clean is clean.
TEST(PictureMetadata, RandomDamageIsWalkedSafely) {
  const std::vector<std::string> pictures{
      jpeg_of({segment('\xe0', jfif), segment('\xe1', exif(6)), segment('\xfe', whereabouts)}),
      png_signature + chunk("IHDR", "size") + chunk("tEXt", whereabouts) + chunk("IDAT", "pixels") + chunk("IEND", ""),
      webp(riff_chunk("VP8X", "\x08" + std::string(9, '\1')) + riff_chunk("VP8 ", "pixels") +
           riff_chunk("EXIF", exif(8)))};
  std::mt19937 random(20'261'126);
  int cleaned = 0;
  for (int turn = 0; turn < 60'000; ++turn) {
    std::string bytes = pictures[random() % pictures.size()];
    for (unsigned change = random() % 4; change > 0; --change)
      bytes[random() % bytes.size()] = static_cast<char>(random());
    if (random() % 4 == 0) bytes.resize(random() % (bytes.size() + 1));
    const auto clean = without_metadata(bytes);
    if (clean.outcome != PictureMetadata::removed) continue;
    ++cleaned;
    ASSERT_LE(clean.bytes.size(), bytes.size() + 64) << turn;
    ASSERT_NE(without_metadata(clean.bytes).outcome, PictureMetadata::removed) << turn;
  }
  EXPECT_GT(cleaned, 10'000);
}

}  // namespace
}  // namespace massline
