#include "engine/log/verify.h"

#include <algorithm>
#include <set>
#include <utility>

#include "absl/strings/str_cat.h"
#include "engine/base/bytes.h"
#include "engine/base/status_macros.h"
#include "engine/log/entry.h"
#include "engine/log/event.h"
#include "engine/log/merkle.h"
#include "engine/log/tile.h"

namespace writ {
namespace {

constexpr std::string_view kEdgeRow = "edge";
constexpr std::string_view kTimeRow = "time";
constexpr size_t kScanAtOnce = 256;

std::string EventName(uint64_t index) { return absl::StrCat("event ", index); }

std::string RangeName(uint64_t first, uint64_t behind) {
  return behind - first == 1 ? EventName(first)
                             : absl::StrCat("events ", first, " to ", behind - 1);
}

// A signed statement that is to be compared with the tree at its size.
struct Claim {
  std::string where;
  Checkpoint checkpoint;
};

class Verifier {
 public:
  Verifier(const Store& store, const NoteVerifier& verifier) : store_(store), key_(verifier) {}

  absl::StatusOr<VerifyReport> Run(const std::vector<KeptCheckpoint>& kept) {
    WRIT_RETURN_IF_ERROR(ReadEdge());
    WRIT_RETURN_IF_ERROR(ReadClaims(kept));
    WRIT_RETURN_IF_ERROR(ReadTail());
    CheckClaims();
    for (uint64_t chunk = 0; chunk * kTileWidth < report_.events; ++chunk) {
      WRIT_RETURN_IF_ERROR(TakeChunk(chunk));
    }
    WRIT_RETURN_IF_ERROR(CheckEnd());
    WRIT_RETURN_IF_ERROR(CheckTileRows());
    CompareEdge();
    FailRemainingClaims();
    report_.root = tree_.Root();
    return std::move(report_);
  }

 private:
  void Find(std::string where, std::string what) {
    ++report_.found;
    if (report_.findings.size() < VerifyReport::kMaxReported) {
      report_.findings.push_back({std::move(where), std::move(what)});
    }
  }

  // The log is as long as its edge says; without one, as long as its rows go.
  absl::Status ReadEdge() {
    WRIT_ASSIGN_OR_RETURN(auto row, store_.Get(Table::kMeta, kEdgeRow));
    if (row) {
      auto edge = TreeEdge::Decode(*row);
      if (edge.ok()) {
        edge_ = *std::move(edge);
        report_.events = edge_.size();
        return absl::OkStatus();
      }
    }
    WRIT_ASSIGN_OR_RETURN(report_.events, CountRows());
    if (row || report_.events > 0) Find("edge", row ? "it is damaged" : "it is missing");
    return absl::OkStatus();
  }

  absl::StatusOr<uint64_t> CountRows() {
    uint64_t count = 0;
    while (true) {
      WRIT_ASSIGN_OR_RETURN(auto rows,
                            store_.Scan(Table::kEntries, EntryKey(count), "", kScanAtOnce));
      if (rows.empty()) return count;
      const uint64_t last = ByteReader(rows.back().key).U64();
      if (last < count) return count;
      count = last + 1;
    }
  }

  absl::Status ReadClaims(const std::vector<KeptCheckpoint>& kept) {
    WRIT_ASSIGN_OR_RETURN(auto note, store_.Get(Table::kMeta, kCheckpointKey));
    if (note) ReadClaim("the checkpoint in the database", *note);
    signed_here_ = claims_.empty() ? 0 : claims_[0].checkpoint.size;
    for (const KeptCheckpoint& checkpoint : kept) ReadClaim(checkpoint.where, checkpoint.note);
    if (!note && kept.empty()) Find("checkpoint", "there is none: nothing here is signed");
    std::stable_sort(claims_.begin(), claims_.end(), [](const Claim& a, const Claim& b) {
      return a.checkpoint.size < b.checkpoint.size;
    });
    return absl::OkStatus();
  }

  void ReadClaim(const std::string& where, std::string_view note) {
    auto checkpoint = OpenCheckpoint(note, key_);
    if (!checkpoint.ok()) return Find(where, std::string(checkpoint.status().message()));
    claims_.push_back({where, *std::move(checkpoint)});
  }

  // The leaf hashes that were stored with the checkpoint in the database.
  absl::Status ReadTail() {
    WRIT_ASSIGN_OR_RETURN(auto row, store_.Get(Table::kMeta, kTailKey));
    if (!row) {
      if (signed_here_ % kTileWidth != 0) Find("tail", "it is missing");
      return absl::OkStatus();
    }
    ByteReader reader(*row);
    const uint64_t size = reader.U64();
    auto hashes = SplitHashes(reader.ok() ? row->substr(sizeof(size)) : "");
    if (!reader.ok() || !hashes.ok() || hashes->size() != size % kTileWidth) {
      Find("tail", "it is damaged");
    } else if (size > report_.events) {
      Find("tail", absl::StrCat("it is of ", size, " events, the log has ", report_.events));
    } else {
      tail_size_ = size;
      tail_ = *std::move(hashes);
    }
    return absl::OkStatus();
  }

  // Whether the tree, as long as up to here, and the tail lead to a root that is signed.
  bool TailIsSigned() const {
    if (unknown_) return false;
    TreeEdge edge = tree_;
    for (const Digest& hash : tail_) edge.Append(hash);
    return std::any_of(claims_.begin(), claims_.end(), [&](const Claim& claim) {
      return claim.checkpoint.size == tail_size_ && claim.checkpoint.root == edge.Root();
    });
  }

  // Those of the tree's present size.
  void CheckClaims() {
    while (next_claim_ < claims_.size() && claims_[next_claim_].checkpoint.size == tree_.size()) {
      const Claim& claim = claims_[next_claim_++];
      if (claim.checkpoint.root != tree_.Root()) {
        Find(claim.where, absl::StrCat("the first ", claim.checkpoint.size,
                                       " events are not those that it signs"));
        continue;
      }
      ++report_.checkpoints;
      report_.covered = std::max(report_.covered, claim.checkpoint.size);
    }
  }

  void FailRemainingClaims() {
    for (; next_claim_ < claims_.size(); ++next_claim_) {
      const Claim& claim = claims_[next_claim_];
      const uint64_t size = claim.checkpoint.size;
      if (size > report_.events) {
        Find(claim.where, absl::StrCat("it signs ", size, " events, the log has ", report_.events,
                                       ": ", RangeName(report_.events, size), " cut off"));
      } else {
        Find(claim.where, absl::StrCat("it cannot be checked: ", EventName(*unknown_),
                                       " is missing and no tile holds its hash"));
      }
    }
  }

  absl::Status TakeChunk(uint64_t chunk) {
    const uint64_t first = chunk * kTileWidth;
    const uint64_t behind = std::min<uint64_t>(first + kTileWidth, report_.events);
    WRIT_ASSIGN_OR_RETURN(
        auto rows, store_.Scan(Table::kEntries, EntryKey(first), EntryKey(behind), kTileWidth));
    WRIT_ASSIGN_OR_RETURN(Witness witness, WitnessOf(chunk, behind - first));
    std::vector<std::optional<Digest>> leaves(behind - first);
    size_t row = 0;
    for (uint64_t index = first; index < behind; ++index) {
      if (row < rows.size() && rows[row].key == EntryKey(index)) {
        WRIT_ASSIGN_OR_RETURN(leaves[index - first], TakeRecord(index, rows[row++].value));
      } else {
        Find(EventName(index), "the record is missing");
      }
      Grow(index, leaves[index - first], witness.HashAt(index - first), witness.difference);
    }
    if (chunk == tail_size_ / kTileWidth && witness.hashes.empty()) CompareTail(first, leaves);
    return absl::OkStatus();
  }

  // What else tells the leaf hashes of a chunk, from its first event on.
  struct Witness {
    std::vector<Digest> hashes;
    const char* difference = "";  // of a record that is another one
    const Digest* HashAt(size_t i) const { return i < hashes.size() ? &hashes[i] : nullptr; }
  };

  absl::StatusOr<Witness> WitnessOf(uint64_t chunk, uint64_t events) {
    Witness witness;
    if (events == kTileWidth) {
      witness.difference = "the record is another one than its tile holds the hash of";
      WRIT_RETURN_IF_ERROR(ReadTile(0, chunk, witness.hashes));
    } else if (chunk == tail_size_ / kTileWidth && TailIsSigned()) {
      witness = {tail_, "the record is another one than the checkpoint signs"};
    }
    return witness;
  }

  // A tail that nothing signs proves nothing; but it must fit the records.
  void CompareTail(uint64_t first, const std::vector<std::optional<Digest>>& leaves) {
    for (size_t i = 0; i < tail_.size(); ++i) {
      if (!leaves[i] || *leaves[i] == tail_[i]) continue;
      return Find("tail", absl::StrCat("it is not that of ", RangeName(first, tail_size_)));
    }
  }

  // The hashes of a full tile; none, with a finding, when it is missing or damaged.
  absl::Status ReadTile(uint8_t level, uint64_t number, std::vector<Digest>& hashes) {
    WRIT_ASSIGN_OR_RETURN(auto bytes, store_.Get(Table::kTiles, TileKey(level, number)));
    const std::string where = TilePath({.level = level, .number = number});
    if (!bytes) return Find(where, "the tile is missing"), absl::OkStatus();
    auto split = SplitHashes(*bytes);
    if (!split.ok() || split->size() != kTileWidth) {
      return Find(where, "the tile is damaged"), absl::OkStatus();
    }
    hashes = *std::move(split);
    return absl::OkStatus();
  }

  // Its leaf hash; nothing, with a finding, when the record is damaged.
  absl::StatusOr<std::optional<Digest>> TakeRecord(uint64_t index, std::string_view entry) {
    auto event = OpenEntry(entry);
    if (!event.ok()) {
      Find(EventName(index), std::string(event.status().message()));
      return std::optional<Digest>();
    }
    WRIT_RETURN_IF_ERROR(CheckEvent(index, *event));
    return std::optional<Digest>(LeafHash(*event));
  }

  absl::Status CheckEvent(uint64_t index, std::string_view event) {
    auto head = DecodeHead(event);
    auto outside = OutsideBody(event);
    if (!head.ok() || !outside.ok()) {
      Find(EventName(index), "the record is not a well-formed event");
      return absl::OkStatus();
    }
    if (head->time < time_)
      Find(EventName(index), "its time is before that of the event before it");
    time_ = head->time;
    if (outside->has_value()) {
      WRIT_RETURN_IF_ERROR(CheckDigest(index, Table::kBlobs, **outside, "its body"));
    }
    if (head->kind == EventKind::kPolicyActivated) {
      auto activated = DecodePolicyActivated(event);
      if (!activated.ok()) return absl::OkStatus();
      return CheckDigest(index, Table::kBundles, activated->bundle, "its policy");
    }
    if (head->kind == EventKind::kCallDecided) {
      auto call = DecodeCallDecided(event);
      if (call.ok() && bundles_.insert(call->bundle).second) {
        return CheckDigest(index, Table::kBundles, call->bundle, "its policy");
      }
    }
    return absl::OkStatus();
  }

  absl::Status CheckDigest(uint64_t index, Table table, const Digest& digest, const char* what) {
    WRIT_ASSIGN_OR_RETURN(auto bytes, store_.Get(table, AsBytes(digest)));
    if (!bytes) {
      Find(EventName(index), absl::StrCat(what, ", ", ToHex(digest), ", is missing"));
    } else if (Sha256(*bytes) != digest) {
      Find(EventName(index), absl::StrCat(what, ", ", ToHex(digest), ", is damaged"));
    }
    return absl::OkStatus();
  }

  // Adds a leaf to the tree. The witness's word counts where the two differ: so that one
  // record that was exchanged does not make everything above it differ too.
  void Grow(uint64_t index, const std::optional<Digest>& leaf, const Digest* witnessed,
            const char* difference) {
    if (leaf && witnessed != nullptr && *leaf != *witnessed) Find(EventName(index), difference);
    if (unknown_) return;
    if (!leaf && witnessed == nullptr) {
      unknown_ = index;
      return;
    }
    const Digest& hash = witnessed != nullptr ? *witnessed : *leaf;
    tree_.Append(hash);
    tiles_.Append(hash, [this](uint8_t level, uint64_t number, std::string bytes) {
      if (level > 0) full_.push_back({level, number, std::move(bytes)});
    });
    CheckClaims();
  }

  struct FullTile {
    uint8_t level;
    uint64_t number;
    std::string bytes;
  };

  // What is behind the end of the log, and the last time.
  absl::Status CheckEnd() {
    WRIT_ASSIGN_OR_RETURN(auto behind,
                          store_.Scan(Table::kEntries, EntryKey(report_.events), "", kScanAtOnce));
    for (const KeyValue& row : behind) {
      Find(EventName(ByteReader(row.key).U64()), "the record stands behind the end of the log");
    }
    WRIT_ASSIGN_OR_RETURN(auto time, store_.Get(Table::kMeta, kTimeRow));
    if (report_.events == 0) return absl::OkStatus();
    if (!time || time->size() != 8 || static_cast<Micros>(ByteReader(*time).U64()) != time_) {
      Find("time", "it is not that of the newest event");
    }
    for (const FullTile& tile : full_) WRIT_RETURN_IF_ERROR(CompareTile(tile));
    return absl::OkStatus();
  }

  absl::Status CompareTile(const FullTile& tile) {
    std::vector<Digest> hashes;
    WRIT_RETURN_IF_ERROR(ReadTile(tile.level, tile.number, hashes));
    if (hashes.empty() || JoinHashes(hashes) == tile.bytes) return absl::OkStatus();
    auto computed = SplitHashes(tile.bytes);
    const uint64_t span = uint64_t{1} << (tile.level * kTileHeight);
    for (size_t i = 0; computed.ok() && i < hashes.size(); ++i) {
      if (hashes[i] == (*computed)[i]) continue;
      const uint64_t first = (tile.number * kTileWidth + i) * span;
      Find(TilePath({.level = tile.level, .number = tile.number}),
           absl::StrCat("hash ", i, " is not that of ", RangeName(first, first + span)));
    }
    return absl::OkStatus();
  }

  absl::Status CheckTileRows() {
    std::string from;
    while (true) {
      WRIT_ASSIGN_OR_RETURN(auto rows, store_.Scan(Table::kTiles, from, "", kScanAtOnce));
      for (const KeyValue& row : rows) CheckTileRow(row.key);
      if (rows.size() < kScanAtOnce) return absl::OkStatus();
      from = rows.back().key + '\0';
    }
  }

  void CheckTileRow(std::string_view key) {
    ByteReader reader(key);
    const uint8_t level = reader.U8();
    const uint64_t number = reader.U64();
    if (!reader.done() || level >= kTileLevels) return Find("tiles", "a row has a malformed key");
    if (number >= HashesAtLevel(report_.events, level) / kTileWidth) {
      Find(TilePath({.level = level, .number = number}), "the log has not filled such a tile");
    }
  }

  // Hash by hash: each stands for a perfect subtree.
  void CompareEdge() {
    if (unknown_ || edge_.size() == 0 || tree_ == edge_) return;
    uint64_t first = 0;
    for (size_t i = 0; i < edge_.hashes().size(); ++i) {
      const uint64_t span = edge_.SpanOf(i);
      if (edge_.hashes()[i] != tree_.hashes()[i]) {
        Find("edge", absl::StrCat("it is not that of ", RangeName(first, first + span)));
      }
      first += span;
    }
  }

  const Store& store_;
  const NoteVerifier& key_;
  VerifyReport report_;
  TreeEdge edge_;  // as stored
  TreeEdge tree_;  // as hashed now
  TileBuilder tiles_;
  std::vector<FullTile> full_;  // of the levels above 0
  std::vector<Claim> claims_;   // by size
  size_t next_claim_ = 0;
  uint64_t signed_here_ = 0;  // events that the checkpoint in the database signs
  uint64_t tail_size_ = 0;    // events up to the end of the tail
  std::vector<Digest> tail_;
  std::set<Digest> bundles_;
  Micros time_ = 0;
  std::optional<uint64_t> unknown_;  // the first event whose hash nothing tells
};

}  // namespace

absl::StatusOr<VerifyReport> VerifyLog(const Store& store, const NoteVerifier& verifier,
                                       const std::vector<KeptCheckpoint>& kept) {
  return Verifier(store, verifier).Run(kept);
}

}  // namespace writ
