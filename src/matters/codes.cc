#include "matters/codes.h"

#include <cctype>

#include "base/crypto.h"

namespace massline::matters {

namespace {

constexpr std::string_view alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
constexpr std::size_t tail_length = 10;

/// Weights that are odd, hence invertible modulo 32: any single wrong character is found.
char check_character(std::string_view tail) {
  std::size_t sum = 0, weight = 1;
  for (const char character : tail) {
    sum += weight * alphabet.find(character);
    weight += 2;
  }
  return alphabet[sum % alphabet.size()];
}

char typed_character(char character) {
  const char upper = static_cast<char>(std::toupper(static_cast<unsigned char>(character)));
  if (upper == 'O') return '0';
  if (upper == 'I' || upper == 'L') return '1';
  return upper;
}

}  // namespace

std::string make_code(std::string_view prefix, int year, Random& random) {
  std::string tail;
  std::uint64_t bits = random.next_u64();
  for (std::size_t i = 0; i < tail_length; ++i) {
    tail += alphabet[bits % alphabet.size()];
    bits /= alphabet.size();
  }
  tail += check_character(tail);
  return std::string(prefix) + "-" + std::to_string(year) + "-" + tail.substr(0, 5) + "-" + tail.substr(5);
}

std::string normalised_code(std::string_view typed) {
  std::string out;
  std::size_t hyphens = 0;
  for (const char character : typed) {
    if (character == ' ') continue;
    if (character == '-') ++hyphens;
    out += hyphens >= 2 && character != '-' ? typed_character(character)
                                            : static_cast<char>(std::toupper(static_cast<unsigned char>(character)));
  }
  return out;
}

bool is_code(std::string_view code) {
  const std::size_t first = code.find('-');
  if (first == std::string_view::npos || first == 0 || code.size() != first + 18) return false;
  if (code[first + 5] != '-' || code[first + 11] != '-') return false;
  const std::string tail = std::string(code.substr(first + 6, 5)) + std::string(code.substr(first + 12));
  for (const char character : tail)
    if (alphabet.find(character) == std::string_view::npos) return false;
  return check_character(std::string_view(tail).substr(0, tail_length)) == tail.back();
}

std::string hash_of_receipt(std::string_view digits, std::string_view lookup_key) { return digest(digits, lookup_key); }

}  // namespace massline::matters
