#include "journal/verify_checkpoints.h"

#include <deque>
#include <string>
#include <vector>

#include "base/crypto.h"
#include "journal/checkpoints.h"
#include "journal/merkle_table.h"

namespace massline::journal {

namespace {

constexpr int page_size = 1000;

std::optional<Break> verify_keys(const std::vector<PublishedKey>& keys) {
  for (std::size_t i = 0; i < keys.size(); ++i) {
    if (keys[i].id != static_cast<std::int64_t>(i) + 1) return Break{{}, 0, "A published key is missing."};
    if (i > 0 && !is_signed(endorsement_text(keys[i].public_key), keys[i].endorsed, keys[i - 1].public_key))
      return Break{{}, 0, "The published key " + std::to_string(i + 1) + " is not vouched for by the one before."};
  }
  return std::nullopt;
}

/// Compares the checkpoints of one region with the tree as it grows.
class RegionCheck {
 public:
  RegionCheck(db::Reader& in, RegionId region, std::string_view organisation, const std::vector<PublishedKey>& keys)
      : in_(in),
        region_(region),
        organisation_(organisation),
        keys_(keys),
        tree_([this](int level, std::uint64_t number, const std::string& hash) { check_node(level, number, hash); }) {}

  std::optional<Break> run(std::uint64_t& checked) {
    fetch();
    take_those_of_size();
    for (bool more = true; more && !broken_;) {
      const auto rows = in_.query("SELECT hash FROM journal WHERE region = $1 AND seq > $2 ORDER BY seq LIMIT $3",
                                  {region_, static_cast<std::int64_t>(tree_.size()), page_size});
      for (const auto row : rows) {
        tree_.add(leaf_hash(row.blob(0)));
        take_those_of_size();
        if (broken_) break;
      }
      more = rows.size() == static_cast<std::size_t>(page_size);
    }
    if (!broken_ && !waiting_.empty())
      fail(static_cast<std::int64_t>(tree_.size()) + 1,
           "Entries are missing at the end: checkpoint " + std::to_string(waiting_.front().number) +
               " was signed over " + std::to_string(waiting_.front().size) + " of them.");
    const auto newest = newest_checkpoint(in_, region_);
    if (newest && newest->number != last_number_)
      fail(newest->size, "Checkpoint " + std::to_string(last_number_ + 1) + " is missing.");
    checked += checked_;
    return broken_;
  }

 private:
  void fail(std::int64_t seq, std::string what) {
    if (!broken_) broken_ = Break{region_, seq, std::move(what)};
  }

  void check_node(int level, std::uint64_t number, const std::string& hash) {
    const auto last = static_cast<std::int64_t>((number + 1) << level);
    if (broken_ || !is_kept_level(level) || last > covered_) return;
    const auto rows = in_.query("SELECT hash FROM merkle_node WHERE region = $1 AND level = $2 AND number = $3",
                                {region_, level, static_cast<std::int64_t>(number)});
    if (rows.empty() || rows.row(0).blob(0) != hash)
      fail(last, "The tree over the entries up to this one is not the one that was kept.");
  }

  /// The next page of checkpoints, oldest first.
  void fetch() {
    const auto newest = newest_checkpoint(in_, region_);
    covered_ = newest ? newest->size : 0;
    std::vector<Checkpoint> page = checkpoints(in_, region_, fetched_ + page_size + 1, page_size);
    for (auto one = page.rbegin(); one != page.rend(); ++one)
      if (one->number > fetched_) waiting_.push_back(*one);
    if (!waiting_.empty()) fetched_ = waiting_.back().number;
  }

  void take_those_of_size() {
    while (!broken_ && !waiting_.empty() && waiting_.front().size <= static_cast<std::int64_t>(tree_.size())) {
      const Checkpoint one = waiting_.front();
      waiting_.pop_front();
      ++checked_;
      check(one);
      if (waiting_.empty()) fetch();
    }
  }

  void check(const Checkpoint& one) {
    const std::string name = "Checkpoint " + std::to_string(one.number);
    if (one.number != ++last_number_) return fail(one.size, name + " does not follow the one before it.");
    if (one.size != static_cast<std::int64_t>(tree_.size()))
      return fail(one.size, name + " covers fewer entries than the one before.");
    if (one.at < last_at_) return fail(one.size, name + " is dated before the one that it follows.");
    last_at_ = one.at;
    if (one.root != tree_.root())
      return fail(one.size, "The entries up to here are not those that " + name + " was signed over.");
    if (one.key < 1 || one.key > static_cast<std::int64_t>(keys_.size()))
      return fail(one.size, name + " names no published key.");
    if (!is_genuine(statement_of(one, organisation_, keys_[static_cast<std::size_t>(one.key) - 1].public_key)))
      fail(one.size, "The signature of " + name + " is not right.");
  }

  db::Reader& in_;
  RegionId region_;
  std::string_view organisation_;
  const std::vector<PublishedKey>& keys_;
  MerkleTree tree_;
  std::deque<Checkpoint> waiting_;
  std::int64_t fetched_ = 0, covered_ = 0, last_number_ = 0;
  Instant last_at_{};
  std::uint64_t checked_ = 0;
  std::optional<Break> broken_;
};

}  // namespace

CheckpointReport verify_checkpoints(db::Reader& in, std::string_view organisation) {
  CheckpointReport report;
  const auto keys = published_keys(in);
  report.broken = verify_keys(keys);
  // A region whose journal was cut away altogether still has its checkpoints.
  for (const auto row : in.query("SELECT region FROM journal_head UNION SELECT region FROM checkpoint ORDER BY 1")) {
    if (report.broken) return report;
    report.broken = RegionCheck(in, row.id<RegionId>(0), organisation, keys).run(report.checkpoints);
  }
  return report;
}

}  // namespace massline::journal
