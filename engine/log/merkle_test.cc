#include "engine/log/merkle.h"

#include <array>
#include <bit>

#include "gtest/gtest.h"

namespace writ {
namespace {

// The leaves that Certificate Transparency's reference implementations share, and the
// roots of their first n, published with them.
std::vector<std::string> ReferenceLeaves() {
  return {std::string(),
          std::string(1, '\x00'),
          std::string(1, '\x10'),
          std::string("\x20\x21", 2),
          std::string("\x30\x31", 2),
          std::string("\x40\x41\x42\x43", 4),
          std::string("\x50\x51\x52\x53\x54\x55\x56\x57", 8),
          std::string("\x60\x61\x62\x63\x64\x65\x66\x67\x68\x69\x6a\x6b\x6c\x6d\x6e\x6f", 16)};
}

constexpr std::array kReferenceRoots = {
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
};

// The definition of RFC 6962 as it stands there, slow: the left part holds the largest
// power of two of leaves that leaves something for the right.
Digest NaiveRoot(const std::vector<Digest>& leaves, size_t from, size_t to) {
  if (from == to) return Sha256("");
  if (to - from == 1) return leaves[from];
  const size_t left = std::bit_floor(to - from - 1);
  return NodeHash(NaiveRoot(leaves, from, from + left), NaiveRoot(leaves, from + left, to));
}

TEST(TreeEdge, GivesThePublishedRoots) {
  TreeEdge edge;
  size_t size = 0;
  EXPECT_EQ(ToHex(edge.Root()), kReferenceRoots[0]);
  for (const std::string& leaf : ReferenceLeaves()) {
    edge.Append(LeafHash(leaf));
    EXPECT_EQ(ToHex(edge.Root()), kReferenceRoots[++size]) << size;
  }
}

TEST(TreeEdge, AgreesWithTheDefinitionAndSurvivesEncodingAtEverySize) {
  constexpr size_t kLeaves = 300;
  TreeEdge edge;
  std::vector<Digest> leaves;
  for (size_t i = 0; i < kLeaves; ++i) {
    ASSERT_EQ(edge.size(), i);
    ASSERT_EQ(edge.Root(), NaiveRoot(leaves, 0, leaves.size())) << i;
    std::string bytes;
    edge.Encode(bytes);
    ASSERT_EQ(bytes.size(), 8 + 32 * static_cast<size_t>(std::popcount(i)));
    auto decoded = TreeEdge::Decode(bytes);
    ASSERT_TRUE(decoded.ok());
    ASSERT_EQ(*decoded, edge);
    edge = *decoded;
    leaves.push_back(LeafHash("event " + std::to_string(i)));
    edge.Append(leaves.back());
  }
}

TEST(TreeEdge, RefusesBytesThatAreTooShortTooLongOrAnotherSize) {
  TreeEdge edge;
  for (int i = 0; i < 5; ++i) edge.Append(LeafHash("x"));
  std::string bytes;
  edge.Encode(bytes);
  for (size_t n = 0; n < bytes.size(); ++n) {
    EXPECT_EQ(TreeEdge::Decode(bytes.substr(0, n)).status().code(), absl::StatusCode::kDataLoss);
  }
  EXPECT_FALSE(TreeEdge::Decode(bytes + '\0').ok());
  bytes[7] = 7;  // three subtrees instead of two
  EXPECT_FALSE(TreeEdge::Decode(bytes).ok());
}

// The largest size there is decodes into 64 hashes, and its root is computed.
TEST(TreeEdge, HoldsAtMostSixtyFourHashes) {
  std::string bytes(8, '\xff');
  bytes.append(64 * 32, 'h');
  auto edge = TreeEdge::Decode(bytes);
  ASSERT_TRUE(edge.ok());
  EXPECT_EQ(edge->size(), UINT64_MAX);
  EXPECT_NE(edge->Root(), Sha256(""));
}

TEST(TreeEdge, ALeafIsNoNode) {
  const Digest left = LeafHash("l"), right = LeafHash("r");
  const std::string both = std::string(AsBytes(left)) + std::string(AsBytes(right));
  EXPECT_NE(LeafHash(both), NodeHash(left, right));
  EXPECT_NE(NodeHash(left, right), NodeHash(right, left));
}

}  // namespace
}  // namespace writ
