// Proofs and tiles against a tree that is computed as RFC 6962 defines it.
#include "engine/log/proof.h"

#include <gtest/gtest.h>

#include <map>

#include "absl/strings/str_cat.h"
#include "engine/log/entry.h"
#include "engine/log/event.h"
#include "engine/log/merkle.h"
#include "engine/log/tile.h"
#include "engine/log/tree_reader.h"
#include "engine/storage/store.h"

namespace writ {
namespace {

std::string EventAt(uint64_t index) { return absl::StrCat("event ", index); }

// MTH of leaves [start, end).
Digest NaiveRoot(uint64_t start, uint64_t end) {
  if (start == end) return Sha256("");
  if (end - start == 1) return LeafHash(EventAt(start));
  uint64_t half = 1;
  while (half * 2 < end - start) half *= 2;
  return NodeHash(NaiveRoot(start, start + half), NaiveRoot(start + half, end));
}

absl::StatusOr<Digest> NaiveNode(int height, uint64_t index) {
  return NaiveRoot(index << height, (index + 1) << height);
}

TEST(ProofTest, EveryInclusionOfSmallTrees) {
  for (uint64_t size = 1; size <= 66; ++size) {
    const Digest root = NaiveRoot(0, size);
    EXPECT_EQ(*RootAt(size, NaiveNode), root);
    for (uint64_t index = 0; index < size; ++index) {
      auto proof = ProveInclusion(index, size, NaiveNode);
      ASSERT_TRUE(proof.ok());
      const Digest leaf = LeafHash(EventAt(index));
      EXPECT_TRUE(CheckInclusion(*proof, index, leaf, size, root)) << index << " of " << size;
      EXPECT_FALSE(CheckInclusion(*proof, index, Sha256("x"), size, root));
      EXPECT_FALSE(CheckInclusion(*proof, index, leaf, size, Sha256("x")));
      for (uint64_t other = 0; other <= size; ++other) {
        if (other != index) EXPECT_FALSE(CheckInclusion(*proof, other, leaf, size, root));
      }
      Proof longer = *proof;
      longer.emplace_back();
      EXPECT_FALSE(CheckInclusion(longer, index, leaf, size, root));
      for (size_t i = 0; i < proof->size(); ++i) {
        Proof bad = *proof;
        bad[i][0] ^= 1;
        EXPECT_FALSE(CheckInclusion(bad, index, leaf, size, root));
      }
    }
    EXPECT_FALSE(ProveInclusion(size, size, NaiveNode).ok());
  }
}

TEST(ProofTest, EveryConsistencyOfSmallTrees) {
  for (uint64_t to = 0; to <= 66; ++to) {
    const Digest to_root = NaiveRoot(0, to);
    for (uint64_t from = 0; from <= to; ++from) {
      const Digest from_root = NaiveRoot(0, from);
      auto proof = ProveConsistency(from, to, NaiveNode);
      ASSERT_TRUE(proof.ok());
      EXPECT_TRUE(CheckConsistency(*proof, from, from_root, to, to_root)) << from << " " << to;
      EXPECT_FALSE(CheckConsistency(*proof, from, Sha256("x"), to, to_root));
      if (from > 0) EXPECT_FALSE(CheckConsistency(*proof, from, from_root, to, Sha256("x")));
      for (size_t i = 0; i < proof->size(); ++i) {
        Proof bad = *proof;
        bad[i][0] ^= 1;
        EXPECT_FALSE(CheckConsistency(bad, from, from_root, to, to_root));
      }
      Proof longer = *proof;
      longer.emplace_back();
      EXPECT_FALSE(CheckConsistency(longer, from, from_root, to, to_root));
    }
    EXPECT_FALSE(ProveConsistency(to + 1, to, NaiveNode).ok());
  }
}

TEST(TileTest, Paths) {
  const std::pair<TileId, const char*> cases[] = {
      {{.level = 0, .number = 0}, "tile/0/000"},
      {{.level = 1, .number = 5, .width = 17}, "tile/1/005.p/17"},
      {{.level = 0, .number = 1'234'067}, "tile/0/x001/x234/067"},
      {{.level = 7, .number = 999}, "tile/7/999"},
      {{.level = 0, .number = 1000, .width = 255}, "tile/0/x001/000.p/255"},
      {{.entries = true, .number = 12, .width = 1}, "tile/entries/012.p/1"},
      {{.entries = true, .number = 256'000}, "tile/entries/x256/000"},
  };
  for (const auto& [tile, path] : cases) {
    EXPECT_EQ(TilePath(tile), path);
    auto parsed = ParseTilePath(path);
    ASSERT_TRUE(parsed.ok()) << path;
    EXPECT_EQ(*parsed, tile) << path;
  }
  for (const char* path : {"",
                           "tile",
                           "tile/0",
                           "tile/8/000",
                           "tile/00/000",
                           "tile/-1/000",
                           "tile/0/00",
                           "tile/0/0000",
                           "tile/0/x000/000",
                           "tile/0/001/000",
                           "tile/0/x001",
                           "tile/0/000.p/0",
                           "tile/0/000.p/256",
                           "tile/0/000.p/01",
                           "tile/0/000.p",
                           "tile/0/000.p/1/2",
                           "/tile/0/000",
                           "tile/0/000/",
                           "tile/0/x001/x001/x001/x001/x001/x001/x001/001",
                           "tile/entries/+12",
                           "tile/0/ 12"}) {
    EXPECT_FALSE(ParseTilePath(path).ok()) << path;
  }
}

// A store as the shard leaves it.
class TreeTest : public testing::Test {
 protected:
  void Grow(uint64_t size) {
    WriteBatch batch;
    for (uint64_t i = tiles_.size(); i < size; ++i) {
      const Digest leaf = LeafHash(EventAt(i));
      batch.Put(Table::kEntries, EntryKey(i), EncodeEntry(leaf, EventAt(i)));
      edge_.Append(leaf);
      tiles_.Append(leaf, [&](uint8_t level, uint64_t number, std::string bytes) {
        batch.Put(Table::kTiles, TileKey(level, number), std::move(bytes));
      });
    }
    ASSERT_TRUE(store_->Commit(batch, Durability::kSynced).ok());
  }

  std::unique_ptr<Store> store_ = NewMemoryStore();
  TreeEdge edge_;
  TileBuilder tiles_;
};

TEST_F(TreeTest, NodesProofsAndTilesOfALargeTree) {
  constexpr uint64_t kSize = 256 * 256 + 3 * 256 + 7;
  Grow(kSize);
  TreeReader reader(*store_);
  auto node = [&](int height, uint64_t index) { return reader.Node(height, index); };
  EXPECT_EQ(*RootAt(kSize, node), edge_.Root());
  for (uint64_t index : {uint64_t{0}, uint64_t{255}, uint64_t{256}, uint64_t{65'535},
                         uint64_t{65'536}, kSize - 8, kSize - 1}) {
    auto proof = ProveInclusion(index, kSize, node);
    ASSERT_TRUE(proof.ok()) << proof.status();
    EXPECT_TRUE(CheckInclusion(*proof, index, LeafHash(EventAt(index)), kSize, edge_.Root()));
  }
  for (uint64_t from : {1ul, 255ul, 256ul, 257ul, 65'535ul, 65'536ul, 66'000ul}) {
    auto proof = ProveConsistency(from, kSize, node);
    ASSERT_TRUE(proof.ok()) << proof.status();
    EXPECT_TRUE(CheckConsistency(*proof, from, *RootAt(from, node), kSize, edge_.Root()));
  }
  // Level 2 has one hash: the root of the first 65,536.
  auto top = reader.Tile({.level = 2, .number = 0, .width = 1});
  ASSERT_TRUE(top.ok()) << top.status();
  EXPECT_EQ(*top, std::string(AsBytes(*node(16, 0))));
  EXPECT_EQ(reader.Tile({.level = 0, .number = 0})->size(), 8192u);
  EXPECT_EQ(reader.Tile({.level = 1, .number = 1, .width = 3})->size(), 96u);
  EXPECT_TRUE(absl::IsNotFound(reader.Tile({.level = 1, .number = 1, .width = 4}).status()));
  EXPECT_TRUE(absl::IsNotFound(reader.Tile({.level = 0, .number = 259}).status()));
  EXPECT_TRUE(absl::IsNotFound(reader.Tile({.level = 0, .number = 259, .width = 8}).status()));
  auto bundle = reader.Tile({.entries = true, .number = 259, .width = 2});
  ASSERT_TRUE(bundle.ok());
  EXPECT_EQ(*bundle, std::string("\0\x0b"
                                 "event 66304\0\x0b"
                                 "event 66305",
                                 26));
}

TEST_F(TreeTest, ABuilderGoesOnWhereItWas) {
  for (uint64_t size : {1ul, 255ul, 256ul, 300ul, 65'535ul, 65'536ul, 65'900ul}) {
    Grow(size);
    TreeReader reader(*store_);
    auto loaded = TileBuilder::AtSize(size, [&](const TileId& id) { return reader.Hashes(id); });
    ASSERT_TRUE(loaded.ok()) << loaded.status();
    TileBuilder expected = tiles_;
    std::map<std::pair<int, uint64_t>, std::string> from_loaded, from_expected;
    for (int i = 0; i < 600; ++i) {
      const Digest leaf = LeafHash(EventAt(size + i));
      loaded->Append(leaf, [&](uint8_t level, uint64_t number, std::string bytes) {
        from_loaded[{level, number}] = std::move(bytes);
      });
      expected.Append(leaf, [&](uint8_t level, uint64_t number, std::string bytes) {
        from_expected[{level, number}] = std::move(bytes);
      });
    }
    EXPECT_EQ(from_loaded, from_expected) << size;
  }
}

}  // namespace
}  // namespace writ
