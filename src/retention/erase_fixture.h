// A small country in which everything that people write holds a word that can be looked for in every table.
#pragma once

#include <algorithm>
#include <filesystem>
#include <fstream>

#include "activities/activity_table.h"
#include "journal/journal.h"
#include "matters/attachments.h"
#include "matters/list_world.h"
#include "matters/matter_views.h"
#include "registry/digests.h"
#include "retention/rights.h"

namespace massline::retention {

inline constexpr const char* needle = "zqneedle";  // stands in all that people write here

class Erasing : public matters::ListTest {
 protected:
  Erasing() : handler_(officer("community-secretary", "east")) {}

  matters::RaisedMatter raise_named(const std::string& procedure, const std::string& place = "east") {
    matters::RaiseRequest request;
    request.procedure = procedure;
    request.place = units.at(place);
    request.inputs = {{"what", std::string("The lamp is out. ") + needle}};
    request.contact = {std::string("Li ") + needle, "13700000000", "", std::string("house 3 ") + needle};
    request.address = std::string("beside the gate ") + needle;
    auto raised = matters::raise_matter(ctx, {}, request);
    EXPECT_TRUE(raised) << raised.error().text(Language::en) << " " << raised.error().field;
    clock.advance(std::chrono::minutes(1));
    return std::move(*raised);
  }

  /// Answered, so that it is closed, and told more about on the way.
  matters::RaisedMatter closed_matter() {
    auto raised = raise_named("estate-request");
    EXPECT_TRUE(matters::follow_message(ctx, {raised.receipt, "", std::string("Also the next one. ") + needle, {}}));
    const auto attached = matters::follow_attach(
        ctx, raised.receipt, "", {.name = std::string(needle) + ".txt", .bytes = needle, .is_public = true});
    EXPECT_TRUE(attached) << attached.error().text(Language::en);
    step(handler_, raised.id, "answer",
         {{"decision", "solved"}, {"reasons", std::string("Mended. ") + needle}, {"remedy", needle}});
    return raised;
  }

  /// Windows of the person's close by the clock.
  void pass(std::chrono::hours time) {
    clock.advance(time);
    matters::escalate_late(ctx);
  }

  /// Every table, column by column, as text and as bytes: where the needle still stands.
  std::vector<std::string> places_of_needle() {
    std::vector<std::string> found;
    auto tables = store->tables();
    tables.push_back({"search_text", {"words"}, {}});
    if (test::store_kind() == test::StoreKind::sqlite) tables.push_back({"search_pending", {"words"}, {}});
    for (const db::TableShape& table : tables)
      for (const std::string& column : table.columns) {
        const auto rows = read([&](db::Reader& in) {
          return in.query("SELECT CAST(" + column + " AS TEXT) FROM " + table.name + " WHERE CAST(" + column +
                          " AS TEXT) LIKE '%" + needle + "%'");
        });
        if (!rows.empty()) found.push_back(table.name + "." + column);
      }
    if (!std::filesystem::exists(ctx.files_folder)) return found;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(ctx.files_folder)) {
      if (!entry.is_regular_file()) continue;
      std::ifstream in(entry.path(), std::ios::binary);
      const std::string bytes{std::istreambuf_iterator<char>(in), {}};
      if (bytes.find(needle) != std::string::npos) found.push_back("a file");
    }
    return found;
  }

  /// As if the files were put there long ago: the clock here is not that of the disk.
  void age_files() {
    for (const auto& entry : std::filesystem::recursive_directory_iterator(ctx.files_folder))
      if (entry.is_regular_file())
        std::filesystem::last_write_time(entry.path(),
                                         std::filesystem::file_time_type::clock::now() - std::chrono::hours(3));
  }

  void expect_journal_holds() {
    const auto report = read([](db::Reader& in) {
      return journal::verify(in, [](db::Reader& reader, RegionId region, const std::string& kind, std::int64_t id) {
        auto digest = matters::digest_of(reader, region, kind, id);
        if (!digest) digest = activities::digest_of(reader, region, kind, id);
        return digest ? digest : registry::digest_of(reader, region, kind, id);
      });
    });
    EXPECT_FALSE(report.broken) << report.broken->what << " at " << report.broken->seq;
  }

  std::int64_t count(const std::string& sql) {
    return read([&](db::Reader& in) { return in.query(sql).row(0).integer(0); });
  }

  const HeldKind& held(const HeldOnMatter& all, std::string_view data) {
    return *std::find_if(all.kinds.begin(), all.kinds.end(), [&](const HeldKind& one) { return one.kind->id == data; });
  }
  HeldOnMatter held_on(const matters::RaisedMatter& raised) {
    return *read([&](db::Reader& in) { return held_on_matter(ctx, in, raised.receipt, ""); });
  }

  access::Viewer handler_;
};

}  // namespace massline::retention
