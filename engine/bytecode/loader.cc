// Program::Load: from untrusted bytes to a program that is safe to run.
//
// The sections of a bundle are read in an order in which everything they refer to is
// there already; an index that leads nowhere, a list that is not in its order and a
// name that is taken are refused. Blocks of code are proven by the Verifier.
#include <algorithm>
#include <numeric>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "engine/base/status_macros.h"
#include "engine/bytecode/bundle.pb.h"
#include "engine/bytecode/codes.h"
#include "engine/bytecode/program.h"
#include "engine/bytecode/type_reader.h"
#include "engine/bytecode/verifier.h"
#include "engine/value/canonical.h"

namespace writ {
namespace {

constexpr uint32_t kMaxTokenSeconds = 60;
constexpr uint32_t kMaxAskSeconds = 7 * 86'400;
constexpr size_t kMaxAudienceBytes = 256;

template <typename... Parts>
absl::Status Refuse(const Parts&... parts) {
  return absl::InvalidArgumentError(absl::StrCat(parts...));
}

absl::Status AddContext(const std::string& owner, const absl::Status& status) {
  return status.ok() ? status : Refuse(owner, ": ", std::string(status.message()));
}

Instruction ReadInstruction(const char* at) {
  const auto* bytes = reinterpret_cast<const uint8_t*>(at);
  const uint32_t d = bytes[4] | bytes[5] << 8 | bytes[6] << 16 | uint32_t{bytes[7]} << 24;
  return {static_cast<Op>(bytes[0]), bytes[1], bytes[2], bytes[3], static_cast<int32_t>(d)};
}

template <typename Proto>
std::vector<Annotation> ReadAnnotations(const Proto& proto) {
  std::vector<Annotation> annotations;
  for (const bundle::Annotation& a : proto.annotations())
    annotations.push_back({a.name(), a.value()});
  return annotations;
}

// Indexes below `limit`, strictly rising.
template <typename Repeated>
absl::StatusOr<std::vector<uint32_t>> ReadIndexes(const std::string& what, const Repeated& from,
                                                  size_t limit) {
  std::vector<uint32_t> indexes(from.begin(), from.end());
  const bool rising = std::adjacent_find(indexes.begin(), indexes.end(),
                                         std::greater_equal<uint32_t>()) == indexes.end();
  if (!rising) return Refuse(what, ": not sorted, or repeated");
  if (!indexes.empty() && indexes.back() >= limit) return Refuse(what, ": index out of range");
  return indexes;
}

template <typename Named>
absl::Status CheckSortedByName(const std::string& what, const std::vector<Named>& all) {
  for (size_t i = 0; i < all.size(); ++i) {
    if (all[i].name.empty()) return Refuse(what, " ", i, " has no name");
    if (i > 0 && all[i - 1].name >= all[i].name) {
      return Refuse(what, " `", all[i].name, "`: not sorted by name, or the name is taken");
    }
  }
  return absl::OkStatus();
}

// Adds last segments to an index of qualified names, where only one name ends in them.
void AddLastSegments(absl::flat_hash_map<std::string, uint32_t>& index) {
  constexpr uint32_t kSeveral = 0xffffffff;
  absl::flat_hash_map<std::string, uint32_t> last;
  for (const auto& [name, at] : index) {
    const size_t dot = name.rfind('.');
    if (dot == std::string::npos) continue;
    auto [it, added] = last.try_emplace(name.substr(dot + 1), at);
    if (!added) it->second = kSeveral;
  }
  for (const auto& [segment, at] : last) {
    if (at != kSeveral) index.try_emplace(segment, at);
  }
}

}  // namespace

class ProgramLoader {
 public:
  ProgramLoader(Program& program, bool for_tests)
      : program_(program), for_tests_(for_tests), verifier_(program) {}

  absl::Status Load(std::string bytes) {
    if (bytes.size() > kMaxBundleBytes) return Refuse("the bundle is larger than 64 MiB");
    if (!bundle_.ParseFromString(bytes)) return Refuse("the bytes are not a bundle");
    if (bundle_.format() != kBundleFormat) return Refuse("unknown format ", bundle_.format());
    WRIT_RETURN_IF_ERROR(ReadTypes(bundle_, program_.types));
    WRIT_RETURN_IF_ERROR(ReadDeclarations());
    WRIT_RETURN_IF_ERROR(ReadBlocks());
    program_.patterns = verifier_.patterns();
    program_.zones = verifier_.zones();
    program_.digest_ = Sha256(bytes);
    program_.bytes_ = std::move(bytes);
    return absl::OkStatus();
  }

 private:
  // What holds no code.
  absl::Status ReadDeclarations() {
    WRIT_RETURN_IF_ERROR(ReadSources());
    WRIT_RETURN_IF_ERROR(ReadConstants());
    WRIT_RETURN_IF_ERROR(ReadCode());
    WRIT_RETURN_IF_ERROR(ReadActions());
    WRIT_RETURN_IF_ERROR(ReadTasks());
    return ReadPrincipals();
  }

  // What holds code: slots first, since all other code is checked against them.
  absl::Status ReadBlocks() {
    WRIT_RETURN_IF_ERROR(ReadFacts());
    WRIT_RETURN_IF_ERROR(ReadSlots());
    WRIT_RETURN_IF_ERROR(ReadUpdates());
    WRIT_RETURN_IF_ERROR(ReadRules());
    return ReadTestBlocks();
  }

  absl::Status ReadSources() {
    for (const bundle::Source& s : bundle_.sources())
      program_.sources.push_back({s.name(), s.text()});
    return CheckSortedByName("source", program_.sources);
  }

  absl::Status ReadConstants() {
    for (const std::string& bytes : bundle_.constants()) {
      auto value = DecodeCanonical(std::string_view(bytes), program_.arena_);
      const std::string owner = absl::StrCat("constant ", program_.constants.size());
      if (!value.ok()) return AddContext(owner, value.status());
      if (value->is(Kind::kNumber)) return Refuse(owner, ": a number without a type");
      program_.constants.push_back(*value);
    }
    return absl::OkStatus();
  }

  absl::Status ReadCode() {
    const std::string& code = bundle_.code();
    if (code.size() % sizeof(Instruction) != 0) return Refuse("code: not whole instructions");
    const size_t size = code.size() / sizeof(Instruction);
    if (size > kMaxInstructions) return Refuse("code: too many instructions");
    program_.code.reserve(size);
    for (size_t i = 0; i < size; ++i) {
      program_.code.push_back(ReadInstruction(code.data() + i * sizeof(Instruction)));
    }
    return absl::OkStatus();
  }

  absl::StatusOr<const Type*> FindType(const std::string& owner, uint32_t index) const {
    if (index >= program_.types.types().size()) return Refuse(owner, ": type out of range");
    return program_.types.types()[index].get();
  }

  absl::StatusOr<const Type*> FindType(const std::string& owner, uint32_t index,
                                       TypeKind kind) const {
    WRIT_ASSIGN_OR_RETURN(const Type* type, FindType(owner, index));
    if (!type->is(kind)) return Refuse(owner, ": a type of the wrong kind");
    return type;
  }

  absl::Status ReadActions() {
    for (const bundle::Action& proto : bundle_.actions()) {
      const std::string owner = absl::StrCat("action `", proto.name(), "`");
      ActionDef action{proto.name(), nullptr, nullptr, proto.doc(), ReadAnnotations(proto)};
      WRIT_ASSIGN_OR_RETURN(action.args, FindType(owner, proto.args(), TypeKind::kRecord));
      WRIT_ASSIGN_OR_RETURN(action.result, FindType(owner, proto.result(), TypeKind::kRecord));
      program_.action_index_.try_emplace(action.name, program_.actions.size());
      program_.actions.push_back(std::move(action));
    }
    return CheckSortedByName("action", program_.actions);
  }

  absl::Status ReadTasks() {
    for (uint32_t index : bundle_.tasks()) {
      WRIT_ASSIGN_OR_RETURN(const Type* task, FindType("tasks", index, TypeKind::kTask));
      const uint32_t at = static_cast<uint32_t>(program_.tasks.size());
      if (!program_.task_index_.try_emplace(task->name, at).second) {
        return Refuse("task `", task->name, "` is listed twice");
      }
      program_.tasks.push_back(task);
    }
    AddLastSegments(program_.task_index_);
    return absl::OkStatus();
  }

  absl::Status ReadPrincipals() {
    WRIT_ASSIGN_OR_RETURN(program_.user_type,
                          FindType("user_type", bundle_.user_type(), TypeKind::kEntity));
    WRIT_ASSIGN_OR_RETURN(program_.agent_type,
                          FindType("agent_type", bundle_.agent_type(), TypeKind::kEntity));
    return absl::OkStatus();
  }

  absl::Status ReadFacts() {
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

  absl::Status ReadFact(const bundle::Fact& proto, FactDef& fact) const {
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
    if (proto.initial() >= program_.constants.size())
      return Refuse(owner, ": constant out of range");
    fact.initial = program_.constants[proto.initial()];
    fact.ttl = proto.ttl();
    if (fact.ttl < 0 || (fact.ttl > 0 && fact.aggregate != Aggregate::kAsserted)) {
      return Refuse(owner, ": only what is put can have a time to live");
    }
    if (fact.identity.size() != kIdentityBytes)
      return Refuse(owner, ": the identity is not 8 bytes");
    if (fact.identity == kEntityIdentity || fact.identity == kGroupsIdentity) {
      return Refuse(owner, ": the identity is reserved");
    }
    return absl::OkStatus();
  }

  absl::Status ReadBlock(const std::string& owner, const std::vector<uint32_t>& slots,
                         const bundle::Block& proto, Block& block) {
    block = Block{proto.begin(), proto.size(), proto.registers(), 0};
    return verifier_.Verify(owner, slots, block);
  }

  absl::Status ReadKeys(const std::string& owner, const std::vector<uint32_t>& slots,
                        const google::protobuf::RepeatedPtrField<bundle::Block>& protos,
                        std::vector<Block>& keys) {
    for (const bundle::Block& proto : protos) {
      WRIT_RETURN_IF_ERROR(ReadBlock(owner, slots, proto, keys.emplace_back()));
    }
    return absl::OkStatus();
  }

  // All slots are there before the code of the first one is checked.
  absl::Status ReadSlots() {
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

  absl::Status CheckSlotKeys(const std::string& owner, const bundle::Slot& proto) const {
    if (proto.fact() == kTestVariable && !for_tests_)
      return Refuse(owner, ": reads a test variable");
    const bool keyless = proto.fact() == kTestVariable || proto.fact() == kForEachElement;
    size_t keys = keyless ? 0 : 1;
    if (proto.fact() < kFirstSpecialSlot) {
      if (proto.fact() >= program_.facts.size()) return Refuse(owner, ": fact out of range");
      keys = program_.facts[proto.fact()].keys.size();
    }
    if (static_cast<size_t>(proto.keys_size()) == keys) return absl::OkStatus();
    return Refuse(owner, ": not as many keys as the fact has");
  }

  // Slots in rising order: every slot that one of them reads is in the list before it,
  // so that reading them in order is enough.
  template <typename Repeated>
  absl::StatusOr<std::vector<uint32_t>> ReadSlotList(const std::string& owner,
                                                     const Repeated& from) const {
    WRIT_ASSIGN_OR_RETURN(std::vector<uint32_t> list,
                          ReadIndexes(owner + ": slots", from, program_.slots.size()));
    for (uint32_t slot : list) {
      const std::vector<uint32_t>& read = program_.slots[slot].slots;
      if (!std::includes(list.begin(), list.end(), read.begin(), read.end())) {
        return Refuse(owner, ": slot ", slot, " reads a slot that is not listed");
      }
    }
    return list;
  }

  // Whether slot `slot` holds the element of a fact's `for each`.
  bool IsElement(uint32_t slot) const { return program_.slots[slot].fact == kForEachElement; }

  absl::Status CheckReadsNoElement(const std::string& owner,
                                   const std::vector<uint32_t>& slots) const {
    const bool none =
        std::none_of(slots.begin(), slots.end(), [this](uint32_t slot) { return IsElement(slot); });
    return none ? absl::OkStatus() : Refuse(owner, ": reads the element of a fact's update");
  }

  absl::Status ReadUpdates() {
    for (FactDef& fact : program_.facts) {
      const std::string owner = absl::StrCat("fact `", fact.name, "`");
      const bundle::Fact& proto = bundle_.facts(static_cast<int>(program_.IndexOf(fact)));
      const bool derived = fact.aggregate != Aggregate::kAsserted;
      if (proto.has_update() != derived)
        return Refuse(owner, ": derived facts alone have an update");
      if (derived) WRIT_RETURN_IF_ERROR(ReadUpdate(owner, proto.update(), fact));
    }
    return absl::OkStatus();
  }

  absl::Status ReadUpdate(const std::string& owner, const bundle::Update& proto, FactDef& fact) {
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

  static absl::Status ReadWindow(const std::string& owner, const bundle::Update& proto,
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
  absl::Status ReadForEach(const std::string& owner, const bundle::Update& proto,
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

  std::vector<uint32_t> WithoutElements(const std::vector<uint32_t>& slots) const {
    std::vector<uint32_t> without;
    std::copy_if(slots.begin(), slots.end(), std::back_inserter(without),
                 [this](uint32_t slot) { return !IsElement(slot); });
    return without;
  }

  // Of verified blocks.
  bool LoadsElement(const Block& block) const {
    for (uint32_t i = 0; i < block.size; ++i) {
      const Instruction& at = program_.code[block.begin + i];
      if (at.op == Op::kLoadSlot && IsElement(static_cast<uint32_t>(at.d))) return true;
    }
    return false;
  }

  // False for what gives a root or a constant as it is.
  bool MayFail(const Block& block) const {
    const Op first = program_.code[block.begin].op;
    return block.size != 2 || (first != Op::kLoadRoot && first != Op::kLoadConst);
  }

  static absl::Status CheckUpdateShape(const std::string& owner, const bundle::Update& proto,
                                       const FactDef& fact) {
    const bool plain = fact.aggregate == Aggregate::kCount || fact.aggregate == Aggregate::kAny;
    if (proto.has_element() == plain) return Refuse(owner, ": an element too many, or missing");
    if (proto.has_settle() && plain) return Refuse(owner, ": settles what it does not keep");
    if (static_cast<size_t>(proto.keys_size()) == fact.keys.size()) return absl::OkStatus();
    return Refuse(owner, ": the update has another number of keys");
  }

  absl::Status ReadOptional(const std::string& owner, const std::vector<uint32_t>& slots,
                            bool present, const bundle::Block& proto, Block& block) {
    return present ? ReadBlock(owner, slots, proto, block) : absl::OkStatus();
  }

  absl::Status ReadRules() {
    if (static_cast<size_t>(bundle_.rules_size()) > kMaxRules) return Refuse("too many rules");
    std::set<std::string> names;
    program_.rules.reserve(static_cast<size_t>(bundle_.rules_size()));
    for (const bundle::Rule& proto : bundle_.rules()) {
      if (proto.name().empty()) return Refuse("rule ", program_.rules.size(), " has no name");
      const std::string owner = absl::StrCat("rule `", proto.name(), "`");
      if (!names.insert(proto.name()).second) return Refuse(owner, ": the name is taken");
      WRIT_RETURN_IF_ERROR(ReadRule(owner, proto, program_.rules.emplace_back()));
    }
    return absl::OkStatus();
  }

  absl::Status ReadRule(const std::string& owner, const bundle::Rule& proto, RuleDef& rule) {
    if (!bundle::Effect_IsValid(proto.effect())) return Refuse(owner, ": unknown effect");
    if (proto.source() >= program_.sources.size()) return Refuse(owner, ": source out of range");
    rule.name = proto.name();
    rule.effect = static_cast<Effect>(proto.effect());
    rule.message = proto.message();
    rule.doc = proto.doc();
    rule.annotations = ReadAnnotations(proto);
    rule.source = proto.source();
    rule.line = proto.line();
    WRIT_RETURN_IF_ERROR(ReadScope(owner, proto, rule));
    WRIT_ASSIGN_OR_RETURN(rule.slots, ReadSlotList(owner, proto.slots()));
    WRIT_RETURN_IF_ERROR(CheckReadsNoElement(owner, rule.slots));
    WRIT_RETURN_IF_ERROR(ReadClauses(owner, proto, rule));
    WRIT_RETURN_IF_ERROR(ReadLimit(owner, proto, rule));
    WRIT_RETURN_IF_ERROR(ReadGuard(owner, proto, rule));
    WRIT_RETURN_IF_ERROR(ReadLife(owner, proto, rule));
    WRIT_RETURN_IF_ERROR(ReadAsk(owner, proto, rule));
    rule.never = proto.never();
    if (rule.never && !HasFalseClause(rule)) return Refuse(owner, ": is not known to be false");
    return ReadToken(owner, proto, rule);
  }

  // What denies does not expire: a person removes it.
  static absl::Status ReadLife(const std::string& owner, const bundle::Rule& proto, RuleDef& rule) {
    if (!proto.has_life()) return absl::OkStatus();
    if (rule.effect != Effect::kPermit && rule.effect != Effect::kAsk) {
      return Refuse(owner, ": permits and asks alone have a life");
    }
    if (proto.life().has_from()) rule.from = proto.life().from();
    if (proto.life().has_until()) rule.until = proto.life().until();
    return rule.from < rule.until ? absl::OkStatus() : Refuse(owner, ": ends before it begins");
  }

  // The actions and tasks that the rule is about.
  absl::Status ReadScope(const std::string& owner, const bundle::Rule& proto, RuleDef& rule) const {
    WRIT_ASSIGN_OR_RETURN(rule.actions,
                          ReadIndexes(owner, proto.actions(), program_.actions.size()));
    rule.every_task = proto.every_task();
    if (rule.every_task && proto.tasks_size() > 0)
      return Refuse(owner, ": names tasks and all tasks");
    WRIT_ASSIGN_OR_RETURN(std::vector<uint32_t> tasks,
                          ReadIndexes(owner, proto.tasks(), program_.types.types().size()));
    for (uint32_t index : tasks) {
      const Type* task = program_.types.types()[index].get();
      if (program_.FindTask(task->name) != task) return Refuse(owner, ": not a task");
      rule.tasks.push_back(task);
    }
    return absl::OkStatus();
  }

  absl::Status ReadClauses(const std::string& owner, const bundle::Rule& proto, RuleDef& rule) {
    for (const bundle::Clause& from : proto.clauses()) {
      Clause& clause = rule.clauses.emplace_back();
      clause.unless = from.unless();
      clause.source = from.source();
      clause.line = from.line();
      clause.column = from.column();
      clause.text = from.text();
      if (clause.source >= program_.sources.size()) return Refuse(owner, ": source out of range");
      WRIT_RETURN_IF_ERROR(ReadBlock(owner, rule.slots, from.block(), clause.block));
    }
    return absl::OkStatus();
  }

  absl::Status ReadLimit(const std::string& owner, const bundle::Rule& proto, RuleDef& rule) {
    if (proto.has_limit() != (rule.effect == Effect::kLimit)) {
      return Refuse(owner, ": limits alone have a bound");
    }
    if (!proto.has_limit()) return absl::OkStatus();
    rule.limit.slot = proto.limit().slot();
    WRIT_RETURN_IF_ERROR(CheckLimitSubject(owner, rule));
    WRIT_RETURN_IF_ERROR(ReadComparison(owner, proto.limit().comparison(), rule.limit));
    return ReadBlock(owner, rule.slots, proto.limit().bound(), rule.limit.bound);
  }

  // A limit judges what the call makes of a fact, so every action of it must change it.
  absl::Status CheckLimitSubject(const std::string& owner, const RuleDef& rule) const {
    if (!std::binary_search(rule.slots.begin(), rule.slots.end(), rule.limit.slot)) {
      return Refuse(owner, ": the limited slot is not among its slots");
    }
    const uint32_t index = program_.slots[rule.limit.slot].fact;
    if (index >= program_.facts.size() || program_.facts[index].aggregate == Aggregate::kAsserted) {
      return Refuse(owner, ": limits something that is no derived fact");
    }
    const std::vector<uint32_t>& updating = program_.facts[index].update.actions;
    const bool all =
        std::includes(updating.begin(), updating.end(), rule.actions.begin(), rule.actions.end());
    return all ? absl::OkStatus() : Refuse(owner, ": limits a fact that its actions do not change");
  }

  static absl::Status ReadComparison(const std::string& owner, uint32_t number, LimitDef& limit) {
    for (Op op : {Op::kEqual, Op::kLess, Op::kLessEqual, Op::kGreater, Op::kGreaterEqual}) {
      if (number != static_cast<uint32_t>(op)) continue;
      limit.comparison = op;
      return absl::OkStatus();
    }
    return Refuse(owner, ": unknown comparison");
  }

  // Whether a clause is `LoadConst`, `Return` of the bool that makes it false.
  bool HasFalseClause(const RuleDef& rule) const {
    for (const Clause& clause : rule.clauses) {
      const Instruction& first = program_.code[clause.block.begin];
      if (clause.block.size != 2 || first.op != Op::kLoadConst) continue;
      const Value& value = program_.constants[static_cast<uint32_t>(first.d)];
      if (clause.unless ? value.IsTrue() : value.IsFalse()) return true;
    }
    return false;
  }

  absl::Status ReadGuard(const std::string& owner, const bundle::Rule& proto, RuleDef& rule) {
    if (!proto.has_guard()) return absl::OkStatus();
    GuardDef& guard = rule.guard.emplace();
    guard.subject_text = proto.guard().subject_text();
    if (proto.guard().constants().empty()) return Refuse(owner, ": a guard without a constant");
    for (uint32_t constant : proto.guard().constants()) {
      if (constant >= program_.constants.size()) return Refuse(owner, ": constant out of range");
      guard.constants.push_back(constant);
    }
    if (guard.subject_text.empty()) return Refuse(owner, ": a guard without a subject");
    return ReadBlock(owner, /*slots=*/{}, proto.guard().subject(), guard.subject);
  }

  absl::Status ReadAsk(const std::string& owner, const bundle::Rule& proto, RuleDef& rule) {
    if (proto.has_ask() != (rule.effect == Effect::kAsk)) {
      return Refuse(owner, ": asks, and only asks, say whom");
    }
    if (!proto.has_ask()) return absl::OkStatus();
    const uint32_t seconds = proto.ask().within_seconds();
    if (seconds < 1 || seconds > kMaxAskSeconds)
      return Refuse(owner, ": an approval is waited for 1 to 604800 s");
    rule.ask.emplace().within_seconds = seconds;
    return ReadBlock(owner, rule.slots, proto.ask().approver(), rule.ask->approver);
  }

  static absl::Status ReadToken(const std::string& owner, const bundle::Rule& proto,
                                RuleDef& rule) {
    if (!proto.has_token()) return absl::OkStatus();
    const uint32_t seconds = proto.token().ttl_seconds();
    if (rule.effect != Effect::kPermit) return Refuse(owner, ": permits alone give tokens");
    if (seconds < 1 || seconds > kMaxTokenSeconds)
      return Refuse(owner, ": a token lives 1 to 60 s");
    const std::string& audience = proto.token().audience();
    if (audience.empty() || audience.size() > kMaxAudienceBytes)
      return Refuse(owner, ": a token's audience has 1 to 256 bytes");
    rule.token = TokenTerms{seconds, proto.token().once(), audience};
    return absl::OkStatus();
  }

  absl::Status ReadTestBlocks() {
    if (bundle_.test_blocks_size() > 0 && !for_tests_) return Refuse("holds the code of tests");
    std::vector<uint32_t> all(program_.slots.size());
    std::iota(all.begin(), all.end(), 0u);
    return ReadKeys("test", WithoutElements(all), bundle_.test_blocks(), program_.test_blocks);
  }

  Program& program_;
  const bool for_tests_;
  std::set<uint32_t> bound_;  // element slots
  bundle::Bundle bundle_;
  Verifier verifier_;
};

absl::StatusOr<std::shared_ptr<const Program>> Program::Load(std::string bytes, bool for_tests) {
  auto program = std::make_shared<Program>();
  WRIT_RETURN_IF_ERROR(ProgramLoader(*program, for_tests).Load(std::move(bytes)));
  return std::shared_ptr<const Program>(std::move(program));
}

}  // namespace writ
