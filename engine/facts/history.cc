#include "engine/facts/history.h"

#include <algorithm>
#include <memory>
#include <utility>

#include "engine/base/status_macros.h"
#include "engine/facts/aggregate.h"
#include "engine/value/canonical.h"

namespace writ {
namespace {

constexpr uint8_t kHeadVersion = 2;

absl::Status Damaged() { return absl::DataLossError("a fact's history is damaged"); }

uint64_t RoundUp(uint64_t number) { return (number + kPageUnits - 1) / kPageUnits * kPageUnits; }

absl::StatusOr<Value> Decoded(std::string_view bytes, Arena& arena) {
  return bytes.empty() ? Value() : DecodeCanonical(bytes, arena);
}

}  // namespace

std::string History::CanonicalOf(const Value& value) {
  return value.is(Kind::kAbsent) ? std::string() : CanonicalBytes(value);
}

absl::Status History::LoadHead() {
  WRIT_ASSIGN_OR_RETURN(auto bytes, tables_.Get(Table::kHistory, HeadKey(key_)));
  if (!bytes) return absl::OkStatus();
  ByteReader reader(*bytes);
  if (reader.U8() != kHeadVersion) reader.Bad();
  head_.version = reader.U64();
  head_.first = reader.U64();
  head_.next = reader.U64();
  head_.swept = reader.U64();
  head_.live = reader.U64();
  head_.first_time = static_cast<Micros>(reader.U64());
  head_.lost = static_cast<Micros>(reader.U64());
  head_.value = reader.Text();
  head_.rest_from = reader.U64();
  head_.rest = reader.Text();
  if (!reader.done() || head_.first > head_.next) return Damaged();
  WRIT_ASSIGN_OR_RETURN(aggregate_, Decoded(head_.value, arena_));
  return absl::OkStatus();
}

absl::Status History::Open() {
  WRIT_RETURN_IF_ERROR(LoadHead());
  if (head_.first == head_.next || head_.first_time >= kept_.start) return absl::OkStatus();
  WRIT_ASSIGN_OR_RETURN(uint64_t first, FindFrom(kept_.start));
  return DropTo(first);
}

bool History::IsFull() const {
  const uint64_t most = is_set() ? kMaxSetElements : kMaxWindowCalls;
  return kept_.has_window() && head_.next - head_.first >= most;
}

FactStanding History::standing() const {
  const bool lost = head_.lost != kNoStart && head_.lost >= kept_.start;
  return {head_.live, aggregate_, head_.live > 0 ? head_.first_time : 0, IsFull() || lost};
}

absl::StatusOr<History::Page*> History::LoadPage(uint8_t level, uint64_t number) {
  auto [found, added] = pages_.try_emplace(PageId{level, number});
  if (!added) return found->second.get();
  found->second = std::make_unique<Page>();
  Page* page = found->second.get();
  WRIT_ASSIGN_OR_RETURN(auto bytes, tables_.Get(Table::kHistory, PageKey(key_, level, number)));
  if (!bytes) return page;
  page->bytes = *std::move(bytes);
  WRIT_ASSIGN_OR_RETURN(page->units, DecodePage(page->bytes));
  return page;
}

// What lies from `from` to the newest contribution: the rest of a page, whole pages by
// their sums, on as many levels as it takes, and the newest page, which has no sum yet.
std::vector<History::Segment> History::SegmentsOf(uint64_t from, uint64_t next) {
  std::vector<Segment> segments;
  std::vector<uint64_t> complete = {next};  // units of each level
  uint8_t level = 0;
  for (;; ++level) {
    const uint64_t end = RoundUp(from);
    if (end >= complete.back()) break;
    segments.push_back({level, from, end});
    from = end / kPageUnits;
    complete.push_back(complete.back() / kPageUnits);
  }
  segments.push_back({level, from, complete.back()});
  while (level-- > 0) {
    segments.push_back({level, complete[level + 1] * kPageUnits, complete[level]});
  }
  segments.erase(std::remove_if(segments.begin(), segments.end(),
                                [](const Segment& s) { return s.from >= s.to; }),
                 segments.end());
  return segments;
}

// The first contribution made at `start` or later.
absl::StatusOr<uint64_t> History::FindFrom(Micros start) {
  for (const Segment& segment : SegmentsOf(head_.first, head_.next)) {
    uint64_t from = segment.from, to = segment.to;
    for (int level = segment.level; level >= 0; --level) {
      WRIT_ASSIGN_OR_RETURN(Page * page, LoadPage(static_cast<uint8_t>(level), from / kPageUnits));
      if (page->units.size() < to - from / kPageUnits * kPageUnits) return Damaged();
      uint64_t at = from;
      while (at < to && page->units[at % kPageUnits].time < start) ++at;
      if (at == to) break;  // all of the segment is older
      if (level == 0) return at;
      from = at * kPageUnits;
      to = from + kPageUnits;
    }
  }
  return head_.next;
}

absl::Status History::AddTo(Sum& sum, const Unit& unit) {
  if (unit.live == 0) return absl::OkStatus();
  WRIT_ASSIGN_OR_RETURN(Value value, Decoded(unit.value, arena_));
  const bool first = sum.live == 0;
  sum.live += unit.live;
  if (sum.value.is_error()) return absl::OkStatus();
  if (value.is_error()) {
    sum.value = value;
  } else if (is_set()) {
    sum.elements.push_back(value);
  } else if (has_value()) {
    sum.value = first ? value : writ::Include(kept_.aggregate, sum.value, value, arena_);
  }
  return absl::OkStatus();
}

// A set is put together from its elements, of which there are few; everything else from
// the sums of pages.
absl::StatusOr<History::Sum> History::SumOf(uint64_t from) {
  Sum sum;
  std::vector<Segment> segments;
  if (is_set()) {
    for (uint64_t at = from; at < head_.next; at = RoundUp(at + 1)) {
      segments.push_back({0, at, std::min(RoundUp(at + 1), head_.next)});
    }
  } else {
    segments = SegmentsOf(from, head_.next);
  }
  for (const Segment& segment : segments) {
    WRIT_ASSIGN_OR_RETURN(Page * page, LoadPage(segment.level, segment.from / kPageUnits));
    for (uint64_t at = segment.from; at < segment.to; ++at) {
      if (page->units.size() <= at % kPageUnits) return Damaged();
      WRIT_RETURN_IF_ERROR(AddTo(sum, page->units[at % kPageUnits]));
    }
  }
  if (is_set() && !sum.value.is_error()) {
    sum.value = writ::Include(Aggregate::kSet, Value(), sum.elements, arena_);
  }
  return sum;
}

absl::Status History::Recompute() {
  WRIT_ASSIGN_OR_RETURN(Sum sum, SumOf(head_.first));
  head_.live = sum.live;
  head_.rest_from = kNowhere;
  aggregate_ = sum.live == 0 ? Value() : sum.value;
  return absl::OkStatus();
}

// The aggregate alone, from the page of the first and the rest; how many count is known.
absl::Status History::RecomputeOrdered() {
  const uint64_t page_end = (head_.first / kPageUnits + 1) * kPageUnits;
  const uint64_t end = std::min(page_end, head_.next);
  if (head_.rest_from != page_end) {
    Sum rest;
    if (page_end < head_.next) {
      WRIT_ASSIGN_OR_RETURN(rest, SumOf(page_end));
    }
    head_.rest_from = page_end;
    head_.rest = CanonicalOf(rest.value);
  }
  WRIT_ASSIGN_OR_RETURN(Page * page, LoadPage(0, head_.first / kPageUnits));
  if (page->units.size() < end - head_.first / kPageUnits * kPageUnits) return Damaged();
  Sum sum;
  for (uint64_t at = head_.first; at < end; ++at) {
    WRIT_RETURN_IF_ERROR(AddTo(sum, page->units[at % kPageUnits]));
  }
  if (!head_.rest.empty())
    WRIT_RETURN_IF_ERROR(AddTo(sum, {.live = 1, .value = arena_.Copy(head_.rest)}));
  aggregate_ = sum.value;
  return absl::OkStatus();
}

// Of contributions that were appended just now.
absl::Status History::AddToRest(absl::Span<const Value> elements) {
  if (!is_ordered() || head_.rest_from == kNowhere) return absl::OkStatus();
  Sum sum;
  if (!head_.rest.empty())
    WRIT_RETURN_IF_ERROR(AddTo(sum, {.live = 1, .value = arena_.Copy(head_.rest)}));
  const uint64_t before = head_.next - elements.size();
  for (size_t i = 0; i < elements.size(); ++i) {
    if (before + i < head_.rest_from) continue;
    WRIT_RETURN_IF_ERROR(AddTo(sum, {.live = 1, .value = BytesOf(elements[i])}));
  }
  head_.rest = CanonicalOf(sum.value);
  return absl::OkStatus();
}

absl::Status History::DropTo(uint64_t first) {
  if (first == head_.next) {
    head_.first = first;
    head_.live = 0;
    head_.rest_from = kNowhere;
    head_.rest.clear();
    aggregate_ = Value();
    return absl::OkStatus();
  }
  const bool few = first - head_.first <= kPageUnits;
  WRIT_ASSIGN_OR_RETURN(bool subtracted, few ? DropUnits(first) : false);
  head_.first = first;
  WRIT_ASSIGN_OR_RETURN(Page * page, LoadPage(0, first / kPageUnits));
  if (page->units.size() <= first % kPageUnits) return Damaged();
  head_.first_time = page->units[first % kPageUnits].time;
  if (subtracted) return absl::OkStatus();
  return few && is_ordered() ? RecomputeOrdered() : Recompute();
}

// Lets the units up to `to` go; whether they could all be subtracted.
absl::StatusOr<bool> History::DropUnits(uint64_t to) {
  bool subtracted = true;
  for (uint64_t at = head_.first; at < to; ++at) {
    WRIT_ASSIGN_OR_RETURN(Page * page, LoadPage(0, at / kPageUnits));
    if (page->units.size() <= at % kPageUnits) return Damaged();
    WRIT_ASSIGN_OR_RETURN(bool follows, Subtract(page->units[at % kPageUnits], true));
    subtracted = subtracted && follows;
  }
  return subtracted;
}

// One that counted does no more. Whether the aggregate follows from what it was; when not, it
// is left as it was.
absl::StatusOr<bool> History::Subtract(const Unit& unit, bool oldest) {
  if (unit.live == 0) return true;
  if (head_.live == 0) return false;
  --head_.live;
  if (aggregate_.is_error()) return false;
  WRIT_ASSIGN_OR_RETURN(Value element, Decoded(unit.value, arena_));
  switch (kept_.aggregate) {
    case Aggregate::kCount:
    case Aggregate::kAny:
      break;
    case Aggregate::kSum:
      aggregate_ = Exclude(Aggregate::kSum, aggregate_, element, arena_);
      if (aggregate_.is_error()) return false;
      break;
    case Aggregate::kMin:
    case Aggregate::kMax:
      if (CompareCanonical(element, aggregate_) == 0) return false;
      break;
    case Aggregate::kLast:
      if (!oldest) return false;
      break;
    case Aggregate::kSet:
    case Aggregate::kAsserted:
      return false;
  }
  if (head_.live == 0) aggregate_ = Value();
  return true;
}

absl::StatusOr<uint64_t> History::Include(absl::Span<const Value> elements) {
  const uint64_t position = head_.next;
  if (IsFull()) {
    head_.lost = now_;
    return kNowhere;
  }
  for (const Value& element : elements) {
    if (head_.first == head_.next) head_.first_time = now_;
    WRIT_RETURN_IF_ERROR(Append({now_, 1, BytesOf(element)}));
  }
  // Over no calls there is no aggregate that elements could be added to.
  size_t added = 0;
  if (head_.live == 0 && has_value() && !is_set()) aggregate_ = elements[added++];
  if (has_value() ||
      std::any_of(elements.begin(), elements.end(), [](const Value& v) { return v.is_error(); })) {
    aggregate_ = writ::Include(has_value() ? kept_.aggregate : Aggregate::kLast, aggregate_,
                               elements.subspan(added), arena_);
  }
  head_.live += elements.size();
  WRIT_RETURN_IF_ERROR(AddToRest(elements));
  return position;
}

absl::Status History::Append(const Unit& unit) {
  WRIT_ASSIGN_OR_RETURN(Page * page, LoadPage(0, head_.next / kPageUnits));
  if (page->units.size() != head_.next % kPageUnits) return Damaged();
  page->units.push_back(unit);
  page->changed = true;
  uint64_t complete = ++head_.next;
  for (uint8_t level = 0; complete % kPageUnits == 0; ++level) {
    complete /= kPageUnits;
    WRIT_ASSIGN_OR_RETURN(Unit sum, Summarise(level, complete - 1));
    WRIT_ASSIGN_OR_RETURN(Page * above,
                          LoadPage(static_cast<uint8_t>(level + 1), (complete - 1) / kPageUnits));
    if (above->units.size() != (complete - 1) % kPageUnits) return Damaged();
    above->units.push_back(sum);
    above->changed = true;
  }
  return absl::OkStatus();
}

absl::StatusOr<Unit> History::Summarise(uint8_t level, uint64_t number) {
  WRIT_ASSIGN_OR_RETURN(Page * page, LoadPage(level, number));
  if (page->units.size() != kPageUnits) return Damaged();
  Sum sum;
  for (const Unit& unit : page->units) WRIT_RETURN_IF_ERROR(AddTo(sum, unit));
  return Unit{page->units.back().time, static_cast<uint32_t>(sum.live), BytesOf(sum.value)};
}

absl::Status History::UpdateSums(uint64_t position) {
  uint64_t page = position / kPageUnits;
  uint64_t complete = head_.next / kPageUnits;
  for (uint8_t level = 0; page < complete; ++level) {
    WRIT_ASSIGN_OR_RETURN(Unit sum, Summarise(level, page));
    WRIT_ASSIGN_OR_RETURN(Page * above,
                          LoadPage(static_cast<uint8_t>(level + 1), page / kPageUnits));
    if (above->units.size() <= page % kPageUnits) return Damaged();
    above->units[page % kPageUnits] = sum;
    above->changed = true;
    page /= kPageUnits;
    complete /= kPageUnits;
  }
  return absl::OkStatus();
}

absl::Status History::TakeOut(const Contribution& contribution) {
  bool subtracted = true;
  if (contribution.position >= head_.next) return absl::OkStatus();
  const uint64_t end = std::min(contribution.position + contribution.elements.size(), head_.next);
  for (uint64_t at = std::max(contribution.position, head_.first); at < end; ++at) {
    WRIT_ASSIGN_OR_RETURN(Page * page, LoadPage(0, at / kPageUnits));
    if (page->units.size() <= at % kPageUnits) return Damaged();
    Unit& unit = page->units[at % kPageUnits];
    if (unit.live == 0) continue;
    WRIT_ASSIGN_OR_RETURN(bool follows, Subtract(unit, false));
    subtracted = subtracted && follows;
    if (at >= head_.rest_from && (unit.value == head_.rest || aggregate_.is_error())) {
      head_.rest_from = kNowhere;
    }
    unit.live = 0;
    page->changed = true;
    WRIT_RETURN_IF_ERROR(UpdateSums(at));
  }
  return subtracted ? absl::OkStatus() : Recompute();
}

absl::Status History::Replace(const Contribution& contribution, const Value& element) {
  const uint64_t position = contribution.position;
  if (position < head_.first || position >= head_.next) return absl::OkStatus();
  WRIT_ASSIGN_OR_RETURN(Page * page, LoadPage(0, position / kPageUnits));
  if (page->units.size() <= position % kPageUnits) return Damaged();
  Unit& unit = page->units[position % kPageUnits];
  if (unit.live == 0) return absl::OkStatus();
  unit.value = BytesOf(element);
  page->changed = true;
  WRIT_RETURN_IF_ERROR(UpdateSums(position));
  return Recompute();
}

void History::Sweep() {
  for (int i = 0; i < kSweptPages && head_.swept < head_.first / kPageUnits; ++i) {
    uint64_t page = head_.swept++;
    tables_.Delete(Table::kHistory, PageKey(key_, 0, page));
    // With the last of them, the page of their sums is behind as well.
    for (uint8_t level = 1; (page + 1) % kPageUnits == 0; ++level) {
      page /= kPageUnits;
      tables_.Delete(Table::kHistory, PageKey(key_, level, page));
    }
  }
}

absl::Status History::Store() {
  ++head_.version;
  head_.value = CanonicalOf(aggregate_);
  if (head_.rest_from == kNowhere) head_.rest.clear();
  for (auto& [id, page] : pages_) {
    if (!page->changed) continue;
    tables_.Put(Table::kHistory, PageKey(key_, id.first, id.second), EncodePage(page->units));
  }
  Sweep();
  std::string bytes;
  ByteWriter writer(bytes);
  writer.U8(kHeadVersion);
  writer.U64(head_.version);
  writer.U64(head_.first);
  writer.U64(head_.next);
  writer.U64(head_.swept);
  writer.U64(head_.live);
  writer.U64(static_cast<uint64_t>(head_.first_time));
  writer.U64(static_cast<uint64_t>(head_.lost));
  writer.Text(head_.value);
  writer.U64(head_.rest_from);
  writer.Text(head_.rest);
  tables_.Put(Table::kHistory, HeadKey(key_), std::move(bytes));
  return absl::OkStatus();
}

}  // namespace writ
