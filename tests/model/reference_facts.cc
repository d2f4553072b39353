// The model's facts: what they are worth, computed from everything that happened.
#include <algorithm>
#include <map>

#include "engine/value/canonical.h"
#include "tests/model/reference.h"

namespace writ::model {
namespace {

bool Same(const Value& a, const Value& b) { return CanonicalBytes(a) == CanonicalBytes(b); }

// Whether keys of which some could not be told may have been these.
bool MayBe(const std::vector<Value>& unsure, const std::vector<Value>& keys) {
  for (size_t i = 0; i < keys.size(); ++i) {
    if (!unsure[i].is(writ::Kind::kAbsent) && !Same(unsure[i], keys[i])) return false;
  }
  return true;
}

bool IsUnsure(const std::vector<Value>& keys) {
  return std::any_of(keys.begin(), keys.end(),
                     [](const Value& key) { return key.is(writ::Kind::kAbsent); });
}

}  // namespace

Value Reference::Asserted(uint32_t fact, const std::vector<Value>& keys, Micros now) const {
  ChangeCommand there;
  there.fact = fact;
  there.keys = keys;
  const Event* put = PutThere(there);
  const bool holds = put != nullptr && (put->expires == 0 || now < put->expires);
  return holds ? put->value : model_.facts[fact].initial;
}

Value Reference::Attributes(const Value& entity) const {
  Value attributes = MakeMap(nullptr, 0, arena_);
  for (const Event& event : history_) {
    if (event.keys.empty() || !Same(event.keys[0], entity)) continue;
    if (event.kind == Kind::kAttributes) attributes = event.value;
    if (event.kind == Kind::kForget) attributes = MakeMap(nullptr, 0, arena_);
  }
  return attributes;
}

// Itself, what it was put in, and what that was put in.
Value Reference::Groups(const Value& entity) const {
  std::vector<Value> found = {entity};
  for (size_t next = 0; next < found.size(); ++next) {
    Value direct;
    for (const Event& event : history_) {
      if (event.kind != Kind::kGroups && event.kind != Kind::kForget) continue;
      if (Same(event.keys[0], found[next])) direct = event.value;
      if (event.kind == Kind::kForget && Same(event.keys[0], found[next])) direct = Value();
    }
    if (direct.is(writ::Kind::kAbsent)) continue;
    for (uint32_t i = 0; i < direct.size(); ++i) {
      const Value& group = direct.items()[i];
      const auto is_it = [&group](const Value& v) { return Same(v, group); };
      if (std::none_of(found.begin(), found.end(), is_it)) found.push_back(group);
    }
  }
  return MakeSet(found.data(), static_cast<uint32_t>(found.size()), arena_);
}

std::vector<Reference::Entry> Reference::EntriesOf(uint32_t fact, const Wanted& is_wanted) const {
  std::vector<Entry> entries;
  for (const Event& event : history_) {
    if (event.kind != Kind::kCall && event.kind != Kind::kRelease && event.kind != Kind::kOutcome) {
      continue;
    }
    const auto& made = calls_[event.call].ruling.contributions;
    for (size_t i = 0; i < made.size(); ++i) {
      if (made[i].fact != fact || !is_wanted(made[i].keys)) continue;
      const auto entry = std::find_if(entries.begin(), entries.end(), [&](const Entry& e) {
        return e.call == event.call && e.contribution == i;
      });
      if (event.kind == Kind::kCall)
        entries.push_back({event.call, i, made[i].element, event.time});
      if (event.kind == Kind::kRelease && event.released[i]) entry->counts = false;
      if (event.kind != Kind::kOutcome) continue;
      if (!calls_[event.call].succeeded) {
        entry->counts = false;
      } else if (!entry->counts) {
        // It was released, and did happen: it counts from now on.
        const bool stands = event.settled[i].is(writ::Kind::kAbsent);
        entries.push_back({event.call, i, stands ? made[i].element : event.settled[i], event.time});
      } else if (!event.settled[i].is(writ::Kind::kAbsent)) {
        entry->element = event.settled[i];
      }
    }
    for (const oracle::Contribution& each : event.on_success) {
      if (each.fact != fact || !is_wanted(each.keys)) continue;
      entries.push_back({event.call, SIZE_MAX, each.element, event.time});
    }
  }
  return entries;
}

std::vector<Reference::Entry> Reference::EntriesWith(uint32_t fact,
                                                     const std::vector<Value>& keys) const {
  const std::string wanted = BytesOf(keys);
  return EntriesOf(fact, [&wanted](const std::vector<Value>& sure) {
    return !IsUnsure(sure) && BytesOf(sure) == wanted;
  });
}

Value Reference::Fact(uint32_t fact, const std::vector<Value>& keys, Micros now) const {
  const lang::Fact& definition = model_.facts[fact];
  if (definition.aggregate == Aggregate::kAsserted) return Asserted(fact, keys, now);
  const Micros start = periods_.Start(definition.window, now);
  for (const Entry& entry : EntriesOf(fact, [&keys](const std::vector<Value>& unsure) {
         return IsUnsure(unsure) && MayBe(unsure, keys);
       })) {
    if (entry.time >= start) return entry.element;
  }
  Value value = definition.initial;
  for (const Entry& entry : EntriesWith(fact, keys)) {
    if (!entry.counts || entry.time < start) continue;
    value = oracle::Including(definition.aggregate, value, entry.element, arena_);
  }
  return value;
}

// Whoever reads a fact that has leases takes out first what has passed.
Value Reference::ReadFact(uint32_t fact, const std::vector<Value>& keys) {
  const auto next = NextLease();
  if (model_.facts[fact].release != 0 && next && next->first <= ReadingTime()) {
    Now();
    ReleaseDue();
  }
  return Fact(fact, keys, ReadingTime());
}

std::vector<std::pair<uint32_t, std::vector<Value>>> Reference::Touched() const {
  std::map<std::string, std::pair<uint32_t, std::vector<Value>>> touched;
  auto add = [&touched](uint32_t fact, const std::vector<Value>& keys) {
    if (IsUnsure(keys)) return;
    touched.try_emplace(std::to_string(fact) + " " + BytesOf(keys), fact, keys);
  };
  for (const Event& event : history_) {
    if (event.kind == Kind::kPut) add(event.fact, event.keys);
    for (const oracle::Contribution& made : event.on_success) add(made.fact, made.keys);
    if (event.kind != Kind::kCall) continue;
    for (const oracle::Contribution& made : calls_[event.call].ruling.contributions) {
      add(made.fact, made.keys);
    }
  }
  std::vector<std::pair<uint32_t, std::vector<Value>>> all;
  for (auto& [name, fact] : touched) all.push_back(std::move(fact));
  return all;
}

std::vector<Value> Reference::TouchedEntities() const {
  std::map<std::string, Value> touched;
  for (const Event& event : history_) {
    const bool entity = event.kind == Kind::kAttributes || event.kind == Kind::kGroups;
    if (entity) touched.emplace(CanonicalBytes(event.keys[0]), event.keys[0]);
  }
  std::vector<Value> all;
  for (auto& [bytes, value] : touched) all.push_back(value);
  return all;
}

}  // namespace writ::model
