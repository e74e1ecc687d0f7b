#include "duties/past_day_file.h"

#include "base/crypto.h"
#include "duties/checked_file.h"
#include "rulebook/rule_facts.h"
#include "standing/snapshot_bytes.h"

namespace massline::duties {

using standing::BytesIn;
using standing::BytesOut;
using standing::Figures;
using standing::UnitRow;

namespace {

constexpr std::string_view past_day_line = "massline past day 1\n";

}  // namespace

/// What of a day stands in its file.
class PastDayBytes {
 public:
  static std::string pack(const PastDay& day, const std::string& rules) {
    BytesOut out;
    out.add(rules).add_signed(day_number(day.on_)).add(day.heads_.size());
    for (const auto& [region, head] : day.heads_) out.add_signed(region.value).add_signed(head.seq).add(head.hash);
    out.add(day.ends_.size());
    for (const UnitRow end : day.ends_) out.add(end);
    out.add(day.row_of_unit_.size());
    for (const auto& [unit, row] : day.row_of_unit_) out.add_signed(unit).add(row);
    out.add(day.duties_.size());
    for (const PastDay::Duty& duty : day.duties_) {
      out.add(duty.id).add_signed(duty.amount).add(duty.own.size());
      for (const auto& [row, own] : duty.own)
        out.add(row).add(own.owing).add(own.behind).add(own.done).add(own.missing);
    }
    return out.take();
  }

  /// Null: of other rules.
  static std::unique_ptr<PastDay> unpack(const std::string& bytes, const std::string& rules) {
    BytesIn in(bytes);
    if (in.text() != rules) return nullptr;
    auto day = std::make_unique<PastDay>();
    day->on_ = date_of_day_number(in.signed_number());
    for (std::uint64_t i = in.number(); i > 0; --i) {
      const RegionId region{in.signed_number()};
      const std::int64_t seq = in.signed_number();
      day->heads_[region] = {seq, in.text()};
    }
    day->ends_.resize(in.number());
    for (UnitRow& end : day->ends_) end = static_cast<UnitRow>(in.number());
    for (std::uint64_t i = in.number(); i > 0; --i) {
      const std::int64_t unit = in.signed_number();
      day->row_of_unit_.emplace(unit, static_cast<UnitRow>(in.number()));
    }
    day->duties_.resize(in.number());
    for (PastDay::Duty& duty : day->duties_) {
      duty.id = in.text();
      duty.amount = in.signed_number();
      duty.own.resize(in.number());
      for (auto& [row, own] : duty.own) {
        row = static_cast<UnitRow>(in.number());
        own.owing = in.number();
        own.behind = in.number();
        own.done = in.number();
        own.missing = in.number();
      }
    }
    return day;
  }

  static const std::map<RegionId, LiveState::Head>& heads(const PastDay& day) { return day.heads_; }
};

PastDayFiles::PastDayFiles(const std::filesystem::path& data, std::string rules)
    : folder_(data.empty() ? data : data / "standing.days"), rules_(std::move(rules)) {}

std::filesystem::path PastDayFiles::file_of(Date on) const { return folder_ / to_string(on); }

std::unique_ptr<PastDay> PastDayFiles::load(db::Reader& in, Date on) const {
  if (folder_.empty()) return nullptr;
  const auto read = read_checked(file_of(on), past_day_line);
  if (!read) return nullptr;
  auto day = PastDayBytes::unpack(read->bytes, rules_);
  return day && day->on() == on && continues(PastDayBytes::heads(*day), in) ? std::move(day) : nullptr;
}

void PastDayFiles::save(const PastDay& day) const {
  if (folder_.empty()) return;
  const std::filesystem::path file = file_of(day.on()), beside = file.string() + ".new";
  try {
    std::filesystem::create_directories(folder_);
    write_checked(beside, past_day_line, PastDayBytes::pack(day, rules_));
    std::filesystem::rename(beside, file);
  } catch (const std::exception&) {
    // Who asks gets an answer although the disk is full: the day is known, and only the next start works it out again.
    std::error_code ignored;
    std::filesystem::remove(beside, ignored);
  }
}

std::string rules_of_days(const rulebook::Rulebook& rulebook) {
  Digester digester;
  digester.add(rulebook.id);
  for (const rulebook::RuleFacts& facts : rulebook::rule_facts(rulebook)) {
    digester.add(facts.rule);
    for (const auto& [name, value] : facts.fields) digester.add(name).add(value);
  }
  return digester.finish();
}

}  // namespace massline::duties
