// Rows are read on the caller's thread, a batch at a time, and prepared on several, while the writer puts the batch
// before on disk.
#include "channels/import_matters.h"

#include <algorithm>
#include <chrono>
#include <memory>
#include <unordered_set>

#include "base/csv.h"
#include "base/refusals.h"
#include "base/text.h"
#include "channels/import_batch.h"
#include "channels/import_file.h"
#include "channels/import_rows.h"
#include "channels/refusals.h"
#include "channels/row_preparer.h"
#include "channels/words.h"
#include "journal/journal.h"

namespace massline::channels {
namespace {

// A third of a second, for which others wait; fewer would write the same pages of the indexes again and again.
constexpr std::size_t batch_rows = 8000;
constexpr std::size_t first_batch_rows = 1000;  // the writer has nothing to do before; each one is twice as large
constexpr std::size_t batches_per_memo = 10;    // how long answers of the register are taken for true

class ImportRun {
 public:
  ImportRun(Context& ctx, const access::Viewer& viewer, std::string_view bytes, const ImportMapping& mapping,
            const ImportOptions& options, ImportFile& file, RowMapper& mapper, RegionId region)
      : ctx_(ctx),
        options_(options),
        file_(file),
        mapper_(mapper),
        region_(region),
        source_(trimmed(mapping.source)),
        preparer_(ctx, viewer, bytes, mapping.sheet, mapper),
        writer_(ctx, region, source_) {
    report_.dry_run = options.mode == ImportMode::dry_run;
    if (options_.rejects) {
      std::vector<std::string> header = file_.columns();
      header.emplace_back(reason_column(options_.language));
      report_.rejects = "\xEF\xBB\xBF" + csv_line(header);
    }
  }

  ImportReport run() {
    for (std::size_t count = 0; !at_end_; ++count) {
      if (count % batches_per_memo == 0) preparer_.forget();
      auto batch = std::make_shared<Batch>();
      read_rows(*batch);
      if (batch->items.empty()) continue;
      check_rows(*batch);
      rows_at_once_ = std::min(2 * rows_at_once_, batch_rows);
      if (options_.mode == ImportMode::dry_run) {
        report_.added += static_cast<std::int64_t>(batch->items.size());
      } else if (!batch->items.empty()) {
        writer_.write(std::move(batch));
      }
    }
    writer_.finish();
    report_.added += writer_.added;
    report_.present += writer_.present;
    check(report_.rows == report_.added + report_.present + report_.refused, "each row of an import has one fate");
    return std::move(report_);
  }

 private:
  /// The next rows, with their keys, or with why they can't be read.
  void read_rows(Batch& batch) {
    while (batch.items.size() < rows_at_once_) {
      Item item;
      const auto more = file_.next(item.row);
      if (more && !*more) {
        at_end_ = true;
        return;
      }
      ++report_.rows;
      if (!more) {
        item.problems.push_back({{}, {}, more.error()});
        at_end_ = file_.finished();
      } else {
        item.plain.number = item.row.number;
        for (const std::string& field : item.row.fields) item.plain.fields.push_back(trimmed(field));
        add_key(item);
      }
      batch.items.push_back(std::move(item));
      if (at_end_) return;
    }
  }

  void add_key(Item& item) {
    if (auto key = mapper_.row_key(item.plain)) {
      item.key = std::move(*key);
    } else {
      item.problems.push_back({"key", mapper_.value_of(item.plain, "key"), key.error()});
    }
  }

  /// Leaves in the batch what is to be added.
  void check_rows(Batch& batch) {
    std::vector<const std::string*> keys;
    for (const Item& item : batch.items) keys.push_back(&item.key);
    const auto known = ctx_.store.read([&](db::Reader& in) { return keys_present(in, region_, source_, keys); });
    std::vector<Item*> new_ones;
    for (Item& item : batch.items)
      if (item.problems.empty() && !known.contains(item.key) && seen_.insert(item.key).second)
        new_ones.push_back(&item);
    preparer_.prepare(new_ones);
    std::vector<Item> kept;
    for (Item& item : batch.items) {
      // What was refused once is refused each time that it stands in the file.
      if (refused_.contains(item.key)) preparer_.prepare(std::vector<Item*>{&item});
      if (!item.problems.empty()) {
        refuse_row(item);
      } else if (item.prepared != nullptr) {
        kept.push_back(std::move(item));
      } else {
        ++report_.present;
      }
    }
    batch.items = std::move(kept);
  }

  void refuse_row(const Item& item) {
    ++report_.refused;
    if (!item.key.empty()) refused_.insert(item.key);
    std::string reasons;
    for (const RowProblem& problem : item.problems) {
      const std::string detail = problem.refusal.text(options_.language);
      ++report_.problem_count;
      if (report_.problems.size() < options_.problems_max)
        report_.problems.push_back({item.row.number, problem.field, problem.value, detail});
      if (!options_.rejects) continue;
      reasons += (reasons.empty() ? "" : " / ") + title_of(problem.field) + detail;
    }
    if (!options_.rejects) return;
    std::vector<std::string> fields = item.row.fields;
    const std::size_t width = file_.columns().size();
    // A row that is too wide keeps all its text: what has no column goes into the last.
    for (std::size_t i = width; i < fields.size() && width > 0; ++i) fields[width - 1] += "," + fields[i];
    fields.resize(width);
    fields.push_back(std::move(reasons));
    report_.rejects += csv_line(fields);
  }

  std::string title_of(const std::string& field) const {
    for (const ImportField& known : import_fields()) {
      if (known.id == field)
        return known.title.in(options_.language) + (options_.language == Language::zh ? "：" : ": ");
    }
    return field.empty() ? field : field + ": ";
  }

  Context& ctx_;
  const ImportOptions& options_;
  ImportFile& file_;
  RowMapper& mapper_;
  RegionId region_;
  std::string source_;
  RowPreparer preparer_;
  BatchWriter writer_;
  ImportReport report_;
  std::unordered_set<std::string> seen_, refused_;  // keys of this file
  std::size_t rows_at_once_ = first_batch_rows;
  bool at_end_ = false;
};

void journal_import(Context& ctx, const access::HeldPost& post, const access::Viewer& viewer, RegionId region,
                    const ImportReport& report) {
  ctx.store.write([&](db::Transaction& tx) {
    journal::Act act;
    act.region = region;
    act.at = ctx.clock.now();
    act.by = {viewer.person, post.kind, post.unit};
    act.act = "matter.import";
    act.subject_kind = "import";
    act.subject = ctx.ids.make<EntryId>().value;
    act.detail = "rows " + std::to_string(report.rows) + ", added " + std::to_string(report.added) + ", present " +
                 std::to_string(report.present) + ", refused " + std::to_string(report.refused);
    journal::append(tx, act);
    return true;
  });
}

}  // namespace

Result<ImportReport> import_matters(Context& ctx, const access::Viewer& viewer, std::string_view bytes,
                                    const ImportMapping& mapping, const ImportOptions& options) {
  const auto started = std::chrono::steady_clock::now();
  const access::HeldPost* post = access::post_that_can(ctx.rulebook, viewer, rulebook::Capability::import_matters);
  if (post == nullptr) return refuse(massline::refusals::not_allowed);
  auto file = ImportFile::open(bytes, mapping.sheet);
  if (!file) return tl::unexpected(file.error());

  // Rows are remembered in the root's region, whatever region their matter lies in: a row whose place was corrected at
  // the source must be known again.
  RegionId region;
  auto mapper = ctx.store.read([&](db::Reader& in) {
    if (const auto root = registry::root_unit(in)) region = root->region;
    return RowMapper::create(ctx, in, viewer, mapping, file->columns());
  });
  if (!mapper) return tl::unexpected(mapper.error());

  ImportReport report = ImportRun(ctx, viewer, bytes, mapping, options, *file, *mapper, region).run();
  if (report.added > 0 && !report.dry_run) journal_import(ctx, *post, viewer, region, report);
  report.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - started).count();
  return report;
}

}  // namespace massline::channels
