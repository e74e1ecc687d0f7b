#include "matters/digests.h"

#include <cstring>

#include "base/crypto.h"
#include "matters/matter_table.h"

namespace massline::matters {

namespace {

void add_real(Digester& digester, const std::optional<double>& value) {
  std::int64_t bits = 0;
  if (value) std::memcpy(&bits, &*value, sizeof bits);
  digester.add(std::int64_t{value ? 1 : 0}).add(bits);
}

}  // namespace

std::string digest_of_matter(const Matter& m) {
  Digester digester;
  digester.add("matter")
      .add(m.region.value)
      .add(m.id.value)
      .add(m.code)
      .add(m.procedure)
      .add(day_number(m.procedure_from))
      .add(m.stage)
      .add(static_cast<std::int64_t>(m.state))
      .add(m.channel)
      .add(m.topic)
      .add(m.language)
      .add(m.title)
      .add(m.place.value)
      .add(m.address);
  add_real(digester, m.latitude);
  add_real(digester, m.longitude);
  digester.add(m.unit.value)
      .add(m.sender.value)
      .add(m.decided_unit.value)
      .add(m.handler.value)
      .add(m.escalated.value)
      .add(m.next_due.ms)
      .add(m.next_clock)
      .add(std::int64_t{m.anonymous ? 1 : 0})
      .add(std::int64_t{m.confidential ? 1 : 0})
      .add(m.group_size)
      .add(m.receipt_hash)
      .add(m.joined_to.value)
      .add(m.raised_at.ms)
      .add(m.closed_at ? m.closed_at->ms : std::int64_t{0})
      .add(m.outcome)
      .add(m.updated_at.ms)
      .add(m.version);
  if (!m.salt.empty()) digester.add(m.salt);
  return digester.finish();
}

std::optional<std::string> digest_of(db::Reader& in, RegionId region, const std::string& kind, std::int64_t id) {
  if (kind != "matter") return std::nullopt;
  const auto matter = find_matter(in, region, MatterId{id});
  return matter ? digest_of_matter(*matter) : std::string();
}

}  // namespace massline::matters
