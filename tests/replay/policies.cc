#include "tests/replay/policies.h"

#include <cstdio>
#include <cstdlib>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "lang/compiler/compiler.h"

namespace writ::replay {
namespace {

// Every kind of fact that depends on time or on outcomes, and every kind of rule.
constexpr char kThen[] = R"(
package office

entity User { manager: User? }
entity Agent {}
task Work { budget: money }

action shop.pay(to: string, amount: money) -> { charged: money }
action crm.query(table: string, rows: int)
action repo.test(name: string)
action repo.deploy(name: string)

fact spent(task)     = sum(args.amount) of shop.pay on unknown release after 10m
  settle result.charged
fact payees(task)    = set(args.to) of shop.pay
fact paid_day(agent) = sum(args.amount) of shop.pay each day in "Europe/Madrid"
fact rows(agent)     = sum(args.rows) of crm.query within 1h
fact widest(agent)   = max(args.rows) of crm.query within 10m
fact queries(agent)  = count of crm.query within 10m
fact tested(task, args.name) = any of succeeded repo.test within 5m
fact last_test(task) = last(args.name) of succeeded repo.test
fact paused(Agent): bool = false

permit all: any for Work
forbid paused: any when paused(agent)
forbid odd: shop.pay unless args.amount.amount() > 0
forbid untested: repo.deploy unless tested(task, args.name)
forbid broad: crm.query when widest(agent).orValue(0) > 900 && args.rows > 500
limit budget: spent(task) <= task.budget
limit day: paid_day(agent) <= 50000 EUR
forbid many: shop.pay when size(payees(task)) > 12
limit rows: rows(agent) <= 45000
limit pace: queries(agent) <= 20
ask manager: shop.pay when args.amount > 400 EUR
  of user.manager within 15m else "your manager must approve this"
)";

std::shared_ptr<const Program> Compile(std::string source) {
  lang::CompileResult result = lang::Compile({{"policy.writ", std::move(source)}});
  for (const auto& diagnostic : result.diagnostics.Sorted()) {
    if (!result.ok()) std::fputs(lang::Render(diagnostic, result.sources).c_str(), stderr);
  }
  if (!result.ok()) Give("the policy does not compile");
  auto program = Program::Load(std::move(result.bundle));
  if (!program.ok()) Give(program.status().ToString());
  return *std::move(program);
}

}  // namespace

void Give(const std::string& why) {
  std::fprintf(stderr, "replay: %s\n", why.c_str());
  std::exit(1);
}

std::shared_ptr<const Program> PolicyThen() { return Compile(kThen); }

std::shared_ptr<const Program> PolicyOther() {
  return Compile(absl::StrReplaceAll(
      kThen, {{"forbid odd:", "forbid large: shop.pay when args.amount > 300 EUR\nforbid odd:"},
              {"paid_day(agent) <= 50000 EUR", "paid_day(agent) <= 80000 EUR"},
              {"queries(agent) <= 20", "queries(agent) <= 15"}}));
}

}  // namespace writ::replay
