#include "tests/bench/policies.h"

#include <cstdio>
#include <cstdlib>
#include <variant>

#include "engine/decision/pipeline.h"
#include "engine/value/canonical.h"
#include "engine/value/conform.h"
#include "lang/compiler/compiler.h"
#include "server/json/json.h"

namespace writ::bench {
namespace {

[[noreturn]] void Give(const std::string& why) {
  std::fprintf(stderr, "bench: %s\n", why.c_str());
  std::exit(1);
}

std::shared_ptr<const RawValue> Json(std::string_view text) {
  auto value = ReadJson(text);
  if (!value.ok()) Give(std::string(value.status().message()));
  return *value;
}

SystemClock& TheClock() {
  static SystemClock clock;
  return clock;
}

}  // namespace

const char kStatelessPolicy[] = R"(
package travel
task BookTrip { to: string, depart: date, budget: money }
action flights.search(to: string, depart: date)
action flights.purchase(to: string, price: money)
permit lookup: flights.search for BookTrip
  when args.to == task.to
  when args.depart == task.depart
permit buy: flights.purchase for BookTrip
  when args.to == task.to
  when args.price.currency() == task.budget.currency() && args.price.amount() > 0
  when args.price <= task.budget
)";

const char kBudgetPolicy[] = R"(
package bank
task Spend { budget: money }
action bank.pay(price: money)
fact spend(task) = sum(args.price) of bank.pay
permit pay: bank.pay for Spend
limit budget: spend(task) <= task.budget
)";

std::shared_ptr<const Policy> PolicyOf(const std::string& source) {
  lang::CompileResult result = lang::Compile({{"bench.writ", source}});
  for (const auto& diagnostic : result.diagnostics.Sorted()) {
    if (!result.ok()) std::fputs(lang::Render(diagnostic, result.sources).c_str(), stderr);
  }
  if (!result.ok()) Give("the policy does not compile");
  auto program = Program::Load(std::move(result.bundle));
  if (!program.ok()) Give(program.status().ToString());
  auto policy = Policy::Make(*std::move(program));
  if (!policy.ok()) Give(policy.status().ToString());
  return *policy;
}

CallRequest RequestOf(const char* task, const char* action, std::string_view args) {
  CallRequest request;
  request.task_id = task;
  request.agent = "bot";
  request.action = action;
  request.args = Json(args);
  return request;
}

std::string ParamsOf(const Policy& policy, const char* task, std::string_view params) {
  const Type* type = policy.program().FindTask(task);
  if (type == nullptr) Give("the policy has no such task");
  Arena arena;
  // The conformed value points into the raw one.
  auto raw = Json(params);
  auto conformed = Conform(raw->value, RecordOf(*type), arena);
  if (const Misfit* misfit = std::get_if<Misfit>(&conformed)) Give(misfit->ToString());
  return CanonicalBytes(std::get<Value>(conformed));
}

std::unique_ptr<Engine> EngineWithTask(std::unique_ptr<Store> store, bool inline_commands) {
  auto engine = Engine::Open(std::move(store), PolicyOf(kBudgetPolicy)->shared_program(),
                             {.clock = &TheClock(), .inline_commands = inline_commands});
  if (!engine.ok()) Give(engine.status().ToString());
  TaskGrant grant{"t",   "Spend", Json(R"({"budget": "1000000000 USD"})"),
                  "ana", "bot",   3'600'000'000};
  auto task = Await<TaskInfo>([&](auto done) { (*engine)->Grant(grant, std::move(done)); });
  if (!task.ok()) Give(task.status().ToString());
  return *std::move(engine);
}

}  // namespace writ::bench
