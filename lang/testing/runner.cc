#include "lang/testing/runner.h"

#include <algorithm>
#include <memory>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "engine/engine.h"
#include "engine/storage/store.h"
#include "engine/value/canonical.h"
#include "engine/value/text.h"
#include "engine/vm/patterns.h"
#include "engine/vm/vm.h"
#include "lang/testing/trace_text.h"

namespace writ::lang {
namespace {

constexpr uint64_t kStepFuel = 10'000'000;

// What a step came to, when it is not what the step says.
struct Mismatch {
  std::string expected, got;
  std::vector<std::string> trace;
};
using StepResult = std::optional<Mismatch>;

Micros ToMicros(const Value& duration) {
  TimeParts parts = duration.AsTime();
  return parts.seconds * 1'000'000 + parts.nanos / 1000;
}

std::shared_ptr<const RawValue> Raw(const Value& value) {
  auto raw = std::make_shared<RawValue>();
  raw->value = CopyInto(value, raw->arena);
  return raw;
}

// "unknown action" for the code unknown_action: tests may name either.
bool Says(const Decision& decision, const std::string& words) {
  std::string code(ReasonCode(decision.reason));
  for (const std::string& text :
       {decision.message, decision.detail, code, absl::StrReplaceAll(code, {{"_", " "}})}) {
    if (text.find(words) != std::string::npos) return true;
  }
  return false;
}

class TestRun {
 public:
  TestRun(const CompiledTests& tests, const PatternSet& patterns, const CompiledTest& test,
          const TestOptions& options)
      : tests_(tests),
        patterns_(patterns),
        test_(test),
        options_(options),
        slots_(tests.program->slots.size()) {}

  TestResult Run() {
    TestResult result{test_.title, test_.file, test_.line, std::nullopt, {}};
    auto engine =
        Engine::Open(NewMemoryStore(), tests_.program, {.clock = &clock_, .inline_commands = true});
    if (!engine.ok()) {
      result.failure = {.line = test_.line, .got = std::string(engine.status().message())};
      return result;
    }
    engine_ = *std::move(engine);
    for (const CompiledStep& step : test_.steps) {
      StepResult mismatch = RunStep(step);
      if (!mismatch) continue;
      result.failure = {step.line,          step.column,   step.text,
                        mismatch->expected, mismatch->got, std::move(mismatch->trace)};
      break;
    }
    result.shown = std::move(shown_);
    return result;
  }

 private:
  StepResult RunStep(const CompiledStep& step) {
    if (StepResult mismatch = FillSlots(step)) return mismatch;
    switch (step.kind) {
      case StepKind::kGrant:
        return Grant(step);
      case StepKind::kCall:
        return Call(step);
      case StepKind::kExpect:
        return Expect(step);
      case StepKind::kSetFact:
        return SetFact(step);
      case StepKind::kWait:
        return Wait(step);
      case StepKind::kClose:
        return Close(step);
      case StepKind::kRevoke:
        return Revoke(step);
      case StepKind::kAnswer:
        return Answer(step);
    }
    return Mismatch{"a known step", "another one", {}};
  }

  Value Evaluate(const Block& block) {
    Budget budget(kStepFuel);
    return writ::Run(*tests_.program, block, {roots_, slots_, patterns_}, budget, arena_);
  }

  // The facts that the step reads, as they stand now.
  StepResult FillSlots(const CompiledStep& step) {
    for (uint32_t slot : step.slots) {
      const SlotDef& definition = tests_.program->slots[slot];
      if (definition.fact == kTestVariable) continue;
      std::vector<Value> keys;
      for (const Block& key : definition.keys) keys.push_back(Evaluate(key));
      auto bad =
          std::find_if(keys.begin(), keys.end(), [](const Value& v) { return v.is_error(); });
      if (bad != keys.end()) {
        slots_[slot] = *bad;
        continue;
      }
      auto value = engine_->ReadFact(definition.fact, keys, arena_);
      if (!value.ok()) return Unexpected("a fact", value.status());
      slots_[slot] = *value;
    }
    return std::nullopt;
  }

  static StepResult Unexpected(std::string expected, const absl::Status& status) {
    return Mismatch{std::move(expected), std::string(status.message()), {}};
  }

  // A value that the step needs; an Error is the step's failure.
  StepResult Need(const Block& block, const char* what, Value& value) {
    value = Evaluate(block);
    if (!value.is_error()) return std::nullopt;
    return Mismatch{what, ToSource(value), {}};
  }

  std::string TaskId(uint32_t variable) const { return absl::StrCat("task-", variable); }

  StepResult Grant(const CompiledStep& step) {
    Value params, expires;
    if (StepResult bad = Need(step.params, "parameters", params)) return bad;
    TaskGrant grant{TaskId(step.variable), step.task_type, Raw(params), step.user, step.agent,
                    kTestLifetime};
    if (step.expires.present()) {
      if (StepResult bad = Need(step.expires, "a duration", expires)) return bad;
      grant.lifetime = ToMicros(expires);
    }
    if (step.parent) {
      grant.parent = TaskId(*step.parent);
      // Unless it says when, it ends with the task above.
      if (!step.expires.present()) grant.lifetime = 0;
    }
    grant.scope = step.scope;
    auto info = Await<TaskInfo>([&](auto done) { engine_->Grant(grant, std::move(done)); });
    if (!info.ok()) return Unexpected("a task", info.status());
    agents_[step.variable] = step.agent;
    auto* entity =
        arena_.New(EntityRep{arena_.Copy(info->type), arena_.Copy(info->task_id), nullptr});
    if (params.is(Kind::kMap)) entity->attributes = &params.AsMap();
    slots_[tests_.first_variable + step.variable] = Value::Entity(entity);
    return std::nullopt;
  }

  StepResult Call(const CompiledStep& step) {
    Value args;
    if (StepResult bad = Need(step.args, "arguments", args)) return bad;
    CallRequest request;
    request.task_id = step.has_task ? TaskId(step.variable) : "none";
    request.agent = step.has_task ? agents_[step.variable] : "nobody";
    request.action = step.action;
    request.args = Raw(args);
    request.want_trace = true;
    if (step.with_approval) request.ticket = ticket_;
    auto decision =
        Await<Decision>([&](auto done) { engine_->Decide(std::move(request), std::move(done)); });
    if (!decision.ok()) return Unexpected("a decision", decision.status());
    if (decision->approval) ticket_ = decision->approval->ticket;
    if (options_.coverage != nullptr) options_.coverage->Add(*decision);
    if (options_.decided) options_.decided(*engine_, *decision);
    if (options_.show) {
      Show(*decision);
      const bool reports = step.has_outcome && decision->verdict == Verdict::kPermit;
      return reports ? Report(step, *decision) : std::nullopt;
    }
    if (!AsExpected(step, *decision)) {
      return Mismatch{Expectation(step), VerdictText(*decision),
                      TraceText(*tests_.program, *decision)};
    }
    return step.has_outcome ? Report(step, *decision) : std::nullopt;
  }

  void Show(const Decision& decision) {
    shown_.push_back({.kind = StepKind::kCall,
                      .text = VerdictText(decision),
                      .permitted = decision.verdict == Verdict::kPermit,
                      .trace = TraceText(*tests_.program, decision)});
  }

  static Verdict Wanted(const CompiledStep& step) {
    switch (step.verdict) {
      case TestVerdict::kPermit:
        return Verdict::kPermit;
      case TestVerdict::kDeny:
        return Verdict::kDeny;
      case TestVerdict::kAsk:
        return Verdict::kAsk;
    }
    return Verdict::kDeny;
  }

  static bool AsExpected(const CompiledStep& step, const Decision& decision) {
    if (decision.verdict != Wanted(step)) return false;
    const auto& rules = decision.rules;
    if (!step.rule.empty() && std::find(rules.begin(), rules.end(), step.rule) == rules.end()) {
      return false;
    }
    return step.reason.empty() || Says(decision, step.reason);
  }

  static std::string Expectation(const CompiledStep& step) {
    std::string text(VerdictName(Wanted(step)));
    if (!step.rule.empty()) absl::StrAppend(&text, " by `", step.rule, "`");
    if (!step.reason.empty()) absl::StrAppend(&text, ": ", step.reason);
    return text;
  }

  StepResult Report(const CompiledStep& step, const Decision& decision) {
    OutcomeReport report{decision.decision_id, agents_[step.variable], step.succeeds, nullptr};
    if (step.result.present()) {
      Value result;
      if (StepResult bad = Need(step.result, "a result", result)) return bad;
      report.result = Raw(result);
    }
    auto receipt = Await<OutcomeReceipt>(
        [&](auto done) { engine_->ReportOutcome(std::move(report), std::move(done)); });
    return receipt.ok() ? std::nullopt : Unexpected("a reported outcome", receipt.status());
  }

  StepResult Expect(const CompiledStep& step) {
    Value holds = Evaluate(step.condition);
    if (options_.show) {
      shown_.push_back({.type = step.type,
                        .text = ToSource(holds),
                        .json = ToJson(holds),
                        .is_error = holds.is_error()});
      return std::nullopt;
    }
    if (holds.IsTrue()) return std::nullopt;
    Mismatch mismatch{"true", ToSource(holds), {}};
    for (uint32_t slot : step.slots) {
      uint32_t fact = tests_.program->slots[slot].fact;
      if (fact >= kFirstSpecialSlot) continue;
      mismatch.trace.push_back(
          absl::StrCat("fact ", tests_.program->facts[fact].name, " = ", ToSource(slots_[slot])));
    }
    return mismatch;
  }

  StepResult SetFact(const CompiledStep& step) {
    std::vector<Value> keys;
    for (const Block& key : step.keys) {
      if (StepResult bad = Need(key, "a key", keys.emplace_back())) return bad;
    }
    Value value;
    if (StepResult bad = Need(step.value, "a value", value)) return bad;
    FactChange change;
    if (step.entity.empty()) {
      Value list = Value::List(keys.data(), static_cast<uint32_t>(keys.size()));
      change.what = FactPut{step.fact, Raw(list), Raw(value)};
    } else {
      change.what = EntityChange(step, keys[0].AsEntity().id, value);
    }
    auto index = Await<uint64_t>(
        [&](auto done) { engine_->ChangeFacts({std::move(change)}, std::move(done)); });
    return index.ok() ? std::nullopt : Unexpected("a fact that can be set", index.status());
  }

  static decltype(FactChange::what) EntityChange(const CompiledStep& step, std::string_view id,
                                                 const Value& value) {
    if (step.fact == "attributes") return EntityPut{step.entity, std::string(id), Raw(value)};
    GroupsPut put{step.entity, std::string(id), {}};
    for (uint32_t i = 0; i < value.size(); ++i) {
      put.groups.emplace_back(value.items()[i].AsEntity().id);
    }
    return put;
  }

  StepResult Answer(const CompiledStep& step) {
    if (ticket_.empty()) return Mismatch{"an ask before it", "none", {}};
    TicketAnswer answer{ticket_, step.user, !step.refuse, ""};
    auto info = Await<TicketInfo>(
        [&](auto done) { engine_->AnswerTicket(std::move(answer), std::move(done)); });
    const char* what = step.refuse ? "a refusal that is taken" : "an approval that is taken";
    if (step.fails) return info.ok() ? StepResult(Mismatch{"fails", what, {}}) : std::nullopt;
    return info.ok() ? std::nullopt : Unexpected(what, info.status());
  }

  StepResult Wait(const CompiledStep& step) {
    Value duration;
    if (StepResult bad = Need(step.duration, "a duration", duration)) return bad;
    clock_.Advance(ToMicros(duration));
    return std::nullopt;
  }

  StepResult Close(const CompiledStep& step) {
    TaskClose close{TaskId(step.variable)};
    auto info = Await<TaskInfo>([&](auto done) { engine_->Close(close, std::move(done)); });
    return info.ok() ? std::nullopt : Unexpected("a task to close", info.status());
  }

  StepResult Revoke(const CompiledStep& step) {
    if (step.principal.empty()) {
      if (step.restores) return Mismatch{"a task that can be restored", "none can", {}};
      TaskRevoke revoke{TaskId(step.variable), "a test"};
      auto info = Await<TaskInfo>([&](auto done) { engine_->Revoke(revoke, std::move(done)); });
      return info.ok() ? std::nullopt : Unexpected("a task to revoke", info.status());
    }
    static constexpr std::pair<std::string_view, PrincipalKind> kKinds[] = {
        {"agent", PrincipalKind::kAgent},
        {"user", PrincipalKind::kUser},
        {"tool", PrincipalKind::kTool},
        {"server", PrincipalKind::kServer}};
    RevocationSet set{{}, step.id, !step.restores, "a test"};
    for (const auto& [name, kind] : kKinds) {
      if (name == step.principal) set.kind = kind;
    }
    auto info =
        Await<RevocationInfo>([&](auto done) { engine_->SetRevocation(set, std::move(done)); });
    return info.ok() ? std::nullopt : Unexpected("somebody to revoke", info.status());
  }

  const CompiledTests& tests_;
  const PatternSet& patterns_;
  const CompiledTest& test_;
  const TestOptions& options_;
  std::vector<Shown> shown_;
  ManualClock clock_{kTestStart};
  Arena arena_;
  Roots roots_;
  std::vector<Value> slots_;
  absl::flat_hash_map<uint32_t, std::string> agents_;  // by variable
  std::string ticket_;                                 // given last
  std::unique_ptr<Engine> engine_;
};

}  // namespace

std::vector<TestResult> RunTests(const CompiledTests& tests, const TestOptions& options) {
  std::vector<TestResult> results;
  if (tests.program == nullptr) return results;
  auto patterns = PatternSet::Compile(*tests.program);
  for (const CompiledTest& test : tests.tests) {
    if (options.selects && !options.selects(test.title)) continue;
    if (patterns.ok()) {
      results.push_back(TestRun(tests, *patterns, test, options).Run());
      continue;
    }
    TestFailure failure{.line = test.line, .got = std::string(patterns.status().message())};
    results.push_back({test.title, test.file, test.line, std::move(failure), {}});
  }
  return results;
}

}  // namespace writ::lang
