// How the expressions of a compilation are read. A policy's way is the default.
#ifndef WRIT_LANG_SEMA_DIALECT_H_
#define WRIT_LANG_SEMA_DIALECT_H_

namespace writ::lang {

struct Dialect {
  // An expression that stands alone is read as CEL reads it: a literal with a fraction is
  // a double unless something else is wanted of it, and an operation on constants that
  // errs does so when it runs; an int beside a double is ordered as the nearest double. In a policy
  // such a literal is an exact decimal, and what always errs is a mistake.
  bool cel = false;
  // When false, nothing is known of types before the expression runs: everything is
  // `dyn`, and what does not exist is an error then. Never for a policy.
  bool checked = true;
  // When false, `all`, `map` and the like are functions, which do not exist.
  bool macros = true;
};

}  // namespace writ::lang

#endif  // WRIT_LANG_SEMA_DIALECT_H_
