#include "journal/merkle.h"

#include <gtest/gtest.h>

#include "base/crypto.h"
#include "base/random.h"

namespace massline::journal {
namespace {

std::string bytes(std::string_view hex) { return from_hex(hex).value(); }

/// The definition of RFC 9162, 2.1.1, word for word: the oracle of everything here.
std::string naive_root(std::span<const std::string> leaves) {
  if (leaves.empty()) return sha256("");
  if (leaves.size() == 1) return leaves[0];
  std::size_t k = 1;
  while (2 * k < leaves.size()) k *= 2;
  return node_hash(naive_root(leaves.first(k)), naive_root(leaves.subspan(k)));
}

struct Leaves {
  std::vector<std::string> all;
  NodeAt nodes() const {
    return [this](int level, std::uint64_t number) {
      const std::uint64_t width = std::uint64_t{1} << level;
      return naive_root(std::span(all).subspan(number * width, width));
    };
  }
  std::string root(std::uint64_t size) const { return naive_root(std::span(all).first(size)); }
};

Leaves leaves_of(std::uint64_t count) {
  Leaves leaves;
  for (std::uint64_t i = 0; i < count; ++i) leaves.all.push_back(leaf_hash(digest(std::to_string(i))));
  return leaves;
}

// Worked by hand with sha256sum: printf '\x00abc' | sha256sum, and so on.
TEST(Merkle, HashesAsTheRfcSays) {
  EXPECT_EQ(empty_root(), bytes("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"));
  EXPECT_EQ(leaf_hash(""), bytes("6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d"));
  EXPECT_EQ(leaf_hash("abc"), bytes("609f6e36d2405585188d5cfd761f407c7cc46a7d3f314c88270469dde315fcd1"));
  EXPECT_EQ(node_hash(leaf_hash("a"), leaf_hash("b")),
            bytes("b137985ff484fb600db93107c77b0365c80d78f5b429ded0fd97361d077999eb"));
  const Leaves three{{leaf_hash("a"), leaf_hash("b"), leaf_hash("c")}};
  EXPECT_EQ(root_of(three.nodes(), 3), bytes("36642e73c2540ab121e3a6bf9545b0a24982cd830eb13d3cd19de3ce6c021ec1"));
  // Seven leaves, "a" to "g": the path of the third leaf has three hashes, bottom first.
  Leaves seven;
  for (const char* text : {"a", "b", "c", "d", "e", "f", "g"}) seven.all.push_back(leaf_hash(text));
  const auto path = inclusion_path(seven.nodes(), 2, 7);
  ASSERT_EQ(path.size(), 3u);
  EXPECT_EQ(path[0], leaf_hash("d"));
  EXPECT_EQ(path[1], bytes("b137985ff484fb600db93107c77b0365c80d78f5b429ded0fd97361d077999eb"));
  EXPECT_EQ(path[2], bytes("e286d3390665a7cdc759453bed0b00cded1842d757e3e6cfe87df53db177e725"));
  EXPECT_TRUE(
      includes(bytes("4ae191939f548d9934740b88dea2c5cb89bb8870fc4505cd79dec6bbfaaee9cb"), 7, leaf_hash("c"), 2, path));
  // From three to seven: c, d, (a, b), (e f, g), as the RFC's own example has it.
  const auto longer = consistency_path(seven.nodes(), 3, 7);
  ASSERT_EQ(longer.size(), 4u);
  EXPECT_EQ(longer[0], leaf_hash("c"));
  EXPECT_EQ(longer[1], leaf_hash("d"));
  EXPECT_EQ(longer[2], bytes("b137985ff484fb600db93107c77b0365c80d78f5b429ded0fd97361d077999eb"));
  EXPECT_EQ(longer[3], bytes("e286d3390665a7cdc759453bed0b00cded1842d757e3e6cfe87df53db177e725"));
  EXPECT_TRUE(is_continued(bytes("36642e73c2540ab121e3a6bf9545b0a24982cd830eb13d3cd19de3ce6c021ec1"), 3,
                           bytes("4ae191939f548d9934740b88dea2c5cb89bb8870fc4505cd79dec6bbfaaee9cb"), 7, longer));
}

TEST(Merkle, EveryLeafOfEverySmallTreeIsIncludedAndInNoOtherPlace) {
  const Leaves leaves = leaves_of(33);
  for (std::uint64_t size = 1; size <= 33; ++size) {
    ASSERT_EQ(root_of(leaves.nodes(), size), leaves.root(size)) << size;
    for (std::uint64_t index = 0; index < size; ++index) {
      const auto path = inclusion_path(leaves.nodes(), index, size);
      EXPECT_TRUE(includes(leaves.root(size), size, leaves.all[index], index, path)) << size << " " << index;
      for (std::uint64_t other = 0; other < size; ++other) {
        if (other == index) continue;
        EXPECT_FALSE(includes(leaves.root(size), size, leaves.all[other], index, path));
        EXPECT_FALSE(includes(leaves.root(size), size, leaves.all[index], other, path));
      }
    }
  }
}

TEST(Merkle, EverySmallTreeIsContinuedByEveryLargerOne) {
  const Leaves leaves = leaves_of(33);
  for (std::uint64_t second = 1; second <= 33; ++second) {
    for (std::uint64_t first = 1; first <= second; ++first) {
      const auto path = consistency_path(leaves.nodes(), first, second);
      EXPECT_TRUE(is_continued(leaves.root(first), first, leaves.root(second), second, path)) << first << " " << second;
      EXPECT_FALSE(is_continued(leaves.root(first), first, digest("other"), second, path));
      EXPECT_FALSE(is_continued(digest("other"), first, leaves.root(second), second, path));
    }
  }
}

TEST(Merkle, NoBitOfAProofMayBeAnother) {
  SeededRandom random(20);
  const Leaves leaves = leaves_of(200);
  for (int round = 0; round < 200; ++round) {
    const std::uint64_t second = 2 + random.below(199), first = 1 + random.below(second - 1),
                        index = random.below(first);
    auto inclusion = inclusion_path(leaves.nodes(), index, second);
    auto consistency = consistency_path(leaves.nodes(), first, second);
    for (auto* path : {&inclusion, &consistency}) {
      const bool of_inclusion = path == &inclusion;
      const auto holds = [&] {
        return of_inclusion ? includes(leaves.root(second), second, leaves.all[index], index, *path)
                            : is_continued(leaves.root(first), first, leaves.root(second), second, *path);
      };
      ASSERT_TRUE(holds());
      if (path->empty()) continue;
      std::string& hash = (*path)[random.below(path->size())];
      const std::size_t byte = random.below(32);
      hash[byte] = static_cast<char>(hash[byte] ^ (1 << random.below(8)));
      EXPECT_FALSE(holds());
      hash = digest("restored");
      path->pop_back();
      EXPECT_FALSE(holds());
    }
  }
}

TEST(Merkle, GrownLeafByLeafItIsTheSameTree) {
  const Leaves leaves = leaves_of(70);
  MerkleTree tree([&](int level, std::uint64_t number, const std::string& hash) {
    EXPECT_EQ(hash, leaves.nodes()(level, number));
  });
  EXPECT_EQ(tree.root(), empty_root());
  for (std::uint64_t i = 0; i < 70; ++i) {
    tree.add(leaves.all[i]);
    EXPECT_EQ(tree.root(), leaves.root(i + 1));
    MerkleTree again(leaves.nodes(), i + 1, {});
    EXPECT_EQ(again.root(), leaves.root(i + 1));
  }
}

}  // namespace
}  // namespace massline::journal
