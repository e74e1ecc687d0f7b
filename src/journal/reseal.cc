#include "journal/reseal.h"

#include <array>
#include <string>
#include <utility>
#include <vector>

namespace massline::journal {

namespace {

constexpr int rows_at_a_time = 200;

constexpr std::array all_sealed{
    SealedColumn{"identity", "matter", "sealed"},
    SealedColumn{"idempotency", "key_hash", "response"},
    // In this order: a secret that is confirmed meanwhile goes from the first to the second.
    SealedColumn{"second_factor", "account", "next_secret"},
    SealedColumn{"second_factor", "account", "secret"},
};

struct Resealed {
  db::Value region, key;
  std::string before, after;
};

/// Reads the page behind `last`, which moves on; false where there is none.
bool reseal_page(db::Store& store, const Vault& vault, const SealedColumn& where, db::Values& last,
                 ResealReport& report) {
  const std::string table(where.table), key(where.key), column(where.column);
  const std::string behind = last.empty() ? "" : "AND (region > $1 OR (region = $1 AND " + key + " > $2)) ";
  const std::string page = "SELECT region, " + key + ", " + column + " FROM " + table + " WHERE " + column +
                           " IS NOT NULL " + behind + "ORDER BY region, " + key + " LIMIT " +
                           std::to_string(rows_at_a_time);
  const db::Rows rows = store.read([&](db::Reader& in) { return in.query(page, std::span<const db::Value>(last)); });
  std::vector<Resealed> changes;
  for (const auto row : rows) {
    last = {row.at(0), row.at(1)};
    ++report.looked_at;
    if (vault.is_under_newest(row.blob(2))) continue;
    if (const auto plain = vault.open(row.blob(2)))
      changes.push_back({row.at(0), row.at(1), row.blob(2), vault.seal(*plain)});
    else
      ++report.not_opened;
  }
  const std::string update =
      "UPDATE " + table + " SET " + column + " = $1 WHERE region = $2 AND " + key + " = $3 AND " + column + " = $4";
  if (!changes.empty())
    store.write([&](db::Transaction& tx) {
      for (const Resealed& one : changes)
        tx.execute(update, {db::Blob{one.after}, one.region, one.key, db::Blob{one.before}});
      return true;
    });
  report.resealed += changes.size();
  return rows.size() == static_cast<std::size_t>(rows_at_a_time);
}

}  // namespace

std::span<const SealedColumn> sealed_columns() { return all_sealed; }

ResealReport reseal(db::Store& store, const Vault& vault, const std::function<void(const ResealReport&)>& told) {
  ResealReport report;
  for (const SealedColumn& where : all_sealed) {
    db::Values last;
    while (reseal_page(store, vault, where, last, report)) told(report);
  }
  told(report);
  return report;
}

}  // namespace massline::journal
