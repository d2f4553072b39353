#include "lang/passes/fold.h"

#include <utility>
#include <vector>

#include "engine/bytecode/builtin_info.h"
#include "engine/bytecode/codes.h"
#include "lang/passes/rewrite.h"

namespace writ::lang {
namespace {

// Whether its value is a bool or an Error, whatever the call: then `true && x` is `x`. Of
// a field, say, the type is a promise that `&&` still checks.
bool IsSurelyBool(const Term& term) {
  if (term.is(TermKind::kAnd) || term.is(TermKind::kOr)) return true;
  if (term.is(TermKind::kHasField)) return true;
  if (term.is(TermKind::kUnary)) return term.op == Op::kNot;
  return term.is(TermKind::kBinary) && term.type->is(TypeKind::kBool) && term.op != Op::kIndex;
}

bool IsBool(const Term& term, bool value) {
  return term.is_constant() && (value ? term.value.IsTrue() : term.value.IsFalse());
}

const Term* FoldLogic(const Term* term, TermPool& pool) {
  const bool neutral = term->is(TermKind::kAnd);
  std::vector<const Term*> kept;
  for (const Term* child : term->children) {
    // It decides alone, beside an Error too.
    if (IsBool(*child, !neutral)) return child;
    if (!IsBool(*child, neutral)) kept.push_back(child);
  }
  if (kept.size() == term->children.size()) return term;
  if (kept.empty()) return term->children[0];
  // Beside a condition that is left out, what is no bool becomes an error.
  if (!IsSurelyBool(*kept[0])) return term;
  if (kept.size() == 1) return kept[0];
  Term copy = *term;
  copy.children = std::move(kept);
  return pool.Add(std::move(copy));
}

// A pattern or a time zone, which the machine prepares.
bool WantsConstant(const Term& call, size_t argument) {
  if (!call.is(TermKind::kCall)) return false;
  const auto prepared = PreparedArgumentOf(*FindBuiltin(static_cast<uint32_t>(call.builtin)));
  return prepared && prepared->index == argument;
}

class Unfolder {
 public:
  explicit Unfolder(TermPool& pool) : pool_(pool) {}

  const Term* Unfold(const Term* term) {
    if (IsRead(*term)) return term;
    if (term->is_constant() && term->origin == nullptr) return term;
    auto done = done_.find(term);
    if (done != done_.end()) return done->second;
    const Term* from = term->is_constant() ? term->origin : term;
    Term copy = *from;
    for (size_t i = 0; i < copy.children.size(); ++i) {
      if (!WantsConstant(*from, i)) copy.children[i] = Unfold(copy.children[i]);
    }
    const Term* result = copy.children == from->children ? from : pool_.Add(std::move(copy));
    done_.emplace(term, result);
    return result;
  }

 private:
  TermPool& pool_;
  absl::flat_hash_map<const Term*, const Term*> done_;
};

}  // namespace

const Term* FoldConstants(const Term* term, TermPool& pool) {
  return Rewriter(pool,
                  [&pool](const Term* part) {
                    const bool logic = part->is(TermKind::kAnd) || part->is(TermKind::kOr);
                    return logic ? FoldLogic(part, pool) : part;
                  })
      .Rewrite(term);
}

const Term* UnfoldConstants(const Term* term, TermPool& pool) {
  return Unfolder(pool).Unfold(term);
}

}  // namespace writ::lang
