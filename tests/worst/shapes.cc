#include "tests/worst/shapes.h"

#include <string_view>
#include <utility>

namespace writ::worst {
namespace {

constexpr char kHead[] = R"(package p
entity User { email: string, n: int }
entity Agent { owner: User }
task T { a: string, b: int, l: list<int>, x: int? }
action a.b(a: string, b: int, l: list<int>, o: string?, d: dyn, to: string) -> { r: string }
)";

// `unit` over and over, `#` in it being the number of the time.
std::string Numbered(size_t bytes, std::string_view unit, std::string_view between = "") {
  std::string out;
  for (size_t i = 0; out.size() < bytes; ++i) {
    if (i > 0) out += between;
    for (char c : unit) c == '#' ? out += std::to_string(i) : out += c;
  }
  return out;
}

Shape Whole(std::string name, std::string unit) {
  return {std::move(name), [unit](size_t bytes) { return kHead + Numbered(bytes, unit); }};
}

// One rule whose condition is long.
Shape Condition(std::string name, std::string unit, std::string between, std::string before = "",
                std::string after = "") {
  return {std::move(name), [=](size_t bytes) {
            return kHead + ("permit r: a.b when " + before) + Numbered(bytes, unit, between) +
                   after + "\n";
          }};
}

// Much of one thing, then much of what refers to it.
Shape Halves(std::string name, std::string one, std::string other, std::string between = "",
             std::string begin = "", std::string end = "") {
  return {std::move(name), [=](size_t bytes) {
            return kHead + begin + Numbered(bytes / 2, one, between) + end +
                   Numbered(bytes / 2, other);
          }};
}

std::string Repeated(std::string_view text, size_t times) {
  std::string out;
  for (size_t i = 0; i < times; ++i) out += text;
  return out;
}

std::vector<Shape> Conditions() {
  return {
      Condition("And", "args.b != #", " && "),
      Condition("OrOfAnds", "(args.b == # && args.a == \"x#\")", " || "),
      Condition("List", "#", ", ", "args.b in [", "]"),
      Condition("Map", "\"k#\": args.b", ", ", "{", "}[args.a] == 1"),
      Condition("LongText", "x", "", "args.a == \"", "\""),
      Condition("LongPattern", "a?", "", "args.a.matches(\"", "\")"),
      Condition("Patterns", "args.a.matches(\"^a#$\")", " || "),
      Condition("Tests", "(has(args.o) && args.o == \"x\")", " || "),
      Condition("Macros", "task.l.all(x, task.l.exists(y, x + y > #))", " && "),
      Condition("Bindings", "cel.bind(x, args.b + 1, x > # && x < 9)", " && "),
      Condition("Unknown", "nam#", " && "),
      Condition("Dynamic", "args.d.x.y == #", " && "),
      Condition("Brackets", Repeated("(", 150) + "args.b == 1" + Repeated(")", 150), " && "),
      Condition("Lists", Repeated("[", 20) + "1" + Repeated("]", 20) + ".size() > 0", " && "),
      Condition("Opened", "(", ""),
      Condition("Folded", "# + 1 == 2", " && "),
  };
}

std::vector<Shape> Declarations() {
  return {
      Whole("Permits", "permit r#: a.b when args.b == #\n"),
      Whole("SamePermits", "permit r#: a.b when args.b == 1\n"),
      Whole("OpenPermits", "permit r#: a.b\n"),
      Whole("OneName", "permit r: a.b when args.b == 1\n"),
      Whole("Clauses",
            "permit r#: a.b\n when args.b != 1\n when args.b != 2\n unless args.b == #\n"),
      Whole("Facts", "fact f#(task) = count of a.b\nlimit l#: f#(task) <= 1\n"),
      Whole("Functions", "fn f#(x: int): int = x + #\n"),
      Whole("Constants", "const c# = #\n"),
      Whole("Types", "type t# = { a: int, b: list<string> }\n"),
      Whole("Entities", "entity E# in E# {}\n"),
      Whole("Actions", "action c.d#(a: int)\n"),
      Whole("OneAction", "action c.d(a: int)\n"),
      Whole("Annotations", "@a#(\"x\")\n"),
      Whole("Imports", "use q#\n"),
      Whole("Mistakes", "permit r#: a.c#\n"),
      Whole("Steps", "test \"t#\" {\n wait 1h\n}\n"),
  };
}

std::vector<Shape> References() {
  return {
      Halves("ManyActionsForAny", "action c.d#(a: int)\n", "forbid z#: c.* when user.n == 1\n"),
      Halves("FactsOfAny", "action c.d#(a: int)\n", "fact f#(task) = count of any\n"),
      Halves("LongGroup", "a.b", "permit z#: g when args.b == #\n", ", ", "group g = ", "\n"),
      Halves("UnknownGroup", "c.d#", "permit z#: g when args.b == #\n", ", ", "group g = ", "\n"),
      Halves("LongConstant", "x", "permit r#: a.b when args.a == c\n", "", "const c = \"", "\"\n"),
      Halves("ManyFields", "abcdef#: int", "permit r#: a.b for W when task.abcdef# == 1\n", ", ",
             "task W { ", " }\n"),
      Halves("SlipsOfFields", "abcdef#: int", "permit r#: a.b for W when task.abcdeg# == 1\n", ", ",
             "task W { ", " }\n"),
      Halves("LongEnum", "v#", "forbid z#: a.b when q(user) == e.v#\n", ", ", "enum e { ",
             " }\nfact q(User): e = e.v0\n"),
      Halves("ManyTasks", "task T# { a: string }\n", "permit z#: a.b for T# when args.b == #\n"),
      Halves("Readers", "permit z#: a.b when args.b == #\n",
             "forbid y#: a.b when args.to == \"#\"\n"),
      Halves("LongName", "n", "permit r#: a.b when args.b == #\n", "", "const ", " = 1\n"),
  };
}

// A thing as large as may be, in as many places as fit.
std::vector<Shape> WrittenOut() {
  const std::string function = "fn f(x: int): bool = " + Numbered(15'000, "x > #", " && ") + "\n";
  const std::string constant = "const c = [" + Numbered(50'000, "#", ", ") + "]\n";
  return {
      {"LargeFunction",
       [=](size_t bytes) {
         return kHead + function + Numbered(bytes - 15'000, "permit r#: a.b when f(args.b)\n");
       }},
      {"LargeConstant",
       [=](size_t bytes) {
         return kHead + constant + Numbered(bytes - 50'000, "permit r#: a.b when args.b in c\n");
       }},
      {"Doubling",
       [](size_t bytes) {
         std::string out = std::string(kHead) + "fn f0(x: int): int = x\n";
         for (size_t i = 1; out.size() < bytes; ++i) {
           const std::string before = "f" + std::to_string(i - 1) + "(x)";
           out += "fn f" + std::to_string(i) + "(x: int): int = " + before + " + " + before + "\n";
         }
         return out;
       }},
  };
}

}  // namespace

const std::vector<Shape>& Shapes() {
  static const std::vector<Shape> all = [] {
    std::vector<Shape> shapes;
    for (std::vector<Shape> part : {Conditions(), Declarations(), References(), WrittenOut()}) {
      shapes.insert(shapes.end(), part.begin(), part.end());
    }
    return shapes;
  }();
  return all;
}

}  // namespace writ::worst
