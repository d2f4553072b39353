// Rules: whom they are about, their clauses, and what each effect has of its own.
#include <utility>

#include "engine/bytecode/codes.h"
#include "engine/bytecode/loader.h"

namespace writ {
namespace {

constexpr uint32_t kMaxTokenSeconds = 60;
constexpr uint32_t kMaxAskSeconds = 7 * 86'400;
constexpr size_t kMaxAudienceBytes = 256;

}  // namespace

absl::Status ProgramLoader::ReadRules() {
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

absl::Status ProgramLoader::ReadRule(const std::string& owner, const bundle::Rule& proto,
                                     RuleDef& rule) {
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
absl::Status ProgramLoader::ReadLife(const std::string& owner, const bundle::Rule& proto,
                                     RuleDef& rule) {
  if (!proto.has_life()) return absl::OkStatus();
  if (rule.effect != Effect::kPermit && rule.effect != Effect::kAsk) {
    return Refuse(owner, ": permits and asks alone have a life");
  }
  if (proto.life().has_from()) rule.from = proto.life().from();
  if (proto.life().has_until()) rule.until = proto.life().until();
  return rule.from < rule.until ? absl::OkStatus() : Refuse(owner, ": ends before it begins");
}

// The actions and tasks that the rule is about.
absl::Status ProgramLoader::ReadScope(const std::string& owner, const bundle::Rule& proto,
                                      RuleDef& rule) const {
  WRIT_ASSIGN_OR_RETURN(rule.actions, ReadIndexes(owner, proto.actions(), program_.actions.size()));
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

absl::Status ProgramLoader::ReadClauses(const std::string& owner, const bundle::Rule& proto,
                                        RuleDef& rule) {
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

absl::Status ProgramLoader::ReadLimit(const std::string& owner, const bundle::Rule& proto,
                                      RuleDef& rule) {
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
absl::Status ProgramLoader::CheckLimitSubject(const std::string& owner, const RuleDef& rule) const {
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

absl::Status ProgramLoader::ReadComparison(const std::string& owner, uint32_t number,
                                           LimitDef& limit) {
  for (Op op : {Op::kEqual, Op::kLess, Op::kLessEqual, Op::kGreater, Op::kGreaterEqual}) {
    if (number != static_cast<uint32_t>(op)) continue;
    limit.comparison = op;
    return absl::OkStatus();
  }
  return Refuse(owner, ": unknown comparison");
}

// Whether a clause is `LoadConst`, `Return` of the bool that makes it false.
bool ProgramLoader::HasFalseClause(const RuleDef& rule) const {
  for (const Clause& clause : rule.clauses) {
    const Instruction& first = program_.code[clause.block.begin];
    if (clause.block.size != 2 || first.op != Op::kLoadConst) continue;
    const Value& value = program_.constants[static_cast<uint32_t>(first.d)];
    if (clause.unless ? value.IsTrue() : value.IsFalse()) return true;
  }
  return false;
}

absl::Status ProgramLoader::ReadGuard(const std::string& owner, const bundle::Rule& proto,
                                      RuleDef& rule) {
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

absl::Status ProgramLoader::ReadAsk(const std::string& owner, const bundle::Rule& proto,
                                    RuleDef& rule) {
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

absl::Status ProgramLoader::ReadToken(const std::string& owner, const bundle::Rule& proto,
                                      RuleDef& rule) {
  if (!proto.has_token()) return absl::OkStatus();
  const uint32_t seconds = proto.token().ttl_seconds();
  if (rule.effect != Effect::kPermit) return Refuse(owner, ": permits alone give tokens");
  if (seconds < 1 || seconds > kMaxTokenSeconds) return Refuse(owner, ": a token lives 1 to 60 s");
  const std::string& audience = proto.token().audience();
  if (audience.empty() || audience.size() > kMaxAudienceBytes)
    return Refuse(owner, ": a token's audience has 1 to 256 bytes");
  rule.token = TokenTerms{seconds, proto.token().once(), audience};
  return absl::OkStatus();
}

}  // namespace writ
