// Passwords that the program makes.
#pragma once

#include <string>

#include "base/random.h"

namespace massline::cli {

/// Four groups of four letters that nobody mistakes for others.
inline std::string new_password(Random& random) {
  constexpr std::string_view letters = "abcdefghjkmnpqrstuvwxyz";
  std::string password;
  for (int i = 0; i < 16; ++i) {
    if (i > 0 && i % 4 == 0) password += '-';
    password += letters[random.below(letters.size())];
  }
  return password;
}

}  // namespace massline::cli
