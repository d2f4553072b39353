// For the tests of the checker: texts go in, types and names of diagnostics come out.
#ifndef WRIT_LANG_SEMA_CHECK_FIXTURE_H_
#define WRIT_LANG_SEMA_CHECK_FIXTURE_H_

#include <memory>
#include <string>
#include <vector>

#include "lang/sema/check.h"

namespace writ::lang {

// What the expressions of these tests may name.
inline constexpr char kDeclarations[] = R"(package p
entity User { email: string, manager: User?, level: Level? }
entity Agent { owner: User }
enum Level { low, mid, high }
type Pair = { a: int, b: decimal }
task Trip { to: string, budget: money, note: string?, rate: double }
action a.get(to: string, n: int, d: decimal, price: money, note: string?, tags: list<string>,
             at: timestamp, day: date, any: dyn, by: map<string, int>)
          -> { id: string, paid: money }
fact frozen(Agent): bool = false
fact spend(task) = sum(args.price) of a.get
fact top(user) = max(result.paid) of a.get
const cap = 500 USD
fn twice(n: int): int = n + n
fn dear(m: money): bool = m > cap
)";

struct Checked {
  SourceSet sources;
  std::vector<File> files;
  Diagnostics diagnostics;
  std::unique_ptr<Analysis> analysis;
  const Model* model = nullptr;
};

std::unique_ptr<Checked> CheckText(const std::string& text);

// The names of the diagnostics, in their order.
std::string Complaints(const Checked& checked);
// The type of `expr` where a fact keeps it, or the names of what is reported.
std::string TypeOf(const std::string& expr);
// The one spelling of `expr` as a term.
std::string TermOf(const std::string& expr);
// What is reported about a rule with these clauses.
std::string RuleSays(const std::string& clauses);
// What is reported about these declarations.
std::string Says(const std::string& declarations);

struct Row {
  const char* expr;
  const char* type;
};
void ExpectTypes(const std::vector<Row>& rows);

}  // namespace writ::lang

#endif  // WRIT_LANG_SEMA_CHECK_FIXTURE_H_
