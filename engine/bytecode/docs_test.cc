// docs/bytecode.md says what the tables say.
#include "engine/bytecode/docs.h"

#include <fstream>
#include <sstream>
#include <string>

#include "gtest/gtest.h"

namespace writ {
namespace {

TEST(BytecodeDocs, IsUpToDate) {
  std::ifstream file("docs/bytecode.md");
  ASSERT_TRUE(file.good());
  std::stringstream text;
  text << file.rdbuf();
  EXPECT_EQ(text.str(), BytecodeDocs())
      << "run: bazel run //engine/bytecode:bytecode_docs > docs/bytecode.md";
}

}  // namespace
}  // namespace writ
