// The grammar for editors knows the words that the parser knows, and no others.
#include <rapidjson/document.h>
#include <rapidjson/istreamwrapper.h>

#include <fstream>
#include <regex>
#include <set>
#include <sstream>

#include "gtest/gtest.h"
#include "lang/syntax/tokenize.h"

namespace writ {
namespace {

rapidjson::Document Grammar() {
  std::ifstream in("docs/editors/writ.tmLanguage.json");
  rapidjson::IStreamWrapper stream(in);
  rapidjson::Document document;
  document.ParseStream(stream);
  EXPECT_TRUE(document.IsObject());
  return document;
}

const rapidjson::Value& PatternsOf(const rapidjson::Document& grammar, const char* part) {
  return grammar["repository"][part]["patterns"];
}

// The words of `\b(?:a|b|c)\b`.
void AddWords(const std::string& pattern, std::set<std::string>& words) {
  static const std::regex kWords("\\\\b\\(\\?:([a-z_|]+)\\)\\\\b");
  std::smatch match;
  ASSERT_TRUE(std::regex_match(pattern, match, kWords)) << pattern;
  std::istringstream list(match[1]);
  for (std::string word; std::getline(list, word, '|');) {
    EXPECT_TRUE(words.insert(word).second) << word << " stands there twice";
  }
}

TEST(TextMate, HasTheWordsOfTheLanguage) {
  const rapidjson::Document grammar = Grammar();
  std::set<std::string> words;
  for (const char* part : {"declarations", "clauses", "constants"}) {
    for (const auto& pattern : PatternsOf(grammar, part).GetArray()) {
      AddWords(pattern["match"].GetString(), words);
    }
  }
  const std::vector<std::string> keywords = lang::Keywords();
  EXPECT_EQ(words, std::set<std::string>(keywords.begin(), keywords.end()));
}

TEST(TextMate, EveryPatternIsOneAndEveryPartIsThere) {
  const rapidjson::Document grammar = Grammar();
  EXPECT_STREQ(grammar["scopeName"].GetString(), "source.writ");
  for (const auto& include : grammar["patterns"].GetArray()) {
    const std::string part = include["include"].GetString();
    EXPECT_TRUE(grammar["repository"].HasMember(part.substr(1).c_str())) << part;
  }
  for (const auto& part : grammar["repository"].GetObject()) {
    for (const auto& pattern : part.value["patterns"].GetArray()) {
      const char* key = pattern.HasMember("match") ? "match" : "begin";
      ASSERT_TRUE(pattern.HasMember(key) || pattern.HasMember("include")) << part.name.GetString();
      if (!pattern.HasMember(key)) continue;
      EXPECT_NO_THROW(std::regex(pattern[key].GetString())) << pattern[key].GetString();
    }
  }
}

}  // namespace
}  // namespace writ
