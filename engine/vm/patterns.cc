#include "engine/vm/patterns.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "engine/base/status_macros.h"
#include "engine/value/time_zone.h"
#include "re2/re2.h"

namespace writ {
namespace {

re2::StringPiece Piece(std::string_view text) { return {text.data(), text.size()}; }

absl::Status Refuse(std::string_view pattern, const std::string& why) {
  return absl::InvalidArgumentError(absl::StrCat("pattern `", std::string(pattern), "`: ", why));
}

absl::StatusOr<std::unique_ptr<re2::RE2>> CompileOne(std::string_view pattern) {
  if (pattern.size() > kMaxPatternBytes) {
    return Refuse(pattern.substr(0, 40), "is longer than 4096 bytes");
  }
  re2::RE2::Options options;
  options.set_max_mem(kMaxPatternMemory);
  options.set_log_errors(false);
  auto compiled = std::make_unique<re2::RE2>(Piece(pattern), options);
  if (!compiled->ok()) return Refuse(pattern, compiled->error());
  if (compiled->ProgramSize() > kMaxPatternProgram) return Refuse(pattern, "is too large");
  return compiled;
}

}  // namespace

absl::Status CheckPattern(std::string_view pattern) { return CompileOne(pattern).status(); }

std::vector<std::string> PatternGroups(std::string_view pattern) {
  std::vector<std::string> names;
  const auto compiled = CompileOne(pattern);
  if (!compiled.ok()) return names;
  for (const auto& [name, number] : (*compiled)->NamedCapturingGroups()) names.push_back(name);
  return names;
}

PatternSet::PatternSet() = default;
PatternSet::~PatternSet() = default;
PatternSet::PatternSet(PatternSet&&) = default;
PatternSet& PatternSet::operator=(PatternSet&&) = default;

absl::StatusOr<PatternSet> PatternSet::Compile(const Program& program) {
  PatternSet set;
  for (uint32_t constant : program.patterns) {
    const std::string_view pattern = program.constants[constant].AsText();
    WRIT_ASSIGN_OR_RETURN(set.patterns_[std::string(pattern)], CompileOne(pattern));
  }
  for (uint32_t constant : program.zones) {
    const std::string_view name = program.constants[constant].AsText();
    const auto zone = FindTimeZone(name);
    if (!zone) return absl::InvalidArgumentError("there is no time zone " + std::string(name));
    set.zones_[std::string(name)] = *zone;
  }
  return set;
}

const absl::TimeZone* PatternSet::Zone(std::string_view name) const {
  auto it = zones_.find(absl::string_view(name.data(), name.size()));
  return it == zones_.end() ? nullptr : &it->second;
}

Value PatternSet::Match(std::string_view text, std::string_view pattern) const {
  if (text.size() > kMaxSubjectBytes) return Value::Error(ErrorCode::kTooLarge);
  const re2::RE2* compiled = Find(pattern);
  if (compiled == nullptr) return Value::Error(ErrorCode::kBadArgument);
  return Value::Bool(re2::RE2::PartialMatch(Piece(text), *compiled));
}

const re2::RE2* PatternSet::Find(std::string_view pattern) const {
  auto it = patterns_.find(absl::string_view(pattern.data(), pattern.size()));
  return it == patterns_.end() ? nullptr : it->second.get();
}

}  // namespace writ
