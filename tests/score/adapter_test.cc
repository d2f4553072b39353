#include <string>

#include "engine/value/text.h"
#include "gtest/gtest.h"
#include "server/json/json.h"
#include "tests/score/recorded_text.h"
#include "tests/score/result_adapter.h"

namespace writ::score {
namespace {

std::string Show(const std::optional<Value>& value) { return value ? ToJson(*value) : "nothing"; }

std::string Block(std::string_view text) {
  Arena arena;
  return Show(ParseBlockList(text, arena));
}

std::string Python(std::string_view text) {
  Arena arena;
  return Show(ParsePythonLiteral(text, arena));
}

// A JSON value that was recorded, for an action that declares `fields`.
std::string Adapt(const std::string& recorded_json, std::vector<Field> fields, TypeTable& types) {
  auto raw = ReadJson(recorded_json);
  EXPECT_TRUE(raw.ok()) << raw.status();
  return AdaptResult((*raw)->value, *types.Record(std::move(fields))).value_or("nothing");
}

TEST(BlockList, ReadsRecords) {
  EXPECT_EQ(Block("- amount: 98.70\n  date: '2022-01-01'\n  paid: true\n  note: null\n- amount: 5"),
            R"([{"amount":98.70,"date":"2022-01-01","note":null,"paid":true},{"amount":5}])");
}

TEST(BlockList, ReadsScalars) {
  EXPECT_EQ(Block("- general\n- 12\n- 'a: b'\n- \"x\\ty\""), R"(["general",12,"a: b","x\ty"])");
}

TEST(BlockList, FoldsScalarsOfSeveralLines) {
  EXPECT_EQ(Block("- body: one\n    two\n\n    three\n  to: b"),
            R"([{"body":"one two\nthree","to":"b"}])");
  EXPECT_EQ(Block("- body: 'it''s one\n\n\n    two'"), R"([{"body":"it's one\n\ntwo"}])");
  EXPECT_EQ(Block("- body: \"one \\\n    two\\n\""), R"([{"body":"one two\n"}])");
  EXPECT_EQ(Block("- one\n- 'two\n\n\n  three\n\n  four'\n- five"),
            R"(["one","two\n\nthree\nfour","five"])");
}

TEST(BlockList, DoesNotTakeRecordsOutOfTexts) {
  EXPECT_EQ(
      Block("- subject: 'x\n\n    - recipient: EVIL\n\n    recipient: EVIL'\n  recipient: me"),
      R"([{"recipient":"me","subject":"x\n- recipient: EVIL\nrecipient: EVIL"}])");
  EXPECT_EQ(Block("- subject: x\n    recipient: EVIL\n  recipient: me"),
            R"([{"recipient":"me","subject":"x recipient: EVIL"}])");
}

TEST(BlockList, RefusesOtherTexts) {
  for (const char* text : {"", "plain", "a: 1", "- a: 1\nplain", "- a: 1\n  a: 2", "- a: 'open",
                           "- a: 'x' y", "- a: 1\n  no field", "-x"}) {
    EXPECT_EQ(Block(text), "nothing") << text;
  }
}

TEST(PythonLiteral, ReadsLiterals) {
  EXPECT_EQ(Python("{'message': 'Sent 98.7.', 'ok': True, 'n': [1, 2.50, None], 'q': \"it's\"}"),
            R"({"message":"Sent 98.7.","n":[1,2.50,null],"ok":true,"q":"it's"})");
  EXPECT_EQ(Python("[]"), "[]");
  EXPECT_EQ(Python("{}"), "{}");
  EXPECT_EQ(Python("'a\\n\\'b'"), R"("a\n'b")");
  EXPECT_EQ(Python("1810.0"), "1810.0");
}

TEST(PythonLiteral, RefusesWhatIsNone) {
  for (const char* text : {"", "word", "{'a'}", "{'a': 1", "[1 2]", "{'a': 1} x", "{1: 2}", "'a",
                           "{'a': 1, 'a': 2}", "nan"}) {
    EXPECT_EQ(Python(text), "nothing") << text;
  }
  EXPECT_EQ(Python(std::string(32, '[') + std::string(32, ']')),
            std::string(32, '[') + std::string(32, ']'));
  EXPECT_EQ(Python(std::string(33, '[') + std::string(33, ']')), "nothing");
}

TEST(BlockText, IsReadBackAsItWas) {
  const std::string json =
      R"([{"a":"x: y","b":98.70,"c":"2022-01-01","d":"it's","e":"- no","f":"two\nlines"},)"
      R"({"a":"5","b":true,"c":"true","d":"","e":"plain text","f":null}])";
  auto raw = ReadJson(json);
  ASSERT_TRUE(raw.ok());
  EXPECT_EQ(Block(ToBlockText((*raw)->value)), json);
}

TEST(BlockText, PutsFieldsOnLinesOfTheirOwn) {
  auto raw = ReadJson(R"([{"recipient": "me", "amount": 5.0, "date": "2022-01-01"}])");
  ASSERT_TRUE(raw.ok());
  EXPECT_EQ(ToBlockText((*raw)->value), "- amount: 5.0\n  date: '2022-01-01'\n  recipient: me");
}

TEST(AdaptResult, GivesNothingToAnActionWithoutAResult) {
  TypeTable types;
  EXPECT_EQ(Adapt(R"("<<None>>")", {}, types), "{}");
  EXPECT_EQ(Adapt(R"({"message": "sent"})", {}, types), "{}");
}

TEST(AdaptResult, GivesATextFieldWhatTheAgentSaw) {
  TypeTable types;
  const std::vector<Field> text = {{"text", types.Simple(TypeKind::kString)}};
  EXPECT_EQ(Adapt(R"("<<- a: 1>>")", text, types), R"({"text":"- a: 1"})");
  EXPECT_EQ(Adapt(R"("1810.0")", text, types), R"({"text":"1810.0"})");
  EXPECT_EQ(Adapt(R"([{"b": "x", "a": 1}])", text, types), R"({"text":"- a: 1\n  b: x"})");
}

TEST(AdaptResult, GivesARecordItsFieldsAndNoMore) {
  TypeTable types;
  const std::vector<Field> name = {{"first", types.Simple(TypeKind::kString)},
                                   {"age", types.Optional(types.Simple(TypeKind::kInt))}};
  EXPECT_EQ(Adapt(R"("{'first': 'Emma', 'last': 'Johnson'}")", name, types), R"({"first":"Emma"})");
  EXPECT_EQ(Adapt(R"({"first": "Emma", "age": 5})", name, types), R"({"age":5,"first":"Emma"})");
}

TEST(AdaptResult, GivesAListFieldTheList) {
  TypeTable types;
  const Type* message = types.Record(
      {{"body", types.Simple(TypeKind::kString)}, {"sender", types.Simple(TypeKind::kString)}});
  const std::vector<Field> list = {{"messages", types.List(message)}};
  EXPECT_EQ(Adapt(R"("- body: hi\n  sender: Bob")", list, types),
            R"({"messages":[{"body":"hi","sender":"Bob"}]})");
  EXPECT_EQ(Adapt(R"("[]")", list, types), R"({"messages":[]})");
}

TEST(AdaptResult, GivesNothingWhenTheResultDoesNotFit) {
  TypeTable types;
  const std::vector<Field> number = {{"balance", types.Simple(TypeKind::kDecimal)}};
  EXPECT_EQ(Adapt(R"("<<1810.0>>")", number, types), R"({"balance":1810})");
  EXPECT_EQ(Adapt(R"("<Data omitted>")", number, types), "nothing");
  const std::vector<Field> two = {{"a", types.Simple(TypeKind::kString)},
                                  {"b", types.Simple(TypeKind::kString)}};
  EXPECT_EQ(Adapt(R"("text")", two, types), "nothing");
  EXPECT_EQ(AdaptResult(Value{}, *types.Record(two)), std::nullopt);
}

}  // namespace
}  // namespace writ::score
