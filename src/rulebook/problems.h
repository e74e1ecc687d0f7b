// Everything that is wrong with a rulebook, collected so that one report tells it all.
#pragma once

#include <string>
#include <vector>

#include "rulebook/model.h"

namespace massline::rulebook {

/// A place in a file of the rulebook: path relative to its folder, line and column (code points) from 1.
struct Position {
  std::string file;
  int line = 0, column = 0;
};

inline constexpr std::size_t problems_max = 1000;

/// Thrown by add() past problems_max: whoever began the reading reports what there is.
struct TooManyProblems {};

class Problems {
 public:
  void add(const Position& at, std::string what, std::string hint);
  bool empty() const { return problems_.empty(); }
  bool has_in(const std::string& file) const;
  /// Ordered by file and place, each once.
  std::vector<Problem> sorted() const;

 private:
  std::vector<Problem> problems_;
};

}  // namespace massline::rulebook
