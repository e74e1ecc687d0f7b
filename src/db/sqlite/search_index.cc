#include "db/sqlite/search_index.h"

#include <utility>

#include "base/json.h"
#include "db/search.h"

namespace massline::db {

void SearchIndex::put(Transaction& tx, RegionId region, std::int64_t id, std::span<const std::string> words,
                      Indexed indexed) {
  if (!pending_) pending_ = tx.query("SELECT COUNT(*) FROM search_pending").row(0).integer(0);
  if (put_ < most_pending && indexed != Indexed::replaced_at_once)
    return put_pending(tx, region, id, spaced_text(words), indexed);
  if (indexed != Indexed::added) {
    tx.execute("DELETE FROM search_pending WHERE id = $1", {id});
    tx.execute("DELETE FROM search_text WHERE rowid = $1", {id});
  }
  tx.execute("INSERT INTO search_text (rowid, words, region) VALUES ($1, $2, $3)", {id, spaced_text(words), region});
}

void SearchIndex::put_pending(Transaction& tx, RegionId region, std::int64_t id, std::string words, Indexed indexed) {
  // One that has not reached the index yet stays fresh, however often it is replaced.
  tx.execute(
      "INSERT INTO search_pending (id, region, fresh, words) VALUES ($1, $2, $3, $4) "
      "ON CONFLICT (id) DO UPDATE SET words = excluded.words",
      {id, region, indexed == Indexed::added, std::move(words)});
  ++put_;
  ++*pending_;
}

void SearchIndex::before_commit(Transaction& tx) {
  if (std::exchange(put_, 0) == 0 || *pending_ < most_pending) return;
  tx.execute("DELETE FROM search_text WHERE rowid IN (SELECT id FROM search_pending WHERE fresh = 0)");
  tx.execute("INSERT INTO search_text (rowid, words, region) SELECT id, words, region FROM search_pending");
  tx.execute("DELETE FROM search_pending");
  pending_ = 0;
}

void SearchIndex::undone() {
  pending_.reset();
  put_ = 0;
}

Reader::SearchCondition search_condition_of(const SearchQuery& query, std::string_view alias, int parameter_number) {
  const std::string parameter = "$" + std::to_string(parameter_number);
  std::string match = fts5_query(query);
  if (match.empty()) return {"CAST(" + parameter + " AS TEXT) IS NULL", Value()};
  JsonArray phrases;
  for (std::string& phrase : spaced_phrases(query)) phrases.emplace_back(std::move(phrase));
  const std::string indexed =
      "SELECT rowid FROM search_text WHERE search_text MATCH json_extract(" + parameter +
      ", '$.match') AND NOT EXISTS (SELECT 1 FROM search_pending q WHERE q.id = search_text.rowid)";
  const std::string pending = "SELECT p.id FROM search_pending p WHERE NOT EXISTS (SELECT 1 FROM json_each(" +
                              parameter + ", '$.phrases') s WHERE instr(p.words, s.value) = 0)";
  return {std::string(alias) + ".id IN (" + indexed + " UNION ALL " + pending + ")",
          Value(to_text(JsonObject{{"match", std::move(match)}, {"phrases", std::move(phrases)}}))};
}

}  // namespace massline::db
