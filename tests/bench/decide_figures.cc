#include "tests/bench/decide_figures.h"

#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <new>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "engine/decision/pipeline.h"
#include "engine/decision/shard.h"
#include "tests/bench/policies.h"

namespace {
std::atomic<uint64_t> allocations{0};
}

// Counts every allocation of the process.
void* operator new(size_t size) {
  allocations.fetch_add(1, std::memory_order_relaxed);
  void* memory = std::malloc(size);
  if (memory == nullptr) std::abort();
  return memory;
}
void operator delete(void* memory) noexcept { std::free(memory); }
void operator delete(void* memory, size_t) noexcept { std::free(memory); }

namespace writ::bench {
namespace {

// Facts that are never asked for.
class NoFacts : public FactSource {
 public:
  absl::StatusOr<FactValue> Read(const Program&, uint32_t, std::string_view, Arena&) override {
    return absl::InternalError("a stateless policy reads no fact");
  }
};

// One policy, one task and some calls, read and ready to be decided.
class Decider {
 public:
  explicit Decider(const std::string& source, const char* task_type, const char* params)
      : policy_(PolicyOf(source)) {
    state_.id = "t";
    state_.type = task_type;
    state_.params = ParamsOf(*policy_, task_type, params);
    state_.user = "ana";
    state_.agent = "bot";
    state_.expires = INT64_MAX;
    view_ = ViewTask(state_, *policy_, arena_);
  }

  void Add(const char* action, const std::string& args) {
    requests_.push_back(RequestOf("t", action, args));
    reads_.push_back(ReadArguments(policy_, requests_.back()));
  }

  bool Permits(uint64_t i) {
    workspace_.arena.Reset();
    size_t at = i % reads_.size();
    Call call = Admit(reads_[at], requests_[at], TaskChain{&view_}, {.time = 1}, workspace_.arena);
    if (call.refusal != Reason::kPermitted || !ReadFacts(call, no_facts_, workspace_).ok()) {
      return false;
    }
    return Combine(call, workspace_.facts, Run(call, workspace_)).verdict == Verdict::kPermit;
  }

 private:
  std::shared_ptr<const Policy> policy_;
  Arena arena_;
  TaskState state_;
  TaskView view_;
  std::vector<CallRequest> requests_;
  std::vector<ReadCall> reads_;
  NoFacts no_facts_;
  Workspace workspace_;
};

// The rules of kStatelessPolicy by hand.
struct NativeCall {
  std::string action, to, depart, currency;
  int64_t cents = 0;
};
struct NativeTask {
  std::string to = "SFO", depart = "2026-12-01", currency = "USD";
  int64_t budget_cents = 60'000;
};

__attribute__((noinline)) bool PermitsByHand(const NativeTask& task, const NativeCall& call) {
  if (call.action == "flights.search") return call.to == task.to && call.depart == task.depart;
  if (call.action != "flights.purchase") return false;
  if (call.to != task.to) return false;
  if (call.currency != task.currency || call.cents <= 0) return false;
  return call.cents <= task.budget_cents;
}

void Insist(bool holds, const char* what) {
  if (holds) return;
  std::fprintf(stderr, "bench: %s\n", what);
  std::exit(1);
}

std::string RulesPolicy(int rules) {
  std::string source = "package scale\ntask Work {}\naction crm.query(table: string, rows: int)\n";
  for (int i = 0; i < rules; ++i) {
    absl::StrAppend(&source, "permit p", i, ": crm.query for Work\n  when args.table == \"table_",
                    i, "\"\n  when args.rows <= 100\n");
  }
  return source;
}

}  // namespace

Pair DecideNative() {
  Decider compiled(kStatelessPolicy, "travel.BookTrip",
                   R"({"to": "SFO", "depart": "2026-12-01", "budget": "600 USD"})");
  std::vector<NativeCall> native;
  auto search = [&](const char* to, const char* depart) {
    compiled.Add("flights.search",
                 absl::StrCat("{\"to\":\"", to, "\",\"depart\":\"", depart, "\"}"));
    native.push_back({"flights.search", to, depart, "", 0});
  };
  auto purchase = [&](const char* to, int64_t cents, const char* currency) {
    compiled.Add("flights.purchase", absl::StrCat("{\"to\":\"", to, "\",\"price\":\"", cents / 100,
                                                  " ", currency, "\"}"));
    native.push_back({"flights.purchase", to, "", currency, cents});
  };
  search("SFO", "2026-12-01");
  search("ACA", "2026-12-01");
  search("SFO", "2026-12-08");
  for (int64_t cents : {38'900, 60'000, 70'000}) purchase("SFO", cents, "USD");
  purchase("ACA", 38'900, "USD");
  purchase("SFO", 38'900, "MXN");

  NativeTask task;
  int permits = 0;
  for (size_t i = 0; i < native.size(); ++i) {
    bool by_hand = PermitsByHand(task, native[i]);
    Insist(compiled.Permits(i) == by_hand, "compiled rules and hand-written ones disagree");
    permits += by_hand;
  }
  Insist(permits > 1 && permits < static_cast<int>(native.size()), "calls must differ in verdict");
  return MeasureInTurn([&](uint64_t i) { Keep(compiled.Permits(i)); }, 20'000,
                       [&](uint64_t i) { Keep(PermitsByHand(task, native[i % native.size()])); },
                       200'000);
}

Pair DecideRules10k() {
  Decider many(RulesPolicy(10'000), "scale.Work", "{}");
  Decider few(RulesPolicy(10), "scale.Work", "{}");
  for (Decider* decider : {&many, &few}) {
    decider->Add("crm.query", R"({"table": "table_7", "rows": 50})");
    Insist(decider->Permits(0), "the matching rule must permit");
  }
  return MeasureInTurn([&](uint64_t i) { Keep(many.Permits(i)); }, 20'000,
                       [&](uint64_t i) { Keep(few.Permits(i)); }, 20'000);
}

double Allocations() {
  std::unique_ptr<Engine> engine = EngineWithTask(NewMemoryStore(), /*inline_commands=*/true);
  auto request = RequestOf("t", "bank.pay", R"({"price": "0.01 USD"})");
  auto decide = [&](uint64_t) {
    engine->Decide(request, [](absl::StatusOr<Decision> decision) {
      Insist(decision.ok() && decision->verdict == Verdict::kPermit, "the call must be permitted");
    });
  };
  constexpr uint64_t kCalls = 20'000;
  NanosOf(decide, kCalls / 10);
  uint64_t before = allocations.load();
  NanosOf(decide, kCalls);
  return static_cast<double>(allocations.load() - before) / static_cast<double>(kCalls);
}

}  // namespace writ::bench
