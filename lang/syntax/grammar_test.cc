#include "lang/syntax/grammar.h"

#include <tao/pegtl/contrib/analyze.hpp>

#include "gtest/gtest.h"

namespace writ::lang {
namespace {

// No rule can loop without reading anything, or call itself before reading.
TEST(Grammar, AlwaysMakesProgress) {
  EXPECT_EQ(tao::pegtl::analyze<grammar::declaration>(), 0u);
  EXPECT_EQ(tao::pegtl::analyze<grammar::whole_expression>(), 0u);
}

}  // namespace
}  // namespace writ::lang
