// The `writ` command line against a real server, as a person at a shell meets it.
#include <rapidjson/document.h>

#include <cstdio>
#include <fstream>

#include "tests/integration/server_test_base.h"

namespace writ::harness {
namespace {

constexpr char kParams[] =
    R"({"from": "JFK", "to": "SFO", "depart": "2026-12-01", "budget": "600 USD"})";

Finished Writ(std::vector<std::string> arguments) {
  auto run = RunWrit(std::move(arguments));
  EXPECT_TRUE(run.ok()) << run.status();
  return run.ok() ? *run : Finished{};
}

bool Contains(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

class CliTest : public ServerTest {
 protected:
  // With the server's address added.
  Finished Call(std::vector<std::string> arguments) {
    arguments.push_back("--server");
    arguments.push_back(server_->address());
    return Writ(std::move(arguments));
  }

  // The one JSON object that the command prints.
  rapidjson::Document CallJson(std::vector<std::string> arguments) {
    arguments.push_back("--json");
    Finished run = Call(std::move(arguments));
    rapidjson::Document document;
    document.Parse(run.out.c_str());
    EXPECT_TRUE(document.IsObject()) << run.out << run.err;
    if (!document.IsObject()) document.SetObject();
    return document;
  }

  void Grant(const std::string& id) {
    Finished run = Call({"grant", "BookTrip", "--user", "ana", "--agent", "travel-1", "--params",
                         kParams, "--lifetime", "2h", "--id", id});
    ASSERT_EQ(run.exit.code, 0) << run.err;
    EXPECT_TRUE(Contains(run.out, id)) << run.out;
  }

  std::vector<std::string> Decide(const std::string& action, const std::string& args) {
    return {"decide", "--task", "t1", "--agent", "travel-1", "--args", args, action};
  }
};

TEST_F(CliTest, BooksATrip) {
  Grant("t1");
  auto reserve = CallJson(Decide("flights.reserve", ReserveArgs("SFO", "389 USD")));
  EXPECT_STREQ(reserve["verdict"].GetString(), "permit");
  EXPECT_TRUE(reserve["canonical_args"].IsObject());
  Finished report = Call({"report", reserve["decision_id"].GetString(), "--agent", "travel-1",
                          "--succeeded", "--result", HoldResult("H1")});
  EXPECT_EQ(report.exit.code, 0) << report.err;
  Finished buy = Call(Decide("flights.purchase", PurchaseArgs("H1", "SFO", "389 USD")));
  EXPECT_EQ(buy.exit.code, 0) << buy.err;
  EXPECT_TRUE(Contains(buy.out, "travel.buy")) << buy.out;
  Finished again = Call(Decide("flights.purchase", PurchaseArgs("H1", "SFO", "10 USD")));
  EXPECT_EQ(again.exit.code, 1);
  EXPECT_TRUE(Contains(again.out, "travel.one_ticket")) << again.out;
  Finished tickets = Call({"facts", "get", "tickets", "--keys", R"(["t1"])"});
  EXPECT_EQ(tickets.out, "1\n") << tickets.err;
  Finished replay = Call({"replay"});
  EXPECT_EQ(replay.exit.code, 0);
  EXPECT_EQ(replay.out, "replayed 3 decisions: 3 equal, 0 different\n");
}

TEST_F(CliTest, ExplainsADecision) {
  Grant("t1");
  auto arguments = Decide("flights.search", SearchArgs("ACA"));
  arguments.push_back("--explain");
  Finished run = Call(arguments);
  EXPECT_EQ(run.exit.code, 1);
  EXPECT_TRUE(Contains(run.out, "forbid travel.elsewhere")) << run.out;
  EXPECT_TRUE(Contains(run.out, "true  unless args.to == task.to  (policy.writ:")) << run.out;
}

TEST_F(CliTest, ExplainsARecordedDecisionWithValues) {
  Grant("t1");
  auto denied = CallJson(Decide("flights.search", SearchArgs("ACA")));
  const std::string id = denied["decision_id"].GetString();
  Finished run = Call({"explain", id});
  EXPECT_EQ(run.exit.code, 0) << run.err;
  EXPECT_TRUE(run.out.starts_with(id + "  flights.search by travel-1\ndeny by ")) << run.out;
  EXPECT_TRUE(Contains(run.out, "forbid travel.elsewhere  (policy.writ:")) << run.out;
  EXPECT_TRUE(Contains(run.out, "    args.to = \"ACA\"\n    task.to = \"SFO\"\n")) << run.out;
  EXPECT_TRUE(Contains(run.out, "permit travel.lookup")) << run.out;
  EXPECT_TRUE(Contains(run.out, "was not judged")) << run.out;
  auto json = CallJson({"explain", id});
  EXPECT_STREQ(json["verdict"].GetString(), "deny");
  EXPECT_GT(json["levels"][0]["rules"].Size(), 2u);
  EXPECT_EQ(Call({"explain", "d0"}).exit.code, 2);
  EXPECT_EQ(Call({"explain", "d999"}).exit.code, 2);
  EXPECT_EQ(Call({"explain", "42"}).exit.code, 2);
  server_->Terminate();
  Finished offline = Writ({"explain", id, "--data", data_.path()});
  EXPECT_EQ(offline.exit.code, 0) << offline.err;
  EXPECT_EQ(offline.out, run.out);
}

TEST_F(CliTest, SetsFactsAndEntities) {
  auto put =
      CallJson({"facts", "put", "suspended", "--keys", R"(["travel-1"])", "--value", "true"});
  EXPECT_TRUE(put["log_index"].IsInt64());
  auto value = CallJson({"facts", "get", "suspended", "--keys", R"(["travel-1"])"});
  EXPECT_TRUE(value["value"].GetBool());
  Finished entity =
      Call({"facts", "entity", "User", "ana", "--attributes", R"({"email": "ana@corp.example"})"});
  EXPECT_EQ(entity.exit.code, 0) << entity.err;
}

TEST_F(CliTest, GrantsUnderATaskAndRevokes) {
  Grant("t1");
  Finished child = Call({"grant", "CompareFares", "--agent", "scout", "--parent", "t1", "--params",
                         R"({"from": "JFK", "to": "SFO", "depart": "2026-12-01"})", "--id", "c1",
                         "--only", "flights.search when args.to == task.to"});
  EXPECT_EQ(child.exit.code, 0) << child.err;
  EXPECT_TRUE(Contains(child.out, "only flights.search when args.to == task.to")) << child.out;
  std::vector<std::string> search = {
      "decide", "--task", "c1", "--agent", "scout", "--args", SearchArgs("SFO"), "flights.search"};
  EXPECT_EQ(Call(search).exit.code, 0);
  Finished list = Call({"tasks", "--parent", "t1"});
  EXPECT_TRUE(Contains(list.out, "c1  travel.CompareFares  agent scout  user ana  under t1  open"))
      << list.out;
  Finished agent = Call({"revoke", "agent", "scout", "--reason", "lost"});
  EXPECT_EQ(agent.exit.code, 0) << agent.err;
  Finished denied = Call(search);
  EXPECT_EQ(denied.exit.code, 1);
  EXPECT_TRUE(Contains(denied.out, "agent_revoked")) << denied.out;
  EXPECT_EQ(Call({"revoke", "agent", "scout", "--restore"}).exit.code, 0);
  EXPECT_EQ(Call(search).exit.code, 0);
  EXPECT_EQ(Call({"revoke", "task", "t1"}).exit.code, 0);
  EXPECT_TRUE(Contains(Call(search).out, "task_revoked"));
  EXPECT_EQ(Call({"tasks", "--parent", "t1", "--all"}).exit.code, 0);
  EXPECT_EQ(Call({"revoke", "task", "t1", "--restore"}).exit.code, 2);
  EXPECT_EQ(Call({"revoke", "planet", "x"}).exit.code, 2);
}

TEST_F(CliTest, LoadsFactsFromAFile) {
  const std::string path = data_.path() + "-facts.jsonl";
  auto write = [&path](const std::string& text) { std::ofstream(path) << text; };
  write(
      "# people\n"
      "{\"entity\": \"User\", \"id\": \"ana\", \"attributes\": {\"email\": \"ana@x.example\"}}\n\n"
      "{\"fact\": \"suspended\", \"keys\": [\"travel-1\"], \"value\": true, \"ttl_seconds\": "
      "60}\n");
  auto loaded = CallJson({"facts", "load", path});
  EXPECT_EQ(loaded["changes"].GetInt64(), 2);
  Finished list = Call({"facts", "list", "suspended"});
  EXPECT_EQ(list.out, "[\"travel-1\"]  true\n");
  write(
      "{\"fact\": \"suspended\", \"keys\": [\"travel-2\"], \"value\": true}\n"
      "{\"fact\": \"suspended\", \"keys\": [\"travel-3\"], \"value\": \"yes\"}\n");
  Finished refused = Call({"facts", "load", path});
  EXPECT_EQ(refused.exit.code, 2);
  EXPECT_TRUE(Contains(refused.err, "line 2: `value`")) << refused.err;
  write("\n{\"fact\": \"suspended\", \"kees\": []}\n");
  EXPECT_TRUE(Contains(Call({"facts", "load", path}).err, "line 2: `kees` does not belong here"));
  EXPECT_EQ(Call({"facts", "list", "suspended"}).out, "[\"travel-1\"]  true\n");
  Finished absent = Call({"facts", "put", "suspended", "--keys", R"(["travel-1"])", "--value",
                          "false", "--if-absent"});
  EXPECT_TRUE(Contains(absent.err, "the precondition does not hold")) << absent.err;
  EXPECT_EQ(Call({"facts", "delete", "suspended", "--keys", R"(["travel-1"])"}).exit.code, 0);
  EXPECT_EQ(Call({"facts", "list", "suspended"}).out, "");
  std::remove(path.c_str());
}

TEST_F(CliTest, NamesTheInputThatIsWrong) {
  Finished lifetime =
      Call({"grant", "BookTrip", "--user", "ana", "--agent", "a", "--lifetime", "x"});
  EXPECT_EQ(lifetime.exit.code, 2);
  EXPECT_TRUE(Contains(lifetime.err, "--lifetime")) << lifetime.err;
  Finished params = Call({"grant", "BookTrip", "--user", "ana", "--agent", "a", "--params", "{"});
  EXPECT_EQ(params.exit.code, 2);
  EXPECT_TRUE(Contains(params.err, "params_json")) << params.err;
  Finished report = Call({"report", "d1", "--agent", "a"});
  EXPECT_EQ(report.exit.code, 2);
}

TEST(CliAloneTest, SaysWhenThereIsNoServer) {
  Finished run = Writ({"replay", "--server", "unix:/tmp/no-such-writ.sock"});
  EXPECT_EQ(run.exit.code, 3);
  EXPECT_FALSE(run.err.empty());
}

TEST(CliAloneTest, EveryHelpHasAnExample) {
  for (const char* command :
       {"check", "lint", "fmt", "test", "eval", "repl", "diff", "lsp", "disasm", "serve", "grant",
        "decide", "explain", "report", "facts", "replay", "import", "tokens", "approvals"}) {
    Finished run = Writ({command, "--help"});
    EXPECT_EQ(run.exit.code, 0) << command;
    EXPECT_TRUE(Contains(run.out, std::string("Example:\n  writ ") + command)) << run.out;
  }
}

TEST(CliAloneTest, RefusesWhatItDoesNotKnow) {
  EXPECT_EQ(Writ({}).exit.code, 2);
  EXPECT_EQ(Writ({"dance"}).exit.code, 2);
  EXPECT_EQ(Writ({"check"}).exit.code, 2);
  EXPECT_EQ(Writ({"check", "no/such/file.writ"}).exit.code, 2);
}

TEST(CliAloneTest, SaysWhichVersionItIs) {
  Finished version = Writ({"--version"});
  EXPECT_EQ(version.exit.code, 0);
  EXPECT_TRUE(version.out.starts_with("writ ")) << version.out;
  EXPECT_TRUE(Contains(version.out, ", bundle format ")) << version.out;
}

TEST(CliAloneTest, ChecksPolicies) {
  Finished good = Writ({"check", kTravelPolicies});
  EXPECT_EQ(good.exit.code, 0) << good.out;
  TempDirectory directory;
  const std::string path = directory.path() + "/broken.writ";
  std::ofstream(path) << "package p\n\npermit x: nothing.here\n";
  Finished bad = Writ({"check", path});
  EXPECT_EQ(bad.exit.code, 2);
  EXPECT_TRUE(Contains(bad.out, path + ":3:")) << bad.out;
}

TEST(CliAloneTest, LintsPolicies) {
  Finished clean = Writ({"lint", kTravelPolicies});
  EXPECT_EQ(clean.exit.code, 0) << clean.out;
  EXPECT_EQ(clean.out, "2 files, 0 findings\n");
  TempDirectory directory;
  const std::string path = directory.path() + "/wide.writ";
  std::ofstream(path) << "package p\n\naction a.b()\npermit all: a.b\n";
  Finished found = Writ({"lint", path});
  EXPECT_EQ(found.exit.code, 1) << found.err;
  EXPECT_TRUE(Contains(found.out, path + ":4:8: warning: ")) << found.out;
  EXPECT_TRUE(Contains(found.out, "[OpenPermit]\n  4 | permit all")) << found.out;
  EXPECT_TRUE(Contains(found.out, "1 file, 1 finding\n")) << found.out;
  Finished json = Writ({"lint", "--json", path});
  EXPECT_EQ(json.exit.code, 1);
  rapidjson::Document document;
  document.Parse(json.out.c_str());
  ASSERT_TRUE(document.IsObject()) << json.out;
  ASSERT_EQ(document["findings"].Size(), 1u);
  EXPECT_STREQ(document["findings"][0]["kind"].GetString(), "OpenPermit");
  EXPECT_EQ(document["findings"][0]["line"].GetInt(), 4);
  std::ofstream(path) << "package p\n\npermit all: a.b\n";
  Finished broken = Writ({"lint", path});
  EXPECT_EQ(broken.exit.code, 2);
  EXPECT_TRUE(Contains(broken.err, "[UnknownAction]")) << broken.err;
  EXPECT_EQ(Writ({"lint", directory.path() + "/none.writ"}).exit.code, 2);
}

TEST(CliAloneTest, ImportsToolsAndKeepsAPolicyThatIsThere) {
  TempDirectory directory;
  const std::string tools = directory.path() + "/tools.json", bundle = directory.path() + "/shop";
  std::ofstream(tools) << R"({"tools": [{"name": "buy", "inputSchema": {"type": "object",
    "properties": {"what": {"type": "string"}}, "required": ["what"]}}]})";
  const std::vector<std::string> import = {"import", "mcp",   tools, "--package",
                                           "shop",   "--out", bundle};
  Finished first = Writ(import);
  EXPECT_EQ(first.exit.code, 0) << first.err;
  EXPECT_EQ(first.out, "imported 1 of 1 tools\n");
  EXPECT_EQ(Writ({"check", bundle}).exit.code, 0);
  std::ofstream(bundle + "/policy.writ") << "package shop\n";
  EXPECT_EQ(Writ(import).exit.code, 0);
  std::ifstream policy(bundle + "/policy.writ");
  std::string line;
  EXPECT_TRUE(std::getline(policy, line) && line == "package shop" && !std::getline(policy, line));
  std::ofstream(tools) << "{}";
  Finished bad = Writ(import);
  EXPECT_EQ(bad.exit.code, 2);
  EXPECT_TRUE(Contains(bad.err, tools)) << bad.err;
}

TEST(CliAloneTest, ShowsCode) {
  Finished run = Writ({"disasm", kTravelPolicies});
  EXPECT_EQ(run.exit.code, 0) << run.err;
  EXPECT_TRUE(Contains(run.out, "travel.one_ticket")) << run.out;
}

TEST(CliAloneTest, RunsTests) {
  Finished good = Writ({"test", kTravelPolicies});
  EXPECT_EQ(good.exit.code, 0) << good.out;
  EXPECT_TRUE(Contains(good.out, " passed, 0 failed\n")) << good.out;
  TempDirectory directory;
  const std::string path = directory.path() + "/wrong.writ";
  std::ofstream(path) << R"(package p
entity User { }
entity Agent { }
task T { }
action a.b()
permit yes: a.b for T
test "says no" {
  task t = T { } by agent "x" for user "y"
  a.b() -> deny
}
)";
  Finished bad = Writ({"test", path});
  EXPECT_EQ(bad.exit.code, 1) << bad.err;
  EXPECT_TRUE(Contains(bad.out, "FAIL  says no")) << bad.out;
  EXPECT_TRUE(Contains(bad.out, path + ":9:")) << bad.out;
  EXPECT_TRUE(Contains(bad.out, "0 passed, 1 failed\n")) << bad.out;
}

}  // namespace
}  // namespace writ::harness
