#include <string>
#include <vector>

#include "tests/model/duel.h"

namespace writ::model {
namespace {

constexpr char kSpending[] = R"(package p
entity User { email: string, level: int }
entity Agent { owner: User }
task Trip { to: string, cap: int, names: list<string> }
task Watch { to: string }
action shop.buy(to: string, n: int, tags: list<string>, note: string?) -> { charged: int, id: string }
action shop.look(to: string) -> { found: list<string> }
fact spent(task) = sum(args.n) of shop.buy when args.n < 1000000 && args.n > -1000000 settle result.charged / 2
fact bought(task) = count of shop.buy
fact to_place(user, args.to) = count of any when args.to != ""
fact ids(task) = set(result.id) of succeeded shop.buy
fact cheapest(user) = min(result.charged) of succeeded shop.buy
fact most(user) = max(result.charged) of succeeded shop.buy when args.n > 0
fact newest(task, args.to) = last(result.found) of succeeded shop.look
fact seen(agent) = any of succeeded shop.look
fact good(user) = count of succeeded any
fact frozen(Agent): bool = false
fact quota(string): int = 2
permit look: shop.look
permit buy: shop.buy for Trip
  when args.to == task.to || args.to in task.names
  unless has(args.note) && args.note == "a"
permit known: shop.buy when args.tags.exists(t, t == args.to) when seen(agent)
forbid frozen: any when frozen(agent)
forbid odd: shop.buy when args.n % (args.tags.size() - 1) == 1 else "odd"
limit budget: spent(task) <= task.cap else "the budget is used up"
limit count: bought(task) <= 5
limit place: to_place(user, args.to) <= quota(args.to) + good(user)
)";

constexpr char kMoney[] = R"(package p
entity User { email: string, level: int }
entity Agent { owner: User }
task Pay { to: string, cap: decimal }
action bank.send(to: string, amount: decimal, day: date) -> { fee: decimal }
action bank.list(page: int) -> { rows: map<string, int> }
fact sent(task) = sum(args.amount) of bank.send when args.amount < 5000.0 && args.amount > -5000.0
fact fees(user) = sum(result.fee * 2) of succeeded bank.send when result.fee < 5000.0
fact first(task) = min(args.day) of succeeded bank.send
fact days(args.day) = count of bank.send
fact level(User): int = 1
permit send: bank.send for Pay when args.to == task.to
permit any_day: bank.send when args.day == date("2026-12-01") || first(task).orValue(args.day) == args.day
permit list: bank.list when args.page in [0, 1, 2] when level(user) > 0
forbid late: bank.send when args.day > date("9000-01-01")
limit cap: sent(task) <= task.cap
limit daily: days(args.day) < 4 else "too many on that day"
)";

}  // namespace

std::vector<std::string> FixedPolicies() { return {kSpending, kMoney}; }

std::string RandomPolicy(uint64_t seed) {
  oracle::Generator generator(seed);
  oracle::Random& random = generator.random();
  std::string text = oracle::kDeclarations;
  text += "fact made(task) = count of a.probe\n";
  const char* const kEffects[] = {"permit", "permit", "forbid"};
  const size_t rules = 3 + random.Below(6);
  for (size_t i = 0; i < rules; ++i) {
    text +=
        std::string(kEffects[i < 3 ? i : random.Below(3)]) + " r" + std::to_string(i) + ": a.probe";
    for (size_t clauses = random.Below(3) + (i == 0 ? 0 : 1); clauses > 0; --clauses) {
      text += random.OneIn(4) ? "\n  unless " : "\n  when ";
      text += generator.Expression("bool", 1 + static_cast<int>(random.Below(3)));
    }
    text += "\n";
  }
  text += "limit often: made(task) <= " + generator.Expression("int", 2) + "\n";
  return text;
}

}  // namespace writ::model
