#include "base/picture.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>

namespace massline {

namespace {

using std::string_view_literals::operator""sv;

std::uint8_t byte_at(std::string_view bytes, std::size_t at) { return static_cast<std::uint8_t>(bytes[at]); }

std::uint32_t big_endian(std::string_view bytes, std::size_t at, std::size_t length) {
  std::uint32_t number = 0;
  for (std::size_t i = 0; i < length; ++i) number = (number << 8) | byte_at(bytes, at + i);
  return number;
}

std::uint32_t little_endian(std::string_view bytes, std::size_t at, std::size_t length) {
  std::uint32_t number = 0;
  for (std::size_t i = length; i > 0; --i) number = (number << 8) | byte_at(bytes, at + i - 1);
  return number;
}

template <class Range>
bool holds(const Range& range, std::string_view value) {
  return std::find(range.begin(), range.end(), value) != range.end();
}

// ---- how the camera was held: tag 0x0112 of the first directory of a TIFF header (EXIF 2.3, 4.6.4)

constexpr std::uint32_t upright = 1, orientation_max = 8;

std::uint32_t orientation_of(std::string_view tiff) {
  constexpr std::size_t header = 8, entry = 12;
  constexpr std::uint32_t tag_orientation = 0x0112;
  if (tiff.size() < header) return upright;
  const bool big = tiff.starts_with("MM"sv);
  if (!big && !tiff.starts_with("II"sv)) return upright;
  const auto number = [&](std::size_t at, std::size_t length) {
    return big ? big_endian(tiff, at, length) : little_endian(tiff, at, length);
  };
  const std::size_t directory = number(4, 4);
  if (directory > tiff.size() - 2) return upright;
  const std::size_t count = number(directory, 2);
  for (std::size_t i = 0; i < count; ++i) {
    const std::size_t at = directory + 2 + i * entry;
    if (at + entry > tiff.size()) return upright;
    if (number(at, 2) != tag_orientation) continue;
    const std::uint32_t value = number(at + 8, 2);
    return value >= upright && value <= orientation_max ? value : upright;
  }
  return upright;
}

/// A TIFF header whose one directory has the orientation and nothing else.
std::string tiff_with(std::uint32_t orientation) {
  std::string tiff("MM\0\x2a\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\0\0\0\0\0\0\0"sv);
  constexpr std::size_t value = 19;
  tiff[value] = static_cast<char>(orientation);
  return tiff;
}

std::string_view tiff_in(std::string_view exif) {
  constexpr std::string_view name = "Exif\0\0"sv;
  return exif.starts_with(name) ? exif.substr(name.size()) : exif;
}

// ---- JPEG: marker segments, then scans of entropy-coded data (T.81, annex B)

class JpegWalk {
 public:
  explicit JpegWalk(std::string_view bytes) : bytes_(bytes) {}

  CleanPicture walk() {
    out_ = "\xff\xd8";
    at_ = 2;
    bool seen_scan = false;
    while (true) {
      const auto marker = next_marker();
      // Without an end, but with a scan before it: a picture that was cut off.
      if (!marker) return seen_scan ? done() : CleanPicture{PictureMetadata::damaged, {}};
      if (*marker == end_of_image) {
        out_ += "\xff\xd9";
        removed_ = removed_ || at_ != bytes_.size();
        return done();
      }
      const auto segment = next_segment();
      if (!segment) return seen_scan ? done() : CleanPicture{PictureMetadata::damaged, {}};
      take(*marker, *segment);
      if (*marker == start_of_scan) {
        seen_scan = true;
        copy_scan();
      }
    }
  }

 private:
  static constexpr std::uint8_t end_of_image = 0xd9, start_of_scan = 0xda;

  CleanPicture done() {
    if (!removed_) return {PictureMetadata::none, {}};
    if (orientation_ != upright) {
      const std::string exif = "Exif" + std::string(2, '\0') + tiff_with(orientation_);
      out_.insert(2, "\xff\xe1" + std::string(1, '\0') + static_cast<char>(exif.size() + 2) + exif);
    }
    return {PictureMetadata::removed, std::move(out_)};
  }

  /// The marker's second byte; any number of 0xff may stand before it.
  std::optional<std::uint8_t> next_marker() {
    if (at_ >= bytes_.size() || byte_at(bytes_, at_) != 0xff) return std::nullopt;
    while (at_ < bytes_.size() && byte_at(bytes_, at_) == 0xff) ++at_;
    if (at_ >= bytes_.size()) return std::nullopt;
    const std::uint8_t marker = byte_at(bytes_, at_++);
    // A segment has a length; the markers without one (TEM, RSTn, SOI) have no place between segments.
    if (marker == 0 || marker == 0x01 || (marker >= 0xd0 && marker <= 0xd8)) return std::nullopt;
    return marker;
  }

  std::optional<std::string_view> next_segment() {
    if (at_ + 2 > bytes_.size()) return std::nullopt;
    const std::size_t length = big_endian(bytes_, at_, 2);
    if (length < 2 || at_ + length > bytes_.size()) return std::nullopt;
    const auto segment = bytes_.substr(at_ + 2, length - 2);
    at_ += length;
    return segment;
  }

  void put(std::uint8_t marker, std::string_view segment) {
    const std::size_t length = segment.size() + 2;
    out_ += '\xff';
    out_ += static_cast<char>(marker);
    out_ += static_cast<char>(length >> 8);
    out_ += static_cast<char>(length & 0xff);
    out_ += segment;
  }

  void take(std::uint8_t marker, std::string_view segment) {
    constexpr std::uint8_t app0 = 0xe0, app1 = 0xe1, app2 = 0xe2, app14 = 0xee, app15 = 0xef, comment = 0xfe;
    constexpr std::size_t jfif_without_thumbnail = 14;
    const bool extra = (marker >= app0 && marker <= app15) || marker == comment || (marker >= 0xf0 && marker <= 0xfd);
    if (!extra) return put(marker, segment);
    if (marker == app0 && segment.starts_with("JFIF\0"sv) && segment.size() >= jfif_without_thumbnail) {
      std::string plain(segment.substr(0, jfif_without_thumbnail));
      plain[12] = plain[13] = '\0';
      removed_ = removed_ || plain != segment;
      return put(marker, plain);
    }
    // Colours are wrong without these two.
    if ((marker == app2 && segment.starts_with("ICC_PROFILE\0"sv)) ||
        (marker == app14 && segment.starts_with("Adobe"sv)))
      return put(marker, segment);
    if (marker == app1 && segment.starts_with("Exif\0\0"sv)) {
      const std::uint32_t orientation = orientation_of(tiff_in(segment));
      if (orientation != upright) orientation_ = orientation;
      // What was written by this very function is left as it is.
      if (orientation != upright && tiff_in(segment) == tiff_with(orientation)) return;
    }
    removed_ = true;
  }

  /// Entropy-coded data go on to the next marker that is neither a stuffed zero nor a restart.
  void copy_scan() {
    const std::size_t begin = at_;
    while (at_ + 1 < bytes_.size()) {
      const std::size_t mark = bytes_.find('\xff', at_);
      if (mark == std::string_view::npos || mark + 1 >= bytes_.size()) break;
      const std::uint8_t next = byte_at(bytes_, mark + 1);
      if (next != 0 && next != 0xff && (next < 0xd0 || next > 0xd7)) {
        at_ = mark;
        out_ += bytes_.substr(begin, mark - begin);
        return;
      }
      at_ = next == 0xff ? mark + 1 : mark + 2;
    }
    out_ += bytes_.substr(begin);
    at_ = bytes_.size();
  }

  std::string_view bytes_;
  std::size_t at_ = 0;
  std::string out_;
  bool removed_ = false;
  std::uint32_t orientation_ = upright;
};

// ---- PNG: chunks of length, type, data and checksum (PNG 3, 5.3)

constexpr std::array png_kept{"IHDR"sv, "PLTE"sv, "IDAT"sv, "IEND"sv, "tRNS"sv, "cHRM"sv, "gAMA"sv,
                              "iCCP"sv, "sBIT"sv, "sRGB"sv, "cICP"sv, "mDCV"sv, "cLLI"sv, "bKGD"sv,
                              "hIST"sv, "pHYs"sv, "sPLT"sv, "acTL"sv, "fcTL"sv, "fdAT"sv};

CleanPicture clean_png(std::string_view bytes) {
  constexpr std::size_t signature = 8, around_data = 12;
  std::string out(bytes.substr(0, signature));
  std::size_t at = signature;
  bool removed = false;
  while (at + around_data <= bytes.size()) {
    const std::size_t length = big_endian(bytes, at, 4);
    if (length > bytes.size() - at - around_data) break;
    const auto type = bytes.substr(at + 4, 4);
    const auto chunk = bytes.substr(at, length + around_data);
    at += chunk.size();
    if (holds(png_kept, type)) {
      out += chunk;
    } else {
      // A capital first letter: the picture can't be shown without it.
      if ((type[0] & 0x20) == 0) break;
      removed = true;
    }
    if (type != "IEND"sv) continue;
    if (!removed && at == bytes.size()) return {PictureMetadata::none, {}};
    return {PictureMetadata::removed, std::move(out)};
  }
  return {PictureMetadata::damaged, {}};
}

// ---- WebP: RIFF chunks of type, length and data, padded to even (RFC 9649, 2.3 to 2.7)

constexpr std::array webp_kept{"VP8 "sv, "VP8L"sv, "VP8X"sv, "ALPH"sv, "ANIM"sv, "ANMF"sv, "ICCP"sv};

void put_riff_chunk(std::string& out, std::string_view type, std::string_view data) {
  out += type;
  for (int shift = 0; shift < 32; shift += 8) out += static_cast<char>((data.size() >> shift) & 0xff);
  out += data;
  if (data.size() % 2 != 0) out += '\0';
}

CleanPicture clean_webp(std::string_view bytes) {
  constexpr std::size_t riff_header = 12, chunk_header = 8, flags_at = riff_header + chunk_header;
  constexpr int exif_flag = 0x08, xmp_flag = 0x04;
  std::string body;
  std::uint32_t orientation = upright;
  std::size_t at = riff_header;
  const std::size_t size = little_endian(bytes, 4, 4);
  if (size < 4 || size > bytes.size() - 8) return {PictureMetadata::damaged, {}};
  const std::size_t end = size + 8;
  bool removed = end + 1 < bytes.size(), pixels = false;
  while (at + chunk_header <= end) {
    const auto type = bytes.substr(at, 4);
    const std::size_t length = little_endian(bytes, at + 4, 4);
    if (length > end - at - chunk_header) return {PictureMetadata::damaged, {}};
    const auto data = bytes.substr(at + chunk_header, length);
    at += chunk_header + length + length % 2;
    pixels = pixels || type == "VP8 "sv || type == "VP8L"sv || type == "ANMF"sv;
    if (holds(webp_kept, type)) {
      put_riff_chunk(body, type, data);
      continue;
    }
    const std::uint32_t held = type == "EXIF"sv ? orientation_of(tiff_in(data)) : upright;
    if (held != upright) orientation = held;
    removed = removed || held == upright || tiff_in(data) != tiff_with(held);
  }
  if (!pixels) return {PictureMetadata::damaged, {}};
  if (!removed) return {PictureMetadata::none, {}};
  if (orientation != upright) put_riff_chunk(body, "EXIF", tiff_with(orientation));
  std::string out = "RIFF";
  for (int shift = 0; shift < 32; shift += 8) out += static_cast<char>(((body.size() + 4) >> shift) & 0xff);
  out += "WEBP" + body;
  if (out.substr(riff_header, 4) == "VP8X"sv && little_endian(out, riff_header + 4, 4) > 0)
    out[flags_at] =
        static_cast<char>((out[flags_at] & ~(exif_flag | xmp_flag)) | (orientation != upright ? exif_flag : 0));
  return {PictureMetadata::removed, std::move(out)};
}

// ---- GIF: blocks, and extensions made of sub-blocks (GIF89a, 18 to 26)

class GifWalk {
 public:
  explicit GifWalk(std::string_view bytes) : bytes_(bytes) {}

  CleanPicture walk() {
    constexpr std::size_t screen = 13;
    constexpr char trailer = '\x3b', image = '\x2c', extension = '\x21';
    if (bytes_.size() < screen) return {PictureMetadata::damaged, {}};
    at_ = screen + colours(byte_at(bytes_, 10));
    if (at_ > bytes_.size()) return {PictureMetadata::damaged, {}};
    out_ = bytes_.substr(0, at_);
    while (at_ < bytes_.size()) {
      const std::size_t begin = at_;
      const char kind = bytes_[at_++];
      if (kind == trailer) {
        out_ += trailer;
        if (!removed_ && at_ == bytes_.size()) return {PictureMetadata::none, {}};
        return {PictureMetadata::removed, std::move(out_)};
      }
      const bool walked = kind == image ? skip_image() : kind == extension && skip_extension();
      if (!walked) break;
      if (keep_) out_ += bytes_.substr(begin, at_ - begin);
    }
    return {PictureMetadata::damaged, {}};
  }

 private:
  static std::size_t colours(std::uint8_t flags) {
    return (flags & 0x80) != 0 ? std::size_t{3} << ((flags & 7) + 1) : 0;
  }

  bool skip_blocks() {
    while (at_ < bytes_.size()) {
      const std::size_t length = byte_at(bytes_, at_++);
      if (length == 0) return true;
      at_ += length;
    }
    return false;
  }

  bool skip_image() {
    constexpr std::size_t descriptor = 9;
    keep_ = true;
    if (at_ + descriptor >= bytes_.size()) return false;
    at_ += descriptor + colours(byte_at(bytes_, at_ + 8)) + 1;  // and the code size
    return skip_blocks();
  }

  /// Timing and transparency stay, and of the applications' blocks the one that lets an animation repeat.
  bool skip_extension() {
    constexpr char graphic_control = '\xf9', application = '\xff';
    if (at_ >= bytes_.size()) return false;
    const char label = bytes_[at_++];
    const auto rest = bytes_.substr(at_);
    keep_ = label == graphic_control ||
            (label == application && (rest.starts_with("\x0bNETSCAPE2.0"sv) || rest.starts_with("\x0b"
                                                                                                "ANIMEXTS1.0"sv)));
    removed_ = removed_ || !keep_;
    return skip_blocks();
  }

  std::string_view bytes_;
  std::size_t at_ = 0;
  std::string out_;
  bool removed_ = false, keep_ = true;
};

}  // namespace

CleanPicture without_metadata(std::string_view bytes) {
  if (bytes.starts_with("\xff\xd8\xff"sv)) return JpegWalk(bytes).walk();
  if (bytes.starts_with("\x89PNG\r\n\x1a\n"sv)) return clean_png(bytes);
  if (bytes.size() > 12 && bytes.starts_with("RIFF"sv) && bytes.substr(8, 4) == "WEBP"sv) return clean_webp(bytes);
  if (bytes.starts_with("GIF87a"sv) || bytes.starts_with("GIF89a"sv)) return GifWalk(bytes).walk();
  return {};
}

}  // namespace massline
