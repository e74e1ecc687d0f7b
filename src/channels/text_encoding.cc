#include "channels/text_encoding.h"

#include <iconv.h>

#include "base/text.h"

namespace massline::channels {
namespace {

bool is_between(char c, unsigned char from, unsigned char to) {
  const auto byte = static_cast<unsigned char>(c);
  return byte >= from && byte <= to;
}

/// UTF-8 writes nearly all Chinese as three bytes, which other encodings hit by chance only: a file full of them is
/// UTF-8 with something wrong in it.
bool is_damaged_utf8(std::string_view bytes) {
  std::size_t high = 0, in_threes = 0;
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    if (!is_between(bytes[i], 0x80, 0xFF)) continue;
    const bool three = i + 2 < bytes.size() && is_between(bytes[i], 0xE0, 0xEF) &&
                       is_between(bytes[i + 1], 0x80, 0xBF) && is_between(bytes[i + 2], 0x80, 0xBF);
    high += three ? 3 : 1;
    in_threes += three ? 3 : 0;
    if (three) i += 2;
  }
  return in_threes * 2 > high;
}

/// GB18030 writes Chinese as pairs that are nearly all of two high bytes; in the encodings of one byte for a letter a
/// high byte mostly stands between low ones.
bool is_mostly_pairs(std::string_view bytes) {
  std::size_t pairs = 0, others = 0;
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    if (!is_between(bytes[i], 0x80, 0xFF)) continue;
    const bool pair = i + 1 < bytes.size() && is_between(bytes[i + 1], 0x80, 0xFF);
    ++(pair ? pairs : others);
    ++i;
  }
  return pairs > others * 4;
}

std::optional<std::string> recoded(std::string_view bytes, const char* encoding) {
  const iconv_t converter = iconv_open("UTF-8", encoding);
  if (converter == reinterpret_cast<iconv_t>(-1)) return std::nullopt;
  // No character needs more bytes in UTF-8 than one and a half times those of UTF-16 or GB18030.
  std::string out(bytes.size() * 3 / 2 + 4, '\0');
  char* from = const_cast<char*>(bytes.data());  // iconv never writes to what it reads
  char* to = out.data();
  std::size_t from_left = bytes.size(), to_left = out.size();
  const bool whole = iconv(converter, &from, &from_left, &to, &to_left) != static_cast<std::size_t>(-1);
  iconv_close(converter);
  if (!whole || from_left > 0) return std::nullopt;
  out.resize(out.size() - to_left);
  return out;
}

}  // namespace

std::optional<std::string> recoded_to_utf8(std::string_view bytes) {
  if (bytes.starts_with("\xFF\xFE") || bytes.starts_with("\xFE\xFF")) return recoded(bytes, "UTF-16");
  if (is_valid_utf8(bytes) || is_damaged_utf8(bytes) || !is_mostly_pairs(bytes)) return std::nullopt;
  return recoded(bytes, "GB18030");
}

}  // namespace massline::channels
