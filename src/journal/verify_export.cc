#include "journal/verify_export.h"

#include <algorithm>
#include <map>
#include <set>

#include "base/crypto.h"
#include "base/json.h"
#include "journal/checkpoints.h"
#include "journal/export.h"
#include "journal/merkle.h"

namespace massline::journal {

namespace {

std::optional<std::int64_t> integer_in(const Json& json, std::string_view name) {
  const Json* value = json.find(name);
  return value == nullptr || value->integer() == nullptr ? std::nullopt : std::optional(*value->integer());
}
std::optional<std::string> text_in(const Json& json, std::string_view name) {
  const Json* value = json.find(name);
  return value == nullptr || value->string() == nullptr ? std::nullopt : std::optional(*value->string());
}
std::optional<std::string> bytes_in(const Json& json, std::string_view name) {
  const auto text = text_in(json, name);
  return text ? from_hex(*text) : std::nullopt;
}

std::optional<std::int64_t> number_of(std::string_view text) {
  if (text.empty() || text.size() > 18 || text.find_first_not_of("0123456789") != std::string_view::npos)
    return std::nullopt;
  return std::stoll(std::string(text));
}

/// Walks an export; each take_… gives what is wrong with its line, or "".
class Walk {
 public:
  Walk(const ExportQuestion& question, ExportReport& report) : question_(question), report_(report) {}

  std::string take(const std::string& line) {
    const auto json = parse_json(line);
    if (!json) return "This line is not as massline writes it.";
    if (json->find("massline-journal") != nullptr) return take_header(*json);
    if (!begun_) return "The file does not begin as an exported journal does.";
    if (json->find("key") != nullptr) return take_key(*json);
    if (json->find("checkpoint") != nullptr) return take_checkpoint(*json);
    if (json->find("end") != nullptr) return take_end(*json);
    if (json->find("seq") != nullptr) return take_entry(*json);
    return take_region(*json);
  }

  std::string finish() {
    if (!begun_) return "The file is empty.";
    if (region_ && !report_.hashes_only) return "The file ends within a region: its end is missing.";
    if (region_) {
      const std::string what = end_region();
      if (!what.empty()) return what;
    }
    for (const Statement& checkpoint : question_.checkpoints) {
      const auto facts = facts_of(checkpoint);
      if (!facts || !seen_.contains(facts->region)) return "The region of the checkpoint is not in this journal.";
      if (!report_.keys.empty() && !knows(checkpoint.public_key))
        return "The checkpoint is signed with a key that is not among those that signed this journal.";
    }
    if (!question_.trusted_key.empty() && !report_.keys.empty() && !knows(question_.trusted_key))
      return "The key that you trust is not among those that signed this journal.";
    return {};
  }

  RegionId region() const { return region_; }
  std::int64_t seq() const { return seq_; }
  /// Where the break is, if it is not the line at hand.
  std::int64_t next_seq = 0;

 private:
  bool knows(const std::string& key) const {
    return std::find(report_.keys.begin(), report_.keys.end(), key) != report_.keys.end();
  }

  std::string take_header(const Json& json) {
    const auto organisation = text_in(json, "organisation"), content = text_in(json, "content");
    if (integer_in(json, "massline-journal") != 1 || !organisation || (content != "entries" && content != "hashes"))
      return "This line is not as massline writes it.";
    // A later header goes on with the next part of the same export.
    if (begun_ && (organisation != report_.organisation || (content == "hashes") != report_.hashes_only))
      return "This part belongs to another export.";
    begun_ = true;
    report_.organisation = *organisation;
    report_.hashes_only = content == "hashes";
    return {};
  }

  std::string take_key(const Json& json) {
    const auto key = bytes_in(json, "public"), endorsed = bytes_in(json, "endorsed");
    if (!key || key->size() != 32 || !endorsed) return "This key is not as massline writes it.";
    if (!report_.keys.empty() && !is_signed(endorsement_text(*key), *endorsed, report_.keys.back()))
      return "The key before this one does not vouch for it.";
    report_.keys.push_back(*key);
    return {};
  }

  std::string take_region(const Json& json) {
    const auto id = integer_in(json, "region");
    if (!id || *id <= 0) return "This line is not as massline writes it.";
    if (region_ && region_.value == *id && report_.hashes_only) return {};
    if (region_) {
      const std::string what = report_.hashes_only ? end_region() : "The end of the region before is missing.";
      if (!what.empty()) return what;
    }
    region_ = RegionId{*id};
    if (!seen_.insert(region_).second) return "This region stood in the file before.";
    seq_ = 0;
    last_at_ = {};
    previous_ = first_previous(region_);
    tree_ = MerkleTree();
    promised_.clear();
    ++report_.regions;
    for (const Statement& checkpoint : question_.checkpoints)
      if (const auto facts = facts_of(checkpoint); facts && facts->region == region_)
        promised_[facts->size] = facts->root;
    return {};
  }

  std::string take_checkpoint(const Json& json) {
    const auto text = text_in(json, "checkpoint");
    const auto statement = text ? read_statement(*text) : std::nullopt;
    const auto facts = statement ? facts_of(*statement) : std::nullopt;
    if (!facts || facts->region != region_ || statement->field("organisation") != report_.organisation)
      return "This checkpoint is not as massline writes it.";
    if (!is_genuine(*statement)) return "The signature of this checkpoint is not right.";
    if (!knows(statement->public_key)) return "This checkpoint is signed with a key that is not among those published.";
    const auto [promise, is_new] = promised_.emplace(facts->size, facts->root);
    if (!is_new && promise->second != facts->root) return "Two checkpoints of this size have different roots.";
    ++report_.checkpoints;
    return {};
  }

  std::string take_entry(const Json& json) {
    if (!region_) return "This entry belongs to no region.";
    const auto seq = integer_in(json, "seq");
    if (!seq || *seq != seq_ + 1) {
      next_seq = seq_ + 1;
      return "Here stands another entry than the next one: it is missing, or in another place.";
    }
    auto hash = bytes_in(json, "hash");
    if (!report_.hashes_only) {
      const auto entry = entry_of(json);
      if (!entry || entry->region != region_) return "This entry is not as massline writes it.";
      if (entry->previous != previous_) return "The entry does not follow the one before it.";
      if (entry->hash != hash_of(*entry)) return "The entry was changed after it was written.";
      if (entry->act.at < last_at_) return "The entry is dated before the one that it follows.";
      last_at_ = entry->act.at;
    }
    if (!hash || hash->size() != 32) return "This entry is not as massline writes it.";
    seq_ = *seq;
    previous_ = *hash;
    ++report_.entries;
    if (question_.seq == seq_ && question_.region == region_) report_.hash_found = hash;
    return take_leaf();
  }

  std::string take_leaf() {
    tree_.add(leaf_hash(previous_));
    const auto promise = promised_.find(seq_);
    if (promise == promised_.end()) return {};
    const bool kept = promise->second == tree_.root();
    promised_.erase(promise);
    return kept ? "" : "The entries up to here are not those that the checkpoint of this size was signed over.";
  }

  std::string take_end(const Json& json) {
    if (!region_ || integer_in(json, "end") != region_.value) return "This end belongs to another region.";
    if (integer_in(json, "size") != seq_) {
      next_seq = seq_ + 1;
      return "Entries are missing at the end of the region.";
    }
    if (bytes_in(json, "hash") != previous_) return "The end is not that of the last entry.";
    return end_region();
  }

  std::string end_region() {
    promised_.erase(0);
    if (!promised_.empty()) {
      next_seq = seq_ + 1;
      return "Entries are missing at the end: a checkpoint was signed over " +
             std::to_string(promised_.rbegin()->first) + " of them.";
    }
    region_ = {};
    return {};
  }

  const ExportQuestion& question_;
  ExportReport& report_;
  bool begun_ = false;
  RegionId region_;
  std::set<RegionId> seen_;
  std::int64_t seq_ = 0;
  Instant last_at_{};
  std::string previous_;
  MerkleTree tree_;
  std::map<std::int64_t, std::string> promised_;  // size: root, of checkpoints that the walk has not reached
};

}  // namespace

ExportReport verify_export(std::istream& in, const ExportQuestion& question) {
  ExportReport report;
  Walk walk(question, report);
  std::uint64_t number = 0;
  std::string what;
  for (std::string line; what.empty() && std::getline(in, line);) {
    ++number;
    if (!line.empty()) what = walk.take(line);
  }
  if (what.empty()) what = walk.finish();
  if (!what.empty())
    report.broken = ExportBreak{number, walk.region(), walk.next_seq != 0 ? walk.next_seq : walk.seq(), what};
  return report;
}

std::optional<CheckpointFacts> facts_of(const Statement& checkpoint) {
  if (checkpoint.kind != "checkpoint") return std::nullopt;
  const auto region = number_of(checkpoint.field("region")), size = number_of(checkpoint.field("size"));
  const auto root = from_hex(checkpoint.field("root"));
  if (!region || !size || !root || root->size() != 32) return std::nullopt;
  return CheckpointFacts{RegionId{*region}, *size, *root};
}

std::optional<Proof> read_proof(std::string_view text) {
  const auto json = parse_json(text);
  if (!json) return std::nullopt;
  const auto kind = text_in(*json, "kind");
  const auto size = integer_in(*json, "size");
  const Json* path = json->find("path");
  if ((kind != "inclusion" && kind != "consistency") || !size || path == nullptr || path->array() == nullptr)
    return std::nullopt;
  Proof proof{*kind, *size, integer_in(*json, "position").value_or(0), integer_in(*json, "first").value_or(0), {}};
  for (const Json& one : *path->array()) {
    const auto hash = one.string() == nullptr ? std::nullopt : from_hex(*one.string());
    if (!hash || hash->size() != 32) return std::nullopt;
    proof.path.push_back(*hash);
  }
  return proof;
}

}  // namespace massline::journal
