#include "tests/model/run.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "tests/model/policies.h"

namespace writ::model {
namespace {

// Runs those steps; gives what was told.
std::vector<std::string> Run(const Life& life, const std::vector<int>& steps, DuelTally& tally) {
  Duel duel(life, tally);
  for (size_t i = 0; i < steps.size() && duel.ok(); ++i) duel.Step(steps[i]);
  if (duel.ok()) duel.CompareAll();
  return duel.told();
}

bool Differs(const Life& life, const std::vector<int>& steps) {
  DuelTally tally;
  Run(life, steps, tally);
  return !tally.differences.empty();
}

// Leaves out what can be left out, many steps at once first.
std::vector<int> Shorten(const Life& life, std::vector<int> steps) {
  for (size_t size = steps.size() / 2; size > 0; size /= 2) {
    for (size_t at = 0; at < steps.size();) {
      std::vector<int> fewer = steps;
      const size_t end = std::min(at + size, fewer.size());
      fewer.erase(fewer.begin() + static_cast<long>(at), fewer.begin() + static_cast<long>(end));
      if (Differs(life, fewer)) {
        steps = std::move(fewer);
      } else {
        at += size;
      }
    }
  }
  return steps;
}

}  // namespace

void RunLife(const Life& life, DuelTally& tally) {
  std::vector<int> steps;
  for (int i = 0; i < kStepsOfALife; ++i) steps.push_back(i);
  Run(life, steps, tally);
  if (tally.differences.empty()) return;
  DuelTally shortened;
  const std::vector<std::string> told = Run(life, Shorten(life, steps), shortened);
  tally.differences.push_back(
      absl::StrCat("seed ", life.seed, "; the shortest way to a difference:\n  ",
                   absl::StrJoin(told, "\n  "), "\n", absl::StrJoin(shortened.differences, "\n")));
}

void RunFixed(uint64_t steps, uint64_t& seed, DuelTally& tally) {
  const std::vector<std::string>& policies = FixedPolicies();
  const uint64_t until = tally.steps + steps;
  while (tally.steps < until && tally.differences.empty()) {
    const lang::Passes passes = seed % 2 == 0 ? lang::Passes() : lang::Passes::None();
    RunLife({policies[seed / 2 % policies.size()], passes, seed}, tally);
    ++seed;
  }
}

std::vector<std::string> NeverMet(const DuelTally& tally) {
  std::vector<std::string> never;
#define WRIT_REASON(number, name, code, text) \
  if (tally.reasons.count(code) == 0) never.push_back(code);
#include "engine/decision/reasons.def"
#undef WRIT_REASON
  // What a failing store says, and what only another policy in the place of the first
  // brings about; the model knows neither.
  for (const char* code : {"unavailable", "stale_task", "stale_scope"}) {
    never.erase(std::remove(never.begin(), never.end(), code), never.end());
  }
  for (const char* command : {"decide",
                              "repeat",
                              "grant",
                              "grant refused",
                              "grant under",
                              "grant under refused",
                              "grant with scope",
                              "grant under with scope",
                              "close",
                              "close refused",
                              "revoke",
                              "revoke refused",
                              "revoke principal",
                              "restore principal",
                              "put fact",
                              "put fact refused",
                              "remove fact",
                              "remove fact refused",
                              "put attributes",
                              "put attributes refused",
                              "put groups",
                              "put groups refused",
                              "remove entity",
                              "changes together",
                              "changes together refused",
                              "if absent",
                              "if absent refused",
                              "if version",
                              "if version refused",
                              "if value",
                              "if value refused",
                              "approve",
                              "approve without ticket",
                              "approve not asked",
                              "approve too late",
                              "refuse",
                              "report",
                              "report overrun",
                              "report repeated",
                              "report contradicting",
                              "report unknown",
                              "clock",
                              "clock back",
                              "reopen"}) {
    if (tally.commands.count(command) == 0) never.push_back(command);
  }
  return never;
}

}  // namespace writ::model
