#include "engine/replay/replay_log.h"

#include <algorithm>
#include <string>

#include "engine/base/bytes.h"
#include "engine/base/status_macros.h"
#include "engine/log/entry.h"
#include "engine/log/event.h"
#include "engine/log/merkle.h"
#include "engine/replay/replay.h"

namespace writ {
namespace {

constexpr size_t kScanAtOnce = 1024;

class LogReplay {
 public:
  LogReplay(const Store& store, uint64_t from, uint64_t to)
      : replayer_(store), from_(from), to_(to) {}

  // `index` is where the record stands by its key, `expected` where it should stand.
  void Take(uint64_t index, uint64_t expected, std::string_view entry) {
    if (index != expected) Different(expected, "the record is missing");
    auto opened = OpenEntry(entry);
    if (!opened.ok()) {
      edge_.Append(Digest{});
      return Different(index, std::string(opened.status().message()));
    }
    std::string_view event = *opened;
    edge_.Append(LeafHash(event));
    if (index < from_ || index >= to_) return;
    auto head = DecodeHead(event);
    if (!head.ok()) return Different(index, std::string(head.status().message()));
    if (head->kind != EventKind::kCallDecided) return;
    ++report_.decisions;
    auto again = replayer_.Again(event);
    if (!again.ok()) return Different(index, std::string(again.status().message()));
    if (!again->equal) return Different(index, again->what);
    ++report_.equal;
  }

  ReplayReport Finish(const TreeHead& head) {
    if (edge_.size() < head.size) Different(edge_.size(), "the log ends before its tree head");
    report_.tree_matches = edge_.size() == head.size && edge_.Root() == head.root;
    return std::move(report_);
  }

 private:
  void Different(uint64_t index, std::string what) {
    ++report_.different;
    if (report_.differences.size() < ReplayReport::kMaxReported) {
      report_.differences.push_back({index, std::move(what)});
    }
  }

  Replayer replayer_;
  const uint64_t from_, to_;
  TreeEdge edge_;
  ReplayReport report_;
};

}  // namespace

absl::StatusOr<ReplayReport> ReplayLog(const Store& store, const TreeHead& head, uint64_t from,
                                       uint64_t to) {
  LogReplay replay(store, from, to);
  uint64_t next = 0;
  while (next < head.size) {
    size_t limit = std::min<uint64_t>(kScanAtOnce, head.size - next);
    WRIT_ASSIGN_OR_RETURN(auto entries,
                          store.Scan(Table::kEntries, EntryKey(next), EntryKey(head.size), limit));
    if (entries.empty()) break;
    for (const KeyValue& entry : entries) {
      uint64_t index = ByteReader(entry.key).U64();
      replay.Take(index, next, entry.value);
      next = index + 1;
    }
  }
  return replay.Finish(head);
}

}  // namespace writ
