#include "tests/score/run.h"

#include <algorithm>
#include <numeric>

#include "absl/strings/str_cat.h"
#include "engine/base/status_macros.h"
#include "engine/value/decimal.h"
#include "engine/value/text.h"
#include "server/json/json.h"

namespace writ::score {
namespace {

constexpr JsonLimits kLimits = {.max_bytes = 64 << 20, .max_depth = 64};

Value Find(const Value& object, std::string_view key) {
  return object.is(Kind::kMap) ? object.AsMap().FindField(key) : Value{};
}

std::string TextOf(const Value& value) {
  return value.is(Kind::kString) ? std::string(value.AsText()) : std::string();
}

std::vector<Value> ItemsOf(const Value& value) {
  if (!value.is(Kind::kList)) return {};
  return {value.items(), value.items() + value.size()};
}

Call ReadCall(const Value& value) {
  Call call;
  call.tool = TextOf(Find(value, "tool"));
  call.args_json = ToJson(Find(value, "args"));
  call.failed = Find(value, "error").is(Kind::kString);
  call.result = Find(value, "result");
  return call;
}

std::vector<Call> ReadCalls(const Value& list) {
  std::vector<Call> calls;
  for (const Value& item : ItemsOf(list)) calls.push_back(ReadCall(item));
  return calls;
}

// Indexes of calls; one that there is not is left out.
std::vector<size_t> ReadIndexes(const Value& list, size_t size) {
  std::vector<size_t> indexes;
  for (const Value& item : ItemsOf(list)) {
    const auto number = item.is(Kind::kNumber) ? Decimal::Parse(item.AsText()) : std::nullopt;
    const auto index = number ? number->ToUint() : std::nullopt;
    if (index && *index < size) indexes.push_back(*index);
  }
  return indexes;
}

Run ReadRecorded(const Value& value) {
  Run run;
  run.id = TextOf(Find(value, "id"));
  run.suite = TextOf(Find(value, "suite"));
  run.user_task = TextOf(Find(value, "user_task"));
  run.prompt = TextOf(Find(value, "prompt"));
  run.calls = ReadCalls(Find(value, "calls"));
  run.attacked = Find(value, "injection_task").is(Kind::kString);
  run.attack_succeeded = Find(value, "attack_succeeded").IsTrue();
  run.out_of_reach = TextOf(Find(value, "cls")) == "X";
  run.attack_critical = ReadIndexes(Find(value, "attack_critical"), run.calls.size());
  for (const Value& tool : ItemsOf(Find(value, "attack_critical_any_of_tools"))) {
    run.attack_tools.push_back(TextOf(tool));
  }
  run.useful = Find(value, "utility").IsTrue();
  run.utility_critical = ReadIndexes(Find(value, "utility_critical"), run.calls.size());
  return run;
}

// What a user asks for, with what it needs.
Run ReadTruth(const std::string& suite, const Value& task) {
  Run run;
  run.kind = RunKind::kTruth;
  run.suite = suite;
  run.user_task = TextOf(Find(task, "id"));
  run.id = absl::StrCat(suite, "/", run.user_task, "/truth");
  run.prompt = TextOf(Find(task, "prompt"));
  run.calls = ReadCalls(Find(task, "ground_truth"));
  run.useful = true;
  run.utility_critical.resize(run.calls.size());
  std::iota(run.utility_critical.begin(), run.utility_critical.end(), 0u);
  return run;
}

Run MakePair(const Run& truth, const std::string& goal_id, const std::vector<Call>& goal) {
  Run run = truth;
  run.kind = RunKind::kPair;
  run.id = absl::StrCat(truth.suite, "/", truth.user_task, "/", goal_id);
  run.attacked = run.attack_succeeded = true;
  for (const Call& call : goal) {
    run.attack_critical.push_back(run.calls.size());
    run.calls.push_back(call);
  }
  return run;
}

}  // namespace

absl::StatusOr<std::vector<Run>> ReadPack(std::string_view text) {
  std::vector<Run> runs;
  while (!text.empty()) {
    const size_t end = std::min(text.find('\n'), text.size());
    const std::string_view line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    if (line.empty()) continue;
    const auto raw = ReadJson(line, kLimits);
    if (!raw.ok()) {
      return absl::InvalidArgumentError(
          absl::StrCat("line ", runs.size() + 1, " ", raw.status().message()));
    }
    runs.push_back(ReadRecorded((*raw)->value));
    runs.back().memory = *raw;
  }
  return runs;
}

absl::StatusOr<std::vector<Run>> ReadSuite(const std::string& name, std::string_view json) {
  WRIT_ASSIGN_OR_RETURN(const auto raw, ReadJson(json, kLimits));
  std::vector<Run> runs;
  for (const Value& task : ItemsOf(Find(raw->value, "user_tasks"))) {
    const Run truth = ReadTruth(name, task);
    runs.push_back(truth);
    for (const Value& goal : ItemsOf(Find(raw->value, "injection_tasks"))) {
      const std::vector<Call> calls = ReadCalls(Find(goal, "ground_truth"));
      if (!calls.empty()) runs.push_back(MakePair(truth, TextOf(Find(goal, "id")), calls));
    }
  }
  for (Run& run : runs) run.memory = raw;
  return runs;
}

}  // namespace writ::score
