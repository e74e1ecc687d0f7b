#include "standing/allowance.h"

#include <algorithm>

#include "base/result.h"

namespace massline::standing {
namespace {

constexpr std::uint32_t households_of_a_part = 65'536;

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
struct Part {
  std::uint32_t county, first, last;
};

std::vector<Part> parts_of(std::span<const std::uint32_t> first) {
  std::vector<Part> parts;
  for (std::uint32_t county = 0; county + 1 < first.size(); ++county) {
    for (std::uint32_t at = first[county]; at < first[county + 1]; at += std::min(households_of_a_part, first[county + 1] - at))
      parts.push_back({county, at, std::min(first[county + 1], at + households_of_a_part)});
  }
  return parts;
}

CountyAllowance portable(const std::uint32_t* income, const std::uint8_t* persons, std::uint32_t count, std::uint32_t base,
                         std::uint32_t changed) {
  CountyAllowance out;
  for (std::uint32_t i = 0; i < count; ++i) {
    add_household(out.base, income[i], persons[i], base);
    add_household(out.changed, income[i], persons[i], changed);
  }
  return out;
}

}  // namespace

std::vector<CountyAllowance> allowance_by_county(const Households& households, const Standards& standards, Workers& workers,
                                                 Instructions instructions) {
  const std::size_t counties = households.first.size() - 1;
  check(standards.base_fen.size() == counties && standards.changed_fen.size() == counties, "each county has both standards");
  check(households.income_fen.size() == households.persons.size() && households.first.back() == households.persons.size(),
        "the columns are of one length");
  for (std::size_t county = 0; county < counties; ++county) {
    check(std::max(standards.base_fen[county], standards.changed_fen[county]) <= detail::largest_standard_fen,
          "a standard is at most 80,000 yuan a month");
  }
  const auto parts = parts_of(households.first);
  std::vector<CountyAllowance> results(parts.size());
  workers.run(parts.size(), [&](std::size_t i) {
    const Part& part = parts[i];
    const auto* income = households.income_fen.data() + part.first;
    const auto* persons = households.persons.data() + part.first;
    const std::uint32_t base = standards.base_fen[part.county], changed = standards.changed_fen[part.county];
    const std::uint32_t count = part.last - part.first;
    std::uint32_t vectored = 0;
#if defined(__x86_64__)
    if (instructions == Instructions::avx2) {
      vectored = count / 8 * 8;
      results[i] = detail::county_allowance_avx2(income, persons, vectored, base, changed);
    }
#else
    (void)instructions;
#endif
    const CountyAllowance rest = portable(income + vectored, persons + vectored, count - vectored, base, changed);
    add(results[i].base, rest.base);
    add(results[i].changed, rest.changed);
  });
  std::vector<CountyAllowance> out(counties);
  for (std::size_t i = 0; i < parts.size(); ++i) {
    add(out[parts[i].county].base, results[i].base);
    add(out[parts[i].county].changed, results[i].changed);
  }
  return out;
}

}  // namespace massline::standing
