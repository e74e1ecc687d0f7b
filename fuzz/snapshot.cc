// A snapshot with bytes changed, cut off or added: it is refused, or gives the very answers of the one that was saved.
// The input is a list of changes: four bytes of offset, one of value, and one that, as 0xff, cuts the file there.
#include "standing/snapshot.h"

#include <unistd.h>

#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

#include "base/result.h"
#include "fuzz/target.h"
#include "standing/simulate.h"

namespace massline::fuzz {
namespace {

namespace fs = std::filesystem;
using namespace standing;

std::shared_ptr<const Plan> plan_of_study() {
  PlanInput input;
  rulebook::Duty duty;
  duty.id = "study";
  duty.of = {"class"};
  duty.measure = rulebook::Measure::hours;
  duty.amount = 32 * 60;
  input.duties.push_back(duty);
  input.date = *parse_date("2026-06-30");
  for (auto& classes : input.classes) classes = country_classes();
  input.activity_classes.push_back({{{"activity.kind", std::string("class")}}});
  auto plan = Plan::compile(std::move(input));
  check(plan.has_value(), "the plan of the example compiles");
  return *plan;
}

std::unique_ptr<Standing> small_country(const std::shared_ptr<const Plan>& plan) {
  const Country country({600, 40, 3});
  StandingBuilder builder(plan, country.units(), {.date = plan->date(), .expected_owers = {600, 0, 0}, .threads = 1});
  std::vector<OwerRow> rows;
  for (UnitRow unit = 0; unit < country.units().size(); ++unit) {
    for (std::uint32_t place = 0; place < country.members_of()[unit]; ++place)
      rows.push_back({{unit, place}, country.member(unit, place).ower_class});
  }
  check(builder.add_owers(Ower::member, rows).has_value(), "the members of the example fit");
  return builder.finish();
}

/// One saved snapshot, and a file to spoil.
struct Example {
  std::shared_ptr<const Plan> plan = plan_of_study();
  std::unique_ptr<Standing> saved = small_country(plan);
  fs::path file = fs::temp_directory_path() / ("massline-fuzz-" + std::to_string(::getpid()) + ".snapshot");
  std::string bytes;

  Example() {
    Snapshot::save(*saved, file.string(), {"act 17"});
    std::ifstream in(file, std::ios::binary);
    bytes.assign(std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>());
  }
  ~Example() {
    std::error_code ignored;
    fs::remove(file, ignored);
  }
};

std::string spoiled(std::string bytes, std::string_view changes) {
  for (; changes.size() >= 6 && !bytes.empty(); changes.remove_prefix(6)) {
    std::uint32_t offset = 0;
    std::memcpy(&offset, changes.data(), sizeof offset);
    offset = static_cast<std::uint32_t>(offset % bytes.size());
    if (static_cast<std::uint8_t>(changes[5]) == 0xff) {
      bytes.resize(offset);
    } else {
      bytes[offset] = changes[4];
    }
  }
  return bytes;
}

}  // namespace
}  // namespace massline::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace massline;
  using namespace massline::fuzz;
  static Example example;
  const std::string bytes = spoiled(example.bytes, text_of(data, size));
  std::ofstream(example.file, std::ios::binary) << bytes;
  auto loaded = Snapshot::load(example.plan, example.file.string(), {.date = {}, .expected_owers = {}, .threads = 1});
  if (!loaded) {
    check(bytes != example.bytes, "the file as it was saved is accepted");
    return 0;
  }
  if (!(*loaded)->ready()) return 0;
  const auto standing = (*loaded)->take();
  for (UnitRow unit = 0; unit < example.saved->unit_count(); ++unit)
    check(standing->standing_of(unit)->duties == example.saved->standing_of(unit)->duties,
          "what was accepted gives the answers of what was saved");
  return 0;
}
