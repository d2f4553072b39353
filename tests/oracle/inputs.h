// Made-up calls for the declarations of generator.h: arguments by their types, with the
// values at which operations turn.
#ifndef WRIT_TESTS_ORACLE_INPUTS_H_
#define WRIT_TESTS_ORACLE_INPUTS_H_

#include "engine/base/arena.h"
#include "lang/sema/model.h"
#include "tests/oracle/generator.h"
#include "tests/oracle/walker.h"

namespace writ::oracle {

// A value of the type, in `arena`; Absent, now and then, for an optional.
Value MakeValue(const Type& type, Random& random, Arena& arena);

// A call of the first action, in a task of the first type, by somebody. Facts and
// attributes are what a hash of their keys says, so that reading one twice gives the same.
World MakeWorld(const lang::Model& model, Random& random, Arena& arena);

}  // namespace writ::oracle

#endif  // WRIT_TESTS_ORACLE_INPUTS_H_
