// Who may act: tasks under tasks (R11), what revocation does, and that replay agrees.
#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "lang/compiler/compile_scope.h"
#include "tests/engine/fixture.h"

namespace writ::tests {
namespace {

constexpr std::string_view kPolicy = R"(
package shop

entity User {}
entity Agent {}
task Plan { budget: money, to: string }
task Look {}

@server("catalogue")
action shop.list()
action shop.pay(to: string, price: money) -> { charged: money }

fact suspended(Agent): bool = false
fact spend(task) = sum(args.price) of shop.pay settle result.charged
fact pace(agent) = count of shop.pay
fact done(task) = count of succeeded shop.pay

permit look: shop.list
permit pay: shop.pay for Plan
  when args.to == task.to
permit watched: shop.pay for Look
  when call.chain.size() == 2 && Agent("bot") in call.chain

forbid frozen: shop.pay
  when suspended(agent)

limit budget: spend(task) <= task.budget
  else "the budget is used up"
limit pace: pace(agent) <= 3
)";

std::string Plan(int budget, std::string_view to = "bob") {
  return absl::StrCat(R"({"budget": ")", budget, R"( USD", "to": ")",
                      absl::string_view(to.data(), to.size()), R"("})");
}

class AuthorityTest : public ::testing::Test {
 protected:
  AuthorityTest() : t_(kPolicy) { t_.Grant("root", "Plan", Plan(600)); }
  ~AuthorityTest() override { t_.ExpectReplaysEqual(); }

  absl::StatusOr<TaskInfo> Grant(TaskGrant grant) {
    return Await<TaskInfo>([&](auto done) { t_.engine().Grant(grant, std::move(done)); });
  }
  TaskGrant Child(std::string id, std::string parent, std::string agent, std::string params) {
    TaskGrant grant{.task_id = std::move(id), .type = "Plan", .params = Json(params)};
    grant.agent = std::move(agent);
    grant.parent = std::move(parent);
    return grant;
  }
  void GrantChild(std::string id, std::string parent, std::string agent, std::string params) {
    auto info = Grant(Child(std::move(id), std::move(parent), std::move(agent), params));
    EXPECT_TRUE(info.ok()) << info.status();
  }

  Decision Pay(std::string_view task, std::string_view agent, int price,
               std::string_view to = "bob") {
    std::string args = absl::StrCat(R"({"to": ")", absl::string_view(to.data(), to.size()),
                                    R"(", "price": ")", price, R"( USD"})");
    CallRequest request = Request(task, "shop.pay", args);
    request.agent = agent;
    return t_.Decide(std::move(request));
  }
  std::string PayAs(std::string_view task, std::string_view agent, int price,
                    std::string_view to = "bob") {
    Decision decision = Pay(task, agent, price, to);
    std::string text = Summary(decision);
    return decision.denied_in.empty() ? text : text + " in " + decision.denied_in;
  }
  std::string List(std::string_view task, std::string_view agent) {
    CallRequest request = Request(task, "shop.list", "{}");
    request.agent = agent;
    Decision decision = t_.Decide(std::move(request));
    std::string text = Summary(decision);
    return decision.denied_in.empty() ? text : text + " in " + decision.denied_in;
  }

  // The bundle of a scope for tasks of type Plan.
  static std::string Scope(std::string_view policy, const std::string& text) {
    lang::ScopeResult result =
        lang::CompileScope({{"policy.writ", std::string(policy)}}, "shop.Plan", text);
    for (const lang::Diagnostic& diagnostic : result.diagnostics.Sorted()) {
      ADD_FAILURE() << lang::Render(diagnostic, result.sources);
    }
    return result.bundle;
  }
  TaskGrant Scoped(std::string id, std::string parent, std::string agent, const std::string& text) {
    TaskGrant grant = Child(std::move(id), std::move(parent), std::move(agent), Plan(600));
    grant.scope = Scope(kPolicy, text);
    return grant;
  }

  absl::StatusOr<TaskInfo> Revoke(std::string task_id) {
    TaskRevoke revoke{std::move(task_id), "no longer wanted"};
    return Await<TaskInfo>([&](auto done) { t_.engine().Revoke(revoke, std::move(done)); });
  }
  RevocationInfo Set(PrincipalKind kind, std::string id, bool revoked) {
    RevocationSet set{kind, std::move(id), revoked, "seen elsewhere"};
    auto info =
        Await<RevocationInfo>([&](auto done) { t_.engine().SetRevocation(set, std::move(done)); });
    EXPECT_TRUE(info.ok()) << info.status();
    return info.ok() ? *info : RevocationInfo();
  }

  TestEngine t_;
};

TEST_F(AuthorityTest, R11ChildIsJudgedAtEveryLevelWithItsOwnParameters) {
  GrantChild("child", "root", "buyer", Plan(1000, "eve"));
  EXPECT_EQ(PayAs("child", "buyer", 1, "eve"), "deny no_permit in root");
  EXPECT_EQ(PayAs("child", "buyer", 1, "bob"), "deny no_permit in child");
  GrantChild("narrow", "root", "buyer", Plan(50));
  EXPECT_EQ(PayAs("narrow", "buyer", 51), "deny limit shop.budget in narrow");
  EXPECT_EQ(PayAs("narrow", "buyer", 50), "permit");
  EXPECT_EQ(t_.Fact("spend", R"(["narrow"])"), t_.Fact("spend", R"(["root"])"));
}

TEST_F(AuthorityTest, R11ChildrenShareTheParentsBudget) {
  GrantChild("one", "root", "a1", Plan(400));
  GrantChild("two", "root", "a2", Plan(400));
  EXPECT_EQ(PayAs("one", "a1", 400), "permit");
  Decision denied = Pay("two", "a2", 400);
  EXPECT_EQ(Summary(denied), "deny limit shop.budget");
  EXPECT_EQ(denied.denied_in, "root");
  EXPECT_EQ(denied.remaining, "200.00 USD");
  EXPECT_EQ(PayAs("two", "a2", 200), "permit");
  EXPECT_EQ(PayAs("root", "bot", 1), "deny limit shop.budget");
}

TEST_F(AuthorityTest, R11SettlesAndGivesBackAtEveryLevel) {
  GrantChild("one", "root", "a1", Plan(600));
  Decision failed = Pay("one", "a1", 600);
  OutcomeReport report{failed.decision_id, "a1", false, nullptr};
  auto say = [&](OutcomeReport r) {
    return Await<OutcomeReceipt>([&](auto done) { t_.engine().ReportOutcome(r, std::move(done)); });
  };
  ASSERT_TRUE(say(report).ok());
  Decision paid = Pay("one", "a1", 600);
  ASSERT_EQ(Summary(paid), "permit");
  report = {paid.decision_id, "a1", true, Json(R"({"charged": "590 USD"})")};
  ASSERT_TRUE(say(report).ok());
  EXPECT_NE(t_.Fact("spend", R"(["root"])").find("590"), std::string::npos);
  EXPECT_EQ(t_.Fact("spend", R"(["one"])"), t_.Fact("spend", R"(["root"])"));
  EXPECT_EQ(t_.Fact("done", R"(["one"])"), "1");
  EXPECT_EQ(t_.Fact("done", R"(["root"])"), "1");
  // The key is the same at both levels: one call counts once.
  EXPECT_EQ(t_.Fact("pace", R"(["a1"])"), "1");
}

TEST_F(AuthorityTest, R11KeyThatIsTheSameAtEachLevelCountsOnce) {
  GrantChild("one", "root", "a1", Plan(600));
  for (int i = 0; i < 3; ++i) EXPECT_EQ(PayAs("one", "a1", 1), "permit");
  EXPECT_EQ(t_.Fact("pace", R"(["a1"])"), "3");
  EXPECT_EQ(PayAs("one", "a1", 1), "deny limit shop.pace in one");
}

TEST_F(AuthorityTest, TheCallersChainCanBeRead) {
  TaskGrant look = Child("look", "root", "eye", "{}");
  look.type = "Look";
  ASSERT_TRUE(Grant(look).ok());
  EXPECT_EQ(PayAs("look", "eye", 1), "permit");
  look.task_id = "deeper";
  look.parent = "look";
  ASSERT_TRUE(Grant(look).ok());
  EXPECT_EQ(PayAs("deeper", "eye", 1), "deny no_permit in deeper");
}

TEST_F(AuthorityTest, DepthIsAtMostEight) {
  std::string parent = "root";
  for (int depth = 2; depth <= 8; ++depth) {
    std::string id = absl::StrCat("t", depth);
    GrantChild(id, parent, "a", Plan(600));
    parent = id;
  }
  EXPECT_EQ(PayAs("t8", "a", 1), "permit");
  auto ninth = Grant(Child("t9", "t8", "a", Plan(600)));
  EXPECT_EQ(ninth.status().code(), absl::StatusCode::kFailedPrecondition) << ninth.status();
  t_.Reopen();
  EXPECT_EQ(PayAs("t8", "a", 1), "permit");
}

TEST_F(AuthorityTest, LevelsCanBeFewer) {
  TaskGrant two = Child("two", "", "planner", Plan(600));
  two.user = "ana";
  two.lifetime = Micros{3'600} * 1'000'000;
  two.levels = 8;
  EXPECT_EQ(Grant(two).status().code(), absl::StatusCode::kInvalidArgument);
  two.levels = 2;
  ASSERT_TRUE(Grant(two).ok());
  EXPECT_EQ(Grant(Child("a", "two", "x", Plan(1)))->levels, 1u);
  EXPECT_EQ(Grant(Child("b", "a", "x", Plan(1)))->levels, 0u);
  EXPECT_EQ(Grant(Child("c", "b", "x", Plan(1))).status().code(),
            absl::StatusCode::kFailedPrecondition);
}

TEST_F(AuthorityTest, ChildCannotBeForAnotherUserNorOutliveItsParent) {
  TaskGrant child = Child("c", "root", "x", Plan(1));
  child.user = "eve";
  EXPECT_EQ(Grant(child).status().code(), absl::StatusCode::kInvalidArgument);
  child.user = "ana";
  child.lifetime = Micros{86'401} * 1'000'000;
  EXPECT_EQ(Grant(child).status().code(), absl::StatusCode::kInvalidArgument);
  child.lifetime = Micros{60} * 1'000'000;
  ASSERT_TRUE(Grant(child).ok());
  t_.clock().Advance(Micros{60} * 1'000'000);
  EXPECT_EQ(PayAs("c", "x", 1), "deny task_expired in c");
  EXPECT_EQ(Grant(Child("d", "c", "x", Plan(1))).status().code(),
            absl::StatusCode::kFailedPrecondition);
  EXPECT_EQ(Grant(Child("d", "none", "x", Plan(1))).status().code(), absl::StatusCode::kNotFound);
}

TEST_F(AuthorityTest, EndedTaskEndsEverythingUnderItFromTheNextCall) {
  GrantChild("one", "root", "a1", Plan(400));
  GrantChild("deep", "one", "a2", Plan(400));
  ASSERT_EQ(PayAs("deep", "a2", 1), "permit");
  ASSERT_TRUE(Revoke("one").ok());
  EXPECT_EQ(PayAs("deep", "a2", 1), "deny task_revoked in one");
  EXPECT_EQ(PayAs("one", "a1", 1), "deny task_revoked in one");
  EXPECT_EQ(PayAs("root", "bot", 1), "permit");
  EXPECT_TRUE(t_.engine().GetTask("one")->revoked);
  EXPECT_EQ(Grant(Child("d", "deep", "x", Plan(1))).status().code(),
            absl::StatusCode::kFailedPrecondition);
  t_.Reopen();
  EXPECT_EQ(PayAs("deep", "a2", 1), "deny task_revoked in one");
  TaskClose close{"root"};
  ASSERT_TRUE(Await<TaskInfo>([&](auto done) { t_.engine().Close(close, std::move(done)); }).ok());
  EXPECT_EQ(PayAs("root", "bot", 1), "deny task_closed");
  EXPECT_EQ(Revoke("none").status().code(), absl::StatusCode::kNotFound);
}

TEST_F(AuthorityTest, AgentIsRevokedInEveryTaskAndBelowIt) {
  GrantChild("one", "root", "a1", Plan(400));
  Set(PrincipalKind::kAgent, "bot", true);
  EXPECT_EQ(PayAs("root", "bot", 1), "deny agent_revoked");
  EXPECT_EQ(PayAs("one", "a1", 1), "deny agent_revoked in one");
  t_.Reopen();
  EXPECT_EQ(PayAs("root", "bot", 1), "deny agent_revoked");
  EXPECT_FALSE(Set(PrincipalKind::kAgent, "bot", false).revoked);
  EXPECT_EQ(PayAs("one", "a1", 1), "permit");
}

TEST_F(AuthorityTest, UserToolAndServerAreRevokedAsSuch) {
  Set(PrincipalKind::kUser, "ana", true);
  EXPECT_EQ(PayAs("root", "bot", 1), "deny user_revoked");
  Set(PrincipalKind::kUser, "ana", false);
  Set(PrincipalKind::kTool, "shop.pay", true);
  EXPECT_EQ(PayAs("root", "bot", 1), "deny tool_revoked");
  EXPECT_EQ(List("root", "bot"), "permit");
  Set(PrincipalKind::kServer, "catalogue", true);
  EXPECT_EQ(List("root", "bot"), "deny tool_revoked");
}

TEST_F(AuthorityTest, RevokingAgainChangesNothing) {
  uint64_t before = t_.engine().tree_head().size;
  RevocationInfo first = Set(PrincipalKind::kAgent, "x", true);
  t_.clock().Advance(1'000'000);
  EXPECT_EQ(Set(PrincipalKind::kAgent, "x", true).since, first.since);
  EXPECT_EQ(t_.engine().tree_head().size, before + 1);
  Set(PrincipalKind::kAgent, "y", false);
  EXPECT_EQ(t_.engine().tree_head().size, before + 1);
}

TEST_F(AuthorityTest, ScopeNarrowsAndNeverWidens) {
  auto info = Grant(Scoped("s", "root", "a",
                           "only shop.list\nonly shop.pay when args.price <= 400 USD unless "
                           "args.price == 13 USD"));
  ASSERT_TRUE(info.ok()) << info.status();
  EXPECT_NE(info->scope.find("400 USD"), std::string::npos);
  EXPECT_EQ(List("s", "a"), "permit");
  EXPECT_EQ(PayAs("s", "a", 401), "deny outside_scope in s");
  EXPECT_EQ(PayAs("s", "a", 13), "deny outside_scope in s");
  EXPECT_EQ(PayAs("s", "a", 400, "eve"), "deny no_permit in s");
  EXPECT_EQ(PayAs("s", "a", 400), "permit");
  Decision denied = Pay("s", "a", 401);
  EXPECT_NE(denied.detail.find("only shop.list"), std::string::npos) << denied.detail;
}

// A decision shows the beginning of a scope, and never half a character of it.
TEST_F(AuthorityTest, ScopeIsShownInWholeCharacters) {
  for (int shift = 0; shift < 4; ++shift) {
    std::string text = "only shop.pay when args.to == \"" + std::string(shift, 'x');
    for (int i = 0; i < 100; ++i) text += "\u20ac";
    std::string id = absl::StrCat("s", shift);
    ASSERT_TRUE(Grant(Scoped(id, "root", "a", text + "\"")).ok());
    Decision denied = Pay(id, "a", 1);
    EXPECT_EQ(Summary(denied), "deny outside_scope");
    EXPECT_LE(denied.detail.size(), 300u);
    EXPECT_EQ(denied.detail.substr(denied.detail.size() - 3), "\u20ac");
  }
}

TEST_F(AuthorityTest, ScopeHoldsForEverythingUnderItsTask) {
  ASSERT_TRUE(Grant(Scoped("buyer", "root", "a", "only shop.pay when args.price <= 400 USD")).ok());
  ASSERT_TRUE(
      Grant(Scoped("wider", "buyer", "b", "only shop.pay when args.price <= 500 USD")).ok());
  GrantChild("plain", "buyer", "c", Plan(600));
  EXPECT_EQ(PayAs("wider", "b", 450), "deny outside_scope in buyer");
  EXPECT_EQ(List("plain", "c"), "deny outside_scope in buyer");
  EXPECT_EQ(PayAs("plain", "c", 100), "permit");
  t_.Reopen();
  EXPECT_EQ(PayAs("plain", "c", 450), "deny outside_scope in buyer");
  EXPECT_EQ(t_.engine().GetTask("buyer")->scope, "only shop.pay when args.price <= 400 USD");
}

// What the scope was checked against is not what is asked any more.
TEST_F(AuthorityTest, ScopeThatNoLongerFitsThePolicyDenies) {
  ASSERT_TRUE(Grant(Scoped("s", "root", "a", "only shop.pay, shop.list")).ok());
  std::string changed(kPolicy);
  const std::string before = "action shop.pay(to: string, price: money)";
  changed.replace(changed.find(before), before.size(),
                  "action shop.pay(to: string, price: money, note: string?)");
  t_.Reopen(changed);
  EXPECT_EQ(PayAs("s", "a", 1), "deny stale_scope in s");
  EXPECT_EQ(List("s", "a"), "permit");
  EXPECT_EQ(PayAs("root", "bot", 1), "permit");
}

TEST_F(AuthorityTest, ScopeIsNotTrusted) {
  TaskGrant grant = Child("s", "root", "a", Plan(1));
  grant.scope = "no bundle";
  EXPECT_EQ(Grant(grant).status().code(), absl::StatusCode::kInvalidArgument);
  // A whole policy is more than a scope may be.
  grant.scope = CompilePolicy(kPolicy)->bytes();
  EXPECT_EQ(Grant(grant).status().code(), absl::StatusCode::kInvalidArgument);
  grant.scope = Scope(kPolicy, "only shop.list");
  grant.scope.resize(grant.scope.size() - 1);
  EXPECT_EQ(Grant(grant).status().code(), absl::StatusCode::kInvalidArgument);
}

TEST_F(AuthorityTest, ScopeTextIsHeldToItsRules) {
  auto first = [](const std::string& text) {
    auto result = lang::CompileScope({{"policy.writ", std::string(kPolicy)}}, "shop.Plan", text);
    const auto found = result.diagnostics.Sorted();
    return found.empty() ? "" : std::string(lang::DiagnosticName(found[0].id));
  };
  EXPECT_EQ(first("only shop.pay when spend(task) < 5 USD"), "ScopeReadsFact");
  EXPECT_EQ(first("only shop.pay when args.nothing"), "UnknownField");
  EXPECT_EQ(first("only shop.unknown"), "UnknownAction");
  EXPECT_EQ(first("permit all: any"), "Expected");
  EXPECT_EQ(first(""), "Expected");
  EXPECT_EQ(first("only shop.pay when task.budget > 5 USD && agent == Agent(\"a\")"), "");
  EXPECT_EQ(first(std::string(lang::kMaxScopeText + 1, ' ')), "TooLarge");
}

TEST_F(AuthorityTest, TasksAreListedByPage) {
  GrantChild("a1", "root", "x", Plan(1));
  GrantChild("a2", "root", "x", Plan(1));
  GrantChild("b1", "a1", "y", Plan(1));
  ASSERT_TRUE(Revoke("a2").ok());
  auto ids = [&](const TaskFilter& filter, size_t size) {
    std::string text, after;
    do {
      auto page = t_.engine().ListTasks(filter, after, size);
      EXPECT_TRUE(page.ok()) << page.status();
      for (const TaskInfo& task : page->items) text += task.task_id + " ";
      after = page->next;
      text += "| ";
    } while (!after.empty());
    return text;
  };
  EXPECT_EQ(ids({}, 10), "a1 a2 b1 root | ");
  EXPECT_EQ(ids({}, 3), "a1 a2 b1 | root | ");
  EXPECT_EQ(ids({.parent = "root"}, 10), "a1 a2 | ");
  EXPECT_EQ(ids({.parent = "root", .open_only = true}, 10), "a1 | ");
  EXPECT_EQ(ids({.agent = "y"}, 10), "b1 | ");
  Set(PrincipalKind::kUser, "eve", true);
  auto revoked = t_.engine().ListRevocations("", 10);
  ASSERT_TRUE(revoked.ok());
  ASSERT_EQ(revoked->items.size(), 1u);
  EXPECT_EQ(revoked->items[0].id, "eve");
  EXPECT_EQ(revoked->items[0].reason, "seen elsewhere");
}

}  // namespace
}  // namespace writ::tests
