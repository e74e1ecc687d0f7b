#include "duties/simulated_branches.h"

#include <fmt/format.h>

#include <algorithm>

#include "duties/seeded.h"

namespace massline::duties {

using standing::UnitRow;

namespace {

/// How much of what is to be spread each unit gets: nothing where no branch may hang, and some more than others.
std::vector<double> weights(const rulebook::Rulebook& rulebook, const std::string& leaf,
                            const std::vector<registry::Unit>& upper, std::uint64_t seed) {
  std::vector<double> out;
  out.reserve(upper.size());
  for (std::size_t i = 0; i < upper.size(); ++i)
    out.push_back(may_have_below(rulebook, upper[i], leaf) ? 0.5 + seeded_fraction(seed ^ 0x5EA7 ^ i * 131) : 0.0);
  return out;
}

std::size_t setting_number(const rulebook::Rulebook& rulebook, const std::string& id) {
  const auto found =
      std::find_if(rulebook.settings.begin(), rulebook.settings.end(), [&](const auto& one) { return one.id == id; });
  return static_cast<std::size_t>(found - rulebook.settings.begin());
}

class Spreader {
 public:
  Spreader(const rulebook::Rulebook& rulebook, const std::string& leaf, const std::vector<registry::Unit>& upper,
           const standing::CountryOptions& options)
      : rulebook_(rulebook), upper_(upper), options_(options), sizes_(standing::branch_sizes(options)) {
    out_.seed = options.seed;
    out_.units.reserve(upper.size() + options.branches);
    give(weights(rulebook, leaf, upper, options.seed));
    for (const registry::Unit& unit : upper)
      if (std::find(out_.kinds.begin(), out_.kinds.end(), unit.kind) == out_.kinds.end() && unit.kind != leaf)
        out_.kinds.push_back(unit.kind);
    out_.kinds.push_back(leaf);
  }

  SimulatedUnits run() {
    for (std::size_t i = 0; i < upper_.size(); ++i) {
      while (!open_.empty() && !upper_[i].path.starts_with(upper_[open_.back()].path)) close();
      SimulatedUnit unit;
      unit.parent = open_.empty() ? 0 : rows_[open_.back()];
      unit.level = level_of(upper_[i].kind);
      unit.setting = static_cast<std::uint8_t>(setting_number(rulebook_, upper_[i].setting));
      unit.upper = static_cast<std::uint32_t>(i);
      rows_.push_back(static_cast<UnitRow>(out_.units.size()));
      out_.units.push_back(unit);
      open_.push_back(i);
    }
    while (!open_.empty()) close();
    return std::move(out_);
  }

 private:
  std::uint8_t level_of(const std::string& kind) const {
    return static_cast<std::uint8_t>(std::find(out_.kinds.begin(), out_.kinds.end(), kind) - out_.kinds.begin());
  }

  /// Each its share of what was given up to it, so that all are given at the end.
  void give(const std::vector<double>& weights) {
    double all = 0, until = 0;
    for (const double weight : weights) all += weight;
    check(all > 0, "some unit may have a branch below it");
    std::uint64_t given = 0;
    const auto last = static_cast<std::size_t>(
        std::find_if(weights.rbegin(), weights.rend(), [](double one) { return one > 0; }).base() - weights.begin());
    for (std::size_t i = 0; i < weights.size(); ++i) {
      until += weights[i];
      const std::uint64_t due =
          i + 1 >= last ? options_.branches
                        : static_cast<std::uint64_t>(static_cast<double>(options_.branches) * (until / all));
      branches_.push_back(static_cast<std::uint32_t>(due - given));
      given = due;
    }
  }

  /// All that was there below the unit has come: now its branches.
  void close() {
    const std::size_t host = open_.back();
    open_.pop_back();
    for (std::uint32_t i = 0; i < branches_[host]; ++i) {
      SimulatedUnit branch;
      branch.parent = rows_[host];
      branch.level = static_cast<std::uint8_t>(out_.kinds.size() - 1);
      branch.ordinal = i + 1;
      branch.members = sizes_[next_];
      branch.upper = static_cast<std::uint32_t>(host);
      const std::size_t settings = rulebook_.settings.size();
      const std::size_t above = setting_number(rulebook_, upper_[host].setting);
      branch.setting = static_cast<std::uint8_t>(
          above < settings ? above : seeded(options_.seed ^ 0xCAFE ^ next_) % std::max<std::size_t>(1, settings));
      branch.is_branch = true;
      ++next_;
      out_.units.push_back(branch);
    }
  }

  const rulebook::Rulebook& rulebook_;
  const std::vector<registry::Unit>& upper_;
  const standing::CountryOptions& options_;
  const std::vector<std::uint32_t> sizes_;
  std::vector<std::uint32_t> branches_;  // [upper]
  std::vector<UnitRow> rows_;            // [upper]
  std::vector<std::size_t> open_;        // whose subtree is not at its end
  std::size_t next_ = 0;
  SimulatedUnits out_;
};

}  // namespace

bool may_have_below(const rulebook::Rulebook& rulebook, const registry::Unit& unit, const std::string& leaf) {
  const rulebook::UnitKind* kind = rulebook.unit_kind(leaf);
  return kind != nullptr && unit.kind != leaf &&
         std::find(kind->under.begin(), kind->under.end(), unit.kind) != kind->under.end();
}

SimulatedUnits simulate_branches(const rulebook::Rulebook& rulebook, const std::string& leaf,
                                 const std::vector<registry::Unit>& upper, const standing::CountryOptions& options) {
  return Spreader(rulebook, leaf, upper, options).run();
}

std::vector<UnitRow> branches_of(const SimulatedUnits& units) {
  std::vector<UnitRow> out;
  for (UnitRow row = 0; row < units.units.size(); ++row)
    if (units.units[row].is_branch) out.push_back(row);
  return out;
}

registry::LeafUnit leaf_of(const rulebook::Rulebook& rulebook, const SimulatedUnits& units,
                           const std::vector<registry::Unit>& upper, UnitRow branch) {
  const SimulatedUnit& one = units.units[branch];
  const registry::Unit& above = upper[one.upper];
  const rulebook::UnitKind& kind = *rulebook.unit_kind(units.kinds.back());
  registry::LeafUnit out;
  out.parent = one.upper;
  out.kind = kind.id;
  out.code = fmt::format("{}-S{:03}", above.code, one.ordinal);
  out.name = fmt::format("{}{}{}", above.name, kind.title.zh, one.ordinal);
  out.name_en = fmt::format("{} {}, {}", kind.title.en, one.ordinal, above.name_in(Language::en));
  if (!rulebook.settings.empty()) out.setting = rulebook.settings[one.setting].id;
  return out;
}

}  // namespace massline::duties
