// What the engine says and remembers, against what the model says.
#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "engine/replay/rebuild.h"
#include "engine/value/canonical.h"
#include "engine/value/text.h"
#include "tests/model/duel.h"

namespace writ::model {
namespace {

// The currency of an empty sum is not compared: whether a sum that came back to nothing
// still has one is not said by any rule.
bool SameFact(const Value& a, const Value& b) {
  if (CanonicalBytes(a) == CanonicalBytes(b)) return true;
  return a.is(Kind::kMoney) && b.is(Kind::kMoney) && a.AsMoney().amount == Decimal() &&
         b.AsMoney().amount == Decimal();
}

std::string Names(const std::vector<std::string>& names) { return absl::StrJoin(names, " "); }

}  // namespace

void Duel::CompareDecision(const CallCommand& command, const Decision& got,
                           const Answer& expected) {
  const oracle::Ruling& ruling = expected.ruling;
  if (got.verdict != ruling.verdict || got.reason != ruling.reason || got.rules != ruling.rules ||
      got.decision_id != expected.id || got.denied_in != expected.denied_in) {
    return Differ(
        absl::StrCat(command.action, " ", writ::ToSource(command.args),
                     "\n  engine: ", std::string(ReasonCode(got.reason)), " ", Names(got.rules),
                     " ", got.detail, " ", got.decision_id, " in `", got.denied_in,
                     "`\n  model:  ", std::string(ReasonCode(ruling.reason)), " ",
                     Names(ruling.rules), " ", expected.id, " in `", expected.denied_in, "`"));
  }
  if (got.approval.has_value() != (expected.ask != nullptr)) {
    return Differ("a call waits for an approval, or does not");
  }
  if (got.approval && (got.approval->ticket != expected.ask->id ||
                       got.approval->expires != expected.ask->expires)) {
    return Differ(
        absl::StrCat("a call waits for ", got.approval->ticket, " and not for ", expected.ask->id));
  }
  if (expected.repeated) return;
  CompareTrace(got, ruling);
  if (got.reason == Reason::kLimit && !reference_->MayWaitUntil(got.wait_until, command, ruling)) {
    Differ(absl::StrCat("a limit tells to wait until ", got.wait_until));
  }
}

// A rule that the engine did not look at must be one that does not hold; of the others
// every clause is compared.
void Duel::CompareTrace(const Decision& got, const oracle::Ruling& expected) {
  std::vector<std::pair<size_t, uint32_t>> traced;
  for (const RuleTrace& rule : got.trace) {
    traced.emplace_back(rule.level, rule.rule);
    auto found = expected.trace.find({rule.level, rule.rule});
    if (found == expected.trace.end()) continue;  // a limit: its verdict was compared
    for (size_t i = 0; i < rule.clauses.size(); ++i) {
      const ClauseTrace wanted = i < found->second.size() ? found->second[i] : ClauseTrace{};
      if (rule.clauses[i].result == wanted.result && rule.clauses[i].error == wanted.error)
        continue;
      Differ(absl::StrCat("the trace of ", policy_->model().rules[rule.rule].name, " at clause ",
                          i + 1, ": ", static_cast<int>(rule.clauses[i].result), " for ",
                          static_cast<int>(wanted.result)));
    }
  }
  for (const auto& [rule, clauses] : expected.trace) {
    if (std::find(traced.begin(), traced.end(), rule) != traced.end()) continue;
    const lang::Rule& definition = policy_->model().rules[rule.second];
    const bool is_false = clauses.empty() ? !definition.clauses.empty()
                                          : clauses.back().result == ClauseResult::kFalse;
    if (!is_false) Differ("no trace of " + definition.name);
  }
}

void Duel::CompareFact(uint32_t fact, const std::vector<Value>& keys) {
  Arena arena;
  const Value expected = reference_->ReadFact(fact, keys);
  auto got = engine_->ReadFact(fact, keys, arena);
  if (!got.ok()) return Differ("a fact does not read: " + std::string(got.status().message()));
  if (SameFact(*got, expected)) return;
  Differ(absl::StrCat("the fact ", policy_->model().facts[fact].name,
                      writ::ToSource(Value::List(keys.data(), static_cast<uint32_t>(keys.size()))),
                      "\n  engine: ", writ::ToSource(*got),
                      "\n  model:  ", writ::ToSource(expected)));
}

void Duel::CompareEntity(const Value& entity) {
  Arena arena;
  auto attributes = engine_->ReadFact(kEntityAttributes, {entity}, arena);
  auto groups = engine_->ReadFact(kEntityGroups, {entity}, arena);
  const Value wanted = reference_->Attributes(entity), in = reference_->Groups(entity);
  if (!attributes.ok() || CanonicalBytes(*attributes) != CanonicalBytes(wanted)) {
    return Differ("the attributes of " + writ::ToSource(entity));
  }
  if (!groups.ok() || CanonicalBytes(*groups) != CanonicalBytes(in)) {
    return Differ("the groups of " + writ::ToSource(entity) + ": " + writ::ToSource(in));
  }
}

void Duel::CompareFacts() {
  for (const auto& [fact, keys] : reference_->Touched()) CompareFact(fact, keys);
}

void Duel::Rebuild() {
  const std::unique_ptr<Store> empty = NewMemoryStore();
  auto report = writ::Rebuild(*store_, *empty);
  if (!report.ok()) return Differ("does not rebuild: " + std::string(report.status().message()));
  if (!report->equal()) Differ("rebuilt from the log: " + report->difference);
}

void Duel::CompareAll() {
  if (!ok_) return;
  CompareFacts();
  for (const Value& entity : reference_->TouchedEntities()) CompareEntity(entity);
  for (const auto& [id, call] : tickets_) {
    auto info = engine_->GetTicket(id);
    if (!info.ok()) return Differ("a ticket does not read: " + id);
    CompareTicket(id, *info);
  }
  Rebuild();
  auto report = engine_->Replay(0, UINT64_MAX);
  if (!report.ok()) return Differ("does not replay: " + std::string(report.status().message()));
  if (report->different != 0) Differ("a decision does not replay equal");
  if (!report->tree_matches) Differ("the tree does not match the log");
}

}  // namespace writ::model
