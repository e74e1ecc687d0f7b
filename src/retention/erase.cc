#include "retention/erase.h"

#include <chrono>
#include <filesystem>

#include "activities/kept_data.h"
#include "base/files.h"
#include "channels/kept_data.h"
#include "duties/kept_data.h"
#include "matters/kept_data.h"
#include "matters/matter_table.h"
#include "registry/kept_data.h"
#include "registry/units.h"
#include "retention/erase_matters.h"
#include "retention/kinds.h"

namespace massline::retention {

namespace {

constexpr int page_size = 100;
constexpr const char* job_setting = "erased-at";

/// One run over all kinds.
class Run {
 public:
  Run(Context& ctx, EraseMode mode, int most) : ctx_(ctx), mode_(mode), most_(most), today_(ctx.today()) {}

  EraseReport go() {
    const auto regions = ctx_.store.read([](db::Reader& in) { return registry::regions(in); });
    for (const rulebook::DataKind& kind : kinds())
      for (const RegionId region : regions) {
        if (kind.of_matters)
          matters(kind, region);
        else
          others(kind, region);
      }
    if (mode_ == EraseMode::for_good) report_.files = remove_unneeded_files(ctx_);
    return std::move(report_);
  }

 private:
  EraseLine& line(const std::string& data, const std::string& rule) {
    for (EraseLine& line : report_.lines)
      if (line.data == data && line.rule == rule) return line;
    return report_.lines.emplace_back(EraseLine{data, rule, 0, 0});
  }

  /// True while more may be erased of what stands in this line.
  bool has_room(std::int64_t subjects) {
    if (most_ == 0 || subjects < most_) return true;
    report_.more = true;
    return false;
  }

  void matters(const rulebook::DataKind& kind, RegionId region) {
    std::string last;
    for (const rulebook::Procedure& procedure : ctx_.rulebook.procedures) {
      if (procedure.id == last) continue;  // several versions
      last = procedure.id;
      const rulebook::RetentionRule* rule = rulebook::retention_rule(ctx_.rulebook, kind.id, procedure.id, today_);
      if (rule != nullptr) matters_of(region, procedure.id, *rule);
    }
  }

  void matters_of(RegionId region, const std::string& procedure, const rulebook::RetentionRule& rule) {
    const MattersErased erased = erase_matters(ctx_, region, procedure, rule, mode_, most_);
    report_.looked_at += erased.looked_at;
    report_.more = report_.more || erased.more;
    if (erased.subjects == 0) return;
    EraseLine& told = line(rule.data, rule.id);
    told.subjects += erased.subjects;
    told.rows += erased.rows;
  }

  void others(const rulebook::DataKind& kind, RegionId region) {
    const rulebook::RetentionRule* rule = rulebook::retention_rule(ctx_.rulebook, kind.id, "", today_);
    if (rule == nullptr) return;
    const Date since = rulebook::kept_since(today_, rule->keep);
    if (kind.id == "person" || kind.id == "account")
      people(region, *rule, since);
    else if (kind.id == "activity-text")
      activities(region, *rule, ctx_.zone.start_of(since));
    else
      rows(region, *rule, since);
  }

  void people(RegionId region, const rulebook::RetentionRule& rule, Date since) {
    each<PersonId>(
        rule,
        [&](db::Reader& in, PersonId after) {
          return registry::people_who_left(in, region, rule.data, since, after, page_size);
        },
        [&](db::Transaction& tx, PersonId person) {
          return registry::erase_of_person(ctx_, tx, region, person, {rule.data, rule.id, false});
        });
  }

  void activities(RegionId region, const rulebook::RetentionRule& rule, Instant before) {
    each<ActivityId>(
        rule,
        [&](db::Reader& in, ActivityId after) {
          return ::massline::activities::ended_activities(in, region, before, after, page_size);
        },
        [&](db::Transaction& tx, ActivityId activity) {
          return ::massline::activities::erase_texts(ctx_, tx, region, activity, {rule.data, rule.id, false});
        });
  }

  template <class AnyId, class Find, class Erase>
  void each(const rulebook::RetentionRule& rule, const Find& find, const Erase& erase_one) {
    AnyId after{};
    for (std::int64_t done = 0; has_room(done);) {
      const auto page = ctx_.store.read([&](db::Reader& in) { return find(in, after); });
      for (const AnyId id : page) {
        after = id;
        if (!has_room(done++)) return;
        std::int64_t rows = 0;
        if (mode_ == EraseMode::for_good)
          ctx_.store.write([&](db::Transaction& tx) {
            rows = erase_one(tx, id);
            return rows > 0;
          });
        EraseLine& told = line(rule.data, rule.id);
        ++told.subjects;
        told.rows += rows;
      }
      if (page.size() < page_size) return;
    }
  }

  /// Rows that belong to nobody by name: all at once, few columns each.
  void rows(RegionId region, const rulebook::RetentionRule& rule, Date since) {
    const Instant before = rule.keep.unit == rulebook::LengthUnit::hours
                               ? Instant{ctx_.clock.now().ms - rule.keep.count * ms_per_day / 24}
                               : ctx_.zone.start_of(since);
    std::int64_t gone = 0;
    if (mode_ == EraseMode::only_count) {
      gone = ctx_.store.read([&](db::Reader& in) { return count(in, region, rule.data, before, since); });
    } else {
      ctx_.store.write([&](db::Transaction& tx) {
        gone = erase_rows(tx, region, rule.data, before, since);
        journal::record_erased_rows(tx, region, {rule.data, rule.id, false}, gone, ctx_.clock.now());
        return true;
      });
    }
    if (gone == 0) return;
    EraseLine& told = line(rule.data, rule.id);
    told.subjects += gone;
    if (mode_ == EraseMode::for_good) told.rows += gone;
  }

  std::int64_t erase_rows(db::Transaction& tx, RegionId region, const std::string& data, Instant before, Date since) {
    if (data == "kept-answer") return ::massline::matters::erase_answers(tx, region, before);
    if (data == "household") return duties::erase_households(ctx_, tx, region, before);
    if (data == "calendar-address") return channels::erase_feed_links(tx, region, since);
    return registry::erase_rows(tx, region, data, before);
  }

  static std::int64_t count(db::Reader& in, RegionId region, const std::string& data, Instant before, Date since) {
    if (data == "kept-answer") return ::massline::matters::count_answers(in, region, before);
    if (data == "household") return duties::count_households(in, region, before);
    if (data == "calendar-address") return channels::count_feed_links(in, region, since);
    return registry::count_rows(in, region, data, before);
  }

  Context& ctx_;
  const EraseMode mode_;
  const int most_;
  const Date today_;
  EraseReport report_;
};

bool is_named(db::Reader& in, const std::string& digest) {
  return !in.query(
                "SELECT 1 FROM attachment WHERE region IN (SELECT id FROM region) AND digest = $1 UNION ALL SELECT 1 "
                "FROM "
                "activity_document WHERE region IN (SELECT id FROM region) AND digest = $1 LIMIT 1",
                {digest})
              .empty();
}

}  // namespace

EraseReport erase(Context& ctx, EraseMode mode, int most) { return Run(ctx, mode, most).go(); }

void erase_by_the_clock(Context& ctx) {
  constexpr int most_at_once = 500;
  const std::int64_t last = ctx.store.read([](db::Reader& in) {
    const auto rows = in.query("SELECT value FROM setting WHERE name = $1", {job_setting});
    return rows.empty() ? std::int64_t{0} : std::stoll(rows.row(0).text(0));
  });
  const std::int64_t now = ctx.clock.now().ms;
  if (now - last < ms_per_day / 24 && now >= last) return;
  if (erase(ctx, EraseMode::for_good, most_at_once).more) return;
  ctx.store.write([&](db::Transaction& tx) {
    tx.execute(
        "INSERT INTO setting(name, value) VALUES($1, $2) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
        {job_setting, std::to_string(now)});
    return true;
  });
}

std::int64_t erase_again(Context& ctx, const std::vector<journal::Erasure>& erasures) {
  std::int64_t again = 0;
  for (const journal::Erasure& erasure : erasures) {
    if (kind_of(erasure.why.data) == nullptr) continue;
    std::int64_t rows = 0;
    ctx.store.write([&](db::Transaction& tx) {
      if (erasure.subject_kind == "matter") {
        const auto matter = matters::find_matter(tx, erasure.region, MatterId{erasure.subject});
        // Taken up again since, as far as this backup knows: its data are needed.
        rows = matter && !matters::is_held(tx, *matter) ? matters::erase_data(ctx, tx, *matter, erasure.why) : 0;
      } else if (erasure.subject_kind == "person") {
        rows = registry::erase_of_person(ctx, tx, erasure.region, PersonId{erasure.subject}, erasure.why);
      } else if (erasure.subject_kind == "activity") {
        rows = activities::erase_texts(ctx, tx, erasure.region, ActivityId{erasure.subject}, erasure.why);
      }
      return rows > 0;
    });
    if (rows > 0) ++again;
  }
  remove_unneeded_files(ctx);
  return again;
}

std::int64_t remove_unneeded_files(Context& ctx) {
  namespace fs = std::filesystem;
  std::int64_t removed = 0;
  const auto listed = ctx.store.read([](db::Reader& in) {
    return in.query(
        "SELECT region, digest FROM unneeded_file WHERE region IN (SELECT id FROM region) ORDER BY region, digest "
        "LIMIT 1000");
  });
  for (const auto row : listed) {
    const auto region = row.id<RegionId>(0);
    const std::string digest = row.text(1);
    const fs::path path = path_of_file(ctx.files_folder, digest);
    // Within the writer: no row can come to name it between the look and the end of the file.
    ctx.store.write([&](db::Transaction& tx) {
      std::error_code error;
      const bool there = fs::exists(path, error);
      if (there && !is_named(tx, digest)) {
        if (fs::file_time_type::clock::now() - fs::last_write_time(path, error) < std::chrono::hours(1)) return false;
        if (!fs::remove(path, error)) return false;
        ++removed;
      }
      tx.execute("DELETE FROM unneeded_file WHERE region = $1 AND digest = $2", {region, digest});
      return true;
    });
  }
  return removed;
}

}  // namespace massline::retention
