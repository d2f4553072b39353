// docs/standard_library.md says what the modules say.
#include "lang/docs/library_docs.h"

#include <fstream>
#include <sstream>
#include <string>

#include "gtest/gtest.h"

namespace writ::lang {
namespace {

TEST(LibraryDocs, IsUpToDate) {
  std::ifstream file("docs/standard_library.md");
  ASSERT_TRUE(file.good());
  std::stringstream text;
  text << file.rdbuf();
  EXPECT_EQ(text.str(), LibraryDocs())
      << "run: bazel run //lang/docs:library_docs > docs/standard_library.md";
}

}  // namespace
}  // namespace writ::lang
