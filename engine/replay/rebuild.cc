#include "engine/replay/rebuild.h"

#include <algorithm>
#include <utility>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "engine/base/bytes.h"
#include "engine/base/status_macros.h"
#include "engine/decision/fold.h"
#include "engine/facts/state.h"
#include "engine/log/entry.h"
#include "engine/log/event.h"
#include "engine/log/merkle.h"
#include "engine/log/tile.h"
#include "engine/log/verify.h"

namespace writ {
namespace {

constexpr size_t kScanAtOnce = 1024;
// Of a key or a value that a message shows.
constexpr size_t kMaxShownBytes = 64;

absl::string_view View(std::string_view text) { return {text.data(), text.size()}; }

std::string Shown(std::string_view bytes) {
  std::string text = absl::CHexEscape(View(bytes.substr(0, kMaxShownBytes)));
  return absl::StrCat("\"", text, bytes.size() > kMaxShownBytes ? "…\"" : "\"");
}

std::string RowName(Table table, std::string_view key) {
  return absl::StrCat("table `", View(TableName(table)), "`, key ", Shown(key));
}

// Rows of Table::kMeta that are signed, not folded.
bool IsSigned(std::string_view key) { return key == kCheckpointKey || key == kTailKey; }

// Reads the rows of a table one after the other.
class Rows {
 public:
  Rows(const Store& store, Table table) : store_(store), table_(table) {}

  // Null behind the last one.
  absl::StatusOr<const KeyValue*> Peek() {
    if (next_ == page_.size() && !ended_) WRIT_RETURN_IF_ERROR(ReadPage());
    return next_ < page_.size() ? &page_[next_] : nullptr;
  }
  void Pop() { ++next_; }

 private:
  absl::Status ReadPage() {
    std::string from;
    // The first key behind the last one that was read.
    if (!page_.empty()) from = page_.back().key + '\0';
    WRIT_ASSIGN_OR_RETURN(page_, store_.Scan(table_, from, "", kScanAtOnce));
    ended_ = page_.size() < kScanAtOnce;
    next_ = 0;
    return absl::OkStatus();
  }

  const Store& store_;
  const Table table_;
  std::vector<KeyValue> page_;
  size_t next_ = 0;
  bool ended_ = false;
};

class Rebuilder {
 public:
  Rebuilder(const Store& store, Store& made) : store_(store), made_(made), state_(made) {}

  absl::StatusOr<RebuildReport> Run() {
    WRIT_RETURN_IF_ERROR(FoldAll());
    for (Table table : kTables) {
      if (report_.equal() && TableMadeOf(table) == MadeOf::kState) {
        WRIT_RETURN_IF_ERROR(Compare(table));
      }
    }
    return std::move(report_);
  }

 private:
  absl::Status FoldAll() {
    Rows entries(store_, Table::kEntries);
    while (report_.equal()) {
      WRIT_ASSIGN_OR_RETURN(const KeyValue* entry, entries.Peek());
      if (entry == nullptr) break;
      WRIT_RETURN_IF_ERROR(Take(*entry));
      entries.Pop();
      if (report_.events % kScanAtOnce == 0) WRIT_RETURN_IF_ERROR(Commit());
    }
    return Commit();
  }

  void Broken(absl::string_view what) {
    report_.difference = absl::StrCat("event ", edge_.size(), ": ", what);
  }

  // An error Status when a store failed; what is wrong with the event goes to the report.
  absl::Status Take(const KeyValue& entry) {
    if (entry.key != EntryKey(edge_.size())) return Broken("it is missing"), absl::OkStatus();
    auto event = OpenEntry(entry.value);
    if (!event.ok()) return Broken(event.status().message()), absl::OkStatus();
    auto outside = OutsideBody(*event);
    if (!outside.ok()) return Broken(outside.status().message()), absl::OkStatus();
    std::string body;
    if (outside->has_value()) {
      WRIT_ASSIGN_OR_RETURN(auto blob, store_.Get(Table::kBlobs, AsBytes(**outside)));
      if (!blob) return Broken("its body is missing"), absl::OkStatus();
      if (Sha256(*blob) != **outside) return Broken("its body is damaged"), absl::OkStatus();
      body = *std::move(blob);
    }
    absl::Status folded = Fold({.index = edge_.size(), .event = *event, .body = body}, state_);
    if (!folded.ok()) return Broken(folded.message()), absl::OkStatus();
    auto head = DecodeHead(*event);
    if (head.ok()) time_ = head->time;
    const Digest leaf = LeafHash(*event);
    edge_.Append(leaf);
    tiles_.Append(leaf, [this](uint8_t level, uint64_t number, std::string bytes) {
      state_.Append(Table::kTiles, TileKey(level, number), std::move(bytes));
    });
    ++report_.events;
    return absl::OkStatus();
  }

  // The rows of Table::kMeta that are the log's own go with each group, as on the shard. Its
  // tiles went with the events.
  absl::Status Commit() {
    if (report_.events > 0) {
      std::string edge, time;
      edge_.Encode(edge);
      ByteWriter(time).U64(static_cast<uint64_t>(time_));
      state_.Append(Table::kMeta, std::string(kEdgeKey), std::move(edge));
      state_.Append(Table::kMeta, std::string(kTimeKey), std::move(time));
    }
    WriteBatch batch;
    const uint64_t group = state_.Seal(batch);
    WRIT_RETURN_IF_ERROR(made_.Commit(batch, Durability::kBuffered));
    state_.Committed(group);
    return absl::OkStatus();
  }

  absl::Status Compare(Table table) {
    Rows kept(store_, table), made(made_, table);
    while (report_.equal()) {
      WRIT_ASSIGN_OR_RETURN(const KeyValue* stored, kept.Peek());
      if (stored != nullptr && table == Table::kMeta && IsSigned(stored->key)) {
        kept.Pop();
        continue;
      }
      WRIT_ASSIGN_OR_RETURN(const KeyValue* folded, made.Peek());
      if (stored == nullptr && folded == nullptr) break;
      CompareRow(table, stored, folded);
      kept.Pop();
      made.Pop();
    }
    return absl::OkStatus();
  }

  // Null: that side has no more rows.
  void CompareRow(Table table, const KeyValue* stored, const KeyValue* folded) {
    std::string& difference = report_.difference;
    if (stored == nullptr || (folded != nullptr && folded->key < stored->key)) {
      difference = absl::StrCat(RowName(table, folded->key), ": the log gives ",
                                Shown(folded->value), ", the database has no such row");
    } else if (folded == nullptr || stored->key < folded->key) {
      difference = absl::StrCat(RowName(table, stored->key), ": the database has ",
                                Shown(stored->value), ", the log gives no such row");
    } else if (stored->value != folded->value) {
      difference = absl::StrCat(RowName(table, stored->key), ": the database has ",
                                Shown(stored->value), ", the log gives ", Shown(folded->value));
    } else {
      ++report_.rows;
    }
  }

  const Store& store_;
  Store& made_;
  State state_;
  TreeEdge edge_;
  TileBuilder tiles_;
  int64_t time_ = 0;
  RebuildReport report_;
};

}  // namespace

absl::StatusOr<RebuildReport> Rebuild(const Store& store, Store& empty) {
  return Rebuilder(store, empty).Run();
}

}  // namespace writ
