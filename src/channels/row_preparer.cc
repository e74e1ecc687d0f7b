#include "channels/row_preparer.h"

#include <algorithm>
#include <exception>
#include <thread>

#include "channels/import_file.h"
#include "channels/refusals.h"
#include "matters/raise_matter.h"

namespace massline::channels {
namespace {

constexpr unsigned most_threads = 4;  // beside them, the one writer is what an import waits for
constexpr std::size_t rows_at_a_time = 64;

bool has_ambiguous_date(const std::vector<RowProblem>& problems) {
  return std::any_of(problems.begin(), problems.end(),
                     [](const RowProblem& problem) { return problem.refusal.message == &refusals::date_ambiguous; });
}

}  // namespace

/// What each thread remembers for itself.
struct RowPreparer::Worker {
  explicit Worker(const RowMapper& from) : mapper(from) {}
  RowMapper mapper;
  Memo memo;
  matters::PlaceMemo places;
  std::exception_ptr fault;
};

RowPreparer::RowPreparer(Context& ctx, const access::Viewer& viewer, std::string_view bytes, std::string sheet,
                         const RowMapper& mapper)
    : ctx_(ctx), viewer_(viewer), bytes_(bytes), sheet_(std::move(sheet)), mapper_(mapper) {
  const unsigned threads = std::clamp(std::thread::hardware_concurrency(), 1U, most_threads);
  for (unsigned i = 0; i < threads; ++i) workers_.push_back(std::make_unique<Worker>(mapper));
}

RowPreparer::~RowPreparer() = default;

void RowPreparer::forget() {
  for (const auto& worker : workers_) worker->memo.clear();
}

void RowPreparer::prepare(std::span<Item* const> items) {
  std::atomic<std::size_t> next{0};
  {
    const std::size_t useful = std::min(workers_.size(), items.size() / rows_at_a_time + 1);
    std::vector<std::jthread> others;
    for (std::size_t i = 1; i < useful; ++i)
      others.emplace_back([this, i, items, &next] { work(*workers_[i], items, next); });
    work(*workers_.front(), items, next);
  }
  for (const auto& worker : workers_)
    if (worker->fault) std::rethrow_exception(std::exchange(worker->fault, nullptr));
}

void RowPreparer::work(Worker& worker, std::span<Item* const> items, std::atomic<std::size_t>& next) {
  try {
    ctx_.store.read([&](db::Reader& reader) {
      MemoReader in(worker.memo, reader);
      for (std::size_t first; (first = next.fetch_add(rows_at_a_time)) < items.size();)
        for (Item* item : items.subspan(first, std::min(rows_at_a_time, items.size() - first)))
          prepare_one(worker, in, *item);
    });
  } catch (...) {
    worker.fault = std::current_exception();
    next = items.size();
  }
}

void RowPreparer::prepare_one(Worker& worker, db::Reader& in, Item& item) {
  RowMapper::Mapped mapped = worker.mapper.map(in, item.plain, order_);
  if (has_ambiguous_date(mapped.problems)) mapped = worker.mapper.map(in, item.plain, searched_order());
  if (mapped.problems.empty()) {
    auto prepared = matters::prepare_raise(ctx_, in, viewer_, mapped.request, &worker.places, matters::Texts::left_out);
    if (prepared) {
      item.prepared = std::move(*prepared);
      return;
    }
    mapped.problems = worker.mapper.problems_of(item.plain, prepared.error());
  }
  item.problems = std::move(mapped.problems);
}

DateOrder RowPreparer::searched_order() {
  std::call_once(order_searched_, [this] { order_ = order_of_column(); });
  return order_;
}

/// One 13/04/2021 tells how the whole column is written, unless another row tells the opposite.
DateOrder RowPreparer::order_of_column() const {
  const auto column = mapper_.column_of("raised");
  auto file = ImportFile::open(bytes_, sheet_);
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

}  // namespace massline::channels
