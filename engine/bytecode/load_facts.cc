// Facts, the slots that read them, and the code that updates them. Slots come first, since
// all other code is checked against them.
#include <iterator>
#include <utility>

#include "engine/bytecode/codes.h"
#include "engine/bytecode/loader.h"

namespace writ {

absl::Status ProgramLoader::ReadFacts() {
  std::set<std::string> identities;
  for (const bundle::Fact& proto : bundle_.facts()) {
    FactDef fact;
    WRIT_RETURN_IF_ERROR(ReadFact(proto, fact));
    if (!identities.insert(fact.identity).second) {
      return Refuse("fact `", fact.name, "`: the identity is taken");
    }
    program_.fact_index_.try_emplace(fact.name, program_.facts.size());
    program_.identity_index_.try_emplace(fact.identity, program_.facts.size());
    program_.facts.push_back(std::move(fact));
  }
  AddLastSegments(program_.fact_index_);
  return CheckSortedByName("fact", program_.facts);
}

absl::Status ProgramLoader::ReadFact(const bundle::Fact& proto, FactDef& fact) const {
  const std::string owner = absl::StrCat("fact `", proto.name(), "`");
  fact.name = proto.name();
  fact.doc = proto.doc();
  fact.identity = proto.identity();
  for (uint32_t key : proto.keys()) {
    WRIT_ASSIGN_OR_RETURN(const Type* type, FindType(owner, key));
    fact.keys.push_back(type);
  }
  WRIT_ASSIGN_OR_RETURN(fact.type, FindType(owner, proto.type()));
  if (!bundle::Aggregate_IsValid(proto.aggregate())) return Refuse(owner, ": unknown aggregate");
  fact.aggregate = static_cast<Aggregate>(proto.aggregate());
  if (proto.initial() >= program_.constants.size()) return Refuse(owner, ": constant out of range");
  fact.initial = program_.constants[proto.initial()];
  fact.ttl = proto.ttl();
  if (fact.ttl < 0 || (fact.ttl > 0 && fact.aggregate != Aggregate::kAsserted)) {
    return Refuse(owner, ": only what is put can have a time to live");
  }
  if (fact.identity.size() != kIdentityBytes) return Refuse(owner, ": the identity is not 8 bytes");
  if (fact.identity == kEntityIdentity || fact.identity == kGroupsIdentity) {
    return Refuse(owner, ": the identity is reserved");
  }
  return absl::OkStatus();
}

// All slots are there before the code of the first one is checked.
absl::Status ProgramLoader::ReadSlots() {
  program_.slots.resize(static_cast<size_t>(bundle_.slots_size()));
  for (uint32_t i = 0; i < program_.slots.size(); ++i) {
    const bundle::Slot& proto = bundle_.slots(static_cast<int>(i));
    const std::string owner = absl::StrCat("slot ", i);
    SlotDef& slot = program_.slots[i];
    slot.fact = proto.fact();
    WRIT_RETURN_IF_ERROR(CheckSlotKeys(owner, proto));
    WRIT_ASSIGN_OR_RETURN(slot.slots, ReadIndexes(owner, proto.slots(), i));
    WRIT_RETURN_IF_ERROR(CheckReadsNoElement(owner, slot.slots));
    WRIT_RETURN_IF_ERROR(ReadKeys(owner, slot.slots, proto.keys(), slot.keys));
  }
  return absl::OkStatus();
}

absl::Status ProgramLoader::CheckSlotKeys(const std::string& owner,
                                          const bundle::Slot& proto) const {
  if (proto.fact() == kTestVariable && !for_tests_) return Refuse(owner, ": reads a test variable");
  const bool keyless = proto.fact() == kTestVariable || proto.fact() == kForEachElement;
  size_t keys = keyless ? 0 : 1;
  if (proto.fact() < kFirstSpecialSlot) {
    if (proto.fact() >= program_.facts.size()) return Refuse(owner, ": fact out of range");
    keys = program_.facts[proto.fact()].keys.size();
  }
  if (static_cast<size_t>(proto.keys_size()) == keys) return absl::OkStatus();
  return Refuse(owner, ": not as many keys as the fact has");
}

absl::Status ProgramLoader::CheckReadsNoElement(const std::string& owner,
                                                const std::vector<uint32_t>& slots) const {
  const bool none =
      std::none_of(slots.begin(), slots.end(), [this](uint32_t slot) { return IsElement(slot); });
  return none ? absl::OkStatus() : Refuse(owner, ": reads the element of a fact's update");
}

absl::Status ProgramLoader::ReadUpdates() {
  for (FactDef& fact : program_.facts) {
    const std::string owner = absl::StrCat("fact `", fact.name, "`");
    const bundle::Fact& proto = bundle_.facts(static_cast<int>(program_.IndexOf(fact)));
    const bool derived = fact.aggregate != Aggregate::kAsserted;
    if (proto.has_update() != derived) return Refuse(owner, ": derived facts alone have an update");
    if (derived) WRIT_RETURN_IF_ERROR(ReadUpdate(owner, proto.update(), fact));
  }
  return absl::OkStatus();
}

absl::Status ProgramLoader::ReadUpdate(const std::string& owner, const bundle::Update& proto,
                                       FactDef& fact) {
  FactUpdate& update = fact.update;
  update.on_success = proto.on_success();
  WRIT_ASSIGN_OR_RETURN(update.actions,
                        ReadIndexes(owner, proto.actions(), program_.actions.size()));
  WRIT_ASSIGN_OR_RETURN(update.slots, ReadSlotList(owner, proto.slots()));
  WRIT_RETURN_IF_ERROR(CheckUpdateShape(owner, proto, fact));
  WRIT_RETURN_IF_ERROR(ReadWindow(owner, proto, update));
  WRIT_RETURN_IF_ERROR(ReadForEach(owner, proto, update));
  WRIT_RETURN_IF_ERROR(ReadKeys(owner, update.slots, proto.keys(), update.keys));
  for (const Block& key : update.keys) {
    update.key_of_element.push_back(LoadsElement(key));
    update.keys_may_fail = update.keys_may_fail || MayFail(key);
  }
  WRIT_RETURN_IF_ERROR(
      ReadOptional(owner, update.slots, proto.has_element(), proto.element(), update.element));
  WRIT_RETURN_IF_ERROR(ReadOptional(owner, update.slots, proto.has_condition(), proto.condition(),
                                    update.condition));
  // It is computed once, when no element is at hand.
  return ReadOptional(owner, WithoutElements(update.slots), proto.has_settle(), proto.settle(),
                      update.settle);
}

absl::Status ProgramLoader::ReadWindow(const std::string& owner, const bundle::Update& proto,
                                       FactUpdate& update) {
  update.release = proto.release_micros();
  const bool leased = update.release != 0;
  if (leased && update.on_success) return Refuse(owner, ": releases what is not reserved");
  if (leased && (update.release < kMinLease || update.release > kMaxLease)) {
    return Refuse(owner, ": a lease lasts 1 second to 30 days");
  }
  if (!proto.has_window()) return absl::OkStatus();
  const uint32_t unit = proto.window().unit();
  const Micros length = proto.window().length_micros();
  if (unit == static_cast<uint32_t>(WindowUnit::kSliding)) {
    if (length < kMinWindow || length > kMaxWindow) {
      return Refuse(owner, ": a window lasts 1 second to 366 days");
    }
    update.window = Window::Sliding(length);
    return absl::OkStatus();
  }
  if (unit < static_cast<uint32_t>(WindowUnit::kHour) ||
      unit > static_cast<uint32_t>(WindowUnit::kMonth)) {
    return Refuse(owner, ": unknown window");
  }
  auto window = Window::Calendar(static_cast<WindowUnit>(unit), proto.window().zone());
  if (!window.ok()) return AddContext(owner, window.status());
  update.window = *std::move(window);
  return absl::OkStatus();
}

// Each list is proven with the elements of those around it alone; an element belongs to
// one list of one fact.
absl::Status ProgramLoader::ReadForEach(const std::string& owner, const bundle::Update& proto,
                                        FactUpdate& update) {
  if (static_cast<size_t>(proto.each_size()) > kMaxForEach) {
    return Refuse(owner, ": goes through too many lists");
  }
  std::vector<uint32_t> readable = WithoutElements(update.slots);
  for (const bundle::ForEach& from : proto.each()) {
    ForEach& each = update.each.emplace_back();
    each.slot = from.slot();
    if (each.slot >= program_.slots.size() || !IsElement(each.slot)) {
      return Refuse(owner, ": the slot of a `for each` is none");
    }
    if (!bound_.insert(each.slot).second) return Refuse(owner, ": an element is taken");
    WRIT_RETURN_IF_ERROR(ReadBlock(owner, readable, from.collection(), each.collection));
    readable.insert(std::lower_bound(readable.begin(), readable.end(), each.slot), each.slot);
  }
  const bool own =
      std::includes(readable.begin(), readable.end(), update.slots.begin(), update.slots.end());
  return own ? absl::OkStatus() : Refuse(owner, ": reads the element of another fact");
}

std::vector<uint32_t> ProgramLoader::WithoutElements(const std::vector<uint32_t>& slots) const {
  std::vector<uint32_t> without;
  std::copy_if(slots.begin(), slots.end(), std::back_inserter(without),
               [this](uint32_t slot) { return !IsElement(slot); });
  return without;
}

// Of verified blocks.
bool ProgramLoader::LoadsElement(const Block& block) const {
  for (uint32_t i = 0; i < block.size; ++i) {
    const Instruction& at = program_.code[block.begin + i];
    if (at.op == Op::kLoadSlot && IsElement(static_cast<uint32_t>(at.d))) return true;
  }
  return false;
}

// False for what gives a root or a constant as it is.
bool ProgramLoader::MayFail(const Block& block) const {
  const Op first = program_.code[block.begin].op;
  return block.size != 2 || (first != Op::kLoadRoot && first != Op::kLoadConst);
}

absl::Status ProgramLoader::CheckUpdateShape(const std::string& owner, const bundle::Update& proto,
                                             const FactDef& fact) {
  const bool plain = fact.aggregate == Aggregate::kCount || fact.aggregate == Aggregate::kAny;
  if (proto.has_element() == plain) return Refuse(owner, ": an element too many, or missing");
  if (proto.has_settle() && plain) return Refuse(owner, ": settles what it does not keep");
  if (static_cast<size_t>(proto.keys_size()) == fact.keys.size()) return absl::OkStatus();
  return Refuse(owner, ": the update has another number of keys");
}

}  // namespace writ
