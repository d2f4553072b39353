// What an author with bad intent can send: deep nesting, long chains, cut and damaged
// text. All of it on a thread with a small stack.
#include <pthread.h>

#include <functional>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "gtest/gtest.h"
#include "lang/syntax/test_parse.h"

namespace writ::lang {
namespace {

constexpr size_t kRepetitions = 1'000'000;
// Sanitizers make frames several times larger.
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__) || !defined(__OPTIMIZE__)
constexpr size_t kStackBytes = 4 << 20;
#else
constexpr size_t kStackBytes = 256 << 10;
#endif

void* Call(void* work) {
  (*static_cast<std::function<void()>*>(work))();
  return nullptr;
}

void OnSmallStack(std::function<void()> work) {
  pthread_attr_t attributes;
  ASSERT_EQ(pthread_attr_init(&attributes), 0);
  ASSERT_EQ(pthread_attr_setstacksize(&attributes, kStackBytes), 0);
  pthread_t thread;
  ASSERT_EQ(pthread_create(&thread, &attributes, Call, &work), 0);
  ASSERT_EQ(pthread_join(thread, nullptr), 0);
  pthread_attr_destroy(&attributes);
}

std::string Repeat(std::string_view text, size_t times) {
  std::string out;
  out.reserve(text.size() * times);
  for (size_t i = 0; i < times; ++i) out += text;
  return out;
}

// Every way to nest: what opens a level, what stands inside, what closes it.
struct Nesting {
  std::string open, inner, close;
};

const Nesting kExpressions[] = {
    {"(", "1", ")"},     {"[", "1", "]"},    {"{1:", "1", "}"},     {"f(", "1", ")"},
    {"a.f(", "1", ")"},  {"a[", "1", "]"},   {"T{a:", "1", "}"},    {"a?b:", "1", ""},
    {"a?(", "1", "):1"}, {"!", "a", ""},     {"-", "a", ""},        {"a+", "1", ""},
    {"a==", "1", ""},    {"a*", "1", ""},    {"a.", "b", ""},       {"", "a", "[0]"},
    {"", "a", ".f()"},   {"(a&&", "a", ")"}, {"a||(b&&", "a", ")"}, {"{", "1", ":1}"},
};

TEST(Bomb, EveryNestingOfExpressionsHasALimit) {
  for (const Nesting& nesting : kExpressions) {
    OnSmallStack([&nesting] {
      std::string deep =
          Repeat(nesting.open, kRepetitions) + nesting.inner + Repeat(nesting.close, kRepetitions);
      std::string message = Expression(std::move(deep));
      // `(a && (a && …` only nests parentheses: it is one flat list, but parsed deep.
      EXPECT_NE(message.find("TooDeep"), std::string::npos) << nesting.open << message;
    });
  }
}

TEST(Bomb, ReasonableNestingIsReadPrintedAndFreed) {
  for (const Nesting& nesting : kExpressions) {
    OnSmallStack([&nesting] {
      std::string text = Repeat(nesting.open, 90) + nesting.inner + Repeat(nesting.close, 90);
      EXPECT_EQ(Expression(text).find("TooDeep"), std::string::npos) << nesting.open;
    });
  }
}

TEST(Bomb, TheLimitIsExact) {
  auto parentheses = [](size_t n) { return Repeat("(", n) + "1" + Repeat(")", n); };
  EXPECT_EQ(Expression(parentheses(kMaxDepth - 1)), "1");
  EXPECT_EQ(Expression(parentheses(kMaxDepth)),
            "1:201 TooDeep: this is nested more than 200 levels deep");
  EXPECT_EQ(Expression("1" + Repeat("+1", kMaxDepth - 1)).find("TooDeep"), std::string::npos);
  EXPECT_EQ(Expression("1" + Repeat("+1", kMaxDepth)),
            "1:1 TooDeep: this is nested more than 200 levels deep");
}

TEST(Bomb, ANameHasALimit) {
  EXPECT_EQ(Expression(Repeat("n", kMaxNameBytes)), Repeat("n", kMaxNameBytes));
  EXPECT_EQ(Expression(Repeat("n", kMaxNameBytes + 1)), "1:1 TooLarge: this name is too large");
}

TEST(Bomb, EveryNestingOfTypesHasALimit) {
  const Nesting kTypes[] = {{"list<", "int", ">"}, {"{a:", "int", "}"}, {"map<int,", "int", ">?"}};
  for (const Nesting& nesting : kTypes) {
    OnSmallStack([&nesting] {
      Parsed parsed = Parse("package p\ntype T = " + Repeat(nesting.open, kRepetitions) +
                            nesting.inner + Repeat(nesting.close, kRepetitions) + "\n");
      ASSERT_EQ(parsed.Messages().size(), 1u);
      EXPECT_NE(parsed.Messages()[0].find("TooDeep"), std::string::npos) << nesting.open;
    });
  }
}

TEST(Bomb, LongFlatInputIsNoProblem) {
  OnSmallStack([] {
    EXPECT_EQ(Expression("a" + Repeat("&&a", kRepetitions)).size(), 1 + 5 * kRepetitions);
    EXPECT_EQ(Expression("[" + Repeat("1,", kRepetitions) + "]").size(), 3 * kRepetitions);
    EXPECT_EQ(Expression("{" + Repeat("1:1,", kRepetitions) + "}").size(), 6 * kRepetitions);
    Parsed parsed = Parse("package p\n" + Repeat("task T\n", kRepetitions / 10));
    EXPECT_TRUE(parsed.Messages().empty());
    EXPECT_EQ(parsed.file.tasks.size(), kRepetitions / 10);
  });
}

// One unit over and over: the steps for each byte stay bounded (SourceLimit says when
// they do not), also where every line is a mistake.
TEST(Bomb, WorstInputsStayWithinTheStepsForEachByte) {
  for (std::string unit : {"(",
                           "((",
                           "a(",
                           "a.",
                           "!",
                           "-",
                           "a?",
                           "a,",
                           "\n",
                           " ",
                           "//\n",
                           "///\n",
                           "@a\n",
                           "@a(\n",
                           "`",
                           "\"",
                           "'",
                           "r'",
                           "\\",
                           "0x",
                           "1.",
                           "1e",
                           "1 U",
                           "a",
                           "_",
                           "use a\n",
                           "fact a(\n",
                           "fact a(b):",
                           "fact a:",
                           "permit a\n",
                           "permit a,",
                           "permit a:\n",
                           "permit a when a\n",
                           "limit a:a\n",
                           "test \"\"{a()->deny}\n",
                           "test \"\"{\n",
                           "x\n",
                           "task\n",
                           "type a=b?\n",
                           "enum a{b}\n",
                           "ask a\n",
                           "in ",
                           "\xc3\xa9",
                           "\"\"\"",
                           "b'",
                           "&",
                           "{",
                           "}",
                           "["}) {
    std::string text = "package p\n" + Repeat(unit, (100 << 10) / unit.size());
    Parsed parsed = Parse(std::move(text));
    for (const std::string& message : parsed.Messages()) {
      EXPECT_EQ(message.find("SourceLimit"), std::string::npos) << unit;
    }
    Expression(Repeat(unit, (100 << 10) / unit.size()));
  }
}

TEST(Bomb, TooLargeAFileIsNotRead) {
  Parsed parsed = Parse(std::string(kMaxSourceBytes + 1, ' '));
  ASSERT_EQ(parsed.Messages().size(), 1u);
  EXPECT_NE(parsed.Messages()[0].find("SourceLimit"), std::string::npos);
}

constexpr char kPolicy[] = R"(package travel
use std.time as t
/// Who.
entity User in Team { email: string, manager: User? }
task BookTrip { from: string, budget: money }
@mcp("flights")
action flights.purchase(hold: string, price: money) -> { ticket: string, l: list<int> }
group g = flights.*, any
enum E { a, b }
type R = { a: map<string, set<int>>? }
const n: int = 0x1f
fn f(a: int): bool = a < 2 && !has(a.b) || a in [1, 2u, 0.5e3]
fact suspended(Agent): bool = false
fact spend(task) = sum(args.price) of succeeded flights.purchase when true settle result.x
permit buy: flights.purchase for BookTrip
  when args.to == task.to unless `x`.y["k"] == b"\x00" token { ttl: 30s, once }
limit budget: spend(task) <= task.budget else "used \"up\""
forbid frozen: any when suspended(agent) ? 1 : -2
test "buys" {
  task trip = BookTrip { from: "JFK", budget: 600 USD } by agent "a" for user "u" expires 2h
  flights.purchase(hold: "H1", price: 389 USD) in trip -> permit by buy, succeeds { ticket: "T" }
  expect spend(trip) == 391.50 USD
  set suspended(Agent("a")) = true
  wait 25h
  flights.purchase(hold: 'H1') -> deny by one
  email.send() -> deny unknown action
  close trip
}
)";

TEST(Bomb, TheWholePolicyIsGood) {
  EXPECT_EQ(Parse(kPolicy).Messages(), std::vector<std::string>());
}

// Everything that comes out can be printed and freed.
void Survive(std::string text) {
  Parsed parsed = Parse(std::move(text));
  for (const Diagnostic& d : parsed.diagnostics.Sorted()) {
    ASSERT_LE(d.span.begin, d.span.end);
    ASSERT_FALSE(Render(d, parsed.sources).empty());
  }
  for (const RuleDecl& rule : parsed.file.rules) {
    for (const ClauseDecl& clause : rule.clauses) ToSource(*clause.condition);
  }
}

TEST(Bomb, EveryPrefixOfAPolicy) {
  std::string policy = kPolicy;
  OnSmallStack([&] {
    for (size_t size = 0; size < policy.size(); ++size) Survive(policy.substr(0, size));
  });
}

TEST(Bomb, FlippedAndSwappedBytes) {
  std::string policy = kPolicy;
  std::mt19937 random(7);
  OnSmallStack([&] {
    for (int i = 0; i < 5000; ++i) {
      std::string text = policy;
      for (unsigned n = random() % 3 + 1; n > 0; --n) {
        char& byte = text[random() % text.size()];
        byte = random() % 2 ? policy[random() % policy.size()] : static_cast<char>(random() % 128);
      }
      Survive(std::move(text));
    }
  });
}

}  // namespace
}  // namespace writ::lang
