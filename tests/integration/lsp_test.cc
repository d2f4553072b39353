// `writ lsp` as an editor meets it.
#include <gtest/gtest.h>

#include <fstream>

#include "tests/integration/harness.h"
#include "tests/integration/lsp_client.h"

namespace writ::harness {
namespace {

using rapidjson::Document;

constexpr char kPolicy[] =
    "package p\n"                                              // 0
    "/// A trip.\n"                                            // 1
    "task Trip { to: string }\n"                               // 2
    "action a.find(to: string)\n"                              // 3
    "@hint(\"readOnly\")\n"                                    // 4
    "action a.look()\n"                                        // 5
    "permit look: a.look\n"                                    // 6
    "permit find: a.find for Trip when args.to == task.to\n";  // 7

std::string Quoted(const std::string& text) {
  std::string out = "\"";
  for (char c : text) out += c == '\n' ? "\\n" : c == '"' ? "\\\"" : std::string(1, c);
  return out + "\"";
}

class LspTest : public ::testing::Test {
 protected:
  void SetUp() override {
    client_ = LspClient::Start();
    ASSERT_NE(client_, nullptr);
    Document reply = client_->Request("initialize", R"({"capabilities":{}})");
    ASSERT_TRUE(reply.IsObject());
    EXPECT_TRUE(reply["result"]["capabilities"]["hoverProvider"].GetBool());
    client_->Notify("initialized", "{}");
  }

  std::string Uri() const { return "file://" + directory_.path() + "/p.writ"; }
  std::string File() const { return R"({"uri":")" + Uri() + "\"}"; }

  Document Open(const std::string& text) {
    client_->Notify("textDocument/didOpen", R"({"textDocument":{"uri":")" + Uri() +
                                                R"(","languageId":"writ","version":1,"text":)" +
                                                Quoted(text) + "}}");
    return client_->Diagnostics("/p.writ");
  }

  Document At(const std::string& method, int line, int character, const std::string& more = "") {
    return client_->Request("textDocument/" + method,
                            R"({"textDocument":)" + File() + R"(,"position":{"line":)" +
                                std::to_string(line) + R"(,"character":)" +
                                std::to_string(character) + "}" + more + "}");
  }

  void ExpectAlive() {
    Document hover = At("hover", 7, 26);
    ASSERT_TRUE(hover.IsObject());
    EXPECT_TRUE(hover.HasMember("result"));
  }

  TempDirectory directory_;
  std::unique_ptr<LspClient> client_;
};

TEST_F(LspTest, TellsOfMistakesWhenAFileIsOpenedAndChanged) {
  Document clean = Open(kPolicy);
  EXPECT_EQ(clean["params"]["diagnostics"].Size(), 0u);
  client_->Notify("textDocument/didChange",
                  R"({"textDocument":)" + File() +
                      R"(,"contentChanges":[{"range":{"start":{"line":7,"character":39},)"
                      R"("end":{"line":7,"character":41}},"text":"tos"}]})");
  Document wrong = client_->Diagnostics("/p.writ");
  const auto& found = wrong["params"]["diagnostics"];
  ASSERT_EQ(found.Size(), 1u);
  EXPECT_STREQ(found[0]["code"].GetString(), "UnknownField");
  EXPECT_EQ(found[0]["range"]["start"]["line"].GetInt(), 7);
  EXPECT_NE(std::string(found[0]["message"].GetString()).find("did you mean `to`?"),
            std::string::npos);
  client_->Notify("textDocument/didChange",
                  R"({"textDocument":)" + File() + R"(,"contentChanges":[{"text":)" +
                      Quoted(std::string(kPolicy) + "permit open: a.find\n") + "}]}");
  Document open = client_->Diagnostics("/p.writ");
  ASSERT_EQ(open["params"]["diagnostics"].Size(), 2u);
  EXPECT_STREQ(open["params"]["diagnostics"][0]["code"].GetString(), "CoveredPermit");
  EXPECT_EQ(open["params"]["diagnostics"][0]["relatedInformation"].Size(), 1u);
  EXPECT_STREQ(open["params"]["diagnostics"][1]["code"].GetString(), "OpenPermit");
  EXPECT_EQ(open["params"]["diagnostics"][1]["severity"].GetInt(), 2);
}

TEST_F(LspTest, ShowsWhatANameMeansAndWhereItIsDeclared) {
  Open(kPolicy);
  Document hover = At("hover", 7, 26);
  const std::string text = hover["result"]["contents"]["value"].GetString();
  EXPECT_NE(text.find("task Trip { to: string }"), std::string::npos) << text;
  EXPECT_NE(text.find("A trip."), std::string::npos) << text;
  Document definition = At("definition", 7, 52);
  EXPECT_EQ(definition["result"]["range"]["start"]["line"].GetInt(), 2);
  EXPECT_EQ(definition["result"]["uri"].GetString(), Uri());
  EXPECT_TRUE(At("definition", 0, 0)["result"].IsNull());
}

TEST_F(LspTest, Completes) {
  Open(std::string(kPolicy) + "permit x: a.find for Trip when args.\n");
  Document members = At("completion", 8, 36);
  ASSERT_EQ(members["result"].Size(), 1u);
  EXPECT_STREQ(members["result"][0]["label"].GetString(), "to");
  Document words = At("completion", 8, 1);
  bool permit = false;
  for (const auto& item : words["result"].GetArray()) {
    permit = permit || std::string(item["label"].GetString()) == "permit";
  }
  EXPECT_TRUE(permit);
}

TEST_F(LspTest, RenamesEverywhereOrNotAtAll) {
  std::ofstream(directory_.path() + "/q.writ")
      << "package p\nforbid never: a.find for Trip when task.to == \"x\"\n";
  Open(kPolicy);
  Document renamed = At("rename", 2, 6, R"(,"newName":"Journey")");
  const auto& changes = renamed["result"]["changes"];
  ASSERT_TRUE(changes.HasMember(Uri().c_str()));
  EXPECT_EQ(changes[Uri().c_str()].Size(), 2u);
  EXPECT_EQ(changes.MemberCount(), 2u);
  EXPECT_TRUE(At("rename", 2, 6, R"(,"newName":"1x")").HasMember("error"));
  EXPECT_TRUE(At("rename", 2, 6, R"(,"newName":"string")").HasMember("error"));
  EXPECT_TRUE(At("rename", 0, 0, R"(,"newName":"x")").HasMember("error"));
}

TEST_F(LspTest, FormatsAndListsSymbols) {
  Open("package p\naction   a.b( )\n");
  Document edits =
      client_->Request("textDocument/formatting", R"({"textDocument":)" + File() + "}");
  ASSERT_EQ(edits["result"].Size(), 1u);
  EXPECT_STREQ(edits["result"][0]["newText"].GetString(), "package p\n\naction a.b()\n");
  Document symbols =
      client_->Request("textDocument/documentSymbol", R"({"textDocument":)" + File() + "}");
  ASSERT_EQ(symbols["result"].Size(), 1u);
  EXPECT_STREQ(symbols["result"][0]["name"].GetString(), "a.b");
}

TEST_F(LspTest, NothingMalformedEndsIt) {
  Open(kPolicy);
  client_->Raw("nonsense\r\n\r\n");
  EXPECT_EQ(client_->Read()["error"]["code"].GetInt(), -32700);
  client_->Send("{\"jsonrpc\":");
  EXPECT_EQ(client_->Read()["error"]["code"].GetInt(), -32700);
  client_->Send(std::string(100'000, '['));
  EXPECT_EQ(client_->Read()["error"]["code"].GetInt(), -32700);
  client_->Send("[1]");
  EXPECT_EQ(client_->Read()["error"]["code"].GetInt(), -32600);
  client_->Send(R"({"id":7})");
  EXPECT_EQ(client_->Read()["error"]["code"].GetInt(), -32600);
  EXPECT_EQ(client_->Request("textDocument/dance", "{}")["error"]["code"].GetInt(), -32601);
  EXPECT_EQ(client_->Request("textDocument/hover", "[]")["error"]["code"].GetInt(), -32602);
  EXPECT_EQ(
      client_->Request("textDocument/hover", R"({"textDocument":{"uri":"x:y"}})")["error"]["code"]
          .GetInt(),
      -32602);
  client_->Notify("textDocument/didChange", "null");
  client_->Notify("textDocument/didOpen", R"({"textDocument":3})");
  client_->Notify("no/such/notification", "{}");
  ExpectAlive();
}

TEST_F(LspTest, ACancelledRequestIsAnsweredSo) {
  Open(kPolicy);
  const std::string cancel = R"({"jsonrpc":"2.0","method":"$/cancelRequest","params":{"id":99}})";
  const std::string request =
      R"({"jsonrpc":"2.0","id":99,"method":"textDocument/hover","params":{}})";
  // The cancellation of what is not known yet, and of nothing at all.
  client_->Send(cancel);
  client_->Send(R"({"jsonrpc":"2.0","method":"$/cancelRequest"})");
  client_->Send(request);
  EXPECT_EQ(client_->Read()["error"]["code"].GetInt(), -32800);
  ExpectAlive();
}

TEST_F(LspTest, EndsAsItIsAsked) {
  EXPECT_TRUE(client_->Request("shutdown", "null")["result"].IsNull());
  EXPECT_TRUE(client_->Request("textDocument/hover", "{}").HasMember("error"));
  client_->Notify("exit", "null");
  EXPECT_EQ(client_->End().code, 0);
}

TEST(LspAloneTest, WantsToBeInitializedAndSaysWhenItWasCutOff) {
  auto client = LspClient::Start();
  ASSERT_NE(client, nullptr);
  EXPECT_EQ(client->Request("textDocument/hover", "{}")["error"]["code"].GetInt(), -32002);
  EXPECT_EQ(client->End().code, 1);
}

}  // namespace
}  // namespace writ::harness
