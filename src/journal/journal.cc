#include "journal/journal.h"

#include <algorithm>
#include <array>
#include <limits>
#include <map>

#include "base/crypto.h"
#include "base/result.h"

namespace massline::journal {

namespace {

constexpr std::string_view entry_columns =
    "region, seq, at, person, post, unit, act, subject_kind, subject, detail, before_digest, after_digest, previous, "
    "hash";

/// How many entries verify() holds at a time.
constexpr int entries_a_page = 1000;

/// `at`: when it happened, as it stands in the chain.
std::string hash_of(std::string_view previous, std::int64_t seq, Instant at, const Act& act) {
  return Digester()
      .add(previous)
      .add(act.region.value)
      .add(seq)
      .add(at.ms)
      .add(act.by.person.value)
      .add(act.by.post)
      .add(act.by.unit.value)
      .add(act.act)
      .add(act.subject_kind)
      .add(act.subject)
      .add(act.detail)
      .add(act.before)
      .add(act.after)
      .finish();
}

db::Value blob_or_null(const std::string& bytes) { return bytes.empty() ? db::Value() : db::Value(db::Blob{bytes}); }
template <class AnyId>
db::Value id_or_null(AnyId id) {
  return id ? db::Value(id) : db::Value();
}

Entry entry_from(const db::Rows::Row& row) {
  Entry entry;
  entry.region = row.id<RegionId>(0);
  entry.seq = row.integer(1);
  Act& act = entry.act;
  act.region = entry.region;
  act.at = row.instant(2);
  act.by.person = row.id<PersonId>(3);
  act.by.post = row.text_or_empty(4);
  act.by.unit = row.id<UnitId>(5);
  act.act = row.text(6);
  act.subject_kind = row.text(7);
  act.subject = row.integer(8);
  act.detail = row.text(9);
  if (!row.is_null(10)) act.before = row.blob(10);
  if (!row.is_null(11)) act.after = row.blob(11);
  entry.previous = row.blob(12);
  entry.hash = row.blob(13);
  return entry;
}

std::vector<Entry> entries_from(const db::Rows& rows) {
  std::vector<Entry> out;
  out.reserve(rows.size());
  for (const auto row : rows) out.push_back(entry_from(row));
  return out;
}

std::string select_entries(std::string_view rest) {
  return "SELECT " + std::string(entry_columns) + " FROM journal " + std::string(rest);
}

/// Walks the chain of one region. Gives the first break, if any.
std::optional<Break> verify_chain(db::Reader& in, RegionId region, VerifyReport& report) {
  std::string previous = first_previous(region);
  Instant last_at{};
  std::int64_t seq = 0;
  while (true) {
    const auto page = entries_after(in, region, seq, entries_a_page);
    for (const Entry& entry : page) {
      ++report.entries;
      if (entry.seq != seq + 1) return Break{region, seq + 1, "The entry is missing."};
      seq = entry.seq;
      if (entry.previous != previous) return Break{region, seq, "The entry does not follow the one before it."};
      if (entry.hash != hash_of(entry)) return Break{region, seq, "The entry was changed after it was written."};
      if (entry.act.at < last_at) return Break{region, seq, "The entry is dated before the one that it follows."};
      previous = entry.hash;
      last_at = entry.act.at;
    }
    if (page.size() < static_cast<std::size_t>(entries_a_page)) break;
  }
  const auto head = in.query("SELECT seq, hash FROM journal_head WHERE region = $1", {region});
  if (head.empty()) return Break{region, seq, "The head of the chain is missing."};
  if (head.row(0).integer(0) != seq) return Break{region, seq + 1, "Entries are missing at the end of the chain."};
  if (head.row(0).blob(1) != previous) return Break{region, seq, "The head of the chain is not the last entry."};
  return std::nullopt;
}

/// Compares each subject's row with the digest that its last act left.
std::optional<Break> verify_subjects(db::Reader& in, RegionId region, const DigestOf& digest_of, VerifyReport& report) {
  std::int64_t after = -1;
  std::string after_kind;
  while (true) {
    const auto rows = in.query(
        "SELECT j.subject, j.subject_kind, j.seq, j.after_digest FROM journal j WHERE j.region = $1 AND j.after_digest "
        "IS NOT NULL AND (j.subject > $2 OR (j.subject = $2 AND j.subject_kind > $3)) AND NOT EXISTS (SELECT 1 FROM "
        "journal k WHERE k.region = j.region AND k.subject = j.subject AND k.seq > j.seq AND k.subject_kind = "
        "j.subject_kind AND k.after_digest IS NOT NULL) ORDER BY j.subject, j.subject_kind LIMIT $4",
        {region, after, after_kind, entries_a_page});
    for (const auto row : rows) {
      after = row.integer(0);
      after_kind = row.text(1);
      const auto present = digest_of(in, region, after_kind, after);
      if (!present) continue;
      ++report.subjects;
      if (*present != row.blob(3))
        return Break{region, row.integer(2),
                     "The " + after_kind + " " + std::to_string(after) + " is not as this, its last act, left it."};
    }
    if (rows.size() < static_cast<std::size_t>(entries_a_page)) return std::nullopt;
  }
}

/// Where a chain stands while acts are appended.
struct Head {
  std::int64_t seq = 0;
  std::string hash;
  Instant at;
};

/// The ends of the chains that a batch lengthens: read once, written once.
class Heads final : public db::BatchState {
 public:
  Head& of(db::Transaction& tx, RegionId region);
  void finish(db::Transaction& tx) override {
    for (const auto& [region, head] : heads_)
      tx.execute(
          "INSERT INTO journal_head(region, seq, hash) VALUES($1, $2, $3) "
          "ON CONFLICT (region) DO UPDATE SET seq = excluded.seq, hash = excluded.hash",
          {region, head.seq, db::Blob{head.hash}});
  }

 private:
  std::map<RegionId, Head> heads_;
};

Head head_of(db::Transaction& tx, RegionId region) {
  const auto rows = tx.query(
      "SELECT h.seq, h.hash, j.at FROM journal_head h JOIN journal j ON j.region = h.region AND "
      "j.seq = h.seq WHERE h.region = $1",
      {region});
  if (rows.empty()) return {0, first_previous(region), Instant{std::numeric_limits<std::int64_t>::min()}};
  return {rows.row(0).integer(0), rows.row(0).blob(1), rows.row(0).instant(2)};
}

Head& Heads::of(db::Transaction& tx, RegionId region) {
  auto head = heads_.find(region);
  if (head == heads_.end()) head = heads_.emplace(region, head_of(tx, region)).first;
  return head->second;
}

constexpr std::array<std::string_view, 14> column_names{
    "region",       "seq",     "at",     "person",        "post",         "unit",     "act",
    "subject_kind", "subject", "detail", "before_digest", "after_digest", "previous", "hash"};

/// Adds the entry that follows the head, which it becomes.
void append_cells(db::Values& cells, Head& head, const Act& a) {
  // A clock that was set back must not make the chain look back-dated.
  head.at = std::max(a.at, head.at);
  ++head.seq;
  db::Blob previous{std::move(head.hash)};
  head.hash = hash_of(previous.bytes, head.seq, head.at, a);
  // One by one: a list in braces would be copied.
  const auto add = [&cells](auto&& value) { cells.emplace_back(std::forward<decltype(value)>(value)); };
  add(a.region);
  add(head.seq);
  add(head.at);
  add(id_or_null(a.by.person));
  add(a.by.post.empty() ? db::Value() : db::Value(a.by.post));
  add(id_or_null(a.by.unit));
  add(a.act);
  add(a.subject_kind);
  add(a.subject);
  add(a.detail);
  add(blob_or_null(a.before));
  add(blob_or_null(a.after));
  add(std::move(previous));
  add(db::Blob{head.hash});
}

}  // namespace

// A chain begins with the digest of its region, so that the first entries of two regions can't be swapped.
std::string first_previous(RegionId region) { return Digester().add("massline journal").add(region.value).finish(); }

std::string hash_of(const Entry& entry) { return hash_of(entry.previous, entry.seq, entry.act.at, entry.act); }

void append(db::Transaction& tx, const Act& act) { append_all(tx, std::span(&act, 1)); }

void append_all(db::Transaction& tx, std::span<const Act> acts) {
  Heads& heads = tx.shared<Heads>();
  db::Values cells;
  cells.reserve(acts.size() * column_names.size());
  for (const Act& act : acts) {
    check(static_cast<bool>(act.region), "an act has a region");
    append_cells(cells, heads.of(tx, act.region), act);
  }
  if (acts.size() == 1) {
    static const std::string insert = "INSERT INTO journal(" + std::string(entry_columns) +
                                      ") VALUES($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)";
    tx.execute(insert, cells);
  } else if (!acts.empty()) {
    tx.bulk_insert("journal", column_names, cells);
  }
}

std::vector<Entry> entries_after(db::Reader& in, RegionId region, std::int64_t after_seq, int limit) {
  static const std::string next_page = select_entries("WHERE region = $1 AND seq > $2 ORDER BY seq LIMIT $3");
  return entries_from(in.query(next_page, {region, after_seq, limit}));
}

std::vector<Entry> entries(db::Reader& in, RegionId region, std::int64_t before_seq, int limit) {
  static const std::string newest = select_entries("WHERE region = $1 ORDER BY seq DESC LIMIT $2");
  static const std::string older = select_entries("WHERE region = $1 AND seq < $2 ORDER BY seq DESC LIMIT $3");
  if (before_seq == 0) return entries_from(in.query(newest, {region, limit}));
  return entries_from(in.query(older, {region, before_seq, limit}));
}

std::vector<Entry> entries_of(db::Reader& in, RegionId region, std::int64_t subject, int limit) {
  static const std::string of_subject = select_entries("WHERE region = $1 AND subject = $2 ORDER BY seq DESC LIMIT $3");
  return entries_from(in.query(of_subject, {region, subject, limit}));
}

std::optional<Entry> first_entry_of(db::Reader& in, RegionId region, std::int64_t subject, std::string_view act) {
  static const std::string first =
      select_entries("WHERE region = $1 AND subject = $2 AND act = $3 ORDER BY seq LIMIT 1");
  const auto rows = in.query(first, {region, subject, act});
  return rows.empty() ? std::nullopt : std::optional(entry_from(rows.row(0)));
}

VerifyReport verify(db::Reader& in, const DigestOf& digest_of) {
  VerifyReport report;
  // Regions known by either table: a chain whose head was cut off is a break too.
  const auto regions = in.query("SELECT region FROM journal_head UNION SELECT region FROM journal ORDER BY 1");
  for (const auto row : regions) {
    const auto region = row.id<RegionId>(0);
    ++report.regions;
    report.broken = verify_chain(in, region, report);
    if (!report.broken) report.broken = verify_subjects(in, region, digest_of, report);
    if (report.broken) return report;
  }
  return report;
}

}  // namespace massline::journal
