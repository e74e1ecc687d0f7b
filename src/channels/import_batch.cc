#include "channels/import_batch.h"

#include <array>
#include <set>

namespace massline::channels {
namespace {

constexpr int batches_in_flight = 2;

}  // namespace

std::unordered_set<std::string> keys_present(db::Reader& in, RegionId region, const std::string& source,
                                             const std::vector<const std::string*>& keys) {
  constexpr std::size_t keys_asked = 250;  // always as many, so that the statement is prepared once
  static const std::string sql = [] {
    std::string text = "SELECT row_key FROM import_row WHERE region = $1 AND source = $2 AND row_key IN (";
    for (std::size_t i = 0; i < keys_asked; ++i) text += (i == 0 ? "$" : ", $") + std::to_string(i + 3);
    return text + ")";
  }();
  std::unordered_set<std::string> present;
  for (std::size_t first = 0; first < keys.size(); first += keys_asked) {
    db::Values values{region, source};
    for (std::size_t i = first; i < first + keys_asked; ++i)
      values.emplace_back(i < keys.size() ? *keys[i] : std::string());
    for (const auto& row : in.query(sql, values)) present.insert(row.text(0));
  }
  return present;
}

void BatchWriter::write(std::shared_ptr<Batch> batch) {
  std::vector<matters::PreparedRaise*> prepared;
  for (const Item& item : batch->items) prepared.push_back(item.prepared.get());
  batch->raises = matters::put_together(std::move(prepared));
  std::unique_lock lock(mutex_);
  finished_.wait(lock, [&] { return in_flight_ < batches_in_flight; });
  if (error_) std::rethrow_exception(error_);
  ++in_flight_;
  lock.unlock();
  hand_over(batch);
}

void BatchWriter::hand_over(const std::shared_ptr<Batch>& batch) {
  ctx_.store.write_async([this, batch](db::Transaction& tx) { return write_rows(tx, *batch); },
                         [this, batch](bool kept, std::exception_ptr error) { done(batch, kept, error); });
}

void BatchWriter::finish() {
  drain();
  if (error_) std::rethrow_exception(error_);
}

void BatchWriter::drain() {
  std::unique_lock lock(mutex_);
  finished_.wait(lock, [&] { return in_flight_ == 0; });
}

/// The keys were asked for before, so that most batches are written without asking again; where another import of the
/// same source came between, the store refuses the keys, and the batch comes back to ask.
bool BatchWriter::write_rows(db::Transaction& tx, Batch& batch) const {
  static constexpr std::array<std::string_view, 4> columns{"region", "source", "row_key", "matter"};
  batch.added = batch.present = 0;
  std::unordered_set<std::string> known;
  if (batch.keys_taken) {
    std::vector<const std::string*> keys;
    for (const Item& item : batch.items) keys.push_back(&item.key);
    known = keys_present(tx, region_, source_, keys);
  }
  db::Values cells;
  cells.reserve(batch.items.size() * columns.size());
  std::set<MatterId> left_out;
  for (const Item& item : batch.items) {
    const MatterId matter = matters::raised_by(*item.prepared).id;
    if (known.contains(item.key)) {
      ++batch.present;
      left_out.insert(matter);
      continue;
    }
    ++batch.added;
    cells.emplace_back(region_);
    cells.emplace_back(source_);
    cells.emplace_back(item.key);
    cells.emplace_back(matter);
  }
  if (!left_out.empty()) matters::leave_out(*batch.raises, left_out);
  if (!cells.empty()) tx.bulk_insert("import_row", columns, cells);
  matters::apply_raises(ctx_, tx, *batch.raises);
  return batch.added > 0;
}

namespace {

bool is_unique_violation(const std::exception_ptr& error) {
  try {
    if (error) std::rethrow_exception(error);
  } catch (const db::Error& fault) {
    return fault.unique_violation();
  } catch (...) {
    return false;
  }
  return false;
}

}  // namespace

void BatchWriter::done(const std::shared_ptr<Batch>& batch, bool kept, std::exception_ptr error) {
  if (!batch->keys_taken && is_unique_violation(error)) {
    batch->keys_taken = true;
    return hand_over(batch);
  }
  const std::lock_guard lock(mutex_);
  if (error && !error_) error_ = error;
  if (!error) {
    check(kept || batch->added == 0, "a batch of an import was given up without an error");
    added += batch->added;
    present += batch->present;
  }
  --in_flight_;
  finished_.notify_all();
}

}  // namespace massline::channels
