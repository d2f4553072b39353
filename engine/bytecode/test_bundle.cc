#include "engine/bytecode/test_bundle.h"

#include <utility>

namespace writ {

TestBundle::TestBundle() {
  const Type* user = types.DeclareNamed(TypeKind::kEntity, "test.User");
  const Type* agent = types.DeclareNamed(TypeKind::kEntity, "test.Agent");
  Type* work = types.DeclareNamed(TypeKind::kTask, "test.Work");
  const Type* text = types.Simple(TypeKind::kString);
  TypeTable::SetFields(work, {{"city", text}});
  task = work;
  bundle().set_user_type(user->index);
  bundle().set_agent_type(agent->index);
  bundle().add_tasks(work->index);
  bundle().add_sources()->set_name("test.writ");
  bundle::Action* action = bundle().add_actions();
  action->set_name("tools.run");
  action->set_args(types.Record({{"city", text}})->index);
  action->set_result(types.Record({})->index);
}

bundle::Rule& TestBundle::AddRule(const std::string& name) {
  bundle::Rule& rule = *bundle().add_rules();
  rule.set_name(name);
  rule.set_effect(bundle::PERMIT);
  rule.add_actions(0);
  rule.add_tasks(task->index);
  return rule;
}

bundle::Fact& TestBundle::AddAnyFact(const std::string& name, TypeKind type, const Value& initial) {
  const std::string number = std::to_string(bundle().facts_size());
  bundle::Fact& fact = *bundle().add_facts();
  fact.set_name(name);
  fact.set_type(types.Simple(type)->index);
  fact.set_initial(builder.Constant(initial));
  fact.set_identity(std::string(8 - number.size(), '0') + number);
  return fact;
}

bundle::Fact& TestBundle::AddFact(const std::string& name) {
  return AddAnyFact(name, TypeKind::kBool, Value::Bool(false));
}

bundle::Fact& TestBundle::AddCount(const std::string& name) {
  bundle::Fact& fact = AddAnyFact(name, TypeKind::kInt, Value::Int(0));
  fact.set_aggregate(bundle::COUNT);
  fact.mutable_update()->add_actions(0);
  return fact;
}

uint32_t TestBundle::AddSlot(uint32_t fact) {
  bundle().add_slots()->set_fact(fact);
  return static_cast<uint32_t>(bundle().slots_size() - 1);
}

bundle::Block TestBundle::AddBlock(const std::vector<Instruction>& code, uint32_t registers) {
  CodeBuilder block(builder);
  for (const Instruction& i : code) block.Emit(i.op, i.a, i.b, i.c, static_cast<uint32_t>(i.d));
  bundle::Block built = *block.Finish();
  built.set_registers(registers);
  return built;
}

void TestBundle::AddClause(bundle::Rule& rule, const std::vector<Instruction>& code,
                           uint32_t registers) {
  *rule.add_clauses()->mutable_block() = AddBlock(code, registers);
}

absl::StatusOr<std::shared_ptr<const Program>> TestBundle::Load(bool for_tests) && {
  return Program::Load(std::move(builder).Finish(), for_tests);
}

}  // namespace writ
