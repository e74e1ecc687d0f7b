#include "sim/faults.h"

#include "db/connection.h"
#include "db/pooled_store.h"
#include "db/postgres/postgres_connection.h"
#include "db/sqlite/sqlite_connection.h"

namespace massline::sim {

namespace {

using db::Values;

/// Passes everything on to the connection of the real database.
class FailingConnection final : public db::Connection {
 public:
  FailingConnection(std::unique_ptr<db::Connection> inner, Faults& faults)
      : inner_(std::move(inner)), faults_(faults) {}

  using Reader::query;
  using Transaction::execute;
  using Transaction::execute_counted;

  db::Rows query(std::string_view sql, std::span<const db::Value> parameters) override {
    return guarded([&] { return inner_->query(sql, parameters); });
  }
  SearchCondition search_condition(const db::SearchQuery& query, std::string_view alias,
                                   int parameter_number) const override {
    return inner_->search_condition(query, alias, parameter_number);
  }
  void execute(std::string_view sql, std::span<const db::Value> parameters) override {
    guarded([&] { inner_->execute(sql, parameters); });
    wrote_ = true;
  }
  std::int64_t execute_counted(std::string_view sql, std::span<const db::Value> parameters) override {
    const auto changed = guarded([&] { return inner_->execute_counted(sql, parameters); });
    wrote_ = true;
    return changed;
  }
  void bulk_insert(std::string_view table, std::span<const std::string_view> columns,
                   std::span<const db::Value> cells) override {
    guarded([&] { inner_->bulk_insert(table, columns, cells); });
    wrote_ = true;
  }
  std::vector<std::string> take_indexes(std::string_view table) override {
    wrote_ = true;
    return guarded([&] { return inner_->take_indexes(table); });
  }
  void build_indexes(const std::vector<std::string>& taken) override {
    guarded([&] { inner_->build_indexes(taken); });
  }
  void index_text(RegionId region, std::int64_t id, std::span<const std::string> words, db::Indexed indexed) override {
    guarded([&] { inner_->index_text(region, id, words, indexed); });
    wrote_ = true;
  }

  std::vector<db::TableShape> tables() override { return inner_->tables(); }
  std::vector<db::Ailment> look_over() override { return inner_->look_over(); }
  void leave_no_remains() override { inner_->leave_no_remains(); }

  void begin_read() override { inner_->begin_read(); }
  void end_read() noexcept override { inner_->end_read(); }

  void begin_write() override {
    statements_ = 0;
    writing_ = true;
    start_batch();
    if (is(Fault::before)) fail("nobody can write now");
    if (is(Fault::slow)) {
      faults_.count();
      faults_.clock().advance(std::chrono::seconds(3));
    }
    inner_->begin_write();
    if (limited_ && !is(Fault::full_disk)) limit_pages(most_pages);
    if (is(Fault::full_disk)) limit_pages(0);
  }
  void commit() override {
    writing_ = false;
    if (is(Fault::at_commit)) fail("the disk did not take the commit");
    inner_->commit();
    if (is(Fault::unknown)) {
      inner_->reach_disk();
      faults_.count();
      throw db::CommitUnknown("the server went away while it committed", true);
    }
  }
  void rollback() noexcept override {
    writing_ = false;
    inner_->rollback();
    failed_ = false;
    if (!limited_) return;
    try {
      limit_pages(most_pages);
    } catch (const db::Error&) {
      failed_ = true;
    }
  }
  bool told_after_disk() const override { return inner_->told_after_disk(); }
  void reach_disk() override { inner_->reach_disk(); }
  void run(const std::string& sql) override { inner_->run(sql); }
  std::string_view dialect() const override { return inner_->dialect(); }

 private:
  static constexpr std::int64_t most_pages = 1'073'741'823;

  bool is(Fault fault) const { return faults_.plan().fault == fault; }
  [[noreturn]] void fail(const char* why) {
    faults_.count();
    throw db::Error(why, true);
  }

  template <class Work>
  std::invoke_result_t<Work&> guarded(Work&& work) {
    try {
      const bool by_statement = is(Fault::during) || (is(Fault::full_disk) && dialect() != "sqlite");
      if (writing_ && by_statement && ++statements_ > faults_.plan().statement) fail("a statement failed");
      return work();
    } catch (const db::Error&) {
      failed_ = true;
      if (writing_ && is(Fault::full_disk)) faults_.count();
      throw;
    }
  }

  /// A bound on the file's pages stands in for the end of the disk.
  void limit_pages(std::int64_t pages) {
    if (dialect() != "sqlite") return;
    limited_ = pages != most_pages;
    const auto now = inner_->query("PRAGMA page_count", {}).row(0).integer(0);
    inner_->query("PRAGMA max_page_count = " + std::to_string(limited_ ? now : pages), {});
  }

  std::unique_ptr<db::Connection> inner_;
  Faults& faults_;
  bool writing_ = false;
  bool limited_ = false;
  int statements_ = 0;
};

}  // namespace

std::string_view fault_name(Fault fault) {
  switch (fault) {
    case Fault::none:
      return "none";
    case Fault::before:
      return "before";
    case Fault::during:
      return "during";
    case Fault::at_commit:
      return "at-commit";
    case Fault::unknown:
      return "after-commit";
    case Fault::slow:
      return "slow";
    case Fault::full_disk:
      return "full-disk";
  }
  return "";
}

std::unique_ptr<db::Store> open_failing_store(const db::Target& target, Faults& faults) {
  const db::Connector connect =
      db::is_postgres_url(target.url) ? db::postgres_connector(target) : db::sqlite_connector(target);
  const db::Connector failing = [connect, &faults](db::Use use) -> std::unique_ptr<db::Connection> {
    return std::make_unique<FailingConnection>(connect(use), faults);
  };
  return std::make_unique<db::PooledStore>(failing, target.readers);
}

}  // namespace massline::sim
