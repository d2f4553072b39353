// What tools that show values ask of the checker of tests.
#ifndef WRIT_LANG_SEMA_SCRATCH_H_
#define WRIT_LANG_SEMA_SCRATCH_H_

#include <string>
#include <vector>

namespace writ::lang {

// A name for what each `expect` of a test is about, in their order; an empty one names
// nothing. Later steps of the test read it by that name.
using ScratchNames = std::vector<std::string>;

}  // namespace writ::lang

#endif  // WRIT_LANG_SEMA_SCRATCH_H_
