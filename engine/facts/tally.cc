#include "engine/facts/tally.h"

#include <algorithm>
#include <utility>

#include "engine/base/bytes.h"
#include "engine/base/status_macros.h"
#include "engine/facts/aggregate.h"
#include "engine/facts/history_page.h"
#include "engine/value/canonical.h"

namespace writ {
namespace {

constexpr uint8_t kTallyVersion = 1;

absl::Status Damaged() { return absl::DataLossError("a fact's tally is damaged"); }

}  // namespace

absl::Status Tally::Open() {
  WRIT_ASSIGN_OR_RETURN(auto bytes, tables_.Get(Table::kHistory, HeadKey(key_)));
  return bytes ? Decode(*bytes) : absl::OkStatus();
}

// What was counted in another period of the window counts no more.
absl::Status Tally::Decode(std::string_view bytes) {
  ByteReader reader(bytes);
  if (reader.U8() != kTallyVersion) reader.Bad();
  const Micros start = static_cast<Micros>(reader.U64());
  const uint64_t live = reader.U64();
  const std::string_view aggregate = reader.Text();
  const uint32_t size = reader.Varint();
  std::map<std::string, uint32_t> elements;
  for (uint32_t i = 0; i < size && reader.ok(); ++i) {
    std::string element(reader.Text());
    elements[std::move(element)] = reader.Varint();
  }
  if (!reader.done()) return Damaged();
  if (start != kept_.start) return absl::OkStatus();
  live_ = live;
  elements_ = std::move(elements);
  if (aggregate.empty()) return absl::OkStatus();
  WRIT_ASSIGN_OR_RETURN(aggregate_, DecodeCanonical(aggregate, arena_));
  return absl::OkStatus();
}

FactStanding Tally::standing() const {
  FactStanding standing{.live = live_, .aggregate = aggregate_};
  if (!is_set() || aggregate_.is_error()) return standing;
  std::vector<Value> items;
  for (const auto& [bytes, count] : elements_) {
    auto item = DecodeCanonical(bytes, arena_);
    if (!item.ok()) {
      standing.aggregate = Value::Error(ErrorCode::kFactUnavailable);
      return standing;
    }
    items.push_back(*item);
  }
  standing.aggregate = MakeSet(items.data(), static_cast<uint32_t>(items.size()), arena_);
  return standing;
}

absl::StatusOr<uint64_t> Tally::Include(absl::Span<const Value> elements) {
  for (const Value& element : elements) {
    const bool first = live_++ == 0;
    if (aggregate_.is_error()) continue;
    if (element.is_error()) {
      aggregate_ = element;
    } else if (is_set()) {
      AddToSet(element);
    } else if (has_value()) {
      aggregate_ = first ? element : writ::Include(kept_.aggregate, aggregate_, element, arena_);
    }
  }
  return uint64_t{0};
}

void Tally::AddToSet(const Value& element) {
  ++elements_[CanonicalBytes(element)];
  if (elements_.size() > kMaxSetElements) aggregate_ = Value::Error(ErrorCode::kTooLarge);
}

void Tally::TakeFromSet(const Value& element) {
  auto found = elements_.find(CanonicalBytes(element));
  if (found != elements_.end() && --found->second == 0) elements_.erase(found);
}

absl::Status Tally::TakeOut(const Contribution& contribution) {
  if (contribution.time < kept_.start) return absl::OkStatus();
  for (const Value& element : contribution.elements) {
    if (live_ == 0) return Damaged();
    --live_;
    if (aggregate_.is_error()) continue;
    if (is_set()) {
      TakeFromSet(element);
    } else if (has_value()) {
      aggregate_ = Exclude(kept_.aggregate, aggregate_, element, arena_);
    }
    if (live_ == 0) aggregate_ = Value();
  }
  return absl::OkStatus();
}

absl::Status Tally::Replace(const Contribution& contribution, const Value& element) {
  if (contribution.time < kept_.start) return absl::OkStatus();
  WRIT_RETURN_IF_ERROR(TakeOut(contribution));
  return Include({&element, 1}).status();
}

absl::Status Tally::Store() {
  std::string bytes;
  ByteWriter writer(bytes);
  writer.U8(kTallyVersion);
  writer.U64(static_cast<uint64_t>(kept_.start));
  writer.U64(live_);
  writer.Text(aggregate_.is(Kind::kAbsent) ? std::string() : CanonicalBytes(aggregate_));
  writer.Varint(static_cast<uint32_t>(elements_.size()));
  for (const auto& [element, count] : elements_) {
    writer.Text(element);
    writer.Varint(count);
  }
  tables_.Put(Table::kHistory, HeadKey(key_), std::move(bytes));
  return absl::OkStatus();
}

}  // namespace writ
