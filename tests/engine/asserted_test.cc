// What services tell the engine: facts with a time to live, preconditions, groups of any
// depth; and rules that hold for a time only.
#include <gtest/gtest.h>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "engine/decision/shard.h"
#include "engine/facts/read_row.h"
#include "tests/engine/fixture.h"

namespace writ::tests {
namespace {

constexpr std::string_view kPolicy = R"(
package org

entity Team in Team {}
entity User in Team { level: int }
entity Agent {}
task T {}
action a.open(door: string)
action a.read(user: User)
action a.late()

fact badge(User): bool = false ttl 1h
fact locked(string): bool = false

permit staff: a.open when user in Team("staff") && !locked(args.door)
permit badged: a.open when badge(user)
permit peers: a.read when args.user in Team("staff") && args.user.level < 3
permit soon: a.late from timestamp("2026-11-23T19:00:00Z") until date("2026-11-24")
)";

constexpr Micros kSecond = 1'000'000;

class AssertedTest : public ::testing::Test {
 protected:
  AssertedTest() : t_(kPolicy) { t_.Grant("t", "T", "{}"); }
  ~AssertedTest() override { t_.ExpectReplaysEqual(); }

  absl::Status Change(std::vector<FactChange> changes) {
    return Await<uint64_t>([&](auto done) { t_.engine().ChangeFacts(changes, std::move(done)); })
        .status();
  }
  template <typename What>
  absl::Status Change(What what) {
    FactChange change;
    change.what = std::move(what);
    return Change(std::vector<FactChange>{std::move(change)});
  }
  absl::Status Groups(std::string type, std::string id, std::vector<std::string> groups) {
    return Change(GroupsPut{std::move(type), std::move(id), std::move(groups)});
  }
  FactPut Badge(bool value, Micros ttl = 0) {
    return {"badge", Json(R"(["ana"])"), Json(value ? "true" : "false"), ttl};
  }
  FactInfo Find(std::string_view fact, std::string_view keys) {
    auto info = t_.engine().FindFact(std::string(fact), *Json(keys));
    EXPECT_TRUE(info.ok()) << info.status();
    return info.ok() ? *info : FactInfo();
  }
  std::string Open() { return Summary(t_.Decide("t", "a.open", R"({"door": "d"})")); }
  std::string Late() { return Summary(t_.Decide("t", "a.late", "{}")); }

  TestEngine t_;
};

TEST_F(AssertedTest, GroupsAreFollowedThroughAnyNumberOfLevels) {
  EXPECT_EQ(Open(), "deny no_permit");
  ASSERT_TRUE(Groups("User", "ana", {"ops-1"}).ok());
  for (int i = 1; i < 100; ++i) {
    ASSERT_TRUE(Groups("Team", absl::StrCat("ops-", i), {absl::StrCat("ops-", i + 1)}).ok());
  }
  EXPECT_EQ(Open(), "deny no_permit");
  ASSERT_TRUE(Groups("Team", "ops-100", {"staff", "others"}).ok());
  EXPECT_EQ(Open(), "permit");
  t_.Reopen();
  EXPECT_EQ(Open(), "permit");
  ASSERT_TRUE(Groups("Team", "ops-50", {}).ok());
  EXPECT_EQ(Open(), "deny no_permit");
}

TEST_F(AssertedTest, CirclesAreRefused) {
  ASSERT_TRUE(Groups("Team", "a", {"b"}).ok());
  ASSERT_TRUE(Groups("Team", "b", {"c"}).ok());
  EXPECT_EQ(Groups("Team", "c", {"a"}).code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_EQ(Groups("Team", "c", {"c"}).code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_TRUE(Groups("Team", "c", {"d"}).ok());
  // Also one that only several changes of one batch make.
  std::vector<FactChange> circle(2);
  circle[0] = {GroupsPut{"Team", "x", {"y"}}, 7};
  circle[1] = {GroupsPut{"Team", "y", {"x"}}, 9};
  absl::Status status = Change(circle);
  EXPECT_EQ(status.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_TRUE(absl::StartsWith(status.message(), "line 9: ")) << status;
  EXPECT_TRUE(t_.engine().GetGroups("Team", "x")->empty());
}

TEST_F(AssertedTest, GroupsAreBounded) {
  std::vector<std::string> many;
  for (size_t i = 0; i < kMaxDirectGroups; ++i) many.push_back(absl::StrCat("g", i));
  EXPECT_TRUE(Groups("User", "ana", many).ok());
  many.push_back("one more");
  EXPECT_EQ(Groups("User", "ana", many).code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(Groups("Agent", "bot", {"g"}).code(), absl::StatusCode::kInvalidArgument);
  // Itself, and 255 above it: the last that fits.
  for (uint32_t i = kMaxGroups - 1; i > 0; --i) {
    ASSERT_TRUE(Groups("Team", absl::StrCat("t", i), {absl::StrCat("t", i + 1)}).ok()) << i;
  }
  EXPECT_EQ(Groups("User", "bob", {"t1"}).code(), absl::StatusCode::kInvalidArgument);
  EXPECT_TRUE(Groups("User", "bob", {"t2"}).ok());
  // Grown past it from above, which nobody sees when it is put: whoever asks denies.
  ASSERT_TRUE(Groups("User", "ana", {"t2"}).ok());
  EXPECT_EQ(Open(), "deny no_permit");
  ASSERT_TRUE(Groups("Team", absl::StrCat("t", kMaxGroups), {"staff"}).ok());
  EXPECT_EQ(Open(), "deny no_permit");
}

TEST_F(AssertedTest, AttributesAndGroupsOfAnArgument) {
  auto read = [&] { return Summary(t_.Decide("t", "a.read", R"({"user": "eve"})")); };
  ASSERT_TRUE(Groups("User", "eve", {"staff"}).ok());
  EXPECT_EQ(read(), "deny no_permit");  // nothing is known of her level
  ASSERT_TRUE(Change(EntityPut{"User", "eve", Json(R"({"level": 2})")}).ok());
  EXPECT_EQ(read(), "permit");
  EXPECT_EQ(Change(EntityPut{"User", "eve", Json(R"({"level": "2"})")}).code(),
            absl::StatusCode::kInvalidArgument);
  ASSERT_TRUE(Change(EntityRemove{"User", "eve"}).ok());
  EXPECT_EQ(read(), "deny no_permit");
  EXPECT_TRUE(t_.engine().GetGroups("User", "eve")->empty());
}

TEST_F(AssertedTest, ValueLivesAsLongAsItsFactDeclares) {
  ASSERT_TRUE(Change(Badge(true)).ok());
  EXPECT_EQ(Open(), "permit");
  t_.clock().Advance(3'600 * kSecond - 1);
  EXPECT_EQ(Open(), "permit");
  EXPECT_TRUE(Find("badge", R"(["ana"])").present);
  t_.clock().Advance(1);
  EXPECT_EQ(Open(), "deny no_permit");
  EXPECT_FALSE(Find("badge", R"(["ana"])").present);
  EXPECT_EQ(Find("badge", R"(["ana"])").value_json, "false");
}

TEST_F(AssertedTest, ValueMayLiveShorterAndNotLonger) {
  EXPECT_EQ(Change(Badge(true, 3'601 * kSecond)).code(), absl::StatusCode::kInvalidArgument);
  ASSERT_TRUE(Change(Badge(true, 60 * kSecond)).ok());
  t_.clock().Advance(60 * kSecond);
  EXPECT_EQ(Open(), "deny no_permit");
  ASSERT_TRUE(Change(Badge(true)).ok());
  t_.Reopen();
  EXPECT_EQ(Open(), "permit");
}

TEST_F(AssertedTest, PreconditionsGuardAChange) {
  FactPut put = Badge(true);
  put.only_if.value = Json("true");
  EXPECT_EQ(Change(put).code(), absl::StatusCode::kFailedPrecondition);
  put.only_if.value = Json("false");  // the default counts as a value
  put.only_if.absent = true;
  ASSERT_TRUE(Change(put).ok());
  EXPECT_EQ(Change(put).code(), absl::StatusCode::kFailedPrecondition);
  uint64_t version = Find("badge", R"(["ana"])").version;
  put = Badge(false);
  put.only_if.version = version + 1;
  EXPECT_EQ(Change(put).code(), absl::StatusCode::kFailedPrecondition);
  put.only_if.version = version;
  ASSERT_TRUE(Change(put).ok());
  EXPECT_EQ(Change(put).code(), absl::StatusCode::kFailedPrecondition);  // it moved on
  FactRemove remove{"badge", Json(R"(["ana"])")};
  remove.only_if.version = version;
  EXPECT_EQ(Change(remove).code(), absl::StatusCode::kFailedPrecondition);
  remove.only_if.version.reset();
  ASSERT_TRUE(Change(remove).ok());
  EXPECT_FALSE(Find("badge", R"(["ana"])").present);
  uint64_t size = t_.engine().tree_head().size;
  ASSERT_TRUE(Change(remove).ok());  // again: nothing
  EXPECT_EQ(t_.engine().tree_head().size, size);
}

TEST_F(AssertedTest, BatchIsAllOrNothing) {
  std::vector<FactChange> changes(3);
  changes[0] = {Badge(true), 1};
  changes[1] = {GroupsPut{"User", "ana", {"staff"}}, 2};
  changes[2] = {FactPut{"locked", Json("[1]"), Json("true")}, 4};
  absl::Status status = Change(changes);
  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_TRUE(absl::StartsWith(status.message(), "line 4: `keys[0]`")) << status;
  EXPECT_EQ(Open(), "deny no_permit");
  changes.pop_back();
  ASSERT_TRUE(Change(changes).ok());
  EXPECT_EQ(Open(), "permit");
}

TEST_F(AssertedTest, FactsAreListedByPage) {
  for (const char* door : {"a", "b", "c"}) {
    ASSERT_TRUE(Change(FactPut{"locked", Json(absl::StrCat("[\"", door, "\"]")), Json("true"),
                               door[0] == 'b' ? kSecond : 0})
                    .ok());
  }
  ASSERT_TRUE(Change(Badge(true)).ok());
  t_.clock().Advance(kSecond);  // b goes
  std::string text, after;
  do {
    auto page = t_.engine().ListFacts("locked", after, 1);
    ASSERT_TRUE(page.ok()) << page.status();
    for (const FactInfo& fact : page->items) absl::StrAppend(&text, fact.keys_json, " ");
    after = page->next;
  } while (!after.empty());
  EXPECT_EQ(text, R"(["a"] ["c"] )");
  EXPECT_EQ(t_.engine().ListFacts("none", "", 1).status().code(), absl::StatusCode::kNotFound);
}

TEST_F(AssertedTest, RuleHoldsFromItsBeginningToBeforeItsEnd) {
  EXPECT_EQ(Late(), "deny no_permit");
  t_.clock().Advance(3'600 * kSecond - 1);
  EXPECT_EQ(Late(), "deny no_permit");
  t_.clock().Advance(1);
  EXPECT_EQ(Late(), "permit");
  t_.clock().Advance(5 * 3'600 * kSecond - 1);
  EXPECT_EQ(Late(), "permit");
  t_.clock().Advance(1);
  EXPECT_EQ(Late(), "deny no_permit");
}

}  // namespace
}  // namespace writ::tests
