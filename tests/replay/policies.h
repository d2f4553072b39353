// The policy that a long log is decided under, and another one to ask "what if" with.
#ifndef WRIT_TESTS_REPLAY_POLICIES_H_
#define WRIT_TESTS_REPLAY_POLICIES_H_

#include <memory>

#include "engine/bytecode/program.h"

namespace writ::replay {

std::shared_ptr<const Program> PolicyThen();
// Refuses single payments that are large, and lets more be paid in all.
std::shared_ptr<const Program> PolicyOther();

// Ends the process with a message: a program that cannot go on has nothing to compare.
[[noreturn]] void Give(const std::string& why);

}  // namespace writ::replay

#endif  // WRIT_TESTS_REPLAY_POLICIES_H_
