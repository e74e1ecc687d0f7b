// Turns rows of an import into rows of the database on several threads: what takes the time of an import, beside the
// writer.
#pragma once

#include <atomic>
#include <memory>
#include <mutex>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "access/access.h"
#include "channels/import_batch.h"
#include "channels/import_rows.h"
#include "channels/memo_reader.h"
#include "channels/moments.h"
#include "journal/context.h"
#include "matters/place_memo.h"

namespace massline::channels {

/// One import's. To be used by one thread, which works too. `bytes`, the file, outlives it.
class RowPreparer {
 public:
  RowPreparer(Context& ctx, const access::Viewer& viewer, std::string_view bytes, std::string sheet,
              const RowMapper& mapper);
  ~RowPreparer();
  RowPreparer(const RowPreparer&) = delete;
  RowPreparer& operator=(const RowPreparer&) = delete;

  /// Gives each item either `prepared` or `problems`. Rethrows a fault of the database.
  void prepare(std::span<Item* const> items);
  /// Asks the register anew from here on.
  void forget();

 private:
  struct Worker;

  void work(Worker& worker, std::span<Item* const> items, std::atomic<std::size_t>& next);
  void prepare_one(Worker& worker, db::Reader& in, Item& item);
  DateOrder searched_order();
  DateOrder order_of_column() const;

  Context& ctx_;
  const access::Viewer& viewer_;
  std::string_view bytes_;
  std::string sheet_;
  const RowMapper& mapper_;
  std::vector<std::unique_ptr<Worker>> workers_;
  std::once_flag order_searched_;
  std::atomic<DateOrder> order_{DateOrder::unknown};
};

}  // namespace massline::channels
