// The calls that a fact counts, one by one: for sliding windows, where calls leave when
// their time has come, and for `min`, `max` and `last` over calls that may still fail.
//
// Contributions are numbered from 0 in the order in which they came. They stand in pages
// of kPageUnits; above them, pages of sums over whole pages (history_page.h). The head
// says which of them count and what they come to, so that an ordinary call reads and
// writes the head and the newest page, whatever came before (rule R10); when many leave
// at once, or one in the middle is taken out, a few pages of each level say the rest.
// Pages whose calls have all left are deleted, a few with each write.
//
// Set apart from ledger.h by what it may cost alone: a set is put together from its calls.
#ifndef WRIT_ENGINE_FACTS_HISTORY_H_
#define WRIT_ENGINE_FACTS_HISTORY_H_

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "engine/facts/history_page.h"
#include "engine/facts/ledger.h"

namespace writ {

// Contributions that one window holds at a time. A call that would be one more is denied,
// as is every other that reads the fact: Error(WindowFull).
inline constexpr uint64_t kMaxWindowCalls = 1 << 20;
// The position of a contribution for which there was no room.
inline constexpr uint64_t kNowhere = UINT64_MAX;
// Pages that one write deletes at most.
inline constexpr int kSweptPages = 4;

class History : public Ledger {
 public:
  History(const KeptAs& kept, std::string_view key, Micros now, Tables& tables, Arena& arena)
      : kept_(kept), key_(key), now_(now), tables_(tables), arena_(arena) {}

  // Reads the head and lets go of what no longer counts. First of all calls.
  absl::Status Open();

  FactStanding standing() const override;
  // A window that is too full keeps nothing: its value is then an Error until this moment
  // has left it.
  absl::StatusOr<uint64_t> Include(absl::Span<const Value> elements) override;
  absl::Status TakeOut(const Contribution& contribution) override;
  absl::Status Replace(const Contribution& contribution, const Value& element) override;
  absl::Status Store() override;

 private:
  struct Head {
    uint64_t version = 0;    // changes with every Store
    uint64_t first = 0;      // the first contribution that may count
    uint64_t next = 0;       // one behind the newest
    uint64_t swept = 0;      // pages of level 0 before this one are deleted
    uint64_t live = 0;       // that count
    Micros first_time = 0;   // of the first
    Micros lost = kNoStart;  // when a contribution last found the window full
    std::string value;       // the aggregate of those that count; empty where there is none
    // Of `min` and `max` alone: the aggregate from a page's beginning on, behind the page of
    // the first, so that a first one that leaves with the aggregate costs one page and not
    // one of each level. kNowhere: not known.
    uint64_t rest_from = kNowhere;
    std::string rest;
  };
  // What its units view is in `bytes` or in the arena.
  struct Page {
    std::string bytes;
    std::vector<Unit> units;
    bool changed = false;
  };
  using PageId = std::pair<uint8_t, uint64_t>;  // level, number within it
  // Units of one page, by number within their level.
  struct Segment {
    uint8_t level = 0;
    uint64_t from = 0, to = 0;
  };
  // What units come to.
  struct Sum {
    uint64_t live = 0;
    Value value;
    std::vector<Value> elements;  // of a set
  };

  absl::Status LoadHead();
  absl::StatusOr<Page*> LoadPage(uint8_t level, uint64_t number);
  static std::vector<Segment> SegmentsOf(uint64_t from, uint64_t next);
  absl::StatusOr<uint64_t> FindFrom(Micros start);
  absl::StatusOr<Sum> SumOf(uint64_t from);
  absl::Status AddTo(Sum& sum, const Unit& unit);
  absl::Status DropTo(uint64_t first);
  absl::StatusOr<bool> DropUnits(uint64_t to);
  absl::StatusOr<bool> Subtract(const Unit& unit, bool oldest);
  absl::Status Recompute();
  absl::Status RecomputeOrdered();
  absl::Status AddToRest(absl::Span<const Value> elements);
  absl::Status Append(const Unit& unit);
  absl::StatusOr<Unit> Summarise(uint8_t level, uint64_t page);
  std::string_view BytesOf(const Value& value) { return arena_.Copy(CanonicalOf(value)); }
  static std::string CanonicalOf(const Value& value);
  absl::Status UpdateSums(uint64_t position);
  void Sweep();

  bool IsFull() const;
  bool is_set() const { return kept_.aggregate == Aggregate::kSet; }
  bool is_ordered() const {
    return kept_.aggregate == Aggregate::kMin || kept_.aggregate == Aggregate::kMax;
  }
  bool has_value() const {
    return kept_.aggregate != Aggregate::kCount && kept_.aggregate != Aggregate::kAny;
  }

  const KeptAs kept_;
  const std::string_view key_;
  const Micros now_;
  Tables& tables_;
  Arena& arena_;
  Head head_;
  Value aggregate_;  // head_.value, decoded; Absent where there is none
  absl::flat_hash_map<PageId, std::unique_ptr<Page>> pages_;
};

}  // namespace writ

#endif  // WRIT_ENGINE_FACTS_HISTORY_H_
