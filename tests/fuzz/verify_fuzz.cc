// The verifier, met at once: the input is the code of one block of a bundle that is
// otherwise good, so that nearly every input reaches it. What it accepts must run to an
// end without a trap, on values of every kind.
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "engine/bytecode/builder.h"
#include "engine/bytecode/bundle.pb.h"
#include "engine/bytecode/program.h"
#include "engine/value/canonical.h"
#include "engine/vm/patterns.h"
#include "engine/vm/vm.h"

namespace {

constexpr size_t kInstruction = sizeof(writ::Instruction);
constexpr uint64_t kFuel = 10'000;

// A bundle with one test block of `code`, constants of every simple kind, no slot.
std::string BundleOf(std::string_view code) {
  writ::TypeTable types;
  const writ::Type* entity = types.DeclareNamed(writ::TypeKind::kEntity, "nobody");
  writ::ProgramBuilder builder(types);
  builder.bundle().set_user_type(entity->index);
  builder.bundle().set_agent_type(entity->index);
  writ::Arena arena;
  for (const writ::Value& constant :
       {writ::Value::Bool(true), writ::Value::Int(3), writ::Value::String("to"),
        writ::Value::String("a+b"), writ::Value::Date(20'000),
        writ::Value::Decimal(writ::Decimal::FromInt(7), arena)}) {
    builder.Constant(constant);
  }
  writ::bundle::Block* block = builder.bundle().add_test_blocks();
  block->set_size(static_cast<uint32_t>(code.size() / kInstruction));
  block->set_registers(8);
  writ::bundle::Bundle bundle;
  bundle.ParseFromString(std::move(builder).Finish());
  bundle.set_code(std::string(code.substr(0, code.size() / kInstruction * kInstruction)));
  return bundle.SerializeAsString();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view code(reinterpret_cast<const char*>(data), size);
  auto program = writ::Program::Load(BundleOf(code), /*for_tests=*/true);
  if (!program.ok()) return 0;
  auto patterns = writ::PatternSet::Compile(**program);
  if (!patterns.ok()) return 0;
  const writ::Value numbers[] = {writ::Value::Int(1), writ::Value::Int(2)};
  const writ::MapEntry entries[] = {{writ::Value::String("to"), writ::Value::Bool(true)}};
  const writ::MapRep map{1, entries};
  writ::Roots roots = {
      writ::Value::Map(&map), writ::Value::List(numbers, 2),  writ::Value::String("axb"),
      writ::Value::Int(5),    writ::Value::Timestamp({1, 2}), writ::Value(),
      writ::Value::Null()};
  const std::vector<writ::Value> slots;
  writ::Arena arena;
  writ::Budget budget(kFuel);
  const writ::Value value = writ::Run(**program, (*program)->test_blocks[0],
                                      writ::Frame{roots, slots, *patterns}, budget, arena);
  writ::CanonicalBytes(value);
  return 0;
}
