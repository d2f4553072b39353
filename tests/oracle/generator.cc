#include "tests/oracle/generator.h"

#include <algorithm>
#include <map>

#include "engine/bytecode/builtin_info.h"

namespace writ::oracle {

const char kDeclarations[] = R"(package p
entity User { email: string, manager: User?, level: int }
entity Agent { owner: User, tags: list<string> }
enum Color { red, green, blue }
task Job { to: string, budget: money, day: date, cap: int, names: list<string>, memo: string? }
action a.probe(i: int, j: int, u: uint, v: uint, x: double, d: decimal, e: decimal, b: bool,
               c: bool, s: string, t: string, y: bytes, m: money, n: money, day: date,
               at: timestamp, span: duration, li: list<int>, ls: list<string>, ss: set<string>,
               si: set<int>, mp: map<string, int>, color: Color, oi: int?, os: string?,
               om: money?, dy: dyn, addr: ip, net: cidr, link: url, mail: email, file: path, r: { k: int, w: string? }) -> { id: string, sum: money }
fact frozen(Agent): bool = false
fact quota(string): int = 3
fact rate(User, int): decimal = 1.5
const limit = 7
fn double_of(n: int): int = n + n
fn pair(q: string, z: string): string = q + "/" + z
)";

const std::vector<Leaves>& AllLeaves() {
  static const std::vector<Leaves> leaves = {
      {"int",
       {"0", "1", "-1", "2", "7", "9223372036854775807", "args.i", "args.j", "args.r.k", "task.cap",
        "limit", "args.mp[\"a\"]", "args.li[0]", "user.level", "quota(args.s)",
        "double_of(args.i)"}},
      {"uint", {"0u", "1u", "3u", "18446744073709551615u", "args.u", "args.v"}},
      {"double", {"args.x"}},
      {"decimal",
       {"0.5", "1.0", "-2.25", "100000000000000000000.0", "args.d", "args.e", "rate(user, args.i)",
        "args.m.amount()"}},
      {"bool",
       {"true", "false", "args.b", "args.c", "has(args.oi)", "has(task.memo)", "frozen(agent)"}},
      {"string", {"\"\"",          "\"a\"",          "\"b,a\"",
                  "\" x \"",       "\"2026-12-01\"", "\"12\"",
                  "\"USD\"",       "\"1h30m\"",      "\"2026-12-01T10:00:00Z\"",
                  "\"é\"",         "\"YWI=\"",       "\"10.0.0.7\"",
                  "\"fe80::/10\"", "args.s",         "args.t",
                  "task.to",       "user.email",     "agent.id()",
                  "call.session",  "args.ls[0]",     "tool.name"}},
      {"bytes", {"b\"\"", "b\"ab\"", "args.y"}},
      {"money", {"0 USD", "5 USD", "2.50 EUR", "args.m", "args.n", "task.budget"}},
      {"date", {"date(\"2026-12-01\")", "date(\"2024-02-29\")", "args.day", "task.day"}},
      {"timestamp", {"timestamp(\"2026-12-01T10:30:00Z\")", "args.at", "call.time"}},
      {"duration", {"0s", "1h30m", "1d", "args.span"}},
      {"list<int>", {"[1, 2, 3]", "args.li"}},
      {"list<string>", {"[\"a\", \"b\"]", "args.ls", "task.names", "agent.tags"}},
      {"set<string>", {"set([\"a\", \"b\"])", "args.ss"}},
      {"set<int>", {"set([1, 2])", "args.si"}},
      {"map<string, int>", {"{\"a\": 1}", "args.mp"}},
      {"Color", {"args.color"}},
      {"ip", {"ip(\"10.0.0.7\")", "ip(\"2001:db8::1\")", "args.addr"}},
      {"cidr", {"cidr(\"10.0.0.0/8\")", "cidr(\"fe80::/10\")", "args.net"}},
      {"url", {"url(\"https://a.example:8443/x/y?q=1#f\")", "args.link"}},
      {"email", {"email(\"ana@b.example\")", "args.mail"}},
      {"path", {"path(\"/srv/data\")", "path(\"a/b.txt\")", "args.file"}},
      {"User", {"user", "User(\"ana\")"}},
      {"Agent", {"agent"}},
  };
  return leaves;
}

std::vector<std::string> AllTypes() {
  std::vector<std::string> types;
  for (const Leaves& row : AllLeaves()) types.push_back(row.type);
  return types;
}

namespace {

// left op right = type; `ops` are separated by spaces.
struct OperatorRow {
  std::string_view type, left, ops, right;
};
constexpr OperatorRow kOperators[] = {
    {"int", "int", "+ - * / %", "int"},
    {"uint", "uint", "+ - * / %", "uint"},
    {"double", "double", "+ - * /", "double"},
    {"decimal", "decimal", "+ - * /", "decimal"},
    {"decimal", "int", "+ - * /", "decimal"},
    {"decimal", "decimal", "+ - * /", "int"},
    {"decimal", "money", "/", "money"},
    {"money", "money", "+ -", "money"},
    {"money", "money", "* /", "int"},
    {"money", "money", "* /", "decimal"},
    {"money", "int", "*", "money"},
    {"money", "decimal", "*", "money"},
    {"string", "string", "+", "string"},
    {"bytes", "bytes", "+", "bytes"},
    {"timestamp", "timestamp", "+ -", "duration"},
    {"timestamp", "duration", "+", "timestamp"},
    {"duration", "timestamp", "-", "timestamp"},
    {"duration", "duration", "+ -", "duration"},
    {"duration", "date", "-", "date"},
    {"date", "date", "+ -", "duration"},
    {"date", "duration", "+", "date"},
    {"list<int>", "list<int>", "+", "list<int>"},
    {"list<string>", "list<string>", "+", "list<string>"},
    {"set<string>", "set<string>", "+", "set<string>"},
    {"set<int>", "set<int>", "+", "set<int>"},
    {"bool", "int", "== != < <= > >=", "int"},
    {"bool", "int", "== != < <= > >=", "decimal"},
    {"bool", "uint", "== != < <= > >=", "int"},
    {"bool", "uint", "== != < <= > >=", "uint"},
    {"bool", "double", "== != < <= > >=", "int"},
    {"bool", "decimal", "== != < <= > >=", "decimal"},
    {"bool", "money", "== != < <= > >=", "money"},
    {"bool", "string", "== != < <= > >=", "string"},
    {"bool", "bytes", "== != < <= > >=", "bytes"},
    {"bool", "date", "== != < <= > >=", "date"},
    {"bool", "timestamp", "== != < <= > >=", "timestamp"},
    {"bool", "duration", "== != < <= > >=", "duration"},
    {"bool", "bool", "== !=", "bool"},
    {"bool", "Color", "== !=", "Color"},
    {"bool", "User", "== !=", "User"},
    {"bool", "list<int>", "== !=", "list<int>"},
    {"bool", "list<string>", "== !=", "list<string>"},
    {"bool", "set<string>", "== !=", "set<string>"},
    {"bool", "map<string, int>", "== !=", "map<string, int>"},
    {"bool", "int", "in", "list<int>"},
    {"bool", "int", "in", "set<int>"},
    {"bool", "string", "in", "list<string>"},
    {"bool", "string", "in", "set<string>"},
    {"bool", "string", "in", "map<string, int>"},
    {"bool", "bool", "&& ||", "bool"},
};

std::vector<std::string> Words(std::string_view text) {
  std::vector<std::string> words(1);
  for (char c : text) {
    if (c == ' ') {
      words.emplace_back();
    } else {
      words.back() += c;
    }
  }
  return words;
}

// Literal patterns that RE2 and ECMAScript read alike.
const std::vector<std::string> kPatterns = {"^a",  "a$",       "[a-c]+", "^[0-9]+$",
                                            "b|,", "^(a|b)*$", "x?a"};

const std::vector<std::string> kZones = {"UTC", "Europe/Oslo", "+05:30"};

// A type of a builtin's row with T and U replaced; empty for what the generator has no
// leaves of.
std::string Concrete(std::string_view type, const std::map<char, std::string>& variables) {
  std::string text;
  for (char c : type) {
    auto variable = variables.find(c);
    text += variable == variables.end() ? std::string(1, c) : variable->second;
  }
  if (text == "entity") return "User";
  return text;
}

bool IsKnown(const std::string& type) {
  for (const Leaves& row : AllLeaves()) {
    if (row.type == type) return true;
  }
  return false;
}

struct Candidate {
  const BuiltinInfo* info;
  std::vector<std::string> params;
};

// Optionals have their own expressions.
std::string Plain(const std::string& type) {
  return type.ends_with('?') ? type.substr(0, type.size() - 1) : type;
}

// The calls of builtins that give `type`.
std::vector<Candidate> CallsFor(const std::string& type) {
  std::vector<Candidate> calls;
  for (const BuiltinInfo& info : Builtins()) {
    if (!IsCallable(info.source)) continue;
    for (const std::string& t : AllTypes()) {
      const std::map<char, std::string> variables = {{'T', t}, {'U', "int"}};
      if (Concrete(info.result, variables) != type) continue;
      Candidate call{&info, {}};
      bool known = true;
      for (std::string_view param : info.params) {
        call.params.push_back(Concrete(param, variables));
        known = known && IsKnown(Plain(call.params.back()));
      }
      if (known) calls.push_back(std::move(call));
      const bool generic = info.params_text.find('T') != std::string_view::npos ||
                           info.result.find('T') != std::string_view::npos;
      if (!generic) break;
    }
  }
  return calls;
}

// `args.oi` and its kin; empty when there is none.
std::string OptionalOf(const std::string& type) {
  if (type == "int") return "args.oi";
  if (type == "string") return "args.os";
  return type == "money" ? "args.om" : "";
}

}  // namespace

bool IsCallable(std::string_view source) {
  return source.find_first_of("_@") == std::string_view::npos;
}

bool HasLeaves(std::string_view type) {
  if (type == "T" || type == "T?") return true;
  return IsKnown(Plain(Concrete(type, {{'T', "int"}, {'U', "int"}}))) ||
         IsKnown(Plain(Concrete(type, {{'T', "string"}, {'U', "int"}})));
}

std::string Generator::Leaf(const std::string& type) {
  std::vector<std::string> sources;
  const std::vector<Leaves>* const tables[] = {&AllLeaves(), &elements_};
  for (const std::vector<Leaves>* rows : tables) {
    for (const Leaves& row : *rows) {
      if (row.type == type) sources.insert(sources.end(), row.sources.begin(), row.sources.end());
    }
  }
  // An element of a macro is what its body should be about.
  if (!elements_.empty() && elements_.back().type == type && random_.OneIn(2)) {
    return elements_.back().sources[0];
  }
  return random_.Pick(sources);
}

std::string Generator::Operation(const std::string& type, int depth) {
  std::vector<const OperatorRow*> rows;
  for (const OperatorRow& row : kOperators) {
    if (row.type == type) rows.push_back(&row);
  }
  if (rows.empty()) return Leaf(type);
  const OperatorRow& row = *random_.Pick(rows);
  const std::string op = random_.Pick(Words(row.ops));
  return "(" + Expression(std::string(row.left), depth - 1) + " " + op + " " +
         Expression(std::string(row.right), depth - 1) + ")";
}

std::string Generator::Builtin(const std::string& type, int depth) {
  static std::map<std::string, std::vector<Candidate>> cache;
  auto [known, added] = cache.try_emplace(type);
  if (added) known->second = CallsFor(type);
  if (known->second.empty()) return Leaf(type);
  const Candidate& call = random_.Pick(known->second);
  std::vector<std::string> args;
  for (const std::string& param : call.params) {
    const std::string optional = param.ends_with('?') ? OptionalOf(Plain(param)) : "";
    if (param.ends_with('?') && optional.empty()) return Leaf(type);
    args.push_back(optional.empty() ? Expression(param, depth - 1) : optional);
  }
  if (const auto prepared = PreparedArgumentOf(*call.info)) {
    const bool pattern = prepared->what == Prepared::kPattern;
    args[prepared->index] = "\"" + random_.Pick(pattern ? kPatterns : kZones) + "\"";
  }
  const bool method = call.info->style == BuiltinStyle::kMethod ||
                      (call.info->style == BuiltinStyle::kBoth && random_.OneIn(2));
  std::string text = method ? "(" + args[0] + ")." : "";
  text += std::string(call.info->source) + "(";
  for (size_t i = method ? 1 : 0; i < args.size(); ++i) {
    text += (i > (method ? 1u : 0u) ? ", " : "") + args[i];
  }
  return text + ")";
}

std::string Generator::Macro(const std::string& type, int depth) {
  struct Shape {
    std::string_view type, collection, element, macro;
  };
  static constexpr Shape kShapes[] = {
      {"bool", "list<int>", "int", "all"},
      {"bool", "list<string>", "string", "exists"},
      {"bool", "set<string>", "string", "exists_one"},
      {"bool", "map<string, int>", "string", "all"},
      {"bool", "set<int>", "int", "exists"},
      {"list<int>", "list<int>", "int", "filter"},
      {"list<int>", "list<string>", "string", "map"},
      {"list<int>", "set<int>", "int", "map3"},
      {"list<int>", "list<int>", "int", "transformList"},
      {"list<string>", "list<string>", "string", "transformList"},
      {"map<string, int>", "map<string, int>", "int", "transformMap"},
      {"map<string, int>", "map<string, int>", "int", "transformMapEntry"},
      {"bool", "map<string, int>", "int", "all2"},
      {"bool", "list<string>", "string", "exists2"},
      {"list<string>", "list<string>", "string", "filter"},
      {"list<string>", "map<string, int>", "string", "map3"},
      {"list<string>", "list<int>", "int", "map"},
  };
  std::vector<const Shape*> shapes;
  for (const Shape& shape : kShapes) {
    if (shape.type == type) shapes.push_back(&shape);
  }
  if (shapes.empty() || elements_.size() >= 3) return Leaf(type);
  const Shape& shape = *random_.Pick(shapes);
  const std::string collection = Expression(std::string(shape.collection), depth - 1);
  const std::string name = "el" + std::to_string(names_++);
  elements_.push_back({std::string(shape.element), {name}});
  std::string body;
  const std::string_view made = type == "list<string>" ? "string" : "int";
  const bool two = shape.macro.starts_with("transform") || shape.macro.ends_with('2');
  // Where the element is: the index in a list, the key of a map.
  const std::string where = "at" + std::to_string(names_++);
  const bool map = shape.collection.starts_with("map");
  if (two) elements_.insert(elements_.end() - 1, {map ? "string" : "int", {where}});
  if (shape.macro == "transformMapEntry") {
    body = "{" + Expression("string", depth - 1) + ": " + Expression("int", depth - 1) + "}";
  } else if (shape.macro == "map" || shape.macro.starts_with("transform")) {
    body = Expression(std::string(made), depth - 1);
  } else {
    body = Expression("bool", depth - 1);
    if (shape.macro == "map3") body += ", " + Expression(std::string(made), depth - 1);
  }
  elements_.pop_back();
  if (two) elements_.pop_back();
  std::string macro = shape.macro == "map3" ? "map" : std::string(shape.macro);
  if (macro.ends_with('2')) macro.pop_back();
  const std::string names = two ? where + ", " + name : name;
  return "(" + collection + ")." + macro + "(" + names + ", " + body + ")";
}

// An optional that is tested where it is used.
std::string Generator::Tested(const std::string& type, int depth) {
  const std::string optional = OptionalOf(type);
  if (optional.empty()) return Leaf(type);
  return "(has(" + optional + ") ? " + optional + " : " + Expression(type, depth - 1) + ")";
}

std::string Generator::Expression(const std::string& type, int depth) {
  if (depth <= 0 || random_.OneIn(6)) return Leaf(type);
  switch (random_.Below(10)) {
    case 0:
    case 1:
    case 2:
      return Builtin(type, depth);
    case 3:
      return "(" + Expression("bool", depth - 1) + " ? " + Expression(type, depth - 1) + " : " +
             Expression(type, depth - 1) + ")";
    case 4:
      return Macro(type, depth);
    case 5:
      if (type == "bool") return "!" + Expression(type, depth - 1);
      if (type == "int" || type == "decimal" || type == "money" || type == "duration" ||
          type == "double") {
        return "-(" + Expression(type, depth - 1) + ")";
      }
      return Tested(type, depth);
    case 6:
      if (type == "list<int>") return "[" + Expression("int", depth - 1) + "]";
      if (type == "map<string, int>") {
        return "{" + Expression("string", depth - 1) + ": " + Expression("int", depth - 1) + "}";
      }
      if (type == "int") {
        return "(" + Expression("list<int>", depth - 1) + ")[" + Expression("int", depth - 1) + "]";
      }
      return Tested(type, depth);
    default:
      return Operation(type, depth);
  }
}

std::vector<std::string> SmallExpressions() {
  std::vector<std::string> all;
  for (const OperatorRow& row : kOperators) {
    for (const std::string& op : Words(row.ops)) {
      for (const Leaves& left : AllLeaves()) {
        if (left.type != row.left) continue;
        for (const Leaves& right : AllLeaves()) {
          if (right.type != row.right) continue;
          for (const std::string& l : left.sources) {
            for (const std::string& r : right.sources) all.push_back(l + " " + op + " " + r);
          }
        }
      }
    }
  }
  for (const Leaves& row : AllLeaves()) {
    for (const std::string& leaf : row.sources) {
      all.push_back(leaf);
      all.push_back("-(" + leaf + ")");
    }
  }
  // Which of the functions that are called so is known only when the call is; and one that
  // is rare among many.
  for (const char* dynamic : {"size(args.dy) > 1", "string(args.dy) == args.s", "int(args.u)"}) {
    all.push_back(dynamic);
  }
  // true, false, a bool of the call, an error.
  const std::vector<std::string> conditions = {"true", "args.b", "args.c", "args.i / args.j > 1",
                                               "args.li[9] == 1"};
  for (const std::string& p : conditions) {
    all.push_back("!(" + p + ")");
    for (const std::string& q : conditions) {
      for (const std::string& r : conditions) {
        for (const char* op : {" && ", " || "}) all.push_back(p + op + q + op + r);
        all.push_back(p + " && " + q + " || " + r);
        all.push_back("(" + p + " ? " + q + " : " + r + ")");
      }
      all.push_back("args.li.all(z, z > 1 && " + p + " || " + q + ")");
      all.push_back("args.ls.exists(z, z == args.s && " + p + " || " + q + ")");
      all.push_back("args.ls.exists_one(z, z == args.s && " + p + " || " + q + ")");
      all.push_back("args.mp.filter(z, z == args.s && " + p + " || " + q + ")");
    }
  }
  return all;
}

}  // namespace writ::oracle
