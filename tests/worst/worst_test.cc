// The worst that an author can send, a megabyte of each construct: the compiler, the linter
// and the formatter end, with a result or with a named limit. Four times the input is about
// four times the work, and neither work nor memory grows with what the input refers to.
#include <string>

#include "gtest/gtest.h"
#include "lang/compiler/compiler.h"
#include "lang/format/format.h"
#include "lang/lint/lint.h"
#include "tests/worst/counted.h"
#include "tests/worst/shapes.h"

namespace writ::worst {
namespace {

constexpr size_t kLarge = 1 << 20, kSmall = kLarge / 4;
// Four times as much, with a fourth over for tables that double, and what every policy costs.
constexpr uint64_t kFactor = 5, kFree = 64 << 20;
constexpr uint64_t kMaxPeak = uint64_t{1536} << 20;

class WorstTest : public testing::TestWithParam<Shape> {};

void Compiles(const std::string& text) { lang::Compile({{"p.writ", text}}); }
void Lints(const std::string& text) { lang::Lint({{"p.writ", text}}); }
void Formats(const std::string& text) { lang::Format({"p.writ", text}); }

TEST_P(WorstTest, WorkGrowsWithTheInputAlone) {
  const std::string small = GetParam().make(kSmall), large = GetParam().make(kLarge);
  for (void (*tool)(const std::string&) : {Compiles, Lints, Formats}) {
    const Work less = Counted([&] { tool(small); }), more = Counted([&] { tool(large); });
    const char* name = tool == Compiles ? "compile" : tool == Lints ? "lint" : "format";
    EXPECT_LE(more.units(), kFactor * less.units() + kFree) << name;
    EXPECT_LE(more.peak, kMaxPeak) << name;
  }
}

INSTANTIATE_TEST_SUITE_P(Shapes, WorstTest, testing::ValuesIn(Shapes()),
                         [](const auto& info) { return info.param.name; });

}  // namespace
}  // namespace writ::worst
