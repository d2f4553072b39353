#include "engine/log/note.h"

#include <gtest/gtest.h>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "engine/log/checkpoint.h"
#include "engine/log/merkle.h"
#include "engine/log/receipt.h"

namespace writ {
namespace {

constexpr std::string_view kOrigin = "example.com/log";

Ed25519Key TestKey(char fill = 'k') {
  return *Ed25519Key::FromSeed(std::string(kEd25519SeedBytes, fill));
}
NoteVerifier VerifierOf(const Ed25519Key& key) { return {std::string(kOrigin), key.public_key()}; }
std::string CheckpointNote(uint64_t size, const Digest& root) {
  return *SignCheckpoint({std::string(kOrigin), size, root}, TestKey());
}

TEST(NoteTest, AKeyIsWrittenAsOtherLogToolsTakeIt) {
  const std::string text = VerifierOf(TestKey()).ToString();
  EXPECT_EQ(text.substr(0, text.find('+')), kOrigin);
  auto verifier = NoteVerifier::Parse(text);
  ASSERT_TRUE(verifier.ok()) << verifier.status();
  EXPECT_EQ(verifier->name, kOrigin);
  EXPECT_EQ(verifier->key, TestKey().public_key());
}

TEST(NoteTest, KeysThatAreNone) {
  const std::string good = VerifierOf(TestKey()).ToString();
  ASSERT_TRUE(NoteVerifier::Parse(good).ok());
  for (size_t i = 0; i < good.size(); ++i) {
    std::string bad = good;
    bad[i] = bad[i] == 'A' ? 'B' : 'A';
    EXPECT_FALSE(NoteVerifier::Parse(bad).ok()) << bad;
  }
  for (const char* bad : {"", "a", "a+b", "a+00000000+", "+00000000+AQ=="}) {
    EXPECT_FALSE(NoteVerifier::Parse(bad).ok()) << bad;
  }
}

TEST(NoteTest, EveryFlippedBitIsRefused) {
  const std::string note = CheckpointNote(7, Sha256("root"));
  const NoteVerifier verifier = VerifierOf(TestKey());
  ASSERT_TRUE(OpenCheckpoint(note, verifier).ok());
  for (size_t i = 0; i < note.size() * 8; ++i) {
    std::string bad = note;
    bad[i / 8] = static_cast<char>(bad[i / 8] ^ (1 << (i % 8)));
    EXPECT_FALSE(OpenCheckpoint(bad, verifier).ok()) << i;
  }
  for (size_t size = 0; size < note.size(); ++size) {
    EXPECT_FALSE(OpenCheckpoint(note.substr(0, size), verifier).ok()) << size;
  }
}

TEST(NoteTest, OtherSignaturesAreLeftAlone) {
  const std::string note = CheckpointNote(7, Sha256("root"));
  const std::string witness = *SignNote("x\n", "witness.example", TestKey('w'));
  const std::string both = note + witness.substr(witness.rfind("— "));
  EXPECT_TRUE(OpenCheckpoint(both, VerifierOf(TestKey())).ok());
  EXPECT_FALSE(OpenCheckpoint(note, VerifierOf(TestKey('o'))).ok());
  EXPECT_FALSE(OpenCheckpoint(note, {"example.com/other", TestKey().public_key()}).ok());
}

TEST(NoteTest, LimitsOfTextsAndNames) {
  const Ed25519Key key = TestKey();
  EXPECT_FALSE(SignNote("", "n", key).ok());
  EXPECT_FALSE(SignNote("no newline", "n", key).ok());
  EXPECT_FALSE(SignNote("control \x01\n", "n", key).ok());
  EXPECT_FALSE(SignNote("text\n", "a name", key).ok());
  EXPECT_FALSE(SignNote("text\n", "a+name", key).ok());
  EXPECT_TRUE(SignNote("text\n", std::string(kMaxKeyNameBytes, 'n'), key).ok());
  EXPECT_FALSE(SignNote("text\n", std::string(kMaxKeyNameBytes + 1, 'n'), key).ok());
  EXPECT_TRUE(SignNote(std::string(kMaxSignedNoteBytes - 1, 'x') + "\n", "n", key).ok());
  EXPECT_FALSE(SignNote(std::string(kMaxSignedNoteBytes, 'x') + "\n", "n", key).ok());
}

TEST(CheckpointTest, IsWrittenAsTheFormatSays) {
  const std::string note = CheckpointNote(42, Sha256("root"));
  EXPECT_EQ(note.substr(0, note.find("\n\n") + 1),
            absl::StrCat("example.com/log\n42\n", ToBase64(Sha256("root")), "\n"));
  auto checkpoint = OpenCheckpoint(note, VerifierOf(TestKey()));
  ASSERT_TRUE(checkpoint.ok());
  EXPECT_EQ(*checkpoint, (Checkpoint{std::string(kOrigin), 42, Sha256("root")}));
}

TEST(CheckpointTest, SignedTextsThatAreNoCheckpoint) {
  const std::string root = ToBase64(Sha256("root"));
  for (const std::string& text :
       {std::string("example.com/log\n"), std::string("example.com/log\n7\n"),
        absl::StrCat("example.com/log\n07\n", root, "\n"),
        absl::StrCat("example.com/log\n-7\n", root, "\n"),
        std::string("example.com/log\n7\nAAAA\n"),
        absl::StrCat("example.com/other\n7\n", root, "\n")}) {
    EXPECT_FALSE(OpenCheckpoint(*SignNote(text, kOrigin, TestKey()), VerifierOf(TestKey())).ok())
        << text;
  }
}

TEST(ReceiptTest, ShowsAnEvent) {
  const Digest left = LeafHash("left"), root = NodeHash(left, LeafHash("right"));
  const std::string receipt = FormatReceipt({1, {left}, CheckpointNote(2, root)});
  EXPECT_EQ(receipt.substr(0, receipt.find("\n\n")),
            absl::StrCat("c2sp.org/tlog-proof@v1\nindex 1\n", ToBase64(left)));
  const NoteVerifier verifier = VerifierOf(TestKey());
  auto checkpoint = CheckReceipt(receipt, "right", verifier);
  ASSERT_TRUE(checkpoint.ok()) << checkpoint.status();
  EXPECT_EQ(checkpoint->size, 2u);
  EXPECT_FALSE(CheckReceipt(receipt, "wrong", verifier).ok());
  EXPECT_FALSE(CheckReceipt(receipt, "left", verifier).ok());
  for (size_t i = 0; i < receipt.size(); ++i) {
    std::string bad = receipt;
    bad[i] ^= 1;
    EXPECT_FALSE(CheckReceipt(bad, "right", verifier).ok()) << i;
  }
}

TEST(ReceiptTest, TakesAtMostTheHashesOfATree) {
  Receipt receipt{0, Proof(kMaxProofHashes), "note"};
  EXPECT_TRUE(ParseReceipt(FormatReceipt(receipt)).ok());
  receipt.proof.emplace_back();
  EXPECT_FALSE(ParseReceipt(FormatReceipt(receipt)).ok());
}

}  // namespace
}  // namespace writ
