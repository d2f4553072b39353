#include "lang/passes/share.h"

#include <algorithm>
#include <cstdint>
#include <iterator>
#include <string>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"
#include "engine/value/canonical.h"
#include "lang/passes/rewrite.h"

namespace writ::lang {
namespace {

template <typename T>
void AppendWord(std::string& key, T word) {
  const uint64_t wide = static_cast<uint64_t>(word);
  key.append(reinterpret_cast<const char*>(&wide), sizeof(wide));
}

// Equal for terms that mean the same, given that their equal children are the same.
std::string KeyOf(const Term& term) {
  std::string key;
  AppendWord(key, term.kind);
  AppendWord(key, term.op);
  AppendWord(key, term.root);
  AppendWord(key, term.builtin);
  AppendWord(key, term.macro);
  AppendWord(key, term.index);
  AppendWord(key, term.second);
  AppendWord(key, term.any);
  AppendWord(key, reinterpret_cast<uintptr_t>(term.type));
  for (const Term* child : term.children) AppendWord(key, reinterpret_cast<uintptr_t>(child));
  key += term.name;
  if (term.is_constant()) key += CanonicalBytes(term.value);
  return key;
}

const Term* Unify(const Term* term, TermPool& pool) {
  absl::flat_hash_map<std::string, const Term*> known;
  return Rewriter(pool,
                  [&known](const Term* part) {
                    return known.try_emplace(KeyOf(*part), part).first->second;
                  })
      .Rewrite(term);
}

// One instruction gives it, or it cannot be kept.
bool IsTrivial(const Term& term) {
  constexpr TermKind kTrivial[] = {TermKind::kConstant, TermKind::kRoot,      TermKind::kElement,
                                   TermKind::kVariable, TermKind::kFact,      TermKind::kAttributes,
                                   TermKind::kGroups,   TermKind::kParameter, TermKind::kError};
  return std::find(std::begin(kTrivial), std::end(kTrivial), term.kind) != std::end(kTrivial);
}

bool IsPath(const Term& term) {
  const Term* at = &term;
  while (at->is(TermKind::kField)) at = at->children[0];
  return at != &term && at->is(TermKind::kRoot);
}

class Finder {
 public:
  std::vector<const Term*> Find(const Term& term) {
    Visit(term, {.always = true});
    Collect(term);
    return std::move(kept_);
  }

 private:
  // Where a part stands.
  struct Place {
    bool always = false;  // computed whenever the block runs
    bool loop = false;    // in the body of a macro
  };
  struct Use {
    uint32_t count = 0;
    bool always = false;
    bool invariant = false;
  };

  void Visit(const Term& term, Place place) {
    if (IsTrivial(term)) return;
    if (term.free.empty()) {
      Use& use = uses_[&term];
      ++use.count;
      use.always = use.always || place.always;
      use.invariant = use.invariant || (place.loop && IsPath(term));
      if (use.count > 1) return;
      // A longer path is kept whole.
      if (use.invariant) place.loop = false;
    }
    for (size_t i = 0; i < term.children.size(); ++i) {
      Visit(*term.children[i], PlaceOf(term, i, place));
    }
  }

  static Place PlaceOf(const Term& parent, size_t child, Place place) {
    const bool logic =
        parent.is(TermKind::kAnd) || parent.is(TermKind::kOr) || parent.is(TermKind::kConditional);
    if (child == 0) return place;
    if (logic) return {.always = false, .loop = place.loop};
    if (parent.is(TermKind::kMacro)) return {.always = false, .loop = true};
    return place;
  }

  void Collect(const Term& term) {
    if (IsTrivial(term) || !collected_.insert(&term).second) return;
    for (const Term* child : term.children) Collect(*child);
    auto use = uses_.find(&term);
    if (use == uses_.end() || kept_.size() == kMaxShared) return;
    const bool twice = use->second.count > 1 && use->second.always;
    if (twice || use->second.invariant) kept_.push_back(&term);
  }

  absl::flat_hash_map<const Term*, Use> uses_;
  absl::flat_hash_set<const Term*> collected_;
  std::vector<const Term*> kept_;
};

}  // namespace

SharedTerm ShareCommon(const Term* term, TermPool& pool) {
  SharedTerm shared;
  shared.term = Unify(term, pool);
  shared.kept = Finder().Find(*shared.term);
  return shared;
}

}  // namespace writ::lang
