// Terms made of other terms: the walk that the passes share.
#ifndef WRIT_LANG_PASSES_REWRITE_H_
#define WRIT_LANG_PASSES_REWRITE_H_

#include <functional>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "lang/sema/term.h"

namespace writ::lang {

// Whether it is read from a slot, before the rules run.
inline bool IsRead(const Term& term) {
  return term.is(TermKind::kFact) || term.is(TermKind::kAttributes) || term.is(TermKind::kGroups);
}

// Gives each part of a term, inner ones first and each once, to `change`, with its
// children changed already. What facts and attributes are read by stands in blocks of its
// own, so their keys are left as they are. Terms are at most kMaxTermDepth deep.
class Rewriter {
 public:
  using Change = std::function<const Term*(const Term*)>;

  Rewriter(TermPool& pool, Change change) : pool_(pool), change_(std::move(change)) {}

  const Term* Rewrite(const Term* term) {
    auto done = done_.find(term);
    if (done != done_.end()) return done->second;
    const Term* result = change_(WithChildren(term));
    done_.emplace(term, result);
    return result;
  }

 private:
  const Term* WithChildren(const Term* term) {
    if (IsRead(*term)) return term;
    std::vector<const Term*> children;
    children.reserve(term->children.size());
    for (const Term* child : term->children) children.push_back(Rewrite(child));
    if (children == term->children) return term;
    Term copy = *term;
    copy.children = std::move(children);
    return pool_.Add(std::move(copy));
  }

  TermPool& pool_;
  const Change change_;
  absl::flat_hash_map<const Term*, const Term*> done_;
};

}  // namespace writ::lang

#endif  // WRIT_LANG_PASSES_REWRITE_H_
