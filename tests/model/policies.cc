#include "tests/model/policies.h"

#include <string>
#include <vector>

#include "tests/oracle/generator.h"

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
fact rich(task) = count of succeeded shop.buy when spent(task) > 1
fact by_tag(task, result.id) = count of succeeded shop.buy when 10 / args.n < 100
fact strange(10 / args.n) = last(result.charged) of succeeded shop.buy
fact frozen(Agent): bool = false
fact quota(string): int = 2
permit look: shop.look
permit buy: shop.buy for Trip
  when args.to == task.to || args.to in task.names
  unless has(args.note) && args.note == "a"
permit known: shop.buy when args.tags.exists(t, t == args.to) when seen(agent)
forbid frozen: any when frozen(agent)
forbid unlucky: shop.look when strange(3).orValue(0) == 2
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

// Sliding windows and calendar ones, reservations that are taken out when nobody reports.
constexpr char kWindows[] = R"(package p
entity User { email: string, level: int }
entity Agent { owner: User }
task Work { cap: int }
action a.use(n: int, day: date) -> { used: int, day: date }
action a.note(text: string) -> { text: string }
group small = a.note
fact pace(agent) = count of any within 30s
fact load(task) = sum(args.n) of a.use when args.n >= -1000 && args.n <= 1000 within 1m settle result.used % 1000
fact top(user) = max(args.n) of a.use within 20s
fact low(user) = min(args.n) of a.use on unknown release after 10s
fact latest(user) = last(args.day) of a.use on unknown release after 15s
fact busy(agent) = any of a.use within 20s on unknown release after 10s
fact texts(agent) = set(args.text) of a.note within 20s
fact said(user) = set(args.text) of a.note on unknown release after 1m
fact hourly(user) = count of a.use each hour in "Europe/Madrid"
fact daily(user) = sum(args.n) of a.use when args.n >= -1000 && args.n <= 1000 each day in "America/New_York" settle result.used % 7 on unknown release after 20s
fact weekly(task) = set(args.n) of a.use each week in "Asia/Kolkata"
fact monthly(user) = min(args.day) of a.use each month in "Europe/Madrid"
fact done(user) = count of succeeded a.use within 40s
fact used(user) = max(result.used) of succeeded a.use each day in "Europe/Madrid"
fact heavy(task) = count of succeeded a.use when load(task) > 3 each day in "Europe/Madrid"
fact odd(task) = sum(10 / (result.used % 3)) of succeeded a.use within 20s
fact held(task) = sum(args.n) of a.use when args.n >= -1000 && args.n <= 1000 settle 20 / result.used on unknown release after 20s
permit use: a.use for Work when args.n <= task.cap from date("2020-01-01") until date("2026-11-24")
permit more: a.use when args.n > -5 && args.n < 10 unless busy(agent) && args.n == 7
permit note: small when texts(agent).size() < 4 || odd(task) > 3
forbid late: a.use when latest(user).orValue(args.day) > date("9000-01-01") && done(user) > 1
forbid again: a.use when args.n in weekly(task) && args.n == 3
limit pace: pace(agent) <= 9
limit load: load(task) <= task.cap + 5 else "too much in a minute"
limit hourly: hourly(user) <= 6
limit daily: daily(user) <= 40 + done(user)
limit held: held(task) <= 60
)";

// Lists of calls and results, element by element, and what goes wrong in them.
constexpr char kLists[] = R"(package p
entity User { email: string, level: int }
entity Agent { owner: User }
task Refund { order: int, cap: int }
action shop.orders(page: int) -> { orders: list<{ id: int, state: string, total: int? }>, tags: map<string, int> }
action shop.refund(order: int, lines: list<{ to: int, n: int }>)
fact order_of(task, o.id) = last(o) of shop.orders for each o in result.orders
fact states(task) = set(o.state) of shop.orders for each o in result.orders when o.id > 0
fact totals(user) = max(o.total.orValue(10 / o.id)) of shop.orders for each o in result.orders within 30s
fact share(task, o.id) = sum(10 / (o.id % 4)) of shop.orders for each o in result.orders
fact tagged(t) = count of shop.orders for each t in result.tags
fact pairs(task, o.state) = count of shop.orders for each o in result.orders for each t in result.tags when t != o.state
fact page(o.id / args.page) = count of shop.orders for each o in result.orders each hour in "Europe/Madrid"
fact paid(task, l.to) = sum(l.n) of shop.refund for each l in args.lines when l.n > -5000 && l.n < 5000
fact paid_in_all(user) = sum(l.n) of shop.refund for each l in args.lines when l.n > -5000 && l.n < 5000 within 40s on unknown release after 20s
fact per(task, 10 / l.to) = min(l.n) of shop.refund for each l in args.lines when l.n > -5000
fact rich(task) = count of succeeded shop.refund when paid_in_all(user) > 2
permit list: shop.orders
permit refund: shop.refund for Refund
  when has(order_of(task, args.order).state) || args.order == task.order
  unless has(order_of(task, args.order).total) && order_of(task, args.order).total > 100
forbid strange: shop.refund when "x" in states(task) || share(task, args.order) == 5
forbid many: shop.orders when page(args.page) > 3 && rich(task) > 0
limit each: paid(task, args.order) <= task.cap else "no more for that one"
limit all: paid_in_all(user) <= 1500
)";

// Approvals, groups, facts that expire, and servers.
constexpr char kApprovals[] = R"(package p
entity Team in Team {}
entity User in Team { manager: User?, level: int }
entity Agent { owner: User }
task Pay { to: string, cap: int }
task Look { to: string }
@server("bank") action bank.send(to: string, n: int)
@server("bank") action bank.look(to: string) -> { rows: list<string> }
@server("web") action web.get(n: int)
fact sent(task) = sum(args.n) of bank.send when args.n < 5000 && args.n > -5000
fact looks(user) = count of bank.look on unknown release after 20s
fact paused(Agent): bool = false ttl 40s
fact quota(User): int = 4 ttl 2m
fact trusted(string): bool = true
permit send: bank.send for Pay when args.n <= task.cap || user in Team("ops")
permit look: bank.look unless args.to == task.to && user in Team("all")
permit get: web.get when args.n < 8
forbid pause: any when paused(agent)
limit sent: sent(task) <= 1000
limit looks: looks(user) <= quota(user)
ask manager: bank.send when args.n > 1 of user.manager within 1m else "your manager must approve this"
ask second: bank.send when args.n > 2 && trusted(args.to) of User("cat") within 30s
ask third: bank.look when args.to > "b" of User("cat") within 1h
ask owner: web.get when args.n > 1 of agent.owner within 30s
ask broken: web.get when 10 / (args.n - 7) == 10 of User("cat") within 1m
)";

}  // namespace

const std::vector<std::string>& FixedPolicies() {
  static const auto& policies =
      *new std::vector<std::string>{kSpending, kMoney, kWindows, kLists, kApprovals};
  return policies;
}

const std::vector<std::string>& ScopeTexts() {
  static const auto& texts = *new std::vector<std::string>{
      "only shop.look",
      "only shop.look\nonly shop.buy when args.n % 2 == 1 unless args.to == task.to",
      "only bank.list when args.page / args.page == 1\nonly bank.send",
      "only a.use when args.n < 3",
      "only any",
      "only shop.refund when args.order in [0, 1, 2]",
      "only bank.send when args.n < 1000\nonly web.get",
      "only bank.look when user == User(\"ana\")",
  };
  return texts;
}

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
