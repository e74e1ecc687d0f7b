#include "activities/attendance.h"

#include "base/result.h"

namespace massline::activities {

namespace {

constexpr std::size_t bits = 8;

void put_number(std::string& out, std::uint64_t number) {
  constexpr std::uint64_t low = 0x7f;
  while (number > low) {
    out.push_back(static_cast<char>((number & low) | (low + 1)));
    number >>= 7;
  }
  out.push_back(static_cast<char>(number));
}

void put_text(std::string& out, std::string_view text) {
  put_number(out, text.size());
  out += text;
}

class Bytes {
 public:
  explicit Bytes(std::string_view bytes) : bytes_(bytes) {}

  bool at_end() const { return at_ == bytes_.size(); }
  unsigned char byte() {
    if (at_end()) damaged();
    return static_cast<unsigned char>(bytes_[at_++]);
  }
  std::uint64_t number() {
    constexpr unsigned low = 0x7f, shift_max = 63;
    std::uint64_t out = 0;
    for (unsigned shift = 0; shift <= shift_max; shift += 7) {
      const unsigned char one = byte();
      out |= static_cast<std::uint64_t>(one & low) << shift;
      if (one <= low) return out;
    }
    damaged();
  }
  std::string text() {
    const std::uint64_t size = number();
    if (size > bytes_.size() - at_) damaged();
    std::string out(bytes_.substr(at_, size));
    at_ += size;
    return out;
  }
  [[noreturn]] static void damaged() { throw Fault("an attendance in the database can't be read"); }

 private:
  std::string_view bytes_;
  std::size_t at_ = 0;
};

void put_exceptions(std::string& out, const std::vector<Mark>& members) {
  const auto differs = [](const Mark& mark) {
    return mark.presence == Presence::late || mark.presence == Presence::excused;
  };
  std::uint64_t count = 0;
  for (const Mark& mark : members) count += differs(mark) ? 1 : 0;
  put_number(out, count);
  for (std::size_t i = 0; i < members.size(); ++i) {
    if (!differs(members[i])) continue;
    const bool excused = members[i].presence == Presence::excused;
    put_number(out, i * 2 + (excused ? 1 : 0));
    if (excused) put_text(out, members[i].reason);
  }
}

void put_guests(std::string& out, const std::vector<Mark>& guests) {
  put_number(out, guests.size());
  std::int64_t before = 0;
  for (const Mark& mark : guests) {
    check(mark.person.value > before, "guests are encoded in growing order, each once");
    put_number(out, static_cast<std::uint64_t>(mark.person.value - before));
    before = mark.person.value;
    out.push_back(static_cast<char>(mark.presence));
    if (mark.presence == Presence::excused) put_text(out, mark.reason);
  }
}

}  // namespace

std::string encode_attendance(const Attendance& attendance) {
  std::string out((attendance.members.size() + bits - 1) / bits, '\0');
  bool plain = attendance.guests.empty();
  for (std::size_t i = 0; i < attendance.members.size(); ++i) {
    const Presence presence = attendance.members[i].presence;
    if (was_there(presence)) out[i / bits] = static_cast<char>(out[i / bits] | (1 << (i % bits)));
    plain = plain && (presence == Presence::present || presence == Presence::absent);
  }
  if (plain) return out;
  put_exceptions(out, attendance.members);
  put_guests(out, attendance.guests);
  return out;
}

Attendance decode_attendance(std::string_view bytes, std::span<const PersonId> roster) {
  Attendance out;
  Bytes in(bytes);
  out.members.reserve(roster.size());
  unsigned char byte = 0;
  for (std::size_t i = 0; i < roster.size(); ++i) {
    if (i % bits == 0) byte = in.byte();
    const bool there = (byte >> (i % bits) & 1) != 0;
    out.members.push_back({roster[i], there ? Presence::present : Presence::absent, {}});
  }
  if (in.at_end()) return out;
  for (std::uint64_t left = in.number(); left > 0; --left) {
    const std::uint64_t place = in.number();
    if (place / 2 >= out.members.size()) Bytes::damaged();
    Mark& mark = out.members[place / 2];
    mark.presence = place % 2 == 1 ? Presence::excused : Presence::late;
    if (mark.presence == Presence::excused) mark.reason = in.text();
  }
  std::int64_t before = 0;
  for (std::uint64_t left = in.number(); left > 0; --left) {
    Mark mark;
    before += static_cast<std::int64_t>(in.number());
    mark.person = PersonId{before};
    const unsigned char presence = in.byte();
    if (presence > static_cast<unsigned char>(Presence::excused)) Bytes::damaged();
    mark.presence = static_cast<Presence>(presence);
    if (mark.presence == Presence::excused) mark.reason = in.text();
    out.guests.push_back(std::move(mark));
  }
  if (!in.at_end()) Bytes::damaged();
  return out;
}

std::string encode_roster(std::span<const PersonId> members) {
  std::string out;
  std::int64_t before = 0;
  for (const PersonId person : members) {
    check(person.value > before, "a roster is in growing order, each person once");
    put_number(out, static_cast<std::uint64_t>(person.value - before));
    before = person.value;
  }
  return out;
}

std::vector<PersonId> decode_roster(std::string_view bytes) {
  std::vector<PersonId> out;
  Bytes in(bytes);
  std::int64_t before = 0;
  while (!in.at_end()) {
    before += static_cast<std::int64_t>(in.number());
    out.push_back(PersonId{before});
  }
  return out;
}

}  // namespace massline::activities
