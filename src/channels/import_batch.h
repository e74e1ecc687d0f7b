// The batches that an import writes, and the queue to the writer.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <exception>
#include <memory>
#include <mutex>
#include <string>
#include <unordered_set>
#include <vector>

#include "channels/import_rows.h"
#include "channels/table.h"
#include "journal/context.h"
#include "matters/raise_matter.h"

namespace massline::channels {

struct Item {
  TableRow row;    // as it stands in the file
  TableRow plain;  // its fields trimmed
  std::string key;
  std::vector<RowProblem> problems;
  matters::PreparedRaisePtr prepared;  // null where there are problems
};

struct Batch {
  std::vector<Item> items;
  matters::PreparedRaisesPtr raises;  // of all items, put together by BatchWriter
  bool keys_taken = false;  // another import was faster with one of the keys: those present are to be left out
  std::int64_t added = 0, present = 0;
};

/// Which of the keys were imported before. Cost: one statement for 250 keys.
std::unordered_set<std::string> keys_present(db::Reader& in, RegionId region, const std::string& source,
                                             const std::vector<const std::string*>& keys);

/// Hands batches to the writer, a few at a time, and waits for them. A fault on the writer's thread comes out of the
/// next call. To be used by one thread.
class BatchWriter {
 public:
  BatchWriter(Context& ctx, RegionId region, std::string source)
      : ctx_(ctx), region_(region), source_(std::move(source)) {}
  ~BatchWriter() { drain(); }
  BatchWriter(const BatchWriter&) = delete;
  BatchWriter& operator=(const BatchWriter&) = delete;

  /// Of items that are prepared.
  void write(std::shared_ptr<Batch> batch);
  void finish();

  std::int64_t added = 0, present = 0;  // to be read after finish()

 private:
  void drain();
  void hand_over(const std::shared_ptr<Batch>& batch);
  bool write_rows(db::Transaction& tx, Batch& batch) const;
  void done(const std::shared_ptr<Batch>& batch, bool kept, std::exception_ptr error);

  Context& ctx_;
  RegionId region_;
  std::string source_;
  std::mutex mutex_;
  std::condition_variable finished_;
  int in_flight_ = 0;
  std::exception_ptr error_;
};

}  // namespace massline::channels
