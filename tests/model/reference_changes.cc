// What services tell the model: facts, attributes and groups.
#include <algorithm>

#include "engine/value/canonical.h"
#include "tests/model/reference.h"

namespace writ::model {
namespace {

constexpr Micros kMaxTtl = Micros{366} * 86'400 * 1'000'000;

bool Same(const Value& a, const Value& b) { return CanonicalBytes(a) == CanonicalBytes(b); }

}  // namespace

// The put that stands there, whether or not it has expired; null when there is none.
const Reference::Event* Reference::PutThere(const ChangeCommand& change) const {
  const bool entity = change.what == ChangeCommand::What::kAttributes;
  const std::string wanted = BytesOf(change.keys);
  const Event* put = nullptr;
  for (const Event& event : history_) {
    const bool puts = event.kind == (entity ? Kind::kAttributes : Kind::kPut);
    const bool ends = event.kind == (entity ? Kind::kForget : Kind::kRemove);
    if (!puts && !ends) continue;
    if ((!entity && event.fact != change.fact) || BytesOf(event.keys) != wanted) continue;
    put = puts ? &event : nullptr;
  }
  return put;
}

bool Reference::Meets(const ChangeCommand& change) const {
  const Event* put = PutThere(change);
  const bool there = put != nullptr && (put->expires == 0 || last_time_ < put->expires);
  if (change.if_absent && there) return false;
  if (change.if_version && (!there || put->index != *change.if_version)) return false;
  if (!change.if_value) return true;
  const bool entity = change.what == ChangeCommand::What::kAttributes;
  return Same(*change.if_value,
              entity ? Attributes(change.keys[0]) : Asserted(change.fact, change.keys, last_time_));
}

// False when it is refused. `index`: of its last event.
bool Reference::Apply(const ChangeCommand& change, uint64_t& index) {
  using What = ChangeCommand::What;
  Event event{.time = last_time_, .fact = change.fact, .keys = change.keys, .value = change.value};
  if (change.what == What::kPut) {
    const Micros longest = model_.facts[change.fact].ttl;
    if (change.ttl < 0 || change.ttl > (longest > 0 ? longest : kMaxTtl)) return false;
    const Micros ttl = change.ttl > 0 ? change.ttl : longest;
    event.kind = Kind::kPut;
    event.expires = ttl > 0 ? last_time_ + ttl : 0;
  }
  if (change.what == What::kAttributes) event.kind = Kind::kAttributes;
  if (!Meets(change)) return false;
  if (change.what == What::kRemove) {
    if (PutThere(change) == nullptr) return true;
    event.kind = Kind::kRemove;
  }
  if (change.what == What::kGroups) {
    event.kind = Kind::kGroups;
    for (uint32_t i = 0; i < change.value.size(); ++i) {
      const Value above = Groups(change.value.items()[i]);
      const Value* end = above.items() + above.size();
      const auto is_it = [&change](const Value& v) { return Same(v, change.keys[0]); };
      if (std::any_of(above.items(), end, is_it)) return false;
    }
  }
  if (change.what == What::kForget) {
    event.kind = Kind::kForget;
    // An event for its attributes and one for its groups, where it has them.
    bool attributes = false, groups = false;
    for (const Event& earlier : history_) {
      if (earlier.keys.empty() || !Same(earlier.keys[0], change.keys[0])) continue;
      if (earlier.kind == Kind::kAttributes) attributes = true;
      if (earlier.kind == Kind::kGroups) groups = true;
      if (earlier.kind == Kind::kForget) attributes = groups = false;
    }
    if (!attributes && !groups) return true;
    if (attributes && groups) Record();
  }
  event.index = index = Record();
  history_.push_back(std::move(event));
  return true;
}

// All of them or none.
std::optional<uint64_t> Reference::Change(const std::vector<ChangeCommand>& changes) {
  Now();
  const size_t events = history_.size();
  const uint64_t log_size = log_size_;
  const Micros event_time = event_time_;
  uint64_t index = log_size_ - 1;
  for (const ChangeCommand& change : changes) {
    if (Apply(change, index)) continue;
    history_.resize(events);
    log_size_ = log_size;
    event_time_ = event_time;
    return std::nullopt;
  }
  return index;
}

}  // namespace writ::model
