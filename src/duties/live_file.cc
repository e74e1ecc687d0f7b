#include "duties/live_file.h"

#include "base/crypto.h"
#include "duties/checked_file.h"
#include "standing/refusals.h"
#include "standing/snapshot.h"
#include "standing/snapshot_bytes.h"

namespace massline::duties {

using standing::BytesIn;
using standing::BytesOut;
using standing::Ower;

namespace {

constexpr const char* register_file = "standing.register";
constexpr const char* snapshot_file = "standing.snapshot";
constexpr std::string_view register_line = "massline standing register 1\n";

void pack(BytesOut& out, const Classes& classes, std::size_t compiled) {
  out.add(compiled).add(classes.all().size());
  for (const auto& values : classes.all()) out.add(values);
}

std::size_t unpack(BytesIn& in, Classes& classes) {
  const std::size_t compiled = in.number();
  for (std::uint64_t i = in.number(); i > 0; --i) classes.number_of(in.values());
  return compiled;
}

void pack(BytesOut& out, const Owes& owes) {
  out.add(static_cast<std::uint64_t>(owes.ower)).add_signed(owes.id).add_signed(owes.person.value);
  out.add(owes.at.unit).add(owes.at.place).add(owes.ower_class).add(owes.kind);
}

Owes unpack_owes(BytesIn& in) {
  Owes out;
  out.ower = static_cast<Ower>(in.number());
  out.id = in.signed_number();
  out.person = PersonId{in.signed_number()};
  out.at.unit = static_cast<standing::UnitRow>(in.number());
  out.at.place = static_cast<std::uint32_t>(in.number());
  out.ower_class = static_cast<std::uint32_t>(in.number());
  out.kind = in.text();
  return out;
}

void pack(BytesOut& out, const Counted& counted) {
  out.add_signed(day_number(counted.date))
      .add_signed(counted.unit)
      .add(counted.minutes)
      .add(counted.days)
      .add(counted.parts.size());
  for (const Counted::Part& part : counted.parts)
    out.add_signed(part.person).add(std::uint64_t{part.roles} << 16 | part.activity_class);
}

Counted unpack_counted(BytesIn& in) {
  Counted out;
  out.date = date_of_day_number(in.signed_number());
  out.unit = in.signed_number();
  out.minutes = static_cast<std::uint32_t>(in.number());
  out.days = static_cast<std::uint32_t>(in.number());
  for (std::uint64_t i = in.number(); i > 0; --i) {
    const std::int64_t person = in.signed_number();
    const std::uint64_t both = in.number();
    out.parts.push_back({person, static_cast<std::uint8_t>(both >> 16), static_cast<std::uint16_t>(both)});
  }
  return out;
}

std::string packed(const Board& board, const LiveState& state) {
  BytesOut out;
  out.add_signed(day_number(board.standing->plan().date()))
      .add(std::uint64_t{state.columns_only})
      .add(state.seen.size());
  for (const auto& [region, head] : state.seen) out.add_signed(region.value).add_signed(head.seq).add(head.hash);
  for (std::size_t i = 0; i < 3; ++i) pack(out, state.classes[i], state.classes_compiled[i]);
  pack(out, state.activity_classes, state.activity_classes_compiled);
  const auto places = board.places().all();
  out.add(places.size());
  for (const Owes& owes : places) pack(out, owes);
  out.add(state.deeds.all().size());
  for (const auto& [activity, counted] : state.deeds.all()) {
    out.add_signed(activity);
    pack(out, counted);
  }
  return out.take();
}

struct Unpacked {
  LiveState state;
  Date plan_date{};
  std::vector<Owes> places;
};

Unpacked unpack_all(const std::string& bytes) {
  BytesIn in(bytes);
  Unpacked out;
  out.plan_date = date_of_day_number(in.signed_number());
  out.state.columns_only = in.number() != 0;
  for (std::uint64_t i = in.number(); i > 0; --i) {
    const RegionId region{in.signed_number()};
    const std::int64_t seq = in.signed_number();
    out.state.seen[region] = {seq, in.text()};
  }
  for (std::size_t i = 0; i < 3; ++i) out.state.classes_compiled[i] = unpack(in, out.state.classes[i]);
  out.state.activity_classes_compiled = unpack(in, out.state.activity_classes);
  for (std::uint64_t i = in.number(); i > 0; --i) out.places.push_back(unpack_owes(in));
  for (std::uint64_t i = in.number(); i > 0; --i) {
    const std::int64_t activity = in.signed_number();
    out.state.deeds.put(activity, unpack_counted(in));
  }
  return out;
}

std::vector<rulebook::AttributeValues> first_of(const Classes& classes, std::size_t count) {
  return {classes.all().begin(), classes.all().begin() + static_cast<std::ptrdiff_t>(count)};
}

/// As it was compiled when the snapshot was written: the snapshot refuses another.
Result<std::shared_ptr<const standing::Plan>> plan_of(const std::vector<rulebook::Duty>& duties, const Unpacked& from) {
  standing::PlanInput input;
  input.duties = duties;
  input.date = from.plan_date;
  for (std::size_t i = 0; i < 3; ++i)
    input.classes[i] = first_of(from.state.classes[i], from.state.classes_compiled[i]);
  for (auto& values : first_of(from.state.activity_classes, from.state.activity_classes_compiled))
    input.activity_classes.push_back({std::move(values)});
  return standing::Plan::compile(std::move(input));
}

}  // namespace

bool continues(const std::map<RegionId, LiveState::Head>& seen, db::Reader& in) {
  for (const auto& [region, head] : seen) {
    const auto rows = in.query("SELECT hash FROM journal WHERE region = $1 AND seq = $2", {region, head.seq});
    if (rows.empty() || rows.row(0).blob(0) != head.hash) return false;
  }
  return true;
}

std::map<RegionId, LiveState::Head> journal_heads(db::Reader& in) {
  std::map<RegionId, LiveState::Head> out;
  for (const auto row : in.query("SELECT region, seq, hash FROM journal_head"))
    out[row.id<RegionId>(0)] = {row.integer(1), std::string(row.blob(2))};
  return out;
}

bool is_columns_only(db::Reader& in) {
  return !in.query("SELECT 1 FROM setting WHERE name = $1", {columns_only_setting}).empty();
}

void save_live(const std::filesystem::path& folder, const Board& board, const LiveState& state) {
  // Both are whole on disk before either takes its place, since one holds only with the other.
  const std::filesystem::path next_register = folder / (std::string(register_file) + ".next");
  const std::filesystem::path next_snapshot = folder / (std::string(snapshot_file) + ".next");
  const std::string digest = write_checked(next_register, register_line, packed(board, state));
  standing::Snapshot::save(*board.standing, next_snapshot.string(), {to_hex(digest)});
  std::filesystem::rename(next_snapshot, folder / snapshot_file);
  std::filesystem::rename(next_register, folder / register_file);
}

Result<LiveFile> load_live(const std::filesystem::path& folder, const std::vector<rulebook::Duty>& duties,
                           db::Reader& in) {
  const auto read = read_checked(folder / register_file, register_line);
  if (!read) return tl::unexpected(read.error());
  Unpacked unpacked = unpack_all(read->bytes);
  if (!continues(unpacked.state.seen, in))
    return unreadable(folder / register_file, "it is of another database, or of one that was put back");
  const auto plan = plan_of(duties, unpacked);
  if (!plan) return unreadable(folder / register_file, plan.error().text(Language::en));
  auto loaded = standing::Snapshot::load(*plan, (folder / snapshot_file).string(), {});
  if (!loaded) return tl::unexpected(loaded.error());
  if ((*loaded)->marker() != to_hex(read->digest))
    return unreadable(folder / snapshot_file, "it does not belong to " + std::string(register_file));
  if (auto ready = (*loaded)->ready(); !ready) return tl::unexpected(ready.error());
  LiveFile out{std::make_shared<Board>(), std::move(unpacked.state)};
  out.board->standing = (*loaded)->take();
  for (std::size_t i = out.state.activity_classes_compiled; i < out.state.activity_classes.all().size(); ++i)
    out.board->standing->add_activity_class(out.state.activity_classes.all()[i]);
  out.board->change_places([&](standing::Standing&, Places& places) {
    for (const Owes& owes : unpacked.places) places.put(owes);
  });
  return out;
}

}  // namespace massline::duties
