// What a benchmark gives: a figure, what it is measured against in the same run, and the goal.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace massline::bench {

enum class Wanted { at_least, at_most };

struct Figure {
  std::string name;
  double value = 0;
  std::string unit;
  std::string peer_name;       // empty: the goal is absolute
  std::optional<double> peer;  // in the same unit
  double goal = 0;             // of the ratio where there is a peer and the goal is for it; else of the value
  Wanted wanted = Wanted::at_least;
  bool goal_is_ratio = false;
  std::vector<std::pair<std::string, double>> details;

  std::optional<double> ratio() const { return peer && *peer != 0 ? std::optional(value / *peer) : std::nullopt; }
  bool met() const;
};

/// A table for people, and the same as JSON.
std::string table_of(const std::vector<Figure>& figures);
std::string json_of(const std::vector<Figure>& figures, bool quick);

/// The middle one of the values; the mean of the two in the middle.
double median(std::vector<double> values);

}  // namespace massline::bench
