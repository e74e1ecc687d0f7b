#include "matters/readings.h"

#include <array>
#include <map>
#include <optional>

#include "matters/identity_requests.h"
#include "matters/matter_table.h"
#include "matters/matter_work.h"
#include "matters/texts.h"
#include "matters/view_parts.h"

namespace massline::matters {

namespace {

constexpr std::array reason_names{"responsible", "sender", "escalated", "above", "in-hand"};

/// When the reading was journalled last, if that was after `after`.
std::optional<Instant> journalled_at(db::Reader& in, const StaffReading& reading, Instant after) {
  const auto rows = in.query(
      "SELECT at FROM journal WHERE region = $1 AND subject = $2 AND act = 'matter.read' AND person = $3 AND post = $4 "
      "AND "
      "unit = $5 AND at > $6 ORDER BY seq DESC LIMIT 1",
      {reading.region, reading.matter, reading.by.person, reading.by.post, reading.by.unit, after});
  return rows.empty() ? std::nullopt : std::optional(rows.row(0).instant(0));
}

std::string what_of(const std::string& act) {
  if (act == "matter.read") return "read";
  if (act == "matter.open-identity") return "identity-opened";
  if (act == "matter.ask-identity") return "identity-asked";
  if (act == "matter.agree-identity") return "identity-agreed";
  return "worked";
}

/// The reasons of openings that one person does alone, by their place in the journal: they stand on the timeline, which
/// has them in the same order.
std::map<std::int64_t, std::string> opening_reasons(db::Reader& in, const Matter& matter) {
  std::vector<std::string> reasons;
  for (const Entry& entry : entries_of(in, matter.region, matter.id)) {
    const auto event = entry.inputs.find(told_event);
    if (event == entry.inputs.end() || event->second.string() == nullptr) continue;
    if (*event->second.string() != "identity-opened") continue;
    // A reason that was erased leaves its place.
    const auto text = entry.inputs.find(message_text);
    reasons.push_back(text == entry.inputs.end() || text->second.string() == nullptr ? "" : *text->second.string());
  }
  std::map<std::int64_t, std::string> by_seq;
  const auto rows = in.query(
      "SELECT seq FROM journal WHERE region = $1 AND subject = $2 AND act = 'matter.open-identity' ORDER BY seq",
      {matter.region, matter.id});
  for (std::size_t i = 0; i < rows.size() && i < reasons.size(); ++i) by_seq[rows.row(i).integer(0)] = reasons[i];
  return by_seq;
}

/// What is told from a row of (seq, at, act, post, unit, person, detail).
SeenLine line_of(Context& ctx, Names& names, const db::Rows::Row& row) {
  const UnitId unit = row.id<UnitId>(4);
  SeenLine line{row.integer(0),
                row.instant(1),
                what_of(row.text(2)),
                names.post(row.text_or_empty(3)),
                unit ? names.unit(unit) : std::string(),
                {},
                {}};
  if (ctx.rulebook.readers_by_name) line.person = names.person(row.id<PersonId>(5));
  if (line.what == "read") line.why = row.text(6);
  return line;
}

}  // namespace

std::string_view reason_name(ReadingReason reason) { return reason_names[static_cast<std::size_t>(reason)]; }

bool ReadingMemo::knows(MatterId matter, const journal::By& by, Instant now) {
  const std::lock_guard lock(mutex_);
  const auto known = readings_.find({matter.value, by.person.value, by.unit.value, by.post});
  if (known == readings_.end()) return false;
  const std::int64_t age = now.ms - known->second.ms;
  return age >= 0 && age < hour_ms;
}

void ReadingMemo::keep(MatterId matter, const journal::By& by, Instant at) {
  const std::lock_guard lock(mutex_);
  if (readings_.size() >= readings_max) readings_.clear();
  readings_[{matter.value, by.person.value, by.unit.value, by.post}] = at;
}

void record_reading(Context& ctx, ReadingMemo& memo, const StaffReading& reading) {
  const Instant now = ctx.clock.now();
  if (memo.knows(reading.matter, reading.by, now)) return;
  Instant at = now;
  ctx.store.write([&](db::Transaction& tx) {
    at = now;
    if (const auto before = journalled_at(tx, reading, Instant{now.ms - ReadingMemo::hour_ms})) {
      at = *before;
      return false;
    }
    journal::append(tx, {reading.region, now, reading.by, "matter.read", "matter", reading.matter.value,
                         std::string(reason_name(reading.reason)), "", ""});
    return true;
  });
  memo.keep(reading.matter, reading.by, at);
}

Result<SeenPage> who_saw(Context& ctx, db::Reader& in, const std::string& receipt, const std::string& code,
                         std::int64_t before_seq, int limit, Language language) {
  const auto matter = matter_of_receipt(ctx, in, receipt, code);
  if (!matter) return tl::unexpected(matter.error());
  const auto rows = in.query(
      "SELECT seq, at, act, post, unit, person, detail FROM journal WHERE region = $1 AND subject = $2 AND "
      "subject_kind = "
      "'matter' AND person IS NOT NULL AND seq < $3 ORDER BY seq DESC LIMIT $4",
      {matter->region, matter->id, before_seq == 0 ? INT64_MAX : before_seq, limit + 1});
  const auto reasons = opening_reasons(in, *matter);
  Names names(ctx, in, language);
  SeenPage page;
  for (const auto row : rows) {
    if (page.lines.size() == static_cast<std::size_t>(limit)) {
      page.next = page.lines.back().seq;
      break;
    }
    SeenLine line = line_of(ctx, names, row);
    const auto opened = reasons.find(line.seq);
    if (opened != reasons.end()) line.why = opened->second;
    if (line.what == "identity-asked" || line.what == "identity-agreed")
      if (const auto request = parse_id<IdentityRequestId>(row.text(6)))
        line.why = reason_of_request(in, matter->region, matter->id, *request);
    page.lines.push_back(std::move(line));
  }
  return page;
}

}  // namespace massline::matters
