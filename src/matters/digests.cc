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

std::string digest_of_row(const Matter& m) {
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

/// What lies under a matter, as lines of one form, so that one query reads them all.
struct DigestedRow {
  enum What : std::int64_t { entry, answer, party, file, clock, appraisal };

  std::int64_t what = entry, id = 0, at = 0;
  std::string name, second, third;
  std::int64_t mark = 0, person = 0;
  std::string post;
  std::int64_t unit = 0, shown = 0;
  std::string text;
};

constexpr std::string_view digested_rows_sql =
    "SELECT 0, id, at, kind, step, stage, by_raiser, person, post, unit, public, inputs FROM entry "
    "WHERE region = $1 AND matter = $2 UNION ALL "
    "SELECT 1, entry, at, step, decision, reasons, in_time, person, '', unit, 0, remedy FROM answer "
    "WHERE region = $1 AND matter = $2 UNION ALL "
    "SELECT 2, id, 0, role, '', '', 0, person, '', unit, 0, '' FROM party "
    "WHERE region = $1 AND matter = $2 UNION ALL "
    "SELECT 3, id, at, name, media_type, digest, 0, entry, '', size, public, '' FROM attachment "
    "WHERE region = $1 AND matter = $2 UNION ALL "
    "SELECT 4, id, started_at, name, CAST(check_at AS TEXT), CAST(late AS TEXT), state, stopped_at, '', due, "
    "owed_by_raiser, because FROM clock "
    "WHERE region = $1 AND matter = $2 UNION ALL "
    "SELECT 5, entry, at, solved, '', '', satisfied, NULL, '', unit, 0, comment FROM appraisal "
    "WHERE region = $1 AND matter = $2 ORDER BY 1, 2";

std::int64_t number_or_zero(const db::Rows::Row& row, std::size_t column) {
  return row.is_null(column) ? 0 : row.integer(column);
}

void add_digested(Digester& digester, const DigestedRow& line) {
  digester.add(line.what).add(line.id).add(line.at).add(line.name).add(line.second).add(line.third);
  digester.add(line.mark).add(line.person).add(line.post).add(line.unit).add(line.shown).add(line.text);
}

/// The salt stands in the row's digest, which the lines follow.
Digester begin_with(const Matter& row) {
  Digester digester;
  digester.add("matter with what lies under it").add(digest_of_row(row));
  return digester;
}

}  // namespace

std::string digest_of_matter(db::Reader& in, const Matter& row) {
  if (row.salt.empty()) return digest_of_row(row);
  Digester digester = begin_with(row);
  for (const auto line : in.query(digested_rows_sql, {row.region, row.id}))
    add_digested(digester, {line.integer(0), line.integer(1), line.integer(2), line.text(3), line.text_or_empty(4),
                            line.text(5), line.integer(6), number_or_zero(line, 7), line.text_or_empty(8),
                            number_or_zero(line, 9), line.integer(10), line.text(11)});
  return digester.finish();
}

std::string digest_of_raised(const Matter& row, std::span<const Entry> entries, std::span<const Party> parties,
                             std::span<const Clock> clocks) {
  check(!row.salt.empty(), "a new matter has its salt");
  Digester digester = begin_with(row);
  for (const Entry& one : entries)
    add_digested(digester,
                 {DigestedRow::entry, one.id.value, one.at.ms, one.kind, one.step, one.stage, one.by_raiser ? 1 : 0,
                  one.person.value, one.post, one.unit.value, one.is_public ? 1 : 0, inputs_text(one.inputs)});
  std::int64_t id = 0;
  for (const Party& one : parties)
    add_digested(digester,
                 {DigestedRow::party, ++id, 0, one.role, "", "", 0, one.person.value, "", one.unit.value, 0, ""});
  for (const Clock& one : clocks)
    add_digested(digester, {DigestedRow::clock, one.id, one.started_at().ms, one.name, std::to_string(one.check_at.ms),
                            std::to_string(one.late), static_cast<std::int64_t>(one.state),
                            one.stopped_at ? one.stopped_at->ms : 0, "", one.due.ms, one.owed_by_raiser ? 1 : 0,
                            to_text(one.because)});
  return digester.finish();
}

std::optional<std::string> digest_of(db::Reader& in, RegionId region, const std::string& kind, std::int64_t id) {
  if (kind != "matter") return std::nullopt;
  const auto matter = find_matter(in, region, MatterId{id});
  return matter ? digest_of_matter(in, *matter) : std::string();
}

std::optional<std::string> digest_as_last_taken(db::Reader& in, RegionId region, const std::string& kind,
                                                std::int64_t id) {
  if (kind != "matter") return std::nullopt;
  const auto matter = find_matter(in, region, MatterId{id});
  if (!matter) return std::string();
  const auto last = in.query(
      "SELECT after_digest FROM journal WHERE region = $1 AND subject = $2 AND subject_kind = 'matter' AND "
      "after_digest IS NOT NULL ORDER BY seq DESC LIMIT 1",
      {region, id});
  std::string alone = digest_of_row(*matter);
  if (!last.empty() && last.row(0).blob(0) == alone) return alone;
  return digest_of_matter(in, *matter);
}

}  // namespace massline::matters
