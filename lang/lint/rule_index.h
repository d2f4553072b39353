// The rules of a bundle by what they are about, so that the linter compares a rule with
// those alone that can matter to it, and with kMaxComparedRules of them at most.
#ifndef WRIT_LANG_LINT_RULE_INDEX_H_
#define WRIT_LANG_LINT_RULE_INDEX_H_

#include <cstdint>
#include <map>
#include <set>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/types/span.h"
#include "lang/sema/model.h"

namespace writ::lang {

// Rules that one rule is compared with for one finding. What would need more is not found.
inline constexpr size_t kMaxComparedRules = 1000;

class RuleIndex {
 public:
  // The model outlives the index.
  explicit RuleIndex(const Model& model);

  using Rules = absl::Span<const Rule* const>;

  // Of one action, in the order of the model.
  Rules Permits(uint32_t action) const { return Find(permits_, action); }
  // Those whose conditions are always true, or that have none.
  Rules PlainPermits(uint32_t action) const { return Find(plain_permits_, action); }
  Rules PlainForbids(uint32_t action) const { return Find(plain_forbids_, action); }
  // Forbids, asks and limits that look at an argument of the action.
  Rules Readers(uint32_t action, std::string_view argument) const {
    return Find(readers_, std::pair(action, argument));
  }
  // Whether more than kMaxComparedRules were found: then not all were looked at.
  static bool IsTooMany(Rules rules) { return rules.size() > kMaxComparedRules; }

 private:
  using Names = std::set<std::string_view>;
  template <typename Key>
  using Table = std::map<Key, std::vector<const Rule*>>;

  template <typename Key>
  static Rules Find(const Table<Key>& table, const Key& key) {
    auto found = table.find(key);
    return found == table.end() ? Rules() : Rules(found->second);
  }
  void AddReader(const Rule& rule);
  const Names& ArgumentsOf(const Fact& fact);

  const Model& model_;
  Table<uint32_t> permits_, plain_permits_, plain_forbids_;
  Table<std::pair<uint32_t, std::string_view>> readers_;
  std::map<const Fact*, Names> read_by_facts_;
};

// Names of the arguments that a condition looks at.
std::set<std::string_view> ArgumentsRead(const std::vector<RuleClause>& clauses);

}  // namespace writ::lang

#endif  // WRIT_LANG_LINT_RULE_INDEX_H_
