#include "journal/erasures.h"

#include "journal/journal.h"

namespace massline::journal {

namespace {

constexpr std::string_view erasure_columns = "region, subject_kind, subject, data, rule, on_request, at FROM erasure ";

std::vector<Erasure> erasures_from(const db::Rows& rows) {
  std::vector<Erasure> out;
  for (const auto row : rows)
    out.push_back(
        {row.id<RegionId>(0), row.text(1), row.integer(2), {row.text(3), row.text(4), row.boolean(5)}, row.instant(6)});
  return out;
}

std::string detail_of(const Ending& why, std::int64_t rows, std::string_view code) {
  return why.data + " by " + why.rule + (why.on_request ? ", asked for" : "") + ": " + std::to_string(rows) +
         (code.empty() ? std::string() : " of " + std::string(code));
}

}  // namespace

void record_erasure(db::Transaction& tx, const Erasure& erasure, std::int64_t rows, std::string_view code,
                    std::string before, std::string after) {
  // A matter that was taken up again and closed again may have new data of the kind.
  tx.execute(
      "INSERT INTO erasure(region, subject, data, subject_kind, rule, on_request, at) VALUES($1, $2, $3, $4, $5, $6, "
      "$7) "
      "ON CONFLICT (region, subject, data) DO UPDATE SET rule = excluded.rule, on_request = excluded.on_request, at = "
      "excluded.at",
      {erasure.region, erasure.subject, erasure.why.data, erasure.subject_kind, erasure.why.rule,
       erasure.why.on_request, erasure.at});
  append(tx, {erasure.region,
              erasure.at,
              {},
              "retention.erase",
              erasure.subject_kind,
              erasure.subject,
              detail_of(erasure.why, rows, code),
              std::move(before),
              std::move(after)});
}

void record_erased_rows(db::Transaction& tx, RegionId region, const Ending& why, std::int64_t rows, Instant at) {
  if (rows == 0) return;
  append(tx, {region, at, {}, "retention.erase", "retention", region.value, detail_of(why, rows, ""), "", ""});
}

std::vector<Erasure> erasures_of(db::Reader& in, RegionId region, std::int64_t subject) {
  static const std::string sql =
      "SELECT " + std::string(erasure_columns) + "WHERE region = $1 AND subject = $2 ORDER BY data";
  return erasures_from(in.query(sql, {region, subject}));
}

std::vector<Erasure> erasures_after(db::Reader& in, const Erasure& after, int limit) {
  static const std::string sql =
      "SELECT " + std::string(erasure_columns) +
      "WHERE region > $1 OR (region = $1 AND (subject > $2 OR (subject = $2 AND data > $3))) "
      "ORDER BY region, subject, data LIMIT $4";
  return erasures_from(in.query(sql, {after.region, after.subject, after.why.data, limit}));
}

void drop_file(db::Transaction& tx, RegionId region, std::string_view digest) {
  tx.execute("INSERT INTO unneeded_file(region, digest) VALUES($1, $2) ON CONFLICT (region, digest) DO NOTHING",
             {region, digest});
}

}  // namespace massline::journal
