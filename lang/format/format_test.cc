#include "lang/format/format.h"

#include <gtest/gtest.h>

namespace writ::lang {
namespace {

std::string Formatted(std::string text) {
  FormatResult result = Format({"p.writ", std::move(text)});
  EXPECT_TRUE(result.ok()) << result.diagnostics.Sorted()[0].text;
  EXPECT_EQ(Format({"p.writ", result.text}).text, result.text) << "not idempotent";
  return result.text;
}

struct Case {
  const char* name;
  const char* before;
  const char* after;
};

class Formats : public testing::TestWithParam<Case> {};

TEST_P(Formats, AsItShould) { EXPECT_EQ(Formatted(GetParam().before), GetParam().after); }

constexpr Case kCases[] = {
    {"Spaces",
     "package p\n"
     "permit a:b.c,d.*  for T when args.x+1==-2*( 3-args . y )&&!f( [1,2][0] ,{\"a\":1} )\n",
     "package p\n\n"
     "permit a: b.c, d.* for T when args.x + 1 == -2 * (3 - args.y) && "
     "!f([1, 2][0], {\"a\": 1})\n"},
    {"TypesAndRecords",
     "package p\nentity E{a:list < string >?,b:map<string,int>}\naction a.b ( x:{n:int} )->{}\n",
     "package p\n\nentity E { a: list<string>?, b: map<string, int> }\n"
     "action a.b(x: { n: int }) -> {}\n"},
    {"Conditionals", "package p\nfn f(x:int):int=x>0?(x<9?1:2):{\"a\":x}[\"a\"]\n",
     "package p\n\nfn f(x: int): int = x > 0 ? (x < 9 ? 1 : 2) : {\"a\": x}[\"a\"]\n"},
    {"ClausesTogether",
     "package p\npermit a: b when x\n    unless y else \"z\"\nforbid c: d when x else \"z\"\n",
     "package p\n\npermit a: b\n  when x\n  unless y\n  else \"z\"\n\n"
     "forbid c: d when x else \"z\"\n"},
    {"ClausesGoOn", "package p\npermit a: b\nwhen x ||\ny\n&& z\n",
     "package p\n\npermit a: b\n  when x ||\n    y\n    && z\n"},
    {"Brackets", "package p\naction a.b(\nx: int, // one\n/// two\ny: int)\nconst c = [1,\n2\n]\n",
     "package p\n\naction a.b(\n  x: int,  // one\n  /// two\n  y: int\n)\n\n"
     "const c = [1,\n  2]\n"},
    {"ItemsGoOn", "package p\nconst c = [\n1 +\n2,\n\n\n3\n\n]\n",
     "package p\n\nconst c = [\n  1 +\n    2,\n\n  3\n]\n"},
    {"Comments",
     "//a\n\n\n// b\npackage p//c\n//d\n\n//e\npermit a: b//f\n//g\n  when x\n\n\n//h\n",
     "//a\n\n// b\npackage p  //c\n//d\n\n//e\npermit a: b  //f\n  //g\n  when x\n\n//h\n"},
    {"Documentation", "///  A.\n///B\npackage p\n/// C\n\n@n(\"v\") @m permit a: b\n",
     "///  A.\n/// B\npackage p\n\n/// C\n@n(\"v\")\n@m\npermit a: b\n"},
    {"Tests",
     "package p\ntest \"t\"{task t=T{a:1} by agent \"x\" for user \"y\" expires 2h\n"
     "  a.b(c:1) in t->deny no  such `thing`  // why\n\n\n  wait 1h close t expect -x==1}\n"
     "test \"u\" {}\n",
     "package p\n\ntest \"t\" {\n"
     "  task t = T { a: 1 } by agent \"x\" for user \"y\" expires 2h\n"
     "  a.b(c: 1) in t -> deny no  such `thing`  // why\n\n"
     "  wait 1h\n  close t\n  expect -x == 1\n}\n\ntest \"u\" {}\n"},
    {"Literals",
     "package p\nconst c = \"\"\"a \n  b\"\"\"\nconst d=r'\\'+b\"x\"\nconst e=600   USD\n"
     "const `a b` = 1h30m\n",
     "package p\n\nconst c = \"\"\"a \n  b\"\"\"\nconst d = r'\\' + b\"x\"\nconst e = 600 USD\n"
     "const `a b` = 1h30m\n"},
    {"LineEnds", "\xef\xbb\xbfpackage p\r\n\r\nenum E {\r\n  a, b }\r\n",
     "package p\n\nenum E {\n  a, b\n}\n"},
    {"Facts",
     "package p\nfact a(Agent , string) :bool=false\nfact b( task )=sum ( args.x )of c.d "
     "when args.y settle result.z\n",
     "package p\n\nfact a(Agent, string): bool = false\n"
     "fact b(task) = sum(args.x) of c.d when args.y settle result.z\n"},
};
INSTANTIATE_TEST_SUITE_P(Cases, Formats, testing::ValuesIn(kCases),
                         [](const auto& info) { return std::string(info.param.name); });

std::string Repeated(const std::string& item, const std::string& between, int count) {
  std::string text = item;
  for (int i = 1; i < count; ++i) text += between + item;
  return text;
}

TEST(WideLines, AreBrokenFromTheOutside) {
  const std::string condition = Repeated("args.first == task.first", " && ", 5);
  EXPECT_EQ(Formatted("package p\npermit a: b for T when " + condition + " unless x\n"),
            "package p\n\npermit a: b for T\n  when " +
                Repeated("args.first == task.first", " &&\n    ", 5) + "\n  unless x\n");
  const std::string call = "some_function(" + Repeated("\"an argument\"", ", ", 8) + ")";
  EXPECT_EQ(Formatted("package p\nfn f(): int = " + call + "\n"),
            "package p\n\nfn f(): int =\n  some_function(\n    " +
                Repeated("\"an argument\"", ",\n    ", 8) + "\n  )\n");
}

TEST(WideLines, ConditionalsBeforeConditions) {
  const std::string long_name(40, 'x');
  EXPECT_EQ(Formatted("package p\nfn f(): int =\n  " + long_name + " && b ? " + long_name + " : " +
                      long_name + "\n"),
            "package p\n\nfn f(): int =\n  " + long_name + " && b\n  ? " + long_name +
                "\n  : " + long_name + "\n");
  const std::string line = "  || " + long_name + " && " + long_name + " && " + long_name;
  EXPECT_EQ(Formatted("package p\nfn f(): int =\n  a\n" + line + "\n"),
            "package p\n\nfn f(): int =\n  a\n  || " + long_name + " &&\n  " + long_name +
                " &&\n  " + long_name + "\n");
}

TEST(WideLines, ListsAreFilled) {
  EXPECT_EQ(Formatted("package p\ngroup g = " + Repeated("some.action", ", ", 16) + "\n"),
            "package p\n\ngroup g =\n  " + Repeated("some.action", ", ", 7) + ",\n  " +
                Repeated("some.action", ", ", 7) + ",\n  some.action, some.action\n");
}

TEST(WideLines, AHundredBytesFit) {
  const std::string line = "const c = \"" + std::string(kLineWidth - 12, 'x') + "\"";
  ASSERT_EQ(line.size(), kLineWidth);
  EXPECT_EQ(Formatted("package p\n" + line + "\n"), "package p\n\n" + line + "\n");
  const std::string wide = "const c =\n  \"" + std::string(kLineWidth - 11, 'x') + "\"";
  EXPECT_EQ(Formatted("package p\nconst c = \"" + std::string(kLineWidth - 11, 'x') + "\"\n"),
            "package p\n\n" + wide + "\n");
}

TEST(WideLines, StepsOfTestsMayBeWide) {
  const std::string step = "  a.b(" + Repeated("argument: \"value\"", ", ", 9) + ") -> deny";
  const std::string text = "package p\n\ntest \"t\" {\n" + step + "\n}\n";
  EXPECT_EQ(Formatted(text), text);
}

TEST(Format, LeavesAFileThatDoesNotParseAlone) {
  const std::string text = "package p\npermit   a: when\n";
  FormatResult result = Format({"p.writ", text});
  EXPECT_FALSE(result.ok());
  EXPECT_EQ(result.text, text);
}

// Much of one thing costs no more than so many times one of it.
TEST(Format, LargeFilesTakeNoLonger) {
  constexpr int kMany = 20'000;
  for (const std::string& unit :
       {std::string("task T\n"), std::string("/// d\npermit a: b when x\n"),
        std::string("// c\n\n\n"), std::string("permit a: b\n  when x\n")}) {
    Format({"p.writ", "package p\n" + Repeated(unit, "", kMany)});
  }
  for (const std::string& item : {std::string("1"), std::string("[1, 2]"), std::string("f(1)")}) {
    EXPECT_TRUE(
        Format({"p.writ", "package p\nconst c = [" + Repeated(item, ", ", kMany) + "]\n"}).ok());
  }
  EXPECT_TRUE(
      Format({"p.writ", "package p\ngroup g = " + Repeated("a.b", ",", kMany) + "\n"}).ok());
  EXPECT_TRUE(
      Format({"p.writ", "package p\nconst c = " + Repeated("x", " && ", kMany) + "\n"}).ok());
  const std::string deep = Repeated("[", "", 150) + "1" + Repeated("]", "", 150);
  EXPECT_TRUE(Format({"p.writ", "package p\nconst c = " + deep + "\n"}).ok());
  EXPECT_FALSE(Format({"p.writ", "package p\nconst c = " + Repeated("[", "", 1'000'000)}).ok());
}

TEST(Format, AnEmptyFileDoesNotParse) { EXPECT_FALSE(Format({"p.writ", ""}).ok()); }

}  // namespace
}  // namespace writ::lang
