// Checkpoints, exports and receipts, and everything that somebody with a copy of the database or of an export could
// try.
#include <gtest/gtest.h>

#include <algorithm>
#include <sstream>

#include "base/crypto.h"
#include "journal/checkpoints.h"
#include "journal/export.h"
#include "journal/merkle_table.h"
#include "journal/receipts.h"
#include "journal/test_regions.h"
#include "journal/verify_checkpoints.h"
#include "journal/verify_export.h"
#include "support/test_store.h"

namespace massline::journal {
namespace {

constexpr std::int64_t hour_ms = 3'600'000;

class Proofs : public testing::Test {
 protected:
  Proofs() {
    book_.id = "test";
    publish_key(ctx_);
  }

  void add(RegionId region, int count) {
    store_->write([&](db::Transaction& tx) {
      for (int i = 0; i < count; ++i)
        append(tx, {region,
                    clock_.now(),
                    {PersonId{7}, "clerk", UnitId{9}},
                    "thing.change",
                    "thing",
                    i + 1,
                    "step",
                    "",
                    digest(std::to_string(i))});
      return true;
    });
  }

  std::int64_t checkpoints_made() { return make_checkpoints(ctx_); }
  void pass_hours(int hours) { clock_.advance(std::chrono::milliseconds(hours * hour_ms)); }

  std::optional<Break> broken_now() {
    return store_->read([&](db::Reader& in) { return verify_checkpoints(in, "test").broken; });
  }

  void tamper(const std::string& sql, std::initializer_list<db::Value> parameters = {}) {
    store_->write([&](db::Transaction& tx) {
      tx.execute(sql, parameters);
      return true;
    });
  }

  /// What somebody with the whole database and no signing key would do: change an entry, and make the chain right
  /// again.
  void change_and_rehash(RegionId region, std::int64_t seq) {
    store_->write([&](db::Transaction& tx) {
      std::string previous = first_previous(region);
      std::int64_t last = 0;
      for (Entry& entry : entries_after(tx, region, 0, 100'000)) {
        if (entry.seq == seq) entry.act.detail = "another step";
        entry.previous = previous;
        entry.hash = hash_of(entry);
        tx.execute("UPDATE journal SET detail = $1, previous = $2, hash = $3 WHERE region = $4 AND seq = $5",
                   {entry.act.detail, db::Blob{entry.previous}, db::Blob{entry.hash}, region, entry.seq});
        previous = entry.hash;
        last = entry.seq;
      }
      tx.execute("UPDATE journal_head SET hash = $1 WHERE region = $2 AND seq = $3",
                 {db::Blob{previous}, region, last});
      return true;
    });
  }

  std::vector<std::string> exported(ExportContent content = ExportContent::entries) {
    std::vector<std::string> lines;
    store_->read([&](db::Reader& in) {
      export_journal(in, {"test", content, {}}, [&](std::string_view line) { lines.emplace_back(line); });
    });
    return lines;
  }

  static ExportReport verified(const std::vector<std::string>& lines, const ExportQuestion& question = {}) {
    std::stringstream text;
    for (const std::string& line : lines) text << line;
    return verify_export(text, question);
  }

  test::TestStore store_;
  rulebook::Rulebook book_;
  ManualClock clock_{Instant{1'700'000'000'000}};
  SeededRandom random_{4};
  IdMaker ids_{clock_, random_};
  Zone zone_{"UTC"};
  Context ctx_{.store = *store_,
               .rulebook = book_,
               .clock = clock_,
               .random = random_,
               .ids = ids_,
               .zone = zone_,
               .vault = Vault(std::string(32, 'k')),
               .files_folder = "",
               .signing_seed = std::string(32, 's')};
};

TEST_F(Proofs, CheckpointsAreMadeAtEachThousandAndEachHour) {
  add(north, 3);
  EXPECT_EQ(checkpoints_made(), 1);  // the first at once
  add(north, 10);
  EXPECT_EQ(checkpoints_made(), 0);
  pass_hours(1);
  EXPECT_EQ(checkpoints_made(), 1);
  pass_hours(2);
  EXPECT_EQ(checkpoints_made(), 0);  // nothing new
  pass_hours(24);
  EXPECT_EQ(checkpoints_made(), 1);  // and yet the journal is still there
  add(north, 2500);
  EXPECT_EQ(checkpoints_made(), 2);
  store_->read([&](db::Reader& in) {
    std::vector<std::int64_t> sizes;
    for (const Checkpoint& one : checkpoints(in, north, 0, 10)) sizes.push_back(one.size);
    EXPECT_EQ(sizes, (std::vector<std::int64_t>{2000, 1000, 13, 13, 3}));
    EXPECT_EQ(checkpoint_of_size(in, north, 13)->number, 3);
  });
  EXPECT_FALSE(broken_now()) << broken_now()->what;
  // Far more at once than one transaction takes.
  add(north, 12'000);
  EXPECT_EQ(checkpoints_made(), 12);
  EXPECT_FALSE(broken_now()) << broken_now()->what;
}

TEST_F(Proofs, EveryProofOfTheDatabaseHoldsAgainstItsCheckpoint) {
  add(north, 1234);
  checkpoints_made();
  pass_hours(1);
  add(north, 777);
  checkpoints_made();
  SeededRandom random(9);
  store_->read([&](db::Reader& in) {
    const NodeAt nodes = nodes_of(in, north);
    const auto newest = *newest_checkpoint(in, north);
    const auto size = static_cast<std::uint64_t>(newest.size);
    ASSERT_EQ(root_of(nodes, size), newest.root);
    const auto all = entries_after(in, north, 0, 3000);
    for (int round = 0; round < 40; ++round) {
      const std::uint64_t index = random.below(size), first = 1 + random.below(size);
      EXPECT_TRUE(includes(newest.root, size, leaf_hash(all[index].hash), index, inclusion_path(nodes, index, size)));
      EXPECT_TRUE(is_continued(root_of(nodes, first), first, newest.root, size, consistency_path(nodes, first, size)));
    }
    // A proof reads some nodes for each of eleven levels, not the journal.
    int asked = 0;
    const NodeAt counted = [&](int level, std::uint64_t number) {
      ++asked;
      return nodes(level, number);
    };
    inclusion_path(counted, 1000, size);
    EXPECT_LE(asked, 25);
  });
}

TEST_F(Proofs, ARewrittenDatabaseIsFoundByItsCheckpoints) {
  add(north, 1500);
  checkpoints_made();
  pass_hours(1);
  add(north, 20);
  checkpoints_made();
  ASSERT_FALSE(broken_now());
  change_and_rehash(north, 700);
  // The chain by itself is whole again …
  EXPECT_FALSE(store_->read(
      [](db::Reader& in) { return verify(in, [](auto&&...) { return std::optional<std::string>(); }).broken; }));
  // … and the tree over it is not the one that was signed.
  const auto broken = broken_now();
  ASSERT_TRUE(broken);
  EXPECT_EQ(broken->region, north);
  EXPECT_GE(broken->seq, 700);
  EXPECT_LE(broken->seq, 1000);
}

TEST_F(Proofs, EveryKindOfTamperingWithCheckpointsIsFound) {
  const auto prepared = [&] {
    add(north, 40);
    checkpoints_made();
    pass_hours(1);
    add(north, 40);
    checkpoints_made();
    pass_hours(1);
    add(north, 40);
    checkpoints_made();
    ASSERT_FALSE(broken_now());
  };
  prepared();
  struct Case {
    const char* what;
    const char* sql;
    const char* back;
    std::int64_t place;
  };
  const std::vector<Case> cases{
      {"another size", "UPDATE checkpoint SET size = 79 WHERE number = 2",
       "UPDATE checkpoint SET size = 80 WHERE number = 2", 79},
      {"back-dated", "UPDATE checkpoint SET at = at - 1 WHERE number = 2",
       "UPDATE checkpoint SET at = at + 1 WHERE number = 2", 80},
      {"cut", "UPDATE checkpoint SET number = 9 WHERE number = 2", "UPDATE checkpoint SET number = 2 WHERE number = 9",
       120},
      {"swapped", "UPDATE checkpoint SET root = (SELECT c.root FROM checkpoint c WHERE c.number = 1) WHERE number = 3",
       nullptr, 120},
      {"a node",
       "UPDATE merkle_node SET hash = (SELECT root FROM checkpoint WHERE number = 1) WHERE level = 4 AND number = 1",
       nullptr, 32},
  };
  for (const Case& one : cases) {
    tamper(one.sql);
    const auto broken = broken_now();
    ASSERT_TRUE(broken) << one.what;
    EXPECT_EQ(broken->region, north) << one.what;
    EXPECT_EQ(broken->seq, one.place) << one.what << ": " << broken->what;
    if (one.back != nullptr) tamper(one.back);
  }
}

TEST_F(Proofs, EntriesCutFromTheEndAreMissedByTheirCheckpoint) {
  add(south, 20);
  checkpoints_made();
  tamper("DELETE FROM journal WHERE region = $1 AND seq > 18", {south});
  store_->write([&](db::Transaction& tx) {
    const auto last = entries(tx, south, 0, 1).front();
    tx.execute("UPDATE journal_head SET seq = 18, hash = $1 WHERE region = $2", {db::Blob{last.hash}, south});
    return true;
  });
  const auto broken = broken_now();
  ASSERT_TRUE(broken);
  EXPECT_EQ(broken->seq, 19);
  tamper("DELETE FROM journal WHERE region = $1", {south});
  tamper("DELETE FROM journal_head WHERE region = $1", {south});
  ASSERT_TRUE(broken_now());
  EXPECT_EQ(broken_now()->seq, 1);
}

TEST_F(Proofs, AForgedSignatureOrAKeyThatNobodyVouchedForIsFound) {
  add(north, 5);
  checkpoints_made();
  tamper("UPDATE checkpoint SET signature = $1", {db::Blob{std::string(64, 'x')}});
  EXPECT_TRUE(broken_now());
  tamper("DELETE FROM checkpoint");
  tamper("DELETE FROM merkle_node");
  checkpoints_made();
  ASSERT_FALSE(broken_now());
  const std::string other(32, 'o');
  tamper("INSERT INTO signing_key(id, public_key, from_at, endorsed) VALUES(2, $1, 0, $2)",
         {db::Blob{public_key_of(other)}, db::Blob{sign(endorsement_text(public_key_of(other)), other)}});
  EXPECT_TRUE(broken_now());
}

TEST_F(Proofs, ANewKeyIsVouchedForByTheOneBeforeAndOldCheckpointsStillHold) {
  add(north, 5);
  checkpoints_made();
  const std::string old_seed = ctx_.signing_seed, new_seed(32, 'n');
  ctx_.signing_seed = new_seed;
  EXPECT_THROW(publish_key(ctx_), Fault);
  EXPECT_THROW(publish_key(ctx_, std::string(64, 'x')), Fault);
  publish_key(ctx_, sign(endorsement_text(public_key_of(new_seed)), old_seed));
  pass_hours(1);
  add(north, 5);
  EXPECT_EQ(checkpoints_made(), 1);
  EXPECT_FALSE(broken_now());
  const auto report = verified(exported());
  EXPECT_FALSE(report.broken) << report.broken->what;
  EXPECT_EQ(report.keys, (std::vector<std::string>{public_key_of(old_seed), public_key_of(new_seed)}));
  EXPECT_EQ(report.checkpoints, 2u);
}

TEST_F(Proofs, AnExportHoldsByItself) {
  add(north, 1100);
  add(south, 3);
  checkpoints_made();
  for (const ExportContent content : {ExportContent::entries, ExportContent::hashes}) {
    const auto report = verified(exported(content), {{}, public_key_of(ctx_.signing_seed), north, 1000});
    ASSERT_FALSE(report.broken) << report.broken->line << ": " << report.broken->what;
    EXPECT_EQ(report.entries, 1103u);
    EXPECT_EQ(report.regions, 2u);
    EXPECT_EQ(report.checkpoints, 3u);
    EXPECT_TRUE(report.hash_found);
  }
  const auto other_key = verified(exported(), {{}, public_key_of(std::string(32, 'o')), {}, 0});
  EXPECT_TRUE(other_key.broken);
  // What is open to everybody, in parts, against a checkpoint that was kept.
  std::vector<std::string> parts;
  const auto kept = store_->read([&](db::Reader& in) {
    for (const std::int64_t after : {0, 500, 1000}) parts.push_back(export_hashes(in, "test", north, after, 500));
    return statement_of(*newest_checkpoint(in, north), "test", public_key_of(ctx_.signing_seed));
  });
  const auto report = verified(parts, {{kept}, "", {}, 0});
  EXPECT_FALSE(report.broken) << report.broken->what;
  EXPECT_EQ(report.entries, 1100u);
  parts.erase(parts.begin() + 1);
  EXPECT_EQ(verified(parts, {{kept}, "", {}, 0}).broken->seq, 501);
}

TEST_F(Proofs, NoLineOfAnExportMayBeFlippedCutSwappedReplayedOrBackDated) {
  add(north, 60);
  add(south, 12);
  checkpoints_made();
  const auto whole = exported();
  ASSERT_FALSE(verified(whole).broken);
  SeededRandom random(77);
  for (int round = 0; round < 300; ++round) {
    auto lines = whole;
    const std::size_t at = 2 + random.below(lines.size() - 2), other = 2 + random.below(lines.size() - 2);
    const int kind = static_cast<int>(random.below(4));
    if (kind == 0) {
      std::string& line = lines[at];
      const std::size_t byte = random.below(line.size() - 1);
      line[byte] = line[byte] == '7' ? '8' : '7';
    } else if (kind == 1) {
      lines.erase(lines.begin() + static_cast<std::ptrdiff_t>(at));
    } else if (kind == 2) {
      std::swap(lines[at], lines[other]);
    } else {
      lines.insert(lines.begin() + static_cast<std::ptrdiff_t>(at), lines[other]);
    }
    // A checkpoint may be left out, stand elsewhere in its region, or stand there twice; nothing else may.
    const auto is_checkpoint = [&](std::size_t line) {
      return whole[line].find("\"checkpoint\"") != std::string::npos;
    };
    if (lines == whole || (kind != 0 && (is_checkpoint(at) || is_checkpoint(other)))) continue;
    const auto report = verified(lines);
    ASSERT_TRUE(report.broken) << "kind " << kind << " at line " << at + 1 << ", " << other + 1;
    const std::size_t first = kind == 0 || kind == 1 || kind == 3 ? at : std::min(at, other);
    EXPECT_GE(report.broken->line, first + (kind == 1 ? 0 : 1)) << report.broken->what;
    EXPECT_LE(report.broken->line, std::max(at, other) + 2) << report.broken->what;
  }
}

TEST_F(Proofs, ARewrittenExportIsFoundByAnOldCheckpoint) {
  add(north, 50);
  checkpoints_made();
  const auto kept = store_->read([&](db::Reader& in) {
    return statement_of(*newest_checkpoint(in, north), "test", public_key_of(ctx_.signing_seed));
  });
  ASSERT_TRUE(is_genuine(kept));
  change_and_rehash(north, 20);
  tamper("DELETE FROM checkpoint");
  tamper("DELETE FROM merkle_node");
  pass_hours(1);
  checkpoints_made();  // by somebody who has the signing key as well
  EXPECT_FALSE(broken_now());
  const auto lines = exported();
  EXPECT_FALSE(verified(lines).broken);
  const auto report = verified(lines, {{kept}, "", {}, 0});
  ASSERT_TRUE(report.broken);
  EXPECT_EQ(report.broken->region, north);
}

// ---- receipts

class Receipts : public Proofs {
 protected:
  Receipts() {
    add(north, 5);
    store_->write([&](db::Transaction& tx) {
      append(tx, {north,
                  clock_.now(),
                  {},
                  "matter.raise",
                  "matter",
                  42,
                  "petition web",
                  digest_of_said(salt_, said_),
                  digest("row")});
      return true;
    });
    receipt_ = store_->read([&](db::Reader& in) {
      return make_receipt("test", "XF-2026-7K3M9-Q2A4C8", *first_entry_of(in, north, 42, "matter.raise"), salt_, said_,
                          ctx_.signing_seed);
    });
  }

  const std::string salt_ = salt_of("1234567890123456", std::string(32, 'k'));
  const Said said_{{"what", "\"The lamp is broken.\\n路灯坏了\""}, {"when", "\"2026-11-01\""}};
  Receipt receipt_;
};

TEST_F(Receipts, ProveWhatWasSaid) {
  const std::string text = to_text(receipt_);
  const auto read = read_receipt(text);
  ASSERT_TRUE(read);
  EXPECT_EQ(problem_of(*read), "");
  EXPECT_EQ(read->said, said_);
  EXPECT_EQ(read->entry.seq, 6);
  EXPECT_EQ(to_text(*read), text);
  // As some editors save it.
  std::string with_returns;
  for (const char character : text) with_returns += character == '\n' ? std::string("\r\n") : std::string(1, character);
  EXPECT_TRUE(read_receipt(with_returns));
}

TEST_F(Receipts, TellNothingToThoseWhoHaveOnlyTheStatementAndTheJournal) {
  const std::string open = to_text(receipt_.statement) + to_text(Json(json_of(receipt_.entry)));
  EXPECT_EQ(open.find("lamp"), std::string::npos);
  EXPECT_EQ(open.find(to_hex(salt_)), std::string::npos);
  // Who guesses the words does not have the salt, nor does who knows the digits alone.
  EXPECT_NE(digest_of_said("", said_), receipt_.entry.act.before);
  EXPECT_NE(digest_of_said(salt_of("1234567890123456", std::string(32, 'x')), said_), receipt_.entry.act.before);
}

TEST_F(Receipts, NoByteOfOneMayBeAnother) {
  const std::string text = to_text(receipt_);
  const std::size_t comment = text.find("\n#"), after = text.find('\n', comment + 1);
  for (std::size_t i = 0; i + 1 < text.size(); ++i) {
    if (i >= comment && i <= after) continue;
    std::string other = text;
    other[i] = other[i] == 'q' ? 'z' : 'q';
    const auto read = read_receipt(other);
    EXPECT_TRUE(!read || !problem_of(*read).empty()) << "byte " << i << " of\n" << other;
  }
}

TEST_F(Receipts, OnesThatAreForgedWithTheRightFormAreNotGenuine) {
  Receipt forged = receipt_;
  forged.said[0].second = "\"Something else\"";
  forged.entry.act.before = digest_of_said(salt_, forged.said);
  forged.entry.hash = hash_of(forged.entry);
  const Receipt by_another_key =
      make_receipt("test", "XF-2026-7K3M9-Q2A4C8", forged.entry, salt_, forged.said, std::string(32, 'f'));
  EXPECT_EQ(problem_of(by_another_key), "");  // whole in itself …
  ExportQuestion question{{}, "", forged.entry.region, forged.entry.seq};
  const auto report = verified(exported(), question);
  EXPECT_NE(report.hash_found, by_another_key.entry.hash);  // … and in no journal
  EXPECT_EQ(report.hash_found, receipt_.entry.hash);
  forged.statement = receipt_.statement;
  EXPECT_NE(problem_of(forged), "");
}

}  // namespace
}  // namespace massline::journal
