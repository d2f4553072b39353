// Tests of a checked model to steps that a runner can take.
#ifndef WRIT_LANG_COMPILER_COMPILE_TESTS_H_
#define WRIT_LANG_COMPILER_COMPILE_TESTS_H_

#include "lang/codegen/generate.h"
#include "lang/compiler/compiler.h"
#include "lang/sema/model.h"

namespace writ::lang {

// Adds the variables, slots and blocks of the tests to what `generator` has generated,
// loads it and gives the tests. Reports a program that is refused.
CompiledTests CompileTests(const Model& model, const SourceSet& sources, Generator& generator,
                           Diagnostics& diagnostics);

}  // namespace writ::lang

#endif  // WRIT_LANG_COMPILER_COMPILE_TESTS_H_
