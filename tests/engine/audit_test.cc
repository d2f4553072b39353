// The log as an auditor sees it: what is damaged, dropped, exchanged or cut off is found and
// named; a server does not start on a log that is shorter than the checkpoint kept outside.
#include "engine/audit.h"

#include <gtest/gtest.h>

#include <cstdlib>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "engine/base/file.h"
#include "engine/log/entry.h"
#include "engine/log/event.h"
#include "engine/log/merkle.h"
#include "tests/engine/fixture.h"

namespace writ::tests {
namespace {

constexpr std::string_view kPolicy = R"(
package audit
task T {}
action a.go(n: int)
fact total(task) = sum(args.n) of a.go
permit go: a.go when args.n > 0
)";

LogSigner TestSigner(char fill = 'k') {
  return {"example.com/log", *Ed25519Key::FromSeed(std::string(kEd25519SeedBytes, fill))};
}

std::string TestPath(const std::string& name) {
  const char* directory = std::getenv("TEST_TMPDIR");
  return absl::StrCat(directory != nullptr ? directory : "/tmp", "/", name, ".",
                      testing::UnitTest::GetInstance()->current_test_info()->name());
}

// A signed log of `events` events, of which two are not calls.
class AuditTest : public testing::Test {
 protected:
  AuditTest() : file_(TestPath("checkpoint")) { std::remove(file_.c_str()); }

  absl::Status Open(Store& store) {
    auto engine = Engine::Open(Borrow(store), program_, Options());
    if (engine.ok()) engine_ = *std::move(engine);
    return engine.status();
  }

  Engine::Options Options() {
    Engine::Options options{.clock = &clock_, .inline_commands = true};
    options.log_signer = TestSigner();
    options.checkpoint_file = file_;
    return options;
  }

  void Write(uint64_t events) {
    ASSERT_TRUE(Open(*store_).ok());
    TaskGrant grant{"t", "T", Json("{}"), "ana", "bot", Micros{86'400} * 1'000'000};
    auto granted = Await<TaskInfo>([&](auto done) { engine_->Grant(grant, std::move(done)); });
    ASSERT_TRUE(granted.ok()) << granted.status();
    WriteMore(events);
  }

  void WriteMore(uint64_t events) {
    while (engine_->tree_head().size < events) {
      clock_.Advance(1'000);
      CallRequest request = Request("t", "a.go", R"({"n": 1})");
      // Events differ, as those of real calls do.
      request.call_id = absl::StrCat(engine_->tree_head().size);
      auto decision =
          Await<Decision>([&](auto done) { engine_->Decide(std::move(request), std::move(done)); });
      ASSERT_TRUE(decision.ok() && decision->verdict == Verdict::kPermit) << decision.status();
    }
  }

  std::string NewestCheckpoint() {
    auto note = Await<std::string>([&](auto done) { engine_->Checkpoint(std::move(done)); });
    EXPECT_TRUE(note.ok()) << note.status();
    return note.ok() ? *note : "";
  }

  VerifyReport Verify(const std::vector<KeptCheckpoint>& kept = {}, char key = 'k') {
    auto report = VerifyLog(*store_, TestSigner(key).verifier(), kept);
    EXPECT_TRUE(report.ok()) << report.status();
    return report.ok() ? *report : VerifyReport();
  }

  // "event 3: …; tile/0/000: …": all that was found.
  std::string Found(const std::vector<KeptCheckpoint>& kept = {}) {
    std::string text;
    for (const Finding& finding : Verify(kept).findings) {
      absl::StrAppend(&text, text.empty() ? "" : "; ", finding.where, ": ", finding.what);
    }
    return text;
  }

  std::string Row(Table table, const std::string& key) {
    auto row = store_->Get(table, key);
    return row.ok() && *row ? **row : "";
  }
  void Set(Table table, const std::string& key, std::optional<std::string> value) {
    WriteBatch batch;
    value ? batch.Put(table, key, *value) : batch.Delete(table, key);
    ASSERT_TRUE(store_->Commit(batch, Durability::kSynced).ok());
  }
  void Flip(Table table, const std::string& key, size_t at) {
    std::string row = Row(table, key);
    row[at] ^= 1;
    Set(table, key, row);
  }
  std::string Event(uint64_t index) {
    return std::string(*OpenEntry(Row(Table::kEntries, EntryKey(index))));
  }
  void PutEvent(uint64_t index, const std::string& event) {
    Set(Table::kEntries, EntryKey(index), EncodeEntry(LeafHash(event), event));
  }

  ManualClock clock_{1'795'456'800'000'000};
  const std::string file_;
  const std::shared_ptr<const Program> program_ = CompilePolicy(kPolicy);
  std::unique_ptr<Store> store_ = NewMemoryStore();
  std::unique_ptr<Engine> engine_;
};

TEST_F(AuditTest, AWholeLogIsWhole) {
  Write(700);
  NewestCheckpoint();
  VerifyReport report = Verify();
  EXPECT_EQ(Found(), "");
  EXPECT_EQ(report.events, 700u);
  EXPECT_EQ(report.covered, 700u);
  EXPECT_EQ(report.root, engine_->tree_head().root);
  EXPECT_EQ(*ReadSmallFile(file_), Row(Table::kMeta, std::string(kCheckpointKey)));
}

TEST_F(AuditTest, AnEmptyDirectoryHasNothingSigned) {
  EXPECT_EQ(Found(), "checkpoint: there is none: nothing here is signed");
}

TEST_F(AuditTest, EveryFlippedByteOfARecordIsNamed) {
  Write(300);
  for (uint64_t index : {0, 1, 100, 255, 256, 299}) {
    const std::string key = EntryKey(index), good = Row(Table::kEntries, key);
    for (size_t at = 0; at < good.size(); at += 7) {
      Flip(Table::kEntries, key, at);
      EXPECT_TRUE(absl::StartsWith(Found(), absl::StrCat("event ", index, ":"))) << Found();
      Set(Table::kEntries, key, good);
    }
  }
  EXPECT_EQ(Found(), "");
}

TEST_F(AuditTest, ARecordThatWasHashedAnewIsNamed) {
  Write(300);
  std::string event = Event(17);
  event.back() ^= 1;
  PutEvent(17, event);
  EXPECT_TRUE(absl::StrContains(
      Found(), "event 17: the record is another one than its tile holds the hash of"))
      << Found();
}

// The newest events stand in no full tile, but in the tail of the checkpoint.
TEST_F(AuditTest, ARecordBehindTheLastTileThatWasHashedAnewIsNamed) {
  Write(300);
  NewestCheckpoint();
  for (uint64_t index : {256, 290, 299}) {
    const std::string good = Event(index);
    std::string event = good;
    event[12] ^= 1;
    PutEvent(index, event);
    const std::string found = Found();
    EXPECT_TRUE(absl::StrContains(
        found,
        absl::StrCat("event ", index, ": the record is another one than the checkpoint signs")))
        << found;
    EXPECT_FALSE(absl::StrContains(found, "edge")) << found;
    PutEvent(index, good);
  }
  EXPECT_EQ(Found(), "");
}

// What nobody has signed yet has no witness but the edge: it tells where to look.
TEST_F(AuditTest, ARecordBehindTheCheckpointIsNarrowedDown) {
  Write(300);
  NewestCheckpoint();
  WriteMore(310);
  std::string event = Event(305);
  event.back() ^= 1;
  PutEvent(305, event);
  EXPECT_EQ(Found(), "edge: it is not that of events 304 to 307");
}

TEST_F(AuditTest, TheTailIsChecked) {
  Write(300);
  NewestCheckpoint();
  const std::string key(kTailKey), good = Row(Table::kMeta, key);
  Set(Table::kMeta, key, {});
  EXPECT_EQ(Found(), "tail: it is missing");
  Set(Table::kMeta, key, good.substr(1));
  EXPECT_EQ(Found(), "tail: it is damaged");
  Set(Table::kMeta, key, good.substr(0, good.size() - 32));
  EXPECT_EQ(Found(), "tail: it is damaged");
  Set(Table::kMeta, key, good);
  Flip(Table::kMeta, key, 8 + 32 * 5);
  EXPECT_EQ(Found(), "tail: it is not that of events 256 to 299");
  Set(Table::kMeta, key, good);
  EXPECT_EQ(Found(), "");
  // The next tile makes it one of the past, which is left alone.
  WriteMore(512);
  EXPECT_EQ(Found(), "");
}

TEST_F(AuditTest, RecordsThatChangedPlacesAreNamed) {
  Write(600);
  const std::string a = Event(100), b = Event(400);
  PutEvent(100, b);
  PutEvent(400, a);
  const std::string found = Found();
  EXPECT_TRUE(absl::StrContains(found, "event 100: the record is another one")) << found;
  EXPECT_TRUE(absl::StrContains(found, "event 400: the record is another one")) << found;
}

TEST_F(AuditTest, DroppedRecordsAreNamed) {
  Write(600);
  for (uint64_t index = 40; index < 50; ++index) Set(Table::kEntries, EntryKey(index), {});
  VerifyReport report = Verify();
  EXPECT_EQ(report.found, 10u);
  for (uint64_t i = 0; i < 10; ++i) {
    EXPECT_EQ(report.findings[i].where, absl::StrCat("event ", 40 + i));
    EXPECT_EQ(report.findings[i].what, "the record is missing");
  }
}

TEST_F(AuditTest, DroppedNewestRecordsAreNamed) {
  Write(600);
  NewestCheckpoint();
  for (uint64_t index = 590; index < 600; ++index) Set(Table::kEntries, EntryKey(index), {});
  const std::string found = Found();
  for (uint64_t index = 590; index < 600; ++index) {
    EXPECT_TRUE(absl::StrContains(found, absl::StrCat("event ", index, ": the record is missing")));
  }
  // The tail tells what they were: so it can be told that the rest is as it was signed.
  EXPECT_EQ(Verify().covered, 600u);
  // The time is the eleventh.
  EXPECT_EQ(Verify().found, 11u);
  Set(Table::kMeta, std::string(kTailKey), {});
  EXPECT_TRUE(absl::StrContains(Found(), "it cannot be checked: event 590 is missing")) << Found();
}

TEST_F(AuditTest, TilesAreChecked) {
  Write(600);
  const std::string key = TileKey(0, 1), good = Row(Table::kTiles, key);
  Flip(Table::kTiles, key, 32 * 5);
  EXPECT_TRUE(absl::StartsWith(Found(), "event 261: the record is another one")) << Found();
  Set(Table::kTiles, key, {});
  EXPECT_EQ(Found(), "tile/0/001: the tile is missing");
  Set(Table::kTiles, key, good.substr(32));
  EXPECT_EQ(Found(), "tile/0/001: the tile is damaged");
  Set(Table::kTiles, key, good);
  Set(Table::kTiles, TileKey(0, 2), good);
  EXPECT_EQ(Found(), "tile/0/002: the log has not filled such a tile");
}

TEST_F(AuditTest, EdgeTimeAndWhatEventsReferToAreChecked) {
  Write(300);
  const std::string edge = Row(Table::kMeta, "edge"), time = Row(Table::kMeta, "time");
  Set(Table::kMeta, "edge", {});
  EXPECT_EQ(Found(), "edge: it is missing");
  Set(Table::kMeta, "edge", edge + "x");
  EXPECT_EQ(Found(), "edge: it is damaged");
  Set(Table::kMeta, "edge", edge);
  Flip(Table::kMeta, "time", 7);
  EXPECT_EQ(Found(), "time: it is not that of the newest event");
  Set(Table::kMeta, "time", time);
  PutEvent(300, Event(299));
  EXPECT_EQ(Found(), "event 300: the record stands behind the end of the log");
  Set(Table::kEntries, EntryKey(300), {});
  Set(Table::kBundles, std::string(AsBytes(program_->digest())), "another");
  EXPECT_TRUE(absl::StartsWith(Found(), "event 0: its policy, ")) << Found();
}

// Whoever can write everything can make a log that fits itself, but not the signature.
TEST_F(AuditTest, ALogThatWasMadeAnewIsNotTheSignedOne) {
  Write(300);
  const std::string note = NewestCheckpoint();
  auto other = NewMemoryStore();
  std::swap(store_, other);
  clock_.Advance(1);
  engine_.reset();
  std::remove(file_.c_str());
  Write(400);
  EXPECT_EQ(Found({{"kept", note}}), "kept: the first 300 events are not those that it signs");
  EXPECT_EQ(Verify({}, 'o').found, 1u);
  Set(Table::kMeta, std::string(kCheckpointKey), note);
  EXPECT_EQ(Found(),
            "the checkpoint in the database: the first 300 events are not those that it signs");
}

// A copy of yesterday, put back.
TEST_F(AuditTest, AnOlderCopyIsRefusedAndWhatIsMissingIsNamed) {
  Write(300);
  NewestCheckpoint();
  auto copy = NewMemoryStore();
  WriteBatch batch;
  for (Table table : kTables) {
    auto rows = store_->Scan(table, "", "", 1'000'000);
    ASSERT_TRUE(rows.ok());
    for (const KeyValue& row : *rows) batch.Put(table, row.key, row.value);
  }
  ASSERT_TRUE(copy->Commit(batch, Durability::kSynced).ok());
  WriteMore(400);
  NewestCheckpoint();
  engine_.reset();
  std::swap(store_, copy);
  absl::Status opened = Open(*store_);
  EXPECT_TRUE(absl::IsDataLoss(opened)) << opened;
  EXPECT_TRUE(absl::StrContains(opened.message(), "events 300 to 399 are missing")) << opened;
  EXPECT_EQ(Found({{"kept", *ReadSmallFile(file_)}}),
            "kept: it signs 400 events, the log has 300: events 300 to 399 cut off");
}

TEST_F(AuditTest, StartsOnlyOnTheLogThatTheFileSigns) {
  Write(300);
  const std::string note = NewestCheckpoint();
  engine_.reset();
  EXPECT_TRUE(Open(*store_).ok());
  engine_.reset();
  ASSERT_TRUE(ReplaceSmallFile(file_, "no note\n", 0644).ok());
  EXPECT_TRUE(absl::IsDataLoss(Open(*store_)));
  auto foreign = SignCheckpoint({"example.com/log", 10, Sha256("x")}, TestSigner().key);
  ASSERT_TRUE(ReplaceSmallFile(file_, *foreign, 0644).ok());
  EXPECT_TRUE(absl::StrContains(Open(*store_).message(), "this is another log"));
  std::remove(file_.c_str());
  EXPECT_TRUE(absl::IsFailedPrecondition(Open(*store_)));
  ASSERT_TRUE(ReplaceSmallFile(file_, note, 0644).ok());
  EXPECT_TRUE(Open(*store_).ok());
}

TEST_F(AuditTest, StartsAfterACrashBetweenTheDatabaseAndTheFile) {
  Write(300);
  const std::string older = NewestCheckpoint();
  WriteMore(301);
  NewestCheckpoint();
  engine_.reset();
  ASSERT_TRUE(ReplaceSmallFile(file_, older, 0644).ok());
  ASSERT_TRUE(Open(*store_).ok());
  auto kept = OpenCheckpoint(*ReadSmallFile(file_), TestSigner().verifier());
  ASSERT_TRUE(kept.ok());
  EXPECT_EQ(kept->size, 301u);
}

TEST_F(AuditTest, ACloseSignsWhatNobodyHasSigned) {
  Write(300);
  engine_.reset();
  EXPECT_EQ(Verify().covered, 300u);
}

TEST_F(AuditTest, ReceiptsAndConsistencyProofs) {
  Write(700);
  const std::string note = NewestCheckpoint();
  const NoteVerifier verifier = *engine_->log_key();
  const Digest root = OpenCheckpoint(note, verifier)->root;
  for (uint64_t index : {0, 255, 256, 699}) {
    auto proof = engine_->ProveInclusion(index, 700);
    ASSERT_TRUE(proof.ok()) << proof.status();
    EXPECT_TRUE(CheckReceipt(FormatReceipt({index, *proof, note}), Event(index), verifier).ok());
    EXPECT_FALSE(
        CheckReceipt(FormatReceipt({index, *proof, note}), Event(index ^ 1), verifier).ok());
  }
  const TreeHead before = engine_->tree_head();
  WriteMore(800);
  auto proof = engine_->ProveConsistency(700, 800);
  ASSERT_TRUE(proof.ok());
  EXPECT_TRUE(CheckConsistency(*proof, 700, root, 800, engine_->tree_head().root));
  EXPECT_EQ(before.root, root);
  EXPECT_TRUE(absl::IsOutOfRange(engine_->ProveInclusion(0, 801).status()));
  EXPECT_TRUE(absl::IsOutOfRange(engine_->ProveConsistency(1, 801).status()));
}

TEST_F(AuditTest, WithoutAKeyNothingIsSigned) {
  auto engine =
      Engine::Open(Borrow(*store_), program_, {.clock = &clock_, .inline_commands = true});
  ASSERT_TRUE(engine.ok());
  auto note = Await<std::string>([&](auto done) { (*engine)->Checkpoint(std::move(done)); });
  EXPECT_TRUE(absl::IsFailedPrecondition(note.status()));
  EXPECT_EQ((*engine)->log_key(), std::nullopt);
}

}  // namespace
}  // namespace writ::tests
