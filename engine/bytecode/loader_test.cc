// What Program::Load refuses, and what it makes of what it accepts.
#include <functional>
#include <string>

#include "engine/bytecode/codes.h"
#include "engine/bytecode/program.h"
#include "engine/bytecode/test_bundle.h"
#include "gtest/gtest.h"

namespace writ {
namespace {

const Instruction kLoad = Make(Op::kLoadConst, 0, 0, 0, 0);
const Instruction kEnd = Make(Op::kReturn, 0);

// Two facts, one derived; slots that read them; one rule of each effect.
void Fill(TestBundle& bundle) {
  bundle.builder.Constant(Value::Bool(true));
  bundle.AddCount("test.calls");
  bundle.AddFact("test.paused");
  bundle.AddSlot(0);
  bundle.AddSlot(1);
  bundle::Rule& permit = bundle.AddRule("test.permit");
  bundle.AddClause(permit, {kLoad, kEnd}, 1);
  permit.mutable_token()->set_ttl_seconds(30);
  permit.mutable_token()->set_audience("travel");
  *permit.mutable_guard()->mutable_subject() = bundle.AddBlock({kLoad, kEnd}, 1);
  permit.mutable_guard()->set_subject_text("args.city");
  permit.mutable_guard()->add_constants(0);
  bundle::Rule& limit = bundle.AddRule("test.limit");
  limit.set_effect(bundle::LIMIT);
  limit.add_slots(0);
  limit.mutable_limit()->set_comparison(static_cast<uint32_t>(Op::kLessEqual));
  *limit.mutable_limit()->mutable_bound() = bundle.AddBlock({kLoad, kEnd}, 1);
  bundle::Rule& forbid = bundle.AddRule("test.forbid");
  forbid.set_effect(bundle::FORBID);
  forbid.clear_tasks();
  forbid.set_every_task(true);
  forbid.add_slots(1);
  bundle.AddClause(forbid, {Make(Op::kLoadSlot, 0, 0, 0, 1), kEnd}, 1);
}

using Change = std::function<void(bundle::Bundle&)>;

absl::StatusOr<std::shared_ptr<const Program>> LoadChanged(const Change& change,
                                                           bool for_tests = false) {
  TestBundle test;
  Fill(test);
  change(test.bundle());
  return std::move(test).Load(for_tests);
}

TEST(Loader, LoadsEverything) {
  auto loaded = LoadChanged([](bundle::Bundle& b) {
    b.mutable_rules(0)->set_doc("Lets it run.");
    b.mutable_rules(0)->set_message("not now");
  });
  ASSERT_TRUE(loaded.ok()) << loaded.status();
  const Program& program = **loaded;
  EXPECT_EQ(program.user_type->name, "test.User");
  EXPECT_EQ(program.agent_type->name, "test.Agent");
  EXPECT_EQ(program.facts[0].aggregate, Aggregate::kCount);
  EXPECT_EQ(program.facts[0].update.actions, std::vector<uint32_t>{0});
  EXPECT_EQ(program.facts[1].initial.kind(), Kind::kBool);
  EXPECT_EQ(program.rules[0].doc, "Lets it run.");
  EXPECT_EQ(program.rules[0].message, "not now");
  EXPECT_EQ(program.rules[0].token->ttl_seconds, 30u);
  EXPECT_EQ(program.rules[0].token->audience, "travel");
  EXPECT_EQ(program.rules[0].guard->subject_text, "args.city");
  EXPECT_EQ(program.rules[0].tasks[0]->name, "test.Work");
  EXPECT_EQ(program.rules[1].limit.comparison, Op::kLessEqual);
  EXPECT_TRUE(program.rules[1].limit.bound.present());
  EXPECT_TRUE(program.rules[2].every_task);
  EXPECT_EQ(program.rules[2].clauses[0].block.cost, 2u);
  EXPECT_EQ(program.digest(), Sha256(program.bytes()));
}

TEST(Loader, FindsNames) {
  auto loaded = LoadChanged([](bundle::Bundle&) {});
  ASSERT_TRUE(loaded.ok()) << loaded.status();
  const Program& program = **loaded;
  EXPECT_EQ(program.FindAction("tools.run"), &program.actions[0]);
  EXPECT_EQ(program.FindAction("run"), nullptr);
  EXPECT_EQ(program.FindTask("test.Work"), program.tasks[0]);
  EXPECT_EQ(program.FindTask("Work"), program.tasks[0]);
  EXPECT_EQ(program.FindTask("other.Work"), nullptr);
  EXPECT_EQ(program.FindFact("test.calls"), &program.facts[0]);
  EXPECT_EQ(program.FindFact("paused"), &program.facts[1]);
  EXPECT_EQ(program.FindFact("test"), nullptr);
}

TEST(Loader, ALastSegmentOfSeveralNamesFindsNone) {
  auto loaded = LoadChanged([](bundle::Bundle& b) { b.mutable_facts(1)->set_name("web.calls"); });
  ASSERT_TRUE(loaded.ok()) << loaded.status();
  EXPECT_EQ((*loaded)->FindFact("calls"), nullptr);
  EXPECT_NE((*loaded)->FindFact("web.calls"), nullptr);
}

struct Refusal {
  std::string message;
  Change change;
};

void ExpectRefused(const Refusal& refusal, bool for_tests = false) {
  const auto loaded = LoadChanged(refusal.change, for_tests);
  ASSERT_FALSE(loaded.ok()) << refusal.message;
  EXPECT_EQ(loaded.status().code(), absl::StatusCode::kInvalidArgument);
  EXPECT_NE(std::string(loaded.status().message()).find(refusal.message), std::string::npos)
      << refusal.message << ", but: " << loaded.status();
}

TEST(Loader, RefusesBytesThatAreNoBundle) {
  EXPECT_FALSE(Program::Load("").ok());
  EXPECT_FALSE(Program::Load("\xff\xff\xff").ok());
  EXPECT_FALSE(Program::Load(std::string(kMaxBundleBytes + 1, '\0')).ok());
}

TEST(Loader, RefusesDeclarations) {
  const Refusal refusals[] = {
      {"source `test.writ`: not sorted", [](auto& b) { b.add_sources()->set_name("test.writ"); }},
      {"constant", [](auto& b) { b.add_constants("\xff"); }},
      {"constant", [](auto& b) { b.add_constants(""); }},
      {"code: not whole instructions", [](auto& b) { b.mutable_code()->push_back('x'); }},
      {"action `tools.run`: type out of range",
       [](auto& b) { b.mutable_actions(0)->set_args(999); }},
      {"action `tools.run`: a type of the wrong kind",
       [](auto& b) { b.mutable_actions(0)->set_result(0); }},
      {"action `tools.run`: not sorted", [](auto& b) { *b.add_actions() = b.actions(0); }},
      {"tasks: a type of the wrong kind", [](auto& b) { b.set_tasks(0, b.user_type()); }},
      {"task `test.Work` is listed twice", [](auto& b) { b.add_tasks(b.tasks(0)); }},
      {"user_type: a type of the wrong kind", [](auto& b) { b.set_user_type(b.tasks(0)); }},
      {"agent_type: type out of range", [](auto& b) { b.set_agent_type(999); }},
      {"holds the code of tests",
       [](auto& b) { *b.add_test_blocks() = b.rules(0).clauses(0).block(); }},
  };
  for (const Refusal& refusal : refusals) ExpectRefused(refusal);
}

TEST(Loader, RefusesFacts) {
  const Refusal refusals[] = {
      {"fact 0 has no name", [](auto& b) { b.mutable_facts(0)->clear_name(); }},
      {"not sorted by name", [](auto& b) { b.mutable_facts(0)->set_name("zzz"); }},
      {"not sorted by name", [](auto& b) { b.mutable_facts(0)->set_name("test.paused"); }},
      {"the identity is not 8 bytes", [](auto& b) { b.mutable_facts(0)->set_identity("short"); }},
      {"the identity is taken",
       [](auto& b) { b.mutable_facts(1)->set_identity(b.facts(0).identity()); }},
      {"type out of range", [](auto& b) { b.mutable_facts(0)->set_type(999); }},
      {"type out of range", [](auto& b) { b.mutable_facts(0)->add_keys(999); }},
      {"constant out of range", [](auto& b) { b.mutable_facts(0)->set_initial(999); }},
      {"unknown aggregate",
       [](auto& b) { b.mutable_facts(0)->set_aggregate(static_cast<bundle::Aggregate>(99)); }},
      {"derived facts alone", [](auto& b) { b.mutable_facts(0)->clear_update(); }},
      {"derived facts alone", [](auto& b) { b.mutable_facts(1)->mutable_update(); }},
      {"index out of range", [](auto& b) { b.mutable_facts(0)->mutable_update()->add_actions(9); }},
      {"another number of keys", [](auto& b) { b.mutable_facts(0)->mutable_update()->add_keys(); }},
      {"an element too many, or missing",
       [](auto& b) { b.mutable_facts(0)->set_aggregate(bundle::SUM); }},
      {"an element too many, or missing",
       [](auto& b) {
         *b.mutable_facts(0)->mutable_update()->mutable_element() = b.rules(0).clauses(0).block();
       }},
      {"settles what it does not keep",
       [](auto& b) {
         *b.mutable_facts(0)->mutable_update()->mutable_settle() = b.rules(0).clauses(0).block();
       }},
      {"the block is empty",
       [](auto& b) { b.mutable_facts(0)->mutable_update()->mutable_condition(); }},
      {"only what is put can have a time to live", [](auto& b) { b.mutable_facts(0)->set_ttl(1); }},
      {"only what is put can have a time to live",
       [](auto& b) { b.mutable_facts(1)->set_ttl(-1); }},
      {"the identity is reserved",
       [](auto& b) { b.mutable_facts(0)->set_identity(std::string(kEntityIdentity)); }},
      {"unknown window",
       [](auto& b) { b.mutable_facts(0)->mutable_update()->mutable_window()->set_unit(6); }},
      {"unknown window",
       [](auto& b) { b.mutable_facts(0)->mutable_update()->mutable_window()->set_unit(0); }},
      {"no time zone has the name `Nowhere`",
       [](auto& b) {
         b.mutable_facts(0)->mutable_update()->mutable_window()->set_unit(3);
         b.mutable_facts(0)->mutable_update()->mutable_window()->set_zone("Nowhere");
       }},
      {"a window lasts 1 second",
       [](auto& b) {
         b.mutable_facts(0)->mutable_update()->mutable_window()->set_unit(1);
         b.mutable_facts(0)->mutable_update()->mutable_window()->set_length_micros(kMinWindow - 1);
       }},
      {"a window lasts 1 second",
       [](auto& b) {
         b.mutable_facts(0)->mutable_update()->mutable_window()->set_unit(1);
         b.mutable_facts(0)->mutable_update()->mutable_window()->set_length_micros(kMaxWindow + 1);
       }},
      {"a lease lasts 1 second",
       [](auto& b) { b.mutable_facts(0)->mutable_update()->set_release_micros(kMinLease - 1); }},
      {"a lease lasts 1 second",
       [](auto& b) { b.mutable_facts(0)->mutable_update()->set_release_micros(kMaxLease + 1); }},
      {"releases what is not reserved",
       [](auto& b) {
         b.mutable_facts(0)->mutable_update()->set_release_micros(kMinLease);
         b.mutable_facts(0)->mutable_update()->set_on_success(true);
       }},
  };
  for (const Refusal& refusal : refusals) ExpectRefused(refusal);
}

// The element of a list is read by the update that it belongs to, and by nothing else.
TEST(Loader, RefusesForEach) {
  auto list = [](auto& b, uint32_t slot) {
    bundle::ForEach* each = b.mutable_facts(0)->mutable_update()->add_each();
    *each->mutable_collection() = b.rules(0).clauses(0).block();
    each->set_slot(slot);
  };
  const Refusal refusals[] = {
      {"the slot of a `for each` is none", [&](auto& b) { list(b, 99); }},
      {"the slot of a `for each` is none", [&](auto& b) { list(b, 0); }},
      {"an element is taken",
       [&](auto& b) {
         b.add_slots()->set_fact(kForEachElement);
         list(b, static_cast<uint32_t>(b.slots_size() - 1));
         list(b, static_cast<uint32_t>(b.slots_size() - 1));
       }},
      {"goes through too many lists",
       [&](auto& b) {
         for (uint32_t i = 0; i <= kMaxForEach; ++i) list(b, 0);
       }},
      {"slot 0: not as many keys",
       [](auto& b) {
         b.mutable_slots(0)->set_fact(kForEachElement);
         b.mutable_slots(0)->add_keys();
       }},
      {"reads the element of another fact",
       [](auto& b) {
         b.add_slots()->set_fact(kForEachElement);
         b.mutable_facts(0)->mutable_update()->add_slots(static_cast<uint32_t>(b.slots_size() - 1));
       }},
      {"reads the element of a fact's update",
       [](auto& b) {
         b.add_slots()->set_fact(kForEachElement);
         b.mutable_rules(2)->add_slots(static_cast<uint32_t>(b.slots_size() - 1));
       }},
  };
  for (const Refusal& refusal : refusals) ExpectRefused(refusal);
}

TEST(Loader, RefusesSlots) {
  const Refusal refusals[] = {
      {"slot 0: fact out of range", [](auto& b) { b.mutable_slots(0)->set_fact(2); }},
      {"slot 0: not as many keys", [](auto& b) { b.mutable_slots(0)->add_keys(); }},
      {"slot 0: not as many keys",
       [](auto& b) { b.mutable_slots(0)->set_fact(kEntityAttributes); }},
      {"slot 0: not as many keys", [](auto& b) { b.mutable_slots(0)->set_fact(kEntityGroups); }},
      {"slot 0: fact out of range",
       [](auto& b) { b.mutable_slots(0)->set_fact(kFirstSpecialSlot - 1); }},
      {"slot 0: reads a test variable",
       [](auto& b) { b.mutable_slots(0)->set_fact(kTestVariable); }},
      {"slot 0: index out of range", [](auto& b) { b.mutable_slots(0)->add_slots(0); }},
      {"slot 1: index out of range", [](auto& b) { b.mutable_slots(1)->add_slots(1); }},
      // A rule lists what it reads through keys too.
      {"slot 1 reads a slot that is not listed", [](auto& b) { b.mutable_slots(1)->add_slots(0); }},
  };
  for (const Refusal& refusal : refusals) ExpectRefused(refusal);
}

TEST(Loader, RefusesRules) {
  const Refusal refusals[] = {
      {"rule 0 has no name", [](auto& b) { b.mutable_rules(0)->clear_name(); }},
      {"rule `test.limit`: the name is taken",
       [](auto& b) { b.mutable_rules(0)->set_name("test.limit"); }},
      {"unknown effect",
       [](auto& b) { b.mutable_rules(0)->set_effect(static_cast<bundle::Effect>(9)); }},
      {"source out of range", [](auto& b) { b.mutable_rules(0)->set_source(1); }},
      {"source out of range",
       [](auto& b) { b.mutable_rules(0)->mutable_clauses(0)->set_source(1); }},
      {"index out of range", [](auto& b) { b.mutable_rules(0)->add_actions(1); }},
      {"not sorted, or repeated", [](auto& b) { b.mutable_rules(0)->add_actions(0); }},
      {"names tasks and all tasks", [](auto& b) { b.mutable_rules(0)->set_every_task(true); }},
      {"not a task", [](auto& b) { b.mutable_rules(0)->set_tasks(0, 1); }},
      {"slots: index out of range", [](auto& b) { b.mutable_rules(0)->add_slots(2); }},
      {"the block is empty", [](auto& b) { b.mutable_rules(0)->add_clauses(); }},
      {"constant out of range",
       [](auto& b) { b.mutable_rules(0)->mutable_guard()->add_constants(99); }},
      {"a guard without a constant",
       [](auto& b) { b.mutable_rules(0)->mutable_guard()->clear_constants(); }},
      {"is not known to be false", [](auto& b) { b.mutable_rules(0)->set_never(true); }},
      {"a guard without a subject",
       [](auto& b) { b.mutable_rules(0)->mutable_guard()->clear_subject_text(); }},
      // Guards are judged before any fact is read.
      {"slot 1 is read but not declared",
       [](auto& b) {
         *b.mutable_rules(2)->mutable_guard() = b.rules(0).guard();
         *b.mutable_rules(2)->mutable_guard()->mutable_subject() = b.rules(2).clauses(0).block();
       }},
      {"permits and asks alone have a life",
       [](auto& b) { b.mutable_rules(1)->mutable_life()->set_until(1); }},
      {"permits and asks alone have a life",
       [](auto& b) { b.mutable_rules(2)->mutable_life()->set_from(1); }},
      {"ends before it begins",
       [](auto& b) {
         b.mutable_rules(0)->mutable_life()->set_from(5);
         b.mutable_rules(0)->mutable_life()->set_until(5);
       }},
      {"a token lives 1 to 60 s",
       [](auto& b) { b.mutable_rules(0)->mutable_token()->set_ttl_seconds(0); }},
      {"a token lives 1 to 60 s",
       [](auto& b) { b.mutable_rules(0)->mutable_token()->set_ttl_seconds(61); }},
      {"a token's audience has 1 to 256 bytes",
       [](auto& b) { b.mutable_rules(0)->mutable_token()->clear_audience(); }},
      {"a token's audience has 1 to 256 bytes",
       [](auto& b) { b.mutable_rules(0)->mutable_token()->set_audience(std::string(257, 'a')); }},
      {"permits alone give tokens",
       [](auto& b) { b.mutable_rules(2)->mutable_token()->set_ttl_seconds(1); }},
  };
  for (const Refusal& refusal : refusals) ExpectRefused(refusal);
}

TEST(Loader, RefusesLimits) {
  const Refusal refusals[] = {
      {"limits alone have a bound", [](auto& b) { b.mutable_rules(1)->clear_limit(); }},
      {"limits alone have a bound", [](auto& b) { b.mutable_rules(0)->mutable_limit(); }},
      {"is not among its slots", [](auto& b) { b.mutable_rules(1)->clear_slots(); }},
      {"no derived fact",
       [](auto& b) {
         b.mutable_rules(1)->add_slots(1);
         b.mutable_rules(1)->mutable_limit()->set_slot(1);
       }},
      {"its actions do not change",
       [](auto& b) { b.mutable_facts(0)->mutable_update()->clear_actions(); }},
      {"unknown comparison",
       [](auto& b) { b.mutable_rules(1)->mutable_limit()->set_comparison(0x19); }},
      {"the block is empty", [](auto& b) { b.mutable_rules(1)->mutable_limit()->clear_bound(); }},
  };
  for (const Refusal& refusal : refusals) ExpectRefused(refusal);
}

TEST(Loader, ProgramsOfTestsHaveBlocksAndVariables) {
  auto loaded = LoadChanged(
      [](auto& b) {
        b.add_slots()->set_fact(kTestVariable);
        *b.add_test_blocks() = b.rules(2).clauses(0).block();
      },
      /*for_tests=*/true);
  ASSERT_TRUE(loaded.ok()) << loaded.status();
  EXPECT_EQ((*loaded)->test_blocks.size(), 1u);
  EXPECT_EQ((*loaded)->test_blocks[0].cost, 2u);
  ExpectRefused({"test: instruction 0: the block is empty", [](auto& b) { b.add_test_blocks(); }},
                /*for_tests=*/true);
}

}  // namespace
}  // namespace writ
