// Rows are read, checked and prepared on the caller's thread, a batch at a time, while the writer puts the batch before
// on disk.
#include "channels/import_matters.h"

#include <array>
#include <chrono>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <set>
#include <unordered_set>

#include "base/csv.h"
#include "base/refusals.h"
#include "base/text.h"
#include "channels/import_file.h"
#include "channels/import_rows.h"
#include "channels/memo_reader.h"
#include "channels/refusals.h"
#include "channels/words.h"
#include "journal/journal.h"
#include "matters/raise_matter.h"

namespace massline::channels {
namespace {

// A tenth of a second, for which others wait; fewer would write the same pages of the indexes again and again.
constexpr std::size_t batch_rows = 2000;
constexpr int batches_in_flight = 2;
constexpr std::size_t batches_per_memo = 20;  // how long answers of the register are taken for true

struct Item {
  TableRow row;    // as it stands in the file
  TableRow plain;  // its fields trimmed
  std::string key;
  std::vector<RowProblem> problems;  // known before the row was looked into
  matters::PreparedRaisePtr prepared;
};

struct Batch {
  std::vector<Item> items;
  std::int64_t added = 0, present = 0;
};

/// Which of the keys were imported before. The statement has a fixed number of parameters, so that it is prepared once.
std::unordered_set<std::string> keys_present(db::Reader& in, RegionId region, const std::string& source,
                                             const std::vector<const std::string*>& keys) {
  constexpr std::size_t keys_asked = 250;
  static const std::string sql = [] {
    std::string text = "SELECT row_key FROM import_row WHERE region = $1 AND source = $2 AND row_key IN (";
    for (std::size_t i = 0; i < keys_asked; ++i) text += (i == 0 ? "$" : ", $") + std::to_string(i + 3);
    return text + ")";
  }();
  std::unordered_set<std::string> present;
  for (std::size_t first = 0; first < keys.size(); first += keys_asked) {
    db::Values values{region, source};
    for (std::size_t i = first; i < first + keys_asked; ++i) values.emplace_back(i < keys.size() ? *keys[i] : std::string());
    for (const auto& row : in.query(sql, values)) present.insert(row.text(0));
  }
  return present;
}

/// Hands batches to the writer, a few at a time, and waits for them. A fault on the writer's thread comes out of the next
/// call.
class BatchWriter {
 public:
  BatchWriter(Context& ctx, RegionId region, std::string source)
      : ctx_(ctx), region_(region), source_(std::move(source)) {}
  ~BatchWriter() { drain(); }
  BatchWriter(const BatchWriter&) = delete;
  BatchWriter& operator=(const BatchWriter&) = delete;

  void write(std::shared_ptr<Batch> batch) {
    std::unique_lock lock(mutex_);
    finished_.wait(lock, [&] { return in_flight_ < batches_in_flight; });
    if (error_) std::rethrow_exception(error_);
    ++in_flight_;
    lock.unlock();
    ctx_.store.write_async([this, batch](db::Transaction& tx) { return write_rows(tx, *batch); },
                           [this, batch](bool kept, std::exception_ptr error) { done(*batch, kept, error); });
  }

  void finish() {
    drain();
    if (error_) std::rethrow_exception(error_);
  }

  std::int64_t added = 0, present = 0;  // to be read after finish()

 private:
  void drain() {
    std::unique_lock lock(mutex_);
    finished_.wait(lock, [&] { return in_flight_ == 0; });
  }

  bool write_rows(db::Transaction& tx, Batch& batch) const {
    static constexpr std::array<std::string_view, 4> columns{"region", "source", "row_key", "matter"};
    batch.added = batch.present = 0;
    std::vector<const std::string*> keys;
    for (const Item& item : batch.items) keys.push_back(&item.key);
    // Asked before as well, but another import of the same source may have come between.
    const auto known = keys_present(tx, region_, source_, keys);
    db::Values cells;
    std::vector<const matters::PreparedRaise*> raises;
    for (const Item& item : batch.items) {
      if (known.contains(item.key)) {
        ++batch.present;
        continue;
      }
      ++batch.added;
      raises.push_back(item.prepared.get());
      const db::Value matter = matters::raised_by(*item.prepared).id;
      cells.insert(cells.end(), {db::Value(region_), db::Value(source_), db::Value(item.key), matter});
    }
    matters::apply_raises(ctx_, tx, raises);
    if (!cells.empty()) tx.bulk_insert("import_row", columns, cells);
    return batch.added > 0;
  }

  void done(const Batch& batch, bool kept, std::exception_ptr error) {
    const std::lock_guard lock(mutex_);
    if (error && !error_) error_ = error;
    if (!error) {
      check(kept || batch.added == 0, "a batch of an import was given up without an error");
      added += batch.added;
      present += batch.present;
    }
    --in_flight_;
    finished_.notify_all();
  }

  Context& ctx_;
  RegionId region_;
  std::string source_;
  std::mutex mutex_;
  std::condition_variable finished_;
  int in_flight_ = 0;
  std::exception_ptr error_;
};

class ImportRun {
 public:
  ImportRun(Context& ctx, const access::Viewer& viewer, std::string_view bytes, const ImportMapping& mapping,
            const ImportOptions& options, ImportFile& file, RowMapper& mapper, RegionId region)
      : ctx_(ctx),
        viewer_(viewer),
        bytes_(bytes),
        mapping_(mapping),
        options_(options),
        file_(file),
        mapper_(mapper),
        region_(region),
        source_(trimmed(mapping.source)),
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
      if (count % batches_per_memo == 0) memo_.clear();
      auto batch = std::make_shared<Batch>();
      read_rows(*batch);
      if (batch->items.empty()) continue;
      ctx_.store.read([&](db::Reader& in) { check_rows(in, *batch); });
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
    while (batch.items.size() < batch_rows) {
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
  void check_rows(db::Reader& reader, Batch& batch) {
    MemoReader in(memo_, reader);
    std::vector<const std::string*> keys;
    for (const Item& item : batch.items) keys.push_back(&item.key);
    const auto known = keys_present(reader, region_, source_, keys);
    std::vector<Item> kept;
    for (Item& item : batch.items) {
      if (!item.problems.empty()) {
        refuse_row(item.row, item.problems);
        continue;
      }
      const bool repeated = !seen_.insert(item.key).second && !refused_.contains(item.key);
      if (repeated || known.contains(item.key)) {
        ++report_.present;
      } else if (prepare(in, item)) {
        kept.push_back(std::move(item));
      } else {
        refused_.insert(item.key);
      }
    }
    batch.items = std::move(kept);
  }

  bool prepare(db::Reader& in, Item& item) {
    RowMapper::Mapped mapped = mapper_.map(in, item.plain, order_);
    if (!order_searched_ && has_ambiguous_date(mapped.problems)) {
      order_ = order_of_column();
      order_searched_ = true;
      mapped = mapper_.map(in, item.plain, order_);
    }
    if (mapped.problems.empty()) {
      auto prepared = matters::prepare_raise(ctx_, in, viewer_, mapped.request, &places_);
      if (prepared) {
        item.prepared = std::move(*prepared);
        return true;
      }
      mapped.problems = mapper_.problems_of(item.plain, prepared.error());
    }
    refuse_row(item.row, mapped.problems);
    return false;
  }

  static bool has_ambiguous_date(const std::vector<RowProblem>& problems) {
    for (const RowProblem& problem : problems) {
      if (problem.refusal.message == &refusals::date_ambiguous) return true;
    }
    return false;
  }

  /// One 13/04/2021 tells how the whole column is written, unless another row tells the opposite.
  DateOrder order_of_column() const {
    const auto column = mapper_.column_of("raised");
    auto file = ImportFile::open(bytes_, mapping_.sheet);
    if (!column || !file) return DateOrder::unknown;
    DateOrder order = DateOrder::unknown;
    TableRow row;
    while (true) {
      const auto more = file->next(row);
      if ((more && !*more) || file->finished()) return order;
      if (!more || *column >= row.fields.size()) continue;
      const DateOrder shown = order_shown_by(row.fields[*column]);
      if (shown == DateOrder::unknown) continue;
      if (order != DateOrder::unknown && shown != order) return DateOrder::unknown;
      order = shown;
    }
  }

  void refuse_row(const TableRow& row, const std::vector<RowProblem>& problems) {
    ++report_.refused;
    std::string reasons;
    for (const RowProblem& problem : problems) {
      const std::string detail = problem.refusal.text(options_.language);
      ++report_.problem_count;
      if (report_.problems.size() < options_.problems_max)
        report_.problems.push_back({row.number, problem.field, problem.value, detail});
      if (!options_.rejects) continue;
      reasons += (reasons.empty() ? "" : " / ") + title_of(problem.field) + detail;
    }
    if (!options_.rejects) return;
    std::vector<std::string> fields = row.fields;
    const std::size_t width = file_.columns().size();
    // A row that is too wide keeps all its text: what has no column goes into the last.
    for (std::size_t i = width; i < fields.size() && width > 0; ++i) fields[width - 1] += "," + fields[i];
    fields.resize(width);
    fields.push_back(std::move(reasons));
    report_.rejects += csv_line(fields);
  }

  std::string title_of(const std::string& field) const {
    for (const ImportField& known : import_fields()) {
      if (known.id == field) return known.title.in(options_.language) + (options_.language == Language::zh ? "：" : ": ");
    }
    return field.empty() ? field : field + ": ";
  }

  Context& ctx_;
  const access::Viewer& viewer_;
  std::string_view bytes_;
  const ImportMapping& mapping_;
  const ImportOptions& options_;
  ImportFile& file_;
  RowMapper& mapper_;
  RegionId region_;
  std::string source_;
  BatchWriter writer_;
  ImportReport report_;
  Memo memo_;
  matters::PlaceMemo places_;
  std::unordered_set<std::string> seen_, refused_;  // keys of this file
  DateOrder order_ = DateOrder::unknown;
  bool order_searched_ = false, at_end_ = false;
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
