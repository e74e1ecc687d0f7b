#include "standing/allowance.h"

#include <algorithm>
#include <cstring>

#include "base/result.h"

namespace massline::standing {
namespace {

constexpr std::uint32_t households_of_a_part = 65'536;
constexpr std::uint32_t income_mask = (1u << PackedHouseholds::income_bits) - 1;

void add_household(AllowanceTotal& total, std::uint64_t income, std::uint64_t persons, std::uint64_t standard) {
  const std::uint64_t need = standard * persons;
  if (income >= need) return;
  ++total.households;
  total.persons += persons;
  total.fen += need - income;
}

void add(AllowanceTotal& to, const AllowanceTotal& from) {
  to.households += from.households;
  to.persons += from.persons;
  to.fen += from.fen;
}

/// A piece of one county, so that large counties keep no thread waiting.
struct CountyPart {
  std::uint32_t county, first, last;
};

std::vector<CountyPart> parts_of(std::span<const PackedHouseholds::County> counties) {
  std::vector<CountyPart> parts;
  for (std::uint32_t county = 0; county < counties.size(); ++county) {
    std::uint32_t at = counties[county].first;
    const std::uint32_t last = counties[county].last;
    // At least one, which also takes the others.
    do {
      const std::uint32_t next = std::min(last, at + households_of_a_part);
      parts.push_back({county, at, next});
      at = next;
    } while (at < last);
  }
  return parts;
}

CountyAllowance portable(const std::byte* packed, std::uint32_t count, std::uint32_t base, std::uint32_t changed) {
  CountyAllowance out;
  for (; count > 0; --count, packed += PackedHouseholds::bytes_of_household) {
    std::uint32_t household = 0;
    for (std::size_t byte = 0; byte < PackedHouseholds::bytes_of_household; ++byte)
      household |= std::to_integer<std::uint32_t>(packed[byte]) << (8 * byte);
    const std::uint32_t income = household & income_mask, persons = household >> PackedHouseholds::income_bits;
    add_household(out.base, income, persons, base);
    add_household(out.changed, income, persons, changed);
  }
  return out;
}

}  // namespace

PackedHouseholds::PackedHouseholds(const Households& households) {
  check(!households.first.empty() && households.income_fen.size() == households.persons.size() &&
            households.first.back() == households.persons.size(),
        "the columns are of one length");
  const std::size_t count = households.persons.size(), rounded = count + households.first.size() * households_at_once;
  region_ = Region(rounded * bytes_of_household + 2 * slack_bytes, rounded * bytes_of_household);
  std::uint32_t at = 0;
  for (std::size_t c = 0; c + 1 < households.first.size(); ++c) {
    County county;
    county.first = at;
    county.first_other = static_cast<std::uint32_t>(others_.size());
    for (std::uint32_t h = households.first[c]; h < households.first[c + 1]; ++h) {
      const std::uint32_t income = households.income_fen[h];
      const std::uint8_t persons = households.persons[h];
      if (persons > most_persons_packed || income > income_mask) {
        others_.push_back({income, persons});
        county.most_persons = std::max(county.most_persons, persons);
        continue;
      }
      const std::uint32_t word = income | std::uint32_t{persons} << income_bits;
      std::memcpy(region_.data() + slack_bytes + at++ * bytes_of_household, &word, bytes_of_household);
    }
    at = (at + households_at_once - 1) / households_at_once * households_at_once;
    county.last = at;
    county.last_other = static_cast<std::uint32_t>(others_.size());
    std::sort(others_.begin() + county.first_other, others_.end(),
              [](const Other& a, const Other& b) { return a.income_fen < b.income_fen; });
    counties_.push_back(county);
  }
  packed_bytes_ = at * bytes_of_household;
}

std::vector<CountyAllowance> allowance_by_county(const PackedHouseholds& households, const Standards& standards,
                                                 Workers& workers, Instructions instructions) {
  const auto counties = households.counties();
  check(standards.base_fen.size() == counties.size() && standards.changed_fen.size() == counties.size(),
        "each county has both standards");
  for (std::size_t county = 0; county < counties.size(); ++county) {
    check(std::max(standards.base_fen[county], standards.changed_fen[county]) <= detail::largest_standard_fen,
          "a standard is at most 80,000 yuan a month");
  }
  const auto parts = parts_of(counties);
  std::vector<CountyAllowance> results(parts.size());
  workers.run(parts.size(), [&](std::size_t i) {
    const CountyPart& part = parts[i];
    const PackedHouseholds::County& county = counties[part.county];
    const std::uint32_t base = standards.base_fen[part.county], changed = standards.changed_fen[part.county];
#if defined(__x86_64__)
    if (instructions == Instructions::avx2) {
      results[i] = detail::county_allowance_avx2(households.packed(part.first), part.last - part.first, base, changed);
    } else {
      results[i] = portable(households.packed(part.first), part.last - part.first, base, changed);
    }
#else
    (void)instructions;
    results[i] = portable(households.packed(part.first), part.last - part.first, base, changed);
#endif
    if (part.first != county.first) return;
    const std::uint64_t most = std::uint64_t{std::max(base, changed)} * county.most_persons;
    for (const PackedHouseholds::Other& other : households.others(county)) {
      if (other.income_fen >= most) break;
      add_household(results[i].base, other.income_fen, other.persons, base);
      add_household(results[i].changed, other.income_fen, other.persons, changed);
    }
  });
  std::vector<CountyAllowance> out(counties.size());
  for (std::size_t i = 0; i < parts.size(); ++i) {
    add(out[parts[i].county].base, results[i].base);
    add(out[parts[i].county].changed, results[i].changed);
  }
  return out;
}

}  // namespace massline::standing
