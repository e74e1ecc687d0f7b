// The search index of a database that an earlier program filled, brought up to how this one cuts words.
#include <chrono>
#include <limits>
#include <optional>
#include <string>

#include "matters/matter_commands.h"
#include "matters/matter_table.h"
#include "matters/matter_work.h"

namespace massline::matters {

namespace {

constexpr std::string_view setting_name = "search-words";
/// To be changed whenever base/text.h cuts texts for the index in another way.
constexpr std::string_view present_words = "2";
constexpr int matters_at_a_time = 200;

/// "2" once all is done; "2 1:99" while the matters of region 1 up to 99 and of the regions before it are done.
struct Progress {
  bool done = false;
  RegionId region;
  MatterId matter;
};

Progress progress_of(const std::string& value) {
  if (value == present_words) return {true, {}, {}};
  const std::size_t colon = value.find(':');
  const std::string start = std::string(present_words) + " ";
  if (!value.starts_with(start) || colon == std::string::npos) return {};
  const auto region = parse_id<RegionId>(value.substr(start.size(), colon - start.size()));
  const auto matter = parse_id<MatterId>(value.substr(colon + 1));
  return region && matter ? Progress{false, *region, *matter} : Progress{};
}

std::string to_text(const Progress& progress) {
  if (progress.done) return std::string(present_words);
  return std::string(present_words) + " " + to_string(progress.region) + ":" + to_string(progress.matter);
}

Progress stored_progress(db::Reader& in) {
  const db::Rows rows = in.query("SELECT value FROM setting WHERE name = $1", {setting_name});
  return rows.empty() ? Progress{} : progress_of(rows.row(0).text(0));
}

void keep(db::Transaction& tx, const Progress& progress) {
  tx.execute(
      "INSERT INTO setting (name, value) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
      {setting_name, to_text(progress)});
}

/// The next ones behind those that are done. What was raised since this program runs is left out: it was indexed right.
std::vector<Matter> next_page(db::Reader& in, const Progress& progress, MatterId before) {
  static const std::string of_region =
      "SELECT " + matter_columns +
      " FROM matter m WHERE m.region = $1 AND m.id > $2 AND m.id < $3 ORDER BY m.id LIMIT $4";
  const std::string regions = "SELECT id FROM region WHERE id >= $1 ORDER BY id";
  for (const auto row : in.query(regions, {progress.region})) {
    const auto region = row.id<RegionId>(0);
    const MatterId after = region == progress.region ? progress.matter : MatterId{};
    std::vector<Matter> page;
    for (const auto matter : in.query(of_region, {region, after, before, matters_at_a_time}))
      page.push_back(matter_of(matter));
    if (!page.empty()) return page;
  }
  return {};
}

}  // namespace

void renew_search(Context& ctx, std::int64_t longest_ms) {
  const auto started = std::chrono::steady_clock::now();
  const auto before = ctx.ids.make<MatterId>();  // ids grow with time
  while (!ctx.store.read(stored_progress).done) {
    ctx.store.write([&](db::Transaction& tx) {
      Progress progress = stored_progress(tx);
      if (progress.done) return false;  // another server was faster
      const std::vector<Matter> page = next_page(tx, progress, before);
      for (const Matter& matter : page) {
        const rulebook::Procedure* procedure = ctx.rulebook.procedure_version(matter.procedure, matter.procedure_from);
        // One whose procedure the rulebook has lost keeps the words that it has.
        if (procedure != nullptr)
          tx.index_text(matter.region, matter.id.value, indexed_words_of(tx, *procedure, matter));
      }
      progress.done = page.empty();
      if (!page.empty()) progress = {false, page.back().region, page.back().id};
      keep(tx, progress);
      return true;
    });
    const auto taken = std::chrono::steady_clock::now() - started;
    if (taken / std::chrono::milliseconds(1) > longest_ms) return;
  }
}

void rebuild_search(Context& ctx) {
  ctx.store.write([](db::Transaction& tx) {
    tx.execute("DELETE FROM setting WHERE name = $1", {setting_name});
    return true;
  });
  renew_search(ctx, std::numeric_limits<std::int64_t>::max());
}

}  // namespace massline::matters
