// A loaded, verified bundle: everything a decision needs, immutable and shared.
//
// `Load` is the only way to get one from bytes, and it trusts nothing: see
// verifier.h for what it proves. Thread-safe, since nothing changes after Load.
#ifndef WRIT_ENGINE_BYTECODE_PROGRAM_H_
#define WRIT_ENGINE_BYTECODE_PROGRAM_H_

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/status/statusor.h"
#include "engine/base/arena.h"
#include "engine/base/sha256.h"
#include "engine/bytecode/window.h"
#include "engine/value/type.h"
#include "engine/value/value.h"

namespace writ {

// Their rows: codes.h.
enum class Op : uint8_t;
enum class Builtin : uint32_t;

enum class Root : uint32_t { kUser, kAgent, kTask, kArgs, kCall, kTool, kResult };
inline constexpr size_t kRootCount = 7;
using Roots = std::array<Value, kRootCount>;

struct Instruction {
  Op op{};
  uint8_t a = 0, b = 0, c = 0;
  int32_t d = 0;
};
static_assert(sizeof(Instruction) == 8);

struct Block {
  uint32_t begin = 0;
  uint32_t size = 0;
  uint32_t registers = 0;
  uint32_t cost = 0;  // fuel of its dearest path, loops counted once; set by the verifier
  bool present() const { return size != 0; }
};

struct Annotation {
  std::string name, value;
};

struct ActionDef {
  std::string name;
  const Type* args = nullptr;
  const Type* result = nullptr;
  std::string doc;
  std::vector<Annotation> annotations;
};

enum class Aggregate : uint8_t { kAsserted, kCount, kSum, kAny, kMin, kMax, kLast, kSet };

// One list whose elements a derived fact takes into account one by one.
struct ForEach {
  Block collection;
  uint32_t slot = 0;  // that holds the element while the update is computed
};

struct FactUpdate {
  std::vector<uint32_t> actions;
  bool on_success = false;
  std::vector<ForEach> each;  // outermost first
  std::vector<Block> keys;
  // By key: whether it comes from an element of `each`.
  std::vector<bool> key_of_element;
  // Whether a key can fail to be computed.
  bool keys_may_fail = false;
  Block element, condition, settle;
  std::vector<uint32_t> slots;
  Window window;
  // After how long a call whose outcome nobody reported is taken out; 0: never.
  Micros release = 0;
};

struct FactDef {
  std::string name;
  std::vector<const Type*> keys;
  const Type* type = nullptr;
  Aggregate aggregate = Aggregate::kAsserted;
  Value initial;
  std::string identity;
  std::string doc;
  FactUpdate update;
  int64_t ttl = 0;  // microseconds that a put value lives; 0: until it is replaced
};

// Under which attributes and groups of entities stand among the facts; no fact may have them.
inline constexpr size_t kIdentityBytes = 8;
inline constexpr std::string_view kEntityIdentity("entity\0\0", kIdentityBytes);
inline constexpr std::string_view kGroupsIdentity("groups\0\0", kIdentityBytes);

// Slots that read no fact: the attributes of the entity that is the only key; in programs
// of `writ test` alone, a variable of the running test; the entity that is the only key
// with every group that it is in, directly or not, as a set; and the element that a derived
// fact takes into account, which its own update alone may read.
inline constexpr uint32_t kEntityAttributes = 0xffffffff;
inline constexpr uint32_t kTestVariable = 0xfffffffe;
inline constexpr uint32_t kEntityGroups = 0xfffffffd;
inline constexpr uint32_t kForEachElement = 0xfffffffc;
// All of them are at least this.
inline constexpr uint32_t kFirstSpecialSlot = kForEachElement;

struct SlotDef {
  uint32_t fact = 0;
  std::vector<Block> keys;
  std::vector<uint32_t> slots;
};

enum class Effect : uint8_t { kForbid, kPermit, kLimit, kAsk };
std::string_view EffectName(Effect effect);  // "forbid"

struct Clause {
  Block block;
  bool unless = false;
  uint32_t source = 0, line = 0, column = 0;
  std::string text;
};

struct LimitDef {
  uint32_t slot = 0;
  Op comparison{};
  Block bound;
};

struct GuardDef {
  Block subject;
  std::string subject_text;
  std::vector<uint32_t> constants;
};

struct TokenTerms {
  uint32_t ttl_seconds = 0;
  bool once = false;
  std::string audience;  // never empty
};

struct AskTerms {
  Block approver;
  uint32_t within_seconds = 0;
};

struct RuleDef {
  std::string name;
  Effect effect = Effect::kForbid;
  std::vector<uint32_t> actions;
  bool every_task = false;
  std::vector<const Type*> tasks;
  std::vector<Clause> clauses;
  std::string message;
  std::vector<uint32_t> slots;
  LimitDef limit;
  std::optional<GuardDef> guard;
  // A clause is known to be false.
  bool never = false;
  std::string doc;
  std::vector<Annotation> annotations;
  uint32_t source = 0, line = 0;
  std::optional<TokenTerms> token;
  // When it holds, in microseconds: from `from` to before `until`.
  int64_t from = INT64_MIN, until = INT64_MAX;
  std::optional<AskTerms> ask;
};

struct SourceText {
  std::string name, text;
};

// Limits of a bundle; `Load` refuses what passes one.
inline constexpr size_t kMaxBundleBytes = 64 << 20;
inline constexpr size_t kMaxRules = 100'000;
inline constexpr size_t kMaxInstructions = 4'000'000;
inline constexpr size_t kMaxTypes = 100'000;
// Types written inside types, names counted as one level.
inline constexpr int kMaxTypeDepth = 32;
// Loops of a block inside each other.
inline constexpr uint32_t kMaxLoopDepth = 4;
// `for each` of one fact inside each other.
inline constexpr uint32_t kMaxForEach = 4;
// How long an unreported call may count before it is released (`on unknown release`).
inline constexpr Micros kMinLease = 1'000'000;
inline constexpr Micros kMaxLease = Micros{30} * 86'400 * 1'000'000;
inline constexpr uint32_t kBundleFormat = 1;

class Program {
 public:
  // InvalidArgument, naming what is wrong, for bytes that are no bundle or that the
  // verifier refuses. Slots of kTestVariable are refused unless `for_tests`.
  static absl::StatusOr<std::shared_ptr<const Program>> Load(std::string bytes,
                                                             bool for_tests = false);

  std::string_view bytes() const { return bytes_; }
  const Digest& digest() const { return digest_; }

  // Null when there is none. A task and a fact are found by their qualified name
  // ("travel.BookTrip"), or by its last segment when no other ends in it.
  const ActionDef* FindAction(std::string_view name) const;
  const Type* FindTask(std::string_view name) const;
  const FactDef* FindFact(std::string_view name) const;
  // By its identity, or by a key that starts with one.
  const FactDef* FindIdentity(std::string_view key) const;

  // Everything below is set by Load and then never changes.
  std::vector<SourceText> sources;
  TypeTable types;
  std::vector<Value> constants;
  std::vector<ActionDef> actions;
  std::vector<const Type*> tasks;
  std::vector<FactDef> facts;
  std::vector<SlotDef> slots;
  std::vector<RuleDef> rules;
  std::vector<Instruction> code;
  const Type* user_type = nullptr;
  const Type* agent_type = nullptr;
  // In the order of the bundle; empty unless loaded for tests.
  std::vector<Block> test_blocks;
  // The text constants that are patterns of `matches` and its kin, sorted: whoever runs code
  // compiles them first (engine/vm/patterns.h).
  std::vector<uint32_t> patterns;
  // The text constants that are time zones, likewise; each was found.
  std::vector<uint32_t> zones;

  uint32_t IndexOf(const ActionDef& action) const {
    return static_cast<uint32_t>(&action - actions.data());
  }
  uint32_t IndexOf(const FactDef& fact) const {
    return static_cast<uint32_t>(&fact - facts.data());
  }

 private:
  friend class ProgramLoader;
  std::string bytes_;
  Digest digest_{};
  Arena arena_;  // of the constants
  absl::flat_hash_map<std::string, uint32_t> action_index_;
  // Qualified names, and last segments that are unique.
  absl::flat_hash_map<std::string, uint32_t> task_index_;
  absl::flat_hash_map<std::string, uint32_t> fact_index_;
  absl::flat_hash_map<std::string, uint32_t> identity_index_;
};

}  // namespace writ

#endif  // WRIT_ENGINE_BYTECODE_PROGRAM_H_
