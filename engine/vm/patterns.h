// The regular expressions of a program, compiled once when it is loaded, and its time
// zones, read from the database then: no decision asks for a file or a lock.
//
// Immutable after Compile and thread-safe. RE2 alone matches: its time is linear in the
// text, and a pattern that would need too much memory is refused here, not at a call.
#ifndef WRIT_ENGINE_VM_PATTERNS_H_
#define WRIT_ENGINE_VM_PATTERNS_H_

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "engine/bytecode/program.h"
#include "engine/value/value.h"

namespace re2 {
class RE2;
}

namespace writ {

inline constexpr size_t kMaxPatternBytes = 4096;
inline constexpr int64_t kMaxPatternMemory = 1 << 20;
// Steps of a compiled pattern, as RE2 counts them.
inline constexpr int kMaxPatternProgram = 10'000;
inline constexpr size_t kMaxSubjectBytes = 4096;

// InvalidArgument, saying why, when `pattern` cannot be used. For the compiler.
absl::Status CheckPattern(std::string_view pattern);

// The names of its groups, sorted; those without a name are not there. For the compiler;
// empty for a pattern that cannot be used.
std::vector<std::string> PatternGroups(std::string_view pattern);

class PatternSet {
 public:
  // A set without patterns.
  PatternSet();
  ~PatternSet();
  PatternSet(PatternSet&&);
  PatternSet& operator=(PatternSet&&);

  // InvalidArgument, naming the pattern, when one cannot be used.
  static absl::StatusOr<PatternSet> Compile(const Program& program);

  // Whether the pattern matches somewhere in `text`. Error(TooLarge) for a text over
  // kMaxSubjectBytes, Error(BadArgument) for a pattern that is not in the set.
  Value Match(std::string_view text, std::string_view pattern) const;

  // Null for a zone that is not in the set.
  const absl::TimeZone* Zone(std::string_view name) const;
  // Null for a pattern that is not in the set.
  const re2::RE2* Find(std::string_view pattern) const;

  size_t size() const { return patterns_.size(); }

 private:
  // By their text.
  absl::flat_hash_map<std::string, std::unique_ptr<re2::RE2>> patterns_;
  absl::flat_hash_map<std::string, absl::TimeZone> zones_;
};

}  // namespace writ

#endif  // WRIT_ENGINE_VM_PATTERNS_H_
