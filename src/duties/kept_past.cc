#include "duties/kept_past.h"

#include "duties/seeded.h"
#include "duties/trend_periods.h"
#include "standing/refusals.h"

namespace massline::duties {

using rulebook::DutyPeriod;
using standing::Figures;
using standing::PastFile;
using standing::UnitRow;

namespace {

namespace fs = std::filesystem;

constexpr const char* folder_name = "standing.past";

const char* name_of(DutyPeriod::Kind kind) {
  return kind == DutyPeriod::Kind::year ? "year" : kind == DutyPeriod::Kind::quarter ? "quarter" : "month";
}

template <class IdOf>
std::uint64_t numbering(std::uint32_t units, const IdOf& id_of) {
  std::uint64_t mark = units;
  for (UnitRow row = 0; row < units; ++row) mark = seeded(mark ^ static_cast<std::uint64_t>(id_of(row)));
  return mark;
}

}  // namespace

std::uint64_t numbering_of(const standing::Standing& standing, std::uint32_t units) {
  return numbering(units, [&](UnitRow row) { return standing.id_of(row); });
}

std::uint64_t numbering_of(std::span<const std::int64_t> ids) {
  return numbering(static_cast<std::uint32_t>(ids.size()), [&](UnitRow row) { return ids[row]; });
}

KeptPast::KeptPast(const fs::path& data) : folder_(data.empty() ? fs::path() : data / folder_name) {}

fs::path KeptPast::file_of(Kind kind, Date on) const {
  return folder_ / (std::string(name_of(kind)) + "-" + to_string(on));
}

Result<std::shared_ptr<const PastFile>> KeptPast::open(Kind kind, Date on) const {
  const fs::path name = file_of(kind, on);
  const std::lock_guard lock(mutex_);
  if (const auto found = opened_.find(name); found != opened_.end()) return found->second;
  auto file = PastFile::open(name.string());
  if (!file) return tl::unexpected(file.error());
  if ((*file)->head().kind != kind || (*file)->head().on != on)
    return refuse(standing::refusals::past_unreadable,
                  {{"file", name.string()}, {"problem", "it is of another period than its name says"}});
  opened_.emplace(name, *file);
  return *file;
}

bool KeptPast::is_numbered_as(const PastFile& file, const standing::Standing& standing) const {
  const std::uint32_t units = file.head().units;
  if (units > standing.unit_count()) return false;
  const std::lock_guard lock(mutex_);
  const auto [known, is_new] = numberings_.try_emplace(units, 0);
  if (is_new) known->second = numbering_of(standing, units);
  return known->second == file.head().numbering;
}

Result<std::optional<KeptPoint>> KeptPast::find(Kind kind, Date on, const standing::Standing& standing, UnitRow unit,
                                                std::string_view duty) const {
  if (folder_.empty() || !fs::exists(file_of(kind, on))) return std::optional<KeptPoint>();
  const auto file = open(kind, on);
  if (!file) return tl::unexpected(file.error());
  if (!is_numbered_as(**file, standing))
    return refuse(standing::refusals::past_unreadable,
                  {{"file", file_of(kind, on).string()}, {"problem", "it is of other units"}});
  KeptPoint out;
  const auto index = (*file)->duty_index(duty);
  if (!index) return std::optional(out);
  const auto figures = (*file)->figures_of(unit, *index);
  if (!figures) return tl::unexpected(figures.error());
  out.quota = (*file)->head().duties[*index].amount;
  out.figures = *figures;
  return std::optional(out);
}

void KeptPast::keep(Kind kind, Date on, const standing::Standing& standing) {
  standing::PastHead head{kind, on, standing.unit_count(), 0, {}};
  std::vector<std::size_t> kept;  // in Plan::duties()
  for (std::size_t duty = 0; duty < standing.plan().duties().size(); ++duty) {
    const rulebook::Duty& rule = standing.plan().duties()[duty];
    if (told_by(rule.per) != kind) continue;
    kept.push_back(duty);
    head.duties.push_back({rule.id, rule.amount});
  }
  if (kept.empty()) return;
  head.numbering = numbering_of(standing, head.units);
  keep(head, [&](UnitRow first, std::span<Figures> figures) {
    for (std::size_t i = 0; i < figures.size() / kept.size(); ++i) {
      const auto all = standing.standing_of(first + static_cast<UnitRow>(i))->duties;
      for (std::size_t duty = 0; duty < kept.size(); ++duty) figures[i * kept.size() + duty] = all[kept[duty]];
    }
  });
}

void KeptPast::keep(const standing::PastHead& head, const PastFile::Chunk& chunk) {
  if (folder_.empty()) return;
  fs::create_directories(folder_);
  const fs::path name = file_of(head.kind, head.on);
  PastFile::write(name.string(), head, chunk);
  const std::lock_guard lock(mutex_);
  opened_.erase(name);
}

KeptPast::Report KeptPast::check_all() const {
  Report out;
  if (folder_.empty() || !fs::exists(folder_)) return out;
  for (const auto& entry : fs::directory_iterator(folder_)) {
    if (entry.path().extension() == ".new") continue;
    const auto file = PastFile::open(entry.path().string());
    const auto whole = file ? (*file)->check_all() : Result<Done>(tl::unexpected(file.error()));
    if (whole)
      ++out.whole;
    else
      out.damaged.push_back(whole.error());
  }
  return out;
}

}  // namespace massline::duties
