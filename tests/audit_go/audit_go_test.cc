// What `writ audit export` writes of a real server's log, read by a verifier that shares no
// code with Writ: a whole log is accepted, and each way to tamper with one is refused, with
// the place.
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "engine/base/file.h"
#include "engine/log/checkpoint.h"
#include "tests/integration/process.h"
#include "tests/integration/server_test_base.h"

namespace writ::harness {
namespace {

namespace fs = std::filesystem;

constexpr char kVerifier[] = "tests/audit_go/verify_log.bin";
// Past one full tile of 256 hashes, and past two.
constexpr uint64_t kShortSize = 300, kSize = 600;
constexpr uint64_t kWidth = 256;

std::string ReadFile(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  EXPECT_TRUE(in) << path;
  std::ostringstream bytes;
  bytes << in.rdbuf();
  return bytes.str();
}

void WriteFile(const fs::path& path, const std::string& bytes) {
  std::ofstream(path, std::ios::binary | std::ios::trunc) << bytes;
}

void FlipByte(const fs::path& path, size_t at) {
  std::string bytes = ReadFile(path);
  ASSERT_LT(at, bytes.size()) << path;
  bytes[at] ^= 1;
  WriteFile(path, bytes);
}

std::string TileName(const char* level, uint64_t number, uint64_t hashes) {
  const std::string path = absl::StrCat("tile/", level, "/00", number);
  const uint64_t width = std::min(kWidth, hashes - number * kWidth);
  return width == kWidth ? path : absl::StrCat(path, ".p/", width);
}

// The events of one bundle, to be changed and written back.
class Bundle {
 public:
  Bundle(const std::string& log, uint64_t number)
      : path_(fs::path(log) / TileName("entries", number, kSize)) {
    const std::string bytes = ReadFile(path_);
    for (size_t at = 0; at + 2 <= bytes.size();) {
      const size_t size =
          static_cast<uint8_t>(bytes[at]) << 8 | static_cast<uint8_t>(bytes[at + 1]);
      events.push_back(bytes.substr(at + 2, size));
      at += 2 + size;
    }
  }
  void Write() const {
    std::string bytes;
    for (const std::string& event : events) {
      bytes.push_back(static_cast<char>(event.size() >> 8));
      bytes.push_back(static_cast<char>(event.size()));
      bytes += event;
    }
    WriteFile(path_, bytes);
  }

  std::vector<std::string> events;

 private:
  fs::path path_;
};

// Two exports of one server's log: at kShortSize and at kSize events.
class AuditGoTest : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    directory_ = new TempDirectory;
    auto trip = ServeUntil(std::nullopt, kShortSize, "short");
    ASSERT_TRUE(trip);
    ASSERT_TRUE(ServeUntil(trip, kSize, "long"));
  }
  static void TearDownTestSuite() { delete directory_; }

  // Calls that are permitted and calls that are denied, until the log is so long; then the
  // server ends and its log is exported. Gives the task, to go on with.
  static std::optional<std::string> ServeUntil(std::optional<std::string> task, uint64_t size,
                                               const std::string& name) {
    const std::string data = directory_->path() + "/data";
    auto server = ServerProcess::Start({.policies = kTravelPolicies, .data = data});
    EXPECT_TRUE(server.ok()) << server.status();
    if (!server.ok()) return std::nullopt;
    auto trip = task ? Trip((*server)->address(), *task) : *Trip::Start((*server)->address());
    for (bool here = true; Client((*server)->address()).Checkpoint()->log_size() < size;
         here = !here) {
      EXPECT_TRUE(trip.Decide("flights.search", SearchArgs(here ? "SFO" : "ACA")).ok());
    }
    EXPECT_EQ((*server)->Terminate().code, 0);
    EXPECT_EQ(Writ({"audit", "export", data, Log(name)}).exit.code, 0);
    key_ = Writ({"audit", "key", data}).out;
    key_.pop_back();
    return trip.task_id();
  }

  static Finished Writ(std::vector<std::string> arguments) {
    auto finished = RunWrit(std::move(arguments));
    EXPECT_TRUE(finished.ok()) << finished.status();
    return *std::move(finished);
  }

  static std::string Log(const std::string& name) { return directory_->path() + "/" + name; }

  // A copy of the long log, to be tampered with.
  std::string Copy() {
    const std::string copy = Log(absl::StrCat("copy", copies_++));
    fs::copy(Log("long"), copy, fs::copy_options::recursive);
    return copy;
  }

  // Findings, one a line; the last line says whether the log was accepted.
  std::string Verify(const std::string& log, const std::vector<std::string>& older = {},
                     const std::string& key = key_) {
    std::vector<std::string> command = {kVerifier, key, log};
    command.insert(command.end(), older.begin(), older.end());
    auto finished = RunToEnd(command);
    EXPECT_TRUE(finished.ok()) << finished.status();
    EXPECT_EQ(finished->err, "");
    EXPECT_EQ(finished->exit.code, absl::StrContains(finished->out, "refused:") ? 1 : 0);
    return finished->out;
  }

  // Where something was found, in order.
  std::vector<std::string> Places(const std::string& log,
                                  const std::vector<std::string>& older = {}) {
    std::vector<std::string> places, lines = absl::StrSplit(Verify(log, older), '\n');
    for (const std::string& line : lines) {
      const size_t end = line.find(": ");
      if (end != std::string::npos) places.push_back(line.substr(0, end));
    }
    return places;
  }

  using Named = std::vector<std::string>;

  static TempDirectory* directory_;
  static std::string key_;
  static int copies_;
};

TempDirectory* AuditGoTest::directory_ = nullptr;
std::string AuditGoTest::key_;
int AuditGoTest::copies_ = 0;

TEST_F(AuditGoTest, AWholeLogIsAccepted) {
  EXPECT_EQ(Verify(Log("short")), "accepted: 300 events and 0 older checkpoints\n");
  EXPECT_EQ(Verify(Log("long")), "accepted: 600 events and 0 older checkpoints\n");
}

TEST_F(AuditGoTest, ALogThatGrewContinuesItsOlderCheckpoints) {
  EXPECT_EQ(Verify(Log("long"), {Log("short/checkpoint"), Log("long/checkpoint")}),
            "accepted: 600 events and 2 older checkpoints\n");
}

TEST_F(AuditGoTest, AFlippedByteOfARecordIsNamed) {
  for (uint64_t index : {0, 17, 255, 256, 511, 512, 599}) {
    const std::string log = Copy();
    Bundle bundle(log, index / kWidth);
    std::string& event = bundle.events[index % kWidth];
    event[event.size() / 2] ^= 1;
    bundle.Write();
    EXPECT_EQ(Places(log), Named({absl::StrCat("event ", index), "refused"}));
  }
}

TEST_F(AuditGoTest, DroppedRecordsAreNamed) {
  const std::string log = Copy();
  Bundle bundle(log, 1);
  bundle.events.erase(bundle.events.begin() + 40, bundle.events.begin() + 50);
  bundle.Write();
  const std::string found = Verify(log);
  EXPECT_TRUE(absl::StartsWith(found, "tile/entries/001: it has 246 events, not 256\nevent 296: "))
      << found;
}

TEST_F(AuditGoTest, TheLastTenDroppedAreNamed) {
  const std::string log = Copy();
  Bundle bundle(log, 2);
  bundle.events.resize(bundle.events.size() - 10);
  bundle.Write();
  EXPECT_EQ(Verify(log), "tile/entries/002.p/88: it has 78 events, not 88\nrefused: 1 findings\n");
}

TEST_F(AuditGoTest, SwappedRecordsAreNamed) {
  const std::string log = Copy();
  Bundle first(log, 0), second(log, 1);
  std::swap(first.events[100], second.events[144]);
  std::swap(first.events[7], first.events[8]);
  first.Write();
  second.Write();
  EXPECT_EQ(Places(log), Named({"event 7", "event 8", "event 100", "event 400", "refused"}));
}

TEST_F(AuditGoTest, AChangedTileIsNamed) {
  const std::string log = Copy();
  FlipByte(log + "/tile/0/001", 5 * 32);
  EXPECT_EQ(Places(log), Named({"tile/0/001", "event 261", "refused"}));
}

// The partial tiles at the end make up the root together; the record says which it was.
TEST_F(AuditGoTest, AChangedTileAtTheEndIsNamed) {
  const std::string log = Copy();
  FlipByte(log + "/tile/0/002.p/88", 5 * 32);
  EXPECT_EQ(Places(log), Named({"tile/1/000.p/2, tile/0/002.p/88", "event 517", "refused"}));
}

TEST_F(AuditGoTest, AMissingAndAShortTileAreNamed) {
  const std::string log = Copy();
  fs::remove(log + "/tile/0/000");
  WriteFile(log + "/tile/1/000.p/2", ReadFile(log + "/tile/1/000.p/2").substr(1));
  EXPECT_EQ(Places(log), Named({"tile/1/000.p/2", "tile/0/000", "refused"}));
}

// A record that was hashed anew, all the way up: then nothing is left that does not fit but
// the signature.
TEST_F(AuditGoTest, ATileThatWasHashedAnewIsNamed) {
  const std::string log = Copy();
  Bundle bundle(log, 0);
  bundle.events[17].back() ^= 1;
  bundle.Write();
  std::string tile = ReadFile(log + "/tile/0/000");
  const Digest hash = Sha256(std::string(1, '\0') + bundle.events[17]);
  std::copy(hash.begin(), hash.end(), tile.begin() + 17 * 32);
  WriteFile(log + "/tile/0/000", tile);
  EXPECT_EQ(Places(log), Named({"tile/0/000", "refused"}));
}

TEST_F(AuditGoTest, AForgedCheckpointIsRefused) {
  const std::string good = ReadFile(Log("long/checkpoint"));
  for (size_t at = 0; at < good.size(); ++at) {
    const std::string log = Log("forged");
    fs::create_directories(log);
    std::string note = good;
    note[at] ^= 1;
    WriteFile(log + "/checkpoint", note);
    EXPECT_EQ(Places(log), Named({"checkpoint", "refused"})) << at;
  }
}

TEST_F(AuditGoTest, AnotherKeyIsRefused) {
  auto key = Ed25519Key::FromSeed(std::string(kEd25519SeedBytes, 'o'));
  const std::string found = Verify(
      Log("long"), {}, NoteVerifier{std::string(kDefaultOrigin), key->public_key()}.ToString());
  EXPECT_TRUE(absl::StartsWith(found, "checkpoint: note has no verifiable signatures")) << found;
}

// An older state that was put back fits itself; who kept a newer checkpoint sees it.
TEST_F(AuditGoTest, AShortenedLogIsFoundAgainstAKeptCheckpoint) {
  EXPECT_EQ(Verify(Log("short"), {Log("long/checkpoint")}),
            absl::StrCat(Log("long/checkpoint"),
                         ": it signs 600 events, the log has 300: events 300 to 599 are cut off\n"
                         "refused: 1 findings\n"));
}

// The same key, another history.
TEST_F(AuditGoTest, AForkIsFoundAgainstAKeptCheckpoint) {
  auto key = LoadOrMakeKey(directory_->path() + "/data/private/log.key");
  ASSERT_TRUE(key.ok());
  auto note = SignCheckpoint({std::string(kDefaultOrigin), kShortSize, Sha256("another")}, *key);
  ASSERT_TRUE(note.ok());
  WriteFile(Log("fork"), *note);
  const std::string found = Verify(Log("long"), {Log("fork")});
  EXPECT_TRUE(absl::StartsWith(found, absl::StrCat(Log("fork"), ": the log does not continue")))
      << found;
}

}  // namespace
}  // namespace writ::harness
