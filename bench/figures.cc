#include "bench/figures.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <thread>

namespace massline::bench {
namespace {

std::string number(double value) {
  if (value >= 1000) return fmt::format("{:.0f}", value);
  if (value >= 10) return fmt::format("{:.1f}", value);
  return fmt::format("{:.3f}", value);
}

}  // namespace

bool Figure::met() const {
  const double measured = goal_is_ratio ? ratio().value_or(0) : value;
  return wanted == Wanted::at_least ? measured >= goal : measured <= goal;
}

std::string table_of(const std::vector<Figure>& figures) {
  std::string out =
      fmt::format("{:<42} {:>10} {:<10} {:>10} {:>7} {:>14}\n", "figure", "measured", "", "peer", "ratio", "goal");
  for (const Figure& figure : figures) {
    const auto ratio = figure.ratio();
    out += fmt::format("{:<42} {:>10} {:<10} {:>10} {:>7} {:>14}  {}\n", figure.name, number(figure.value), figure.unit,
                       figure.peer ? number(*figure.peer) : "-", ratio ? fmt::format("{:.2f}", *ratio) : "-",
                       fmt::format("{} {}{}", figure.wanted == Wanted::at_least ? ">=" : "<=", number(figure.goal),
                                   figure.goal_is_ratio ? " ratio" : ""),
                       figure.met() ? "met" : "NOT MET");
    for (const auto& [name, value] : figure.details) out += fmt::format("    {:<38} {:>10}\n", name, number(value));
  }
  for (const Figure& figure : figures) {
    if (!figure.peer_name.empty()) out += fmt::format("peer of “{}”: {}\n", figure.name, figure.peer_name);
  }
  return out;
}

std::string json_of(const std::vector<Figure>& figures, bool quick) {
  nlohmann::json list = nlohmann::json::array();
  for (const Figure& figure : figures) {
    nlohmann::json one{{"name", figure.name},
                       {"value", figure.value},
                       {"unit", figure.unit},
                       {"goal", figure.goal},
                       {"goalIs", std::string(figure.goal_is_ratio ? "ratio " : "value ") +
                                      (figure.wanted == Wanted::at_least ? "at least" : "at most")},
                       {"met", figure.met()}};
    if (figure.peer) one["peer"] = {{"name", figure.peer_name}, {"value", *figure.peer}};
    if (const auto ratio = figure.ratio()) one["ratio"] = *ratio;
    for (const auto& [name, value] : figure.details) one["details"][name] = value;
    list.push_back(std::move(one));
  }
  return nlohmann::json{{"quick", quick}, {"cores", std::thread::hardware_concurrency()}, {"figures", list}}.dump(2) +
         "\n";
}

double median(std::vector<double> values) {
  if (values.empty()) return 0;
  std::sort(values.begin(), values.end());
  const std::size_t middle = values.size() / 2;
  return values.size() % 2 == 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2;
}

}  // namespace massline::bench
