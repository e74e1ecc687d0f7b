#include "matters/matter_table.h"

#include "base/json_writer.h"
#include "base/result.h"
#include "journal/keys_in_use.h"

namespace massline::matters {

namespace {

template <class AnyId>
db::Value or_null(AnyId id) {
  return id ? db::Value(id) : db::Value();
}
db::Value or_null(const std::string& text) { return text.empty() ? db::Value() : db::Value(text); }

/// The column unit_region of a row: nothing where the unit lies in the row's own region, so that its index stays small.
db::Value elsewhere(RegionId unit_region, RegionId own) {
  return unit_region == own ? db::Value() : db::Value(unit_region);
}

JsonObject object_of(const std::string& text) {
  auto value = parse_json(text);
  check(value && value->object() != nullptr, "the column holds a JSON object that this program wrote");
  return std::move(*value->object());
}

/// Each value is made in its place: a list in braces would be copied.
template <class... Each>
void append(db::Values& cells, Each&&... values) {
  (cells.emplace_back(std::forward<Each>(values)), ...);
}

/// The values of all columns, in the order of `matter_columns`.
void append_matter(db::Values& cells, const Matter& m) {
  append(cells, m.region, m.id, m.code, m.procedure, m.procedure_from, m.stage, static_cast<std::int64_t>(m.state),
         m.channel, or_null(m.topic), m.language, m.title, or_null(m.place), or_null(m.address), m.latitude,
         m.longitude, m.unit, or_null(m.sender), or_null(m.decided_unit), or_null(m.handler), or_null(m.escalated),
         m.next_due, or_null(m.next_clock), m.anonymous, m.confidential, m.group_size, db::Blob{m.receipt_hash},
         or_null(m.joined_to), m.raised_at, m.closed_at, or_null(m.outcome), m.updated_at, m.version,
         m.salt.empty() ? db::Value() : db::Value(db::Blob{m.salt}), elsewhere(m.unit_region, m.region));
}

void append_entry(db::Values& cells, RegionId region, MatterId matter, const Entry& entry) {
  append(cells, region, matter, entry.id, entry.at, entry.kind, or_null(entry.step), entry.stage, entry.by_raiser,
         or_null(entry.person), or_null(entry.post), or_null(entry.unit), entry.is_public, inputs_text(entry.inputs));
}

void append_clock(db::Values& cells, RegionId region, MatterId matter, const Clock& clock) {
  append(cells, region, matter, clock.id, clock.name, clock.owed_by_raiser, static_cast<std::int64_t>(clock.state),
         clock.started_at(), clock.due, to_text(clock.because), clock.stopped_at, clock.late, clock.check_at);
}

/// "INSERT INTO table (a, b) VALUES ($1, $2)"
std::string insert_sql(std::string_view table, std::span<const std::string_view> columns) {
  std::string names, values;
  for (std::size_t i = 0; i < columns.size(); ++i) {
    names.append(i == 0 ? "" : ", ").append(columns[i]);
    values += (i == 0 ? "$" : ", $") + std::to_string(i + 1);
  }
  return "INSERT INTO " + std::string(table) + " (" + names + ") VALUES (" + values + ")";
}

}  // namespace

std::string inputs_text(const JsonObject& inputs) {
  JsonWriter out;
  out.begin_object();
  for (const auto& [name, value] : inputs) out.member(name, value);
  out.end_object();
  return out.take();
}

const std::string matter_columns =
    "m.region, m.id, m.code, m.procedure, m.procedure_from, m.stage, m.state, m.channel, m.topic, m.language, m.title, "
    "m.place, m.address, m.latitude, m.longitude, m.unit, m.sender, m.decided_unit, m.handler, m.escalated, "
    "m.next_due, m.next_clock, m.anonymous, m.confidential, m.group_size, m.receipt_hash, m.joined_to, m.raised_at, "
    "m.closed_at, m.outcome, m.updated_at, m.version, m.salt, m.unit_region";

Matter matter_of(const db::Rows::Row& row) {
  Matter m;
  m.region = row.id<RegionId>(0);
  m.id = row.id<MatterId>(1);
  m.code = row.text(2);
  m.procedure = row.text(3);
  m.procedure_from = row.date(4);
  m.stage = row.text(5);
  m.state = static_cast<MatterState>(row.integer(6));
  m.channel = row.text(7);
  m.topic = row.text_or_empty(8);
  m.language = row.text(9);
  m.title = row.text(10);
  m.place = row.id<UnitId>(11);
  m.address = row.text_or_empty(12);
  m.latitude = row.real_or_none(13);
  m.longitude = row.real_or_none(14);
  m.unit = row.id<UnitId>(15);
  m.sender = row.id<UnitId>(16);
  m.decided_unit = row.id<UnitId>(17);
  m.handler = row.id<PersonId>(18);
  m.escalated = row.id<UnitId>(19);
  m.next_due = row.instant(20);
  m.next_clock = row.text_or_empty(21);
  m.anonymous = row.boolean(22);
  m.confidential = row.boolean(23);
  m.group_size = row.integer(24);
  m.receipt_hash = row.blob(25);
  m.joined_to = row.id<MatterId>(26);
  m.raised_at = row.instant(27);
  m.closed_at = row.instant_or_none(28);
  m.outcome = row.text_or_empty(29);
  m.updated_at = row.instant(30);
  m.version = row.integer(31);
  if (!row.is_null(32)) m.salt = row.blob(32);
  m.unit_region = row.is_null(33) ? m.region : row.id<RegionId>(33);
  return m;
}

namespace {

std::vector<Matter> matters_of(const db::Rows& rows) {
  std::vector<Matter> out;
  out.reserve(rows.size());
  for (const auto row : rows) out.push_back(matter_of(row));
  return out;
}

std::optional<Matter> first_of(std::vector<Matter> matters) {
  if (matters.empty()) return std::nullopt;
  return std::move(matters.front());
}

}  // namespace

std::optional<Matter> find_matter(db::Reader& in, MatterId id) {
  static const std::string sql = "SELECT " + matter_columns + " FROM matter m WHERE m.id = $1";
  return first_of(matters_of(in.query(sql, {id})));
}

std::optional<Matter> find_matter(db::Reader& in, RegionId region, MatterId id) {
  static const std::string sql = "SELECT " + matter_columns + " FROM matter m WHERE m.region = $1 AND m.id = $2";
  return first_of(matters_of(in.query(sql, {region, id})));
}

std::vector<Matter> matters_by_receipt(db::Reader& in, std::string_view receipt_hash) {
  static const std::string sql = "SELECT " + matter_columns + " FROM matter m WHERE m.receipt_hash = $1 ORDER BY m.id";
  return matters_of(in.query(sql, {db::Blob{std::string(receipt_hash)}}));
}

std::vector<Matter> matters_by_code(db::Reader& in, std::string_view code) {
  static const std::string sql = "SELECT " + matter_columns + " FROM matter m WHERE m.code = $1 ORDER BY m.id";
  return matters_of(in.query(sql, {code}));
}

std::vector<Matter> joined_to(db::Reader& in, RegionId region, MatterId leader) {
  static const std::string sql =
      "SELECT " + matter_columns + " FROM matter m WHERE m.region = $1 AND m.joined_to = $2 ORDER BY m.id";
  return matters_of(in.query(sql, {region, leader}));
}

namespace {

constexpr std::string_view matter_table_columns[] = {
    "region",     "id",        "code",         "procedure",    "procedure_from", "stage",      "state",
    "channel",    "topic",     "language",     "title",        "place",          "address",    "latitude",
    "longitude",  "unit",      "sender",       "decided_unit", "handler",        "escalated",  "next_due",
    "next_clock", "anonymous", "confidential", "group_size",   "receipt_hash",   "joined_to",  "raised_at",
    "closed_at",  "outcome",   "updated_at",   "version",      "salt",           "unit_region"};
constexpr std::string_view identity_columns[] = {"region", "matter", "sealed"};
constexpr std::string_view clock_columns[] = {"region",         "matter",     "id",         "name",
                                              "owed_by_raiser", "state",      "started_at", "due",
                                              "because",        "stopped_at", "late",       "check_at"};
constexpr std::string_view entry_columns[] = {"region",    "matter", "id",   "at",   "kind",   "step",  "stage",
                                              "by_raiser", "person", "post", "unit", "public", "inputs"};

const std::string insert_matter_sql = insert_sql("matter", matter_table_columns);
const std::string insert_identity_sql = insert_sql("identity", identity_columns);
const std::string insert_clock_sql = insert_sql("clock", clock_columns);
const std::string insert_entry_sql = insert_sql("entry", entry_columns);

void insert_each(db::Transaction& tx, const std::string& sql, std::size_t columns, std::span<const db::Value> cells) {
  for (std::size_t at = 0; at < cells.size(); at += columns) tx.execute(sql, cells.subspan(at, columns));
}

void require_keys_in_use(db::Transaction& tx, std::span<const db::Value> identities) {
  for (std::size_t at = 2; at < identities.size(); at += std::size(identity_columns))
    journal::require_key_in_use(tx, std::get<db::Blob>(identities[at].storage()).bytes);
}

}  // namespace

void NewRows::add(const Matter& matter) {
  matters.reserve(matters.size() + std::size(matter_table_columns));
  append_matter(matters, matter);
}

void NewRows::add(const Matter& matter, const Entry& entry) { append_entry(entries, matter.region, matter.id, entry); }

void NewRows::add(const Matter& matter, const Clock& clock) { append_clock(clocks, matter.region, matter.id, clock); }

void NewRows::add_identity(const Matter& matter, std::string sealed) {
  append(identities, matter.region, matter.id, db::Blob{std::move(sealed)});
}

void NewRows::add(NewRows&& others) {
  const auto add_cells = [](db::Values& to, db::Values& from) {
    to.insert(to.end(), std::make_move_iterator(from.begin()), std::make_move_iterator(from.end()));
  };
  add_cells(matters, others.matters);
  add_cells(identities, others.identities);
  add_cells(entries, others.entries);
  add_cells(clocks, others.clocks);
}

void NewRows::leave_out(const std::set<MatterId>& matters_out) {
  const auto keep_others = [&](db::Values& cells, std::size_t columns) {
    db::Values kept;
    for (std::size_t at = 0; at < cells.size(); at += columns) {
      // The second column of each table is the matter.
      const auto* matter = std::get_if<std::int64_t>(&cells[at + 1].storage());
      if (matter != nullptr && matters_out.contains(MatterId{*matter})) continue;
      const auto row = cells.begin() + static_cast<std::ptrdiff_t>(at);
      kept.insert(kept.end(), std::make_move_iterator(row),
                  std::make_move_iterator(row + static_cast<std::ptrdiff_t>(columns)));
    }
    cells = std::move(kept);
  };
  keep_others(matters, std::size(matter_table_columns));
  keep_others(identities, std::size(identity_columns));
  keep_others(entries, std::size(entry_columns));
  keep_others(clocks, std::size(clock_columns));
}

void insert_rows(db::Transaction& tx, const NewRows& rows) {
  require_keys_in_use(tx, rows.identities);
  insert_each(tx, insert_matter_sql, std::size(matter_table_columns), rows.matters);
  insert_each(tx, insert_identity_sql, std::size(identity_columns), rows.identities);
  insert_each(tx, insert_entry_sql, std::size(entry_columns), rows.entries);
  insert_each(tx, insert_clock_sql, std::size(clock_columns), rows.clocks);
}

void bulk_insert_rows(db::Transaction& tx, const NewRows& rows) {
  require_keys_in_use(tx, rows.identities);
  if (!rows.matters.empty()) tx.bulk_insert("matter", matter_table_columns, rows.matters);
  if (!rows.identities.empty()) tx.bulk_insert("identity", identity_columns, rows.identities);
  if (!rows.entries.empty()) tx.bulk_insert("entry", entry_columns, rows.entries);
  if (!rows.clocks.empty()) tx.bulk_insert("clock", clock_columns, rows.clocks);
}

bool update_matter(db::Transaction& tx, Matter& matter, Version version) {
  static const std::string sql =
      "UPDATE matter SET code = $3, procedure = $4, procedure_from = $5, stage = $6, state = $7, channel = $8, "
      "topic = $9, language = $10, title = $11, place = $12, address = $13, latitude = $14, longitude = $15, "
      "unit = $16, sender = $17, decided_unit = $18, handler = $19, escalated = $20, next_due = $21, "
      "next_clock = $22, anonymous = $23, confidential = $24, group_size = $25, receipt_hash = $26, joined_to = $27, "
      "raised_at = $28, closed_at = $29, outcome = $30, updated_at = $31, version = $32, "
      "salt = $33, unit_region = $34 WHERE region = $1 AND id = $2 AND version = $35";
  const std::int64_t version_before = matter.version;
  if (version == Version::next) ++matter.version;
  db::Values values;
  append_matter(values, matter);
  values.emplace_back(version_before);
  if (tx.execute_counted(sql, values) == 1) return true;
  matter.version = version_before;
  return false;
}

std::vector<Clock> clocks_of(db::Reader& in, RegionId region, MatterId matter) {
  std::vector<Clock> out;
  for (const auto row : in.query("SELECT id, name, owed_by_raiser, state, due, because, stopped_at, late, check_at "
                                 "FROM clock WHERE region = $1 AND matter = $2 ORDER BY id",
                                 {region, matter})) {
    Clock clock;
    clock.id = row.integer(0);
    clock.name = row.text(1);
    clock.owed_by_raiser = row.boolean(2);
    clock.state = static_cast<ClockState>(row.integer(3));
    clock.due = row.instant(4);
    clock.because = clock_log_of(row.text(5));
    clock.stopped_at = row.instant_or_none(6);
    clock.late = row.integer(7);
    clock.check_at = row.instant(8);
    out.push_back(std::move(clock));
  }
  return out;
}

void insert_clock(db::Transaction& tx, RegionId region, MatterId matter, const Clock& clock) {
  db::Values values;
  append_clock(values, region, matter, clock);
  tx.execute(insert_clock_sql, values);
}

void update_clock(db::Transaction& tx, RegionId region, MatterId matter, const Clock& clock) {
  tx.execute(
      "UPDATE clock SET state = $4, due = $5, because = $6, stopped_at = $7, late = $8, check_at = $9 "
      "WHERE region = $1 AND matter = $2 AND id = $3",
      {region, matter, clock.id, static_cast<std::int64_t>(clock.state), clock.due, to_text(clock.because),
       clock.stopped_at, clock.late, clock.check_at});
}

std::vector<Entry> entries_of(db::Reader& in, RegionId region, MatterId matter) {
  std::vector<Entry> out;
  for (const auto row : in.query("SELECT id, at, kind, step, stage, by_raiser, person, post, unit, public, inputs "
                                 "FROM entry WHERE region = $1 AND matter = $2 ORDER BY id",
                                 {region, matter})) {
    Entry entry;
    entry.id = row.id<EntryId>(0);
    entry.at = row.instant(1);
    entry.kind = row.text(2);
    entry.step = row.text_or_empty(3);
    entry.stage = row.text(4);
    entry.by_raiser = row.boolean(5);
    entry.person = row.id<PersonId>(6);
    entry.post = row.text_or_empty(7);
    entry.unit = row.id<UnitId>(8);
    entry.is_public = row.boolean(9);
    entry.inputs = object_of(row.text(10));
    out.push_back(std::move(entry));
  }
  return out;
}

void insert_entry(db::Transaction& tx, RegionId region, MatterId matter, const Entry& entry) {
  db::Values values;
  append_entry(values, region, matter, entry);
  tx.execute(insert_entry_sql, values);
}

std::vector<Answer> answers_of(db::Reader& in, RegionId region, MatterId matter) {
  std::vector<Answer> out;
  for (const auto row : in.query("SELECT entry, step, decision, reasons, remedy, unit, person, at, in_time FROM answer "
                                 "WHERE region = $1 AND matter = $2 ORDER BY entry",
                                 {region, matter}))
    out.push_back({row.id<EntryId>(0), row.text(1), row.text_or_empty(2), row.text(3), row.text(4), row.id<UnitId>(5),
                   row.id<PersonId>(6), row.instant(7), row.boolean(8)});
  return out;
}

void insert_answer(db::Transaction& tx, RegionId region, MatterId matter, const Answer& answer) {
  tx.execute(
      "INSERT INTO answer (region, matter, entry, step, decision, reasons, remedy, unit, person, at, in_time) "
      "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
      {region, matter, answer.entry, answer.step, or_null(answer.decision), answer.reasons, answer.remedy, answer.unit,
       answer.person, answer.at, answer.in_time});
}

std::vector<Party> parties_of(db::Reader& in, RegionId region, MatterId matter) {
  std::vector<Party> out;
  for (const auto row :
       in.query("SELECT role, unit, person FROM party WHERE region = $1 AND matter = $2 ORDER BY id", {region, matter}))
    out.push_back({row.text(0), row.id<UnitId>(1), row.id<PersonId>(2)});
  return out;
}

void insert_party(db::Transaction& tx, RegionId region, MatterId matter, std::int64_t id, const Party& party) {
  tx.execute("INSERT INTO party (region, matter, id, role, unit, person) VALUES ($1, $2, $3, $4, $5, $6)",
             {region, matter, id, party.role, or_null(party.unit), or_null(party.person)});
}

std::vector<Attachment> attachments_of(db::Reader& in, RegionId region, MatterId matter) {
  std::vector<Attachment> out;
  for (const auto row : in.query("SELECT id, entry, name, media_type, size, digest, public, at FROM attachment "
                                 "WHERE region = $1 AND matter = $2 ORDER BY id",
                                 {region, matter}))
    out.push_back({row.id<AttachmentId>(0), row.id<EntryId>(1), row.text(2), row.text(3), row.integer(4), row.text(5),
                   row.boolean(6), row.instant(7)});
  return out;
}

void insert_attachment(db::Transaction& tx, RegionId region, MatterId matter, const Attachment& attachment) {
  tx.execute(
      "INSERT INTO attachment (region, matter, id, entry, name, media_type, size, digest, public, at) "
      "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
      {region, matter, attachment.id, or_null(attachment.entry), attachment.name, attachment.media_type,
       attachment.size, attachment.digest, attachment.is_public, attachment.at});
}

void insert_actor(db::Transaction& tx, RegionId region, MatterId matter, std::string_view step, PersonId person) {
  tx.execute(
      "INSERT INTO actor (region, matter, step, person) VALUES ($1, $2, $3, $4) "
      "ON CONFLICT (region, matter, step, person) DO NOTHING",
      {region, matter, step, person});
}

void insert_link(db::Transaction& tx, RegionId region, MatterId matter, MatterId other, std::string_view kind,
                 Instant at) {
  tx.execute(
      "INSERT INTO link (region, matter, other, kind, at) VALUES ($1, $2, $3, $4, $5) "
      "ON CONFLICT (region, matter, other) DO UPDATE SET kind = excluded.kind, at = excluded.at",
      {region, matter, other, kind, at});
}

std::vector<std::string> barred_paths_of(db::Reader& in, RegionId region, MatterId matter) {
  std::vector<std::string> out;
  for (const auto row : in.query(
           "SELECT path FROM bar WHERE region = $1 AND matter = $2 AND path IS NOT NULL ORDER BY id", {region, matter}))
    out.push_back(row.text(0));
  return out;
}

access::MatterFacts facts_of(db::Reader& in, const Matter& matter) {
  access::MatterFacts facts;
  facts.region = matter.region;
  facts.stage = matter.stage;
  facts.handler = matter.handler;
  facts.confidential = matter.confidential;
  for (const auto row : in.query("SELECT id, path FROM unit WHERE id IN ($1, $2, $3)",
                                 {matter.unit, or_null(matter.sender), or_null(matter.escalated)})) {
    const auto unit = row.id<UnitId>(0);
    if (unit == matter.unit) facts.unit_path = row.text(1);
    if (unit == matter.sender) facts.sender_path = row.text(1);
    if (unit == matter.escalated) facts.escalated_path = row.text(1);
  }
  check(!facts.unit_path.empty(), "a matter always has a responsible unit");
  for (const auto row : in.query("SELECT path, person FROM bar WHERE region = $1 AND matter = $2 ORDER BY id",
                                 {matter.region, matter.id})) {
    if (!row.is_null(0)) facts.barred_paths.push_back(row.text(0));
    if (!row.is_null(1)) facts.barred_persons.push_back(row.id<PersonId>(1));
  }
  for (const auto row :
       in.query("SELECT step, person FROM actor WHERE region = $1 AND matter = $2", {matter.region, matter.id}))
    facts.takers.emplace_back(row.text(0), row.id<PersonId>(1));
  return facts;
}

std::string sealed_identity_of(db::Reader& in, RegionId region, MatterId matter) {
  const db::Rows rows = in.query("SELECT sealed FROM identity WHERE region = $1 AND matter = $2", {region, matter});
  return rows.empty() ? std::string() : rows.row(0).blob(0);
}

}  // namespace massline::matters
