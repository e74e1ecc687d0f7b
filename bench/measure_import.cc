// Import from the command line: matters from CSV, and a real tree of units.
#include <fmt/format.h>

#include <chrono>
#include <cstdlib>
#include <fstream>
#include <regex>
#include <stdexcept>

#include "bench/raw_loop.h"
#include "bench/world.h"

namespace massline::bench {
namespace {

namespace fs = std::filesystem;

void write_csv(const fs::path& file, std::uint64_t rows) {
  static constexpr std::array<const char*, 6> places{"990121001001", "990121001002", "990121100201",
                                                     "990121100202", "990121200201", "990121200202"};
  std::ofstream out(file, std::ios::binary);
  out << "编号,反映时间,内容,地点,姓名,电话\n";
  for (std::uint64_t n = 0; n < rows; ++n) {
    const Case one = case_of(n);
    out << fmt::format("LX{:07},2025-{:02}-{:02} {:02}:{:02},\"{}\",{},{},{}\n", n, n % 12 + 1, n % 28 + 1, n % 24,
                       n % 60, one.text, places[n % places.size()], one.name, one.phone);
  }
}

double number_before(const std::string& text, const std::string& word) {
  std::smatch found;
  if (!std::regex_search(text, found, std::regex("([0-9.]+) " + word)))
    throw std::runtime_error(fmt::format("the import said no number of “{}”: {}", word, text));
  return std::stod(found[1]);
}

double seconds_of(const std::function<void()>& work) {
  const auto started = std::chrono::steady_clock::now();
  work();
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - started).count();
}

}  // namespace

std::vector<Figure> measure_import(const World& world) {
  const std::uint64_t rows = world.sized(100'000);
  const fs::path csv = world.work / "matters.csv";
  write_csv(csv, rows);
  std::vector<double> rates, whole;
  for (int round = 0; round < 3; ++round) {
    const auto data = fresh_data(world, "import");
    std::string said;
    const double seconds = seconds_of([&] {
      said = run_program({world.program.string(), "import", "matters", csv.string(), "--data", data.string(), "--as",
                          "petition", "--procedure", "petition"});
    });
    if (number_before(said, "added") != static_cast<double>(rows)) throw std::runtime_error("import: " + said);
    rates.push_back(number_before(said, "rows a second"));
    whole.push_back(static_cast<double>(rows) / seconds);
    remove_data(data);
  }
  const auto recorded_in = fresh_data(world, "import-recorded");
  const Recording recording = record_intake(recorded_in, "990121001001", rows / 4);
  remove_data(recorded_in);
  const auto data = fresh_data(world, "import-raw");
  const RawLoop loop = run_raw_loop(data, recording, 500);
  remove_data(data);
  return {{.name = "Import of matters from CSV",
           .value = median(rates),
           .unit = "rows/s",
           .peer_name = "rows of matters written with sqlite3 alone, 500 a commit, one thread",
           .peer = static_cast<double>(recording.commands.size()) / loop.seconds,
           .goal = 20'000,
           .wanted = Wanted::at_least,
           .goal_is_ratio = false,
           .details = {{"rows", static_cast<double>(rows)}, {"rows/s with the start of the program", median(whole)}}}};
}

std::vector<Figure> measure_units(const World& world) {
  if (world.divisions.empty()) return {};
  const fs::path data = world.work / "units";
  fs::remove_all(data);
  run_program({world.program.string(), "init", "--data", data.string(), "--rulebook",
               (world.source / "rulebooks/cpc").string()});
  std::string said;
  const double seconds = seconds_of([&] {
    said = run_program({world.program.string(), "import", "units", world.divisions.string(), "--data", data.string()});
  });
  remove_data(data);
  return {{.name = "Import of a tree of units",
           .value = seconds,
           .unit = "s",
           .peer_name = {},
           .peer = {},
           .goal = 5,
           .wanted = Wanted::at_most,
           .goal_is_ratio = false,
           .details = {{"units", number_before(said, "added")}}}};
}

}  // namespace massline::bench
