// How Program::Load reads the sections of a bundle; loader.cc begins.
//
// They are read in an order in which everything they refer to is there already; an index
// that leads nowhere, a list that is not in its order and a name that is taken are refused.
// Blocks of code are proven by the Verifier.
#ifndef WRIT_ENGINE_BYTECODE_LOADER_H_
#define WRIT_ENGINE_BYTECODE_LOADER_H_

#include <algorithm>
#include <functional>
#include <set>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "engine/base/status_macros.h"
#include "engine/bytecode/bundle.pb.h"
#include "engine/bytecode/program.h"
#include "engine/bytecode/verifier.h"

namespace writ {

// InvalidArgument, of those parts.
template <typename... Parts>
absl::Status Refuse(const Parts&... parts) {
  return absl::InvalidArgumentError(absl::StrCat(parts...));
}

// `status`, with the owner of what it is about before its message.
absl::Status AddContext(const std::string& owner, const absl::Status& status);

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
void AddLastSegments(absl::flat_hash_map<std::string, uint32_t>& index);

class ProgramLoader {
 public:
  // `for_tests`: the code of in-language tests, and what only they may read, is allowed.
  ProgramLoader(Program& program, bool for_tests)
      : program_(program), for_tests_(for_tests), verifier_(program) {}

  absl::Status Load(std::string bytes);

 private:
  // loader.cc
  absl::Status ReadDeclarations();
  absl::Status ReadBlocks();
  absl::Status ReadSources();
  absl::Status ReadConstants();
  absl::Status ReadCode();
  absl::StatusOr<const Type*> FindType(const std::string& owner, uint32_t index) const;
  absl::StatusOr<const Type*> FindType(const std::string& owner, uint32_t index,
                                       TypeKind kind) const;
  absl::Status ReadActions();
  absl::Status ReadTasks();
  absl::Status ReadPrincipals();
  absl::Status ReadBlock(const std::string& owner, const std::vector<uint32_t>& slots,
                         const bundle::Block& proto, Block& block);
  absl::Status ReadKeys(const std::string& owner, const std::vector<uint32_t>& slots,
                        const google::protobuf::RepeatedPtrField<bundle::Block>& protos,
                        std::vector<Block>& keys);
  absl::Status ReadOptional(const std::string& owner, const std::vector<uint32_t>& slots,
                            bool present, const bundle::Block& proto, Block& block);
  absl::Status ReadTestBlocks();

  // load_facts.cc: facts, the slots that read them, what updates them.
  absl::Status ReadFacts();
  absl::Status ReadFact(const bundle::Fact& proto, FactDef& fact) const;
  absl::Status ReadSlots();
  absl::Status CheckSlotKeys(const std::string& owner, const bundle::Slot& proto) const;
  absl::Status CheckReadsNoElement(const std::string& owner,
                                   const std::vector<uint32_t>& slots) const;
  absl::Status ReadUpdates();
  absl::Status ReadUpdate(const std::string& owner, const bundle::Update& proto, FactDef& fact);
  static absl::Status ReadWindow(const std::string& owner, const bundle::Update& proto,
                                 FactUpdate& update);
  absl::Status ReadForEach(const std::string& owner, const bundle::Update& proto,
                           FactUpdate& update);
  std::vector<uint32_t> WithoutElements(const std::vector<uint32_t>& slots) const;
  bool LoadsElement(const Block& block) const;
  bool MayFail(const Block& block) const;
  static absl::Status CheckUpdateShape(const std::string& owner, const bundle::Update& proto,
                                       const FactDef& fact);

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

  // load_rules.cc
  absl::Status ReadRules();
  absl::Status ReadRule(const std::string& owner, const bundle::Rule& proto, RuleDef& rule);
  static absl::Status ReadLife(const std::string& owner, const bundle::Rule& proto, RuleDef& rule);
  absl::Status ReadScope(const std::string& owner, const bundle::Rule& proto, RuleDef& rule) const;
  absl::Status ReadClauses(const std::string& owner, const bundle::Rule& proto, RuleDef& rule);
  absl::Status ReadLimit(const std::string& owner, const bundle::Rule& proto, RuleDef& rule);
  absl::Status CheckLimitSubject(const std::string& owner, const RuleDef& rule) const;
  static absl::Status ReadComparison(const std::string& owner, uint32_t number, LimitDef& limit);
  bool HasFalseClause(const RuleDef& rule) const;
  absl::Status ReadGuard(const std::string& owner, const bundle::Rule& proto, RuleDef& rule);
  absl::Status ReadAsk(const std::string& owner, const bundle::Rule& proto, RuleDef& rule);
  static absl::Status ReadToken(const std::string& owner, const bundle::Rule& proto, RuleDef& rule);

  Program& program_;
  const bool for_tests_;
  std::set<uint32_t> bound_;  // element slots
  bundle::Bundle bundle_;
  Verifier verifier_;
};

}  // namespace writ

#endif  // WRIT_ENGINE_BYTECODE_LOADER_H_
