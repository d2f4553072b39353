#include "engine/bytecode/builder.h"

#include <algorithm>
#include <utility>

#include "engine/bytecode/builtin_info.h"
#include "engine/bytecode/codes.h"
#include "engine/bytecode/loops.h"
#include "engine/bytecode/opcode_info.h"
#include "engine/value/canonical.h"
#include "google/protobuf/io/coded_stream.h"
#include "google/protobuf/io/zero_copy_stream_impl_lite.h"

namespace writ {
namespace {

constexpr Reg kMaxRegisters = 256;
constexpr uint32_t kMaxByte = 255;

void WriteType(const Type& type, bundle::TypeNode& node) {
  node.set_kind(static_cast<uint32_t>(type.kind));
  node.set_name(type.name);
  if (type.key != nullptr) node.set_key(type.key->index);
  if (type.element != nullptr) node.set_element(type.element->index);
  for (const Field& field : type.fields) {
    bundle::TypeField* out = node.add_fields();
    out->set_name(field.name);
    out->set_type(field.type->index);
  }
  for (const std::string& value : type.values) node.add_values(value);
  node.set_group(type.group);
}

void WriteInstruction(const Instruction& instruction, std::string& code) {
  const uint32_t d = static_cast<uint32_t>(instruction.d);
  const uint8_t bytes[8] = {static_cast<uint8_t>(instruction.op),
                            instruction.a,
                            instruction.b,
                            instruction.c,
                            static_cast<uint8_t>(d),
                            static_cast<uint8_t>(d >> 8),
                            static_cast<uint8_t>(d >> 16),
                            static_cast<uint8_t>(d >> 24)};
  code.append(reinterpret_cast<const char*>(bytes), sizeof(bytes));
}

uint32_t CostOf(const Instruction& i) {
  const uint32_t cost = FindOpcode(i.op)->cost;
  if (i.op != Op::kCall && i.op != Op::kCallAny) return cost;
  const BuiltinInfo& info = *FindBuiltin(static_cast<uint32_t>(i.d));
  return cost + (i.op == Op::kCall ? info.cost : FamilyCost(info));
}

}  // namespace

uint32_t ProgramBuilder::Constant(const Value& value) {
  std::string bytes = CanonicalBytes(value);
  auto [it, added] = constants_.try_emplace(bytes, bundle_.constants_size());
  if (added) bundle_.add_constants(std::move(bytes));
  return it->second;
}

std::string ProgramBuilder::Finish() && {
  bundle_.set_format(kBundleFormat);
  bundle_.clear_types();
  for (const auto& type : types_.types()) WriteType(*type, *bundle_.add_types());
  std::string bytes;
  {
    google::protobuf::io::StringOutputStream stream(&bytes);
    google::protobuf::io::CodedOutputStream coded(&stream);
    coded.SetSerializationDeterministic(true);
    bundle_.SerializeToCodedStream(&coded);
  }
  return bytes;
}

Reg CodeBuilder::New() {
  most_ = std::max(most_, next_ + 1);
  return next_++;
}

void CodeBuilder::Emit(Op op, Reg a, Reg b, uint32_t c, uint32_t d) {
  // A position is a hint: any will do where it does not fit.
  if (op == Op::kField || op == Op::kFieldOrAbsent || op == Op::kHasField)
    c = std::min(c, kMaxByte);
  if (std::max({a, b, c}) > kMaxByte) fits_ = false;
  code_.push_back({op, static_cast<uint8_t>(a), static_cast<uint8_t>(b), static_cast<uint8_t>(c),
                   static_cast<int32_t>(d)});
}

CodeBuilder::Label CodeBuilder::NewLabel() {
  labels_.push_back(kUnbound);
  return {static_cast<uint32_t>(labels_.size() - 1)};
}

void CodeBuilder::Jump(Op op, Reg a, Label target) {
  patches_.push_back({size(), target.index});
  Emit(op, a);
}

void CodeBuilder::Bind(Label label) { labels_[label.index] = size(); }

CodeBuilder::Loop CodeBuilder::BeginLoop(Reg result, Reg collection, Reg element) {
  const uint32_t level = open_loops_++;
  const Loop loop{NewLabel(), size() + 1, level};
  patches_.push_back({size(), loop.exit.index});
  Emit(Op::kIterate, result, collection, level);
  patches_.push_back({size(), loop.exit.index});
  Emit(Op::kElement, element, 0, level);
  return loop;
}

// A turn pays for every instruction of the body, those of all branches.
void CodeBuilder::EndLoop(const Loop& loop) {
  --open_loops_;
  uint64_t cost = FindOpcode(Op::kRepeat)->cost;
  for (uint32_t i = loop.head; i < size(); ++i) cost += CostOf(code_[i]);
  if (cost > kMaxTurnCost) fits_ = false;
  Emit(Op::kRepeat, 0, cost / 256 % 256, cost % 256, loop.head);
  Bind(loop.exit);
}

std::optional<bundle::Block> CodeBuilder::Finish() {
  if (!fits_ || most_ > kMaxRegisters) return std::nullopt;
  for (const Patch& patch : patches_) {
    code_[patch.instruction].d = static_cast<int32_t>(labels_[patch.label]);
  }
  std::string& code = *program_.bundle_.mutable_code();
  bundle::Block block;
  block.set_begin(static_cast<uint32_t>(code.size() / sizeof(Instruction)));
  block.set_size(size());
  block.set_registers(std::max<Reg>(most_, 1));
  for (const Instruction& instruction : code_) WriteInstruction(instruction, code);
  return block;
}

}  // namespace writ
