// Program::Load: from untrusted bytes to a program that is safe to run. What holds no code
// is read here; load_facts.cc and load_rules.cc read what does.
#include "engine/bytecode/loader.h"

#include <numeric>
#include <utility>

#include "engine/bytecode/type_reader.h"
#include "engine/value/canonical.h"

namespace writ {
namespace {

Instruction ReadInstruction(const char* at) {
  const auto* bytes = reinterpret_cast<const uint8_t*>(at);
  const uint32_t d = bytes[4] | bytes[5] << 8 | bytes[6] << 16 | uint32_t{bytes[7]} << 24;
  return {static_cast<Op>(bytes[0]), bytes[1], bytes[2], bytes[3], static_cast<int32_t>(d)};
}

}  // namespace

absl::Status AddContext(const std::string& owner, const absl::Status& status) {
  return status.ok() ? status : Refuse(owner, ": ", std::string(status.message()));
}

void AddLastSegments(absl::flat_hash_map<std::string, uint32_t>& index) {
  constexpr uint32_t kSeveral = 0xffffffff;
  absl::flat_hash_map<std::string, uint32_t> last;
  for (const auto& [name, at] : index) {
    const size_t dot = name.rfind('.');
    if (dot == std::string::npos) continue;
    auto [it, added] = last.try_emplace(name.substr(dot + 1), at);
    if (!added) it->second = kSeveral;
  }
  for (const auto& [segment, at] : last) {
    if (at != kSeveral) index.try_emplace(segment, at);
  }
}

absl::Status ProgramLoader::Load(std::string bytes) {
  if (bytes.size() > kMaxBundleBytes) return Refuse("the bundle is larger than 64 MiB");
  if (!bundle_.ParseFromString(bytes)) return Refuse("the bytes are not a bundle");
  if (bundle_.format() != kBundleFormat) return Refuse("unknown format ", bundle_.format());
  WRIT_RETURN_IF_ERROR(ReadTypes(bundle_, program_.types));
  WRIT_RETURN_IF_ERROR(ReadDeclarations());
  WRIT_RETURN_IF_ERROR(ReadBlocks());
  program_.patterns = verifier_.patterns();
  program_.zones = verifier_.zones();
  program_.digest_ = Sha256(bytes);
  program_.bytes_ = std::move(bytes);
  return absl::OkStatus();
}

// What holds no code.
absl::Status ProgramLoader::ReadDeclarations() {
  WRIT_RETURN_IF_ERROR(ReadSources());
  WRIT_RETURN_IF_ERROR(ReadConstants());
  WRIT_RETURN_IF_ERROR(ReadCode());
  WRIT_RETURN_IF_ERROR(ReadActions());
  WRIT_RETURN_IF_ERROR(ReadTasks());
  return ReadPrincipals();
}

// What holds code: slots first, since all other code is checked against them.
absl::Status ProgramLoader::ReadBlocks() {
  WRIT_RETURN_IF_ERROR(ReadFacts());
  WRIT_RETURN_IF_ERROR(ReadSlots());
  WRIT_RETURN_IF_ERROR(ReadUpdates());
  WRIT_RETURN_IF_ERROR(ReadRules());
  return ReadTestBlocks();
}

absl::Status ProgramLoader::ReadSources() {
  for (const bundle::Source& s : bundle_.sources())
    program_.sources.push_back({s.name(), s.text()});
  return CheckSortedByName("source", program_.sources);
}

absl::Status ProgramLoader::ReadConstants() {
  for (const std::string& bytes : bundle_.constants()) {
    auto value = DecodeCanonical(std::string_view(bytes), program_.arena_);
    const std::string owner = absl::StrCat("constant ", program_.constants.size());
    if (!value.ok()) return AddContext(owner, value.status());
    if (value->is(Kind::kNumber)) return Refuse(owner, ": a number without a type");
    program_.constants.push_back(*value);
  }
  return absl::OkStatus();
}

absl::Status ProgramLoader::ReadCode() {
  const std::string& code = bundle_.code();
  if (code.size() % sizeof(Instruction) != 0) return Refuse("code: not whole instructions");
  const size_t size = code.size() / sizeof(Instruction);
  if (size > kMaxInstructions) return Refuse("code: too many instructions");
  program_.code.reserve(size);
  for (size_t i = 0; i < size; ++i) {
    program_.code.push_back(ReadInstruction(code.data() + i * sizeof(Instruction)));
  }
  return absl::OkStatus();
}

absl::StatusOr<const Type*> ProgramLoader::FindType(const std::string& owner,
                                                    uint32_t index) const {
  if (index >= program_.types.types().size()) return Refuse(owner, ": type out of range");
  return program_.types.types()[index].get();
}

absl::StatusOr<const Type*> ProgramLoader::FindType(const std::string& owner, uint32_t index,
                                                    TypeKind kind) const {
  WRIT_ASSIGN_OR_RETURN(const Type* type, FindType(owner, index));
  if (!type->is(kind)) return Refuse(owner, ": a type of the wrong kind");
  return type;
}

absl::Status ProgramLoader::ReadActions() {
  for (const bundle::Action& proto : bundle_.actions()) {
    const std::string owner = absl::StrCat("action `", proto.name(), "`");
    ActionDef action{proto.name(), nullptr, nullptr, proto.doc(), ReadAnnotations(proto)};
    WRIT_ASSIGN_OR_RETURN(action.args, FindType(owner, proto.args(), TypeKind::kRecord));
    WRIT_ASSIGN_OR_RETURN(action.result, FindType(owner, proto.result(), TypeKind::kRecord));
    program_.action_index_.try_emplace(action.name, program_.actions.size());
    program_.actions.push_back(std::move(action));
  }
  return CheckSortedByName("action", program_.actions);
}

absl::Status ProgramLoader::ReadTasks() {
  for (uint32_t index : bundle_.tasks()) {
    WRIT_ASSIGN_OR_RETURN(const Type* task, FindType("tasks", index, TypeKind::kTask));
    const uint32_t at = static_cast<uint32_t>(program_.tasks.size());
    if (!program_.task_index_.try_emplace(task->name, at).second) {
      return Refuse("task `", task->name, "` is listed twice");
    }
    program_.tasks.push_back(task);
  }
  AddLastSegments(program_.task_index_);
  return absl::OkStatus();
}

absl::Status ProgramLoader::ReadPrincipals() {
  WRIT_ASSIGN_OR_RETURN(program_.user_type,
                        FindType("user_type", bundle_.user_type(), TypeKind::kEntity));
  WRIT_ASSIGN_OR_RETURN(program_.agent_type,
                        FindType("agent_type", bundle_.agent_type(), TypeKind::kEntity));
  return absl::OkStatus();
}

absl::Status ProgramLoader::ReadBlock(const std::string& owner, const std::vector<uint32_t>& slots,
                                      const bundle::Block& proto, Block& block) {
  block = Block{proto.begin(), proto.size(), proto.registers(), 0};
  return verifier_.Verify(owner, slots, block);
}

absl::Status ProgramLoader::ReadKeys(
    const std::string& owner, const std::vector<uint32_t>& slots,
    const google::protobuf::RepeatedPtrField<bundle::Block>& protos, std::vector<Block>& keys) {
  for (const bundle::Block& proto : protos) {
    WRIT_RETURN_IF_ERROR(ReadBlock(owner, slots, proto, keys.emplace_back()));
  }
  return absl::OkStatus();
}

absl::Status ProgramLoader::ReadOptional(const std::string& owner,
                                         const std::vector<uint32_t>& slots, bool present,
                                         const bundle::Block& proto, Block& block) {
  return present ? ReadBlock(owner, slots, proto, block) : absl::OkStatus();
}

absl::Status ProgramLoader::ReadTestBlocks() {
  if (bundle_.test_blocks_size() > 0 && !for_tests_) return Refuse("holds the code of tests");
  std::vector<uint32_t> all(program_.slots.size());
  std::iota(all.begin(), all.end(), 0u);
  return ReadKeys("test", WithoutElements(all), bundle_.test_blocks(), program_.test_blocks);
}

absl::StatusOr<std::shared_ptr<const Program>> Program::Load(std::string bytes, bool for_tests) {
  auto program = std::make_shared<Program>();
  WRIT_RETURN_IF_ERROR(ProgramLoader(*program, for_tests).Load(std::move(bytes)));
  return std::shared_ptr<const Program>(std::move(program));
}

}  // namespace writ
