// What holds for all that is kept, and for what is derived from it.
#include <algorithm>
#include <set>

#include "activities/activity_table.h"
#include "base/json.h"
#include "base/text.h"
#include "journal/journal.h"
#include "matters/digests.h"
#include "matters/matter_table.h"
#include "matters/matter_work.h"
#include "oracle/due_by_full_scan.h"
#include "registry/bars.h"
#include "registry/digests.h"
#include "sim/checks.h"
#include "sim/invariant.h"

namespace massline::sim {

namespace {

constexpr std::int64_t days_that_answers_are_kept = 3;

std::vector<std::string> tables(db::Reader& in) {
  const bool sqlite = test::store_kind() == test::StoreKind::sqlite;
  std::vector<std::string> out;
  for (const auto row : in.query(sqlite ? "SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name"
                                        : "SELECT CAST(table_name AS TEXT) FROM information_schema.tables WHERE "
                                          "table_schema = CURRENT_SCHEMA() ORDER BY table_name"))
    if (!row.text(0).starts_with("search_text") && !row.text(0).starts_with("sqlite_")) out.push_back(row.text(0));
  return out;
}

std::vector<std::string> columns(db::Reader& in, const std::string& table) {
  const bool sqlite = test::store_kind() == test::StoreKind::sqlite;
  std::vector<std::string> out;
  for (const auto row : in.query(sqlite ? "SELECT name FROM pragma_table_info($1) ORDER BY name"
                                        : "SELECT CAST(column_name AS TEXT) FROM information_schema.columns WHERE "
                                          "table_schema = CURRENT_SCHEMA() AND table_name = $1 ORDER BY column_name",
                                 {table}))
    out.push_back(row.text(0));
  return out;
}

std::string plain_of(const db::Value& value) {
  if (const auto* text = std::get_if<std::string>(&value.storage())) return *text;
  if (const auto* blob = std::get_if<db::Blob>(&value.storage())) return blob->bytes;
  return {};
}

/// Runs of 16 digits, which only a receipt has.
std::vector<std::string> receipts_in(const std::string& text) {
  std::vector<std::string> out;
  std::size_t from = 0;
  for (std::size_t at = 0; at <= text.size(); ++at) {
    const bool digit = at < text.size() && text[at] >= '0' && text[at] <= '9';
    if (digit) continue;
    if (at - from == 16) out.push_back(text.substr(from, 16));
    from = at + 1;
  }
  return out;
}

using Bars = std::set<std::tuple<std::int64_t, std::int64_t, std::string, std::int64_t>>;

Bars bars(db::Reader& in) {
  Bars out;
  for (const auto row : in.query("SELECT region, matter, path, person FROM bar"))
    out.insert({row.integer(0), row.integer(1), row.text_or_empty(2), row.id<PersonId>(3).value});
  return out;
}

}  // namespace

void check_identity_apart(World& world, db::Reader& in) {
  const std::set<std::string> secrets(world.secrets.begin(), world.secrets.end());
  for (const std::string& table : tables(in)) {
    const db::Rows rows = in.query("SELECT * FROM " + table);
    for (const auto row : rows)
      for (std::size_t column = 0; column < rows.columns(); ++column) {
        const std::string text = plain_of(row.at(column));
        expect(text.find("Secretname") == std::string::npos, "identity-apart", "a name stands open in " + table);
        expect(table == "appraisal" || text.find("Secretcomment") == std::string::npos, "closed-not-solved",
               "what was written beside a rating stands in " + table);
        for (const std::string& receipt : receipts_in(text))
          expect(!secrets.contains(receipt), "identity-apart", "a receipt stands open in " + table);
      }
  }
}

void check_nobody_scored(World&, db::Reader& in) {
  for (const std::string& table : tables(in)) {
    if (table == "appraisal") continue;
    for (const std::string& column : columns(in, table))
      for (const char* word : {"score", "rank", "rating", "risk", "sentiment", "blacklist", "satisfied", "label"})
        expect(column.find(word) == std::string::npos, "nobody-scored", table + " has a column " + column);
  }
  const std::vector<std::string> rated = columns(in, "appraisal");
  expect(std::find(rated.begin(), rated.end(), "person") == rated.end(), "nobody-scored", "a rating names a person");
}

std::optional<std::string> present_digest(db::Reader& in, RegionId region, const std::string& kind, std::int64_t id) {
  auto digest = matters::digest_of(in, region, kind, id);
  if (!digest) digest = activities::digest_of(in, region, kind, id);
  return digest ? digest : registry::digest_of(in, region, kind, id);
}

void check_journal(World&, db::Reader& in) {
  const auto report = journal::verify(in, present_digest);
  expect(!report.broken, "journal", report.broken ? report.broken->what : "");
}

void check_no_end_forgotten(World& world, db::Reader& in) {
  const auto left = [&](oracle::Scan scan, const char* condition, const char* what) {
    const Date tomorrow = world.ctx().today() + std::chrono::days{1};
    for (const oracle::DataOfMatter& one : oracle::data_by_full_scan(world.ctx(), in, scan)) {
      const auto forgotten = in.query(
          std::string("SELECT m.code FROM matter m JOIN retention_reached r ON r.region = m.region AND r.procedure = "
                      "m.procedure AND r.data = $3 AND (m.closed_at < r.closed_at OR (m.closed_at = r.closed_at AND "
                      "m.id <= r.matter)) WHERE m.region = $1 AND m.id = $2 AND NOT EXISTS (SELECT 1 FROM "
                      "retention_list l WHERE l.region = m.region AND l.procedure = m.procedure AND l.data = r.data "
                      "AND l.matter = m.id AND ") +
              condition + ")",
          {one.region, one.matter, one.data, tomorrow});
      if (!forgotten.empty()) expect(false, "data-end", one.data + " of " + forgotten.row(0).text(0) + what);
    }
  };
  left(oracle::Scan::some_time, "$4 = $4", " is neither behind the mark nor on the list");
  // Looked at today or tomorrow; by rules that count from emergencies at least once a week.
  left(oracle::Scan::due_now, "(l.look_on <= $4 OR (r.terms LIKE 'emergency%' AND l.look_on <= $4 + 7))",
       " is over, and on the list for later");
}

void check_data_end(World& world, db::Reader& in) {
  const Instant before{world.ctx().clock.now().ms - days_that_answers_are_kept * ms_per_day - ms_per_day};
  expect(in.query("SELECT 1 FROM idempotency WHERE at < $1 LIMIT 1", {before}).empty(), "data-end",
         "an answer to a repeated request is kept for longer than three days");
  // No rule of either rulebook keeps a name for longer than a year after the matter was closed.
  const Instant closed_before{world.ctx().clock.now().ms - 370 * ms_per_day};
  const auto kept = in.query(
      "SELECT m.code FROM identity d JOIN matter m ON m.region = d.region AND m.id = d.matter WHERE m.state <> 0 AND "
      "m.closed_at "
      "< $1 AND m.joined_to IS NULL AND NOT EXISTS (SELECT 1 FROM clock c WHERE c.region = m.region AND c.matter = "
      "m.id AND "
      "c.state < 2) AND NOT EXISTS (SELECT 1 FROM link l WHERE l.region = m.region AND l.matter = m.id) LIMIT 1",
      {closed_before});
  expect(kept.empty(), "data-end", "a name is kept for longer than the rules say");
  const auto stripped = in.query(
      "SELECT e.inputs FROM entry e JOIN erasure x ON x.region = e.region AND x.subject = e.matter AND x.data = "
      "'statement' "
      "WHERE e.kind NOT IN ('message', 'note') AND e.at < x.at");
  for (const auto row : stripped) {
    const auto inputs = parse_json(row.text(0));
    for (const auto& [key, value] : *inputs->object())
      expect(key.starts_with('~'), "data-end", "words that were erased are there: " + row.text(0));
  }
}

void check_unit_regions(db::Reader& in) {
  for (const char* table : {"matter", "appraisal"})
    expect(in.query(std::string("SELECT 1 FROM ") + table +
                        " m JOIN unit u ON u.id = m.unit WHERE COALESCE(m.unit_region, m.region) <> u.region LIMIT 1",
                    {})
               .empty(),
           "derived-equals-rebuilt", std::string("a row of ") + table + " names another region than its unit's");
}

void check_bars_rebuilt(World& world) {
  Bars kept, rebuilt;
  world.ctx().store.write([&](db::Transaction& tx) {
    kept = bars(tx);
    for (const auto row : tx.query("SELECT region, id FROM matter"))
      registry::recompute_bars(tx, world.ctx().rulebook, row.id<RegionId>(0), row.id<MatterId>(1), world.ctx().today());
    rebuilt = bars(tx);
    return false;
  });
  expect(kept == rebuilt, "derived-equals-rebuilt", "the bars are not what the parties and posts give");
}

namespace {

/// Where the code of another matter is asked for: anything may stand there, since whether it exists is not told.
std::set<std::string> asks_for_codes(const rulebook::Procedure& procedure) {
  std::set<std::string> out;
  const auto add = [&](const std::vector<rulebook::Ask>& asks) {
    for (const rulebook::Ask& ask : asks)
      if (ask.type == rulebook::AskType::matter) out.insert(ask.id);
  };
  add(procedure.raise.asks);
  for (const rulebook::Step& step : procedure.steps) add(step.asks);
  return out;
}

}  // namespace

void check_search_of(World& world, db::Reader& in, const Examined& examined) {
  const matters::Matter& matter = examined.matter;
  const auto is_found = [&](const SearchPhrase& phrase) {
    const auto condition = in.search_condition({.phrases = {phrase}}, "m", 3);
    return !in.query("SELECT 1 FROM matter m WHERE m.region = $1 AND m.id = $2 AND " + condition.sql,
                     {matter.region, matter.id, condition.parameter})
                .empty();
  };
  std::vector<std::string> texts{matter.code};
  const std::set<std::string> codes = asks_for_codes(matters::procedure_of(world.ctx().rulebook, matter));
  for (const matters::Entry& entry : examined.timeline)
    if (entry.kind != "system" && entry.kind != "clock")
      for (const auto& [key, value] : entry.inputs)
        // Choices, dates and ids have no blanks; what people write here has.
        if (value.string() != nullptr && value.string()->find(' ') != std::string::npos && !codes.contains(key))
          texts.push_back(*value.string());
  for (const std::string& text : texts) {
    const std::vector<std::string> words = index_words(text);
    expect(words.empty() || is_found({.words = {words.front()}}), "derived-equals-rebuilt",
           name_of(matter) + " is not found by “" + text + "”");
  }
  expect(!is_found(search_phrase("Secretname")) && !is_found(search_phrase("Secretcomment")), "identity-apart",
         name_of(matter) + " is found by what is kept apart");
}

void check_standing_rebuilt(World& world) {
  world.duties().follow();
  const duties::LiveDuties anew(world.ctx());
  const auto followed = world.duties().board(), built = anew.board();
  const auto figures = [&](const duties::Board& board, UnitId unit, const std::string& duty) {
    const auto index = board.standing->plan().duty_index(duty);
    return board.standing->standing_of(board.row_of(unit).value())->duties.at(*index);
  };
  const auto open_units = [](const duties::Board& board) {
    std::set<std::int64_t> out;
    for (standing::UnitRow row = 0; row < board.standing->unit_count(); ++row)
      if (!board.standing->has_closed(row)) out.insert(board.standing->id_of(row));
    return out;
  };
  expect(open_units(*followed) == open_units(*built), "derived-equals-rebuilt",
         "the standing knows other units than the register");
  for (const std::int64_t unit : open_units(*built))
    for (const rulebook::Duty& duty : built->standing->plan().duties())
      expect(figures(*followed, UnitId{unit}, duty.id) == figures(*built, UnitId{unit}, duty.id),
             "derived-equals-rebuilt", "the standing of a unit in " + duty.id + " is not what its activities give");
}

}  // namespace massline::sim
