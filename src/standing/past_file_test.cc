// Kept periods: every figure comes back as it was, and one wrong bit is noticed.
#include "standing/past_file.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <limits>
#include <random>

#include "standing/packed_column.h"
#include "standing/refusals.h"

namespace massline::standing {
namespace {

TEST(PackedColumn, GivesBackWhatItTook) {
  std::mt19937_64 chance(3);
  for (int round = 0; round < 400; ++round) {
    std::vector<std::uint64_t> values(1 + chance() % 300);
    const std::uint64_t step = 1 + chance() % 20, least = chance() % 3 == 0 ? chance() : chance() % 100;
    const unsigned bits = static_cast<unsigned>(chance() % 64);
    for (auto& value : values) value = least + step * (chance() >> 1 >> (63 - bits));
    if (round % 2 == 0) values[chance() % values.size()] = chance();
    std::string packed = "before";
    pack_column(values, packed);
    const PackedColumn column(std::string_view(packed).substr(6), values.size());
    EXPECT_EQ(column.size(), packed.size() - 6);
    for (std::size_t row = 0; row < values.size(); ++row) ASSERT_EQ(column.at(row), values[row]) << round;
  }
}

TEST(PackedColumn, AFewLargeOnesDoNotMakeTheOthersLong) {
  std::vector<std::uint64_t> values(4096);
  for (std::size_t row = 0; row < values.size(); ++row) values[row] = row % 8;
  std::string plain, mixed;
  pack_column(values, plain);
  EXPECT_LT(plain.size(), 4096 * 3 / 8 + 64);
  values[100] = std::numeric_limits<std::uint64_t>::max();
  values[2000] = 96'710'000;
  pack_column(values, mixed);
  EXPECT_EQ(mixed.size(), plain.size() + 2 * 10);
}

class PastFileTest : public ::testing::Test {
 protected:
  PastFileTest() {
    std::string pattern = (std::filesystem::temp_directory_path() / "massline-past-XXXXXX").string();
    folder = mkdtemp(pattern.data());
    file = (folder / "year-2025-12-31").string();
    head = {rulebook::DutyPeriod::Kind::year, *parse_date("2025-12-31"), 9000, 42, {{"study", 1920}, {"talk", 1}}};
    std::mt19937_64 chance(7);
    for (std::size_t i = 0; i < 2 * head.units; ++i) {
      const std::uint64_t quota = i % 2 == 0 ? 1920 : 1;
      const std::uint64_t owing = i < 20 ? 96'710'000 : chance() % 60, behind = owing == 0 ? 0 : chance() % owing;
      const std::uint64_t missing = behind * (quota == 1 ? 1 : 15 * (1 + chance() % 100));
      figures.push_back({owing, behind, owing * quota - missing, missing});
    }
    PastFile::write(file, head, [&](UnitRow first, std::span<Figures> out) {
      std::copy_n(figures.begin() + 2 * first, out.size(), out.begin());
    });
  }
  ~PastFileTest() override { std::filesystem::remove_all(folder); }

  std::filesystem::path folder;
  std::string file;
  PastHead head;
  std::vector<Figures> figures;  // [unit][duty]
};

TEST_F(PastFileTest, GivesBackEveryFigure) {
  const auto opened = PastFile::open(file);
  ASSERT_TRUE(opened) << opened.error().text(Language::en);
  const PastFile& past = **opened;
  EXPECT_EQ(past.head().on, head.on);
  EXPECT_EQ(past.head().numbering, 42U);
  EXPECT_EQ(past.duty_index("talk"), 1U);
  EXPECT_FALSE(past.duty_index("dance"));
  for (UnitRow unit = 0; unit < head.units; unit += 7)
    for (std::uint32_t duty = 0; duty < 2; ++duty)
      ASSERT_EQ(**past.figures_of(unit, duty), figures[2 * unit + duty]) << unit << " " << duty;
  EXPECT_FALSE(*past.figures_of(head.units, 0)) << "a unit that came later";
  EXPECT_TRUE(past.check_all());
}

TEST_F(PastFileTest, OneWrongBitAnywhereIsNoticed) {
  const auto size = static_cast<std::streamoff>(std::filesystem::file_size(file));
  std::mt19937_64 chance(11);
  for (int round = 0; round < 60; ++round) {
    std::streamoff at = static_cast<std::streamoff>(chance() % static_cast<std::uint64_t>(size));
    if (at >= 112 && at < 4096) at -= 4000;  // what pads the header means nothing
    if (at < 0) at = 20;
    const auto flip = [&] {
      std::fstream bytes(file, std::ios::in | std::ios::out | std::ios::binary);
      bytes.seekg(at);
      const char was = static_cast<char>(bytes.get());
      bytes.seekp(at);
      bytes.put(static_cast<char>(was ^ 16));
    };
    flip();
    const auto opened = PastFile::open(file);
    EXPECT_TRUE(!opened || !(*opened)->check_all()) << "byte " << at;
    flip();
    EXPECT_TRUE((*PastFile::open(file))->check_all());
  }
}

TEST_F(PastFileTest, RefusesWhatIsCutOffOrSomethingElse) {
  std::filesystem::resize_file(file, std::filesystem::file_size(file) - 8);
  EXPECT_EQ(PastFile::open(file).error().message, &refusals::past_unreadable);
  std::filesystem::resize_file(file, 20);
  EXPECT_FALSE(PastFile::open(file));
  std::ofstream(file, std::ios::trunc) << std::string(9000, 'x');
  EXPECT_FALSE(PastFile::open(file));
  EXPECT_FALSE(PastFile::open(file + "-none"));
}

}  // namespace
}  // namespace massline::standing
