#include "activities/attendance.h"

#include <gtest/gtest.h>

#include "base/random.h"
#include "base/result.h"

namespace massline::activities {

namespace {

class Draw {
 public:
  explicit Draw(std::uint64_t seed) : random_(seed) {}
  std::size_t below(std::size_t count) {
    std::size_t out = 0;
    for (const char byte : random_.bytes(4)) out = out * 256 + static_cast<unsigned char>(byte);
    return out % count;
  }

 private:
  SeededRandom random_;
};

std::vector<PersonId> persons(Draw& draw, std::size_t count, std::int64_t first) {
  std::vector<PersonId> out;
  for (std::size_t i = 0; i < count; ++i)
    out.push_back(PersonId{first += 1 + static_cast<std::int64_t>(draw.below(1'000'000'000))});
  return out;
}

Mark mark_of(Draw& draw, PersonId person) {
  Mark mark{person, static_cast<Presence>(draw.below(4)), {}};
  if (mark.presence == Presence::excused) mark.reason = std::string(draw.below(200), 'x');
  return mark;
}

}  // namespace

TEST(Attendance, RoundTripsWhateverItHolds) {
  Draw draw(11);
  for (int round = 0; round < 500; ++round) {
    const auto roster = persons(draw, draw.below(70), std::int64_t{1} << 60);
    Attendance attendance;
    const bool plain = draw.below(3) == 0;
    for (const PersonId person : roster) {
      Mark mark = mark_of(draw, person);
      if (plain) mark = {person, draw.below(2) == 0 ? Presence::present : Presence::absent, {}};
      attendance.members.push_back(mark);
    }
    if (!plain)
      for (const PersonId person : persons(draw, draw.below(5), 1)) attendance.guests.push_back(mark_of(draw, person));
    const std::string bytes = encode_attendance(attendance);
    ASSERT_EQ(decode_attendance(bytes, roster), attendance);
    if (plain) {
      ASSERT_EQ(bytes.size(), (roster.size() + 7) / 8);
    }
    ASSERT_EQ(decode_roster(encode_roster(roster)), roster);
  }
}

TEST(Attendance, DamagedBytesAreAFault) {
  const std::vector<PersonId> roster{PersonId{1}, PersonId{2}};
  EXPECT_THROW(decode_attendance("", roster), Fault);
  EXPECT_THROW(decode_attendance(std::string("\1\1", 2), roster), Fault);
  EXPECT_THROW(decode_attendance(std::string("\1\1\x30\0", 4), roster), Fault);
  EXPECT_THROW(decode_attendance(std::string("\1\0\0\7", 4), roster), Fault);
  Draw draw(3);
  for (int round = 0; round < 2'000; ++round) {
    std::string bytes;
    for (std::size_t left = draw.below(12); left > 0; --left) bytes.push_back(static_cast<char>(draw.below(256)));
    try {
      (void)decode_attendance(bytes, roster);
    } catch (const Fault&) {
    }
  }
}

}  // namespace massline::activities
