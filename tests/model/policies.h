// The policies that the model test lives under.
#ifndef WRIT_TESTS_MODEL_POLICIES_H_
#define WRIT_TESTS_MODEL_POLICIES_H_

#include <cstdint>
#include <string>
#include <vector>

namespace writ::model {

// Between them they use every aggregate, every way in which a fact is kept, and every kind
// of rule. Entities are called `User`, `Agent` and `Team`.
const std::vector<std::string>& FixedPolicies();
// Lines of `only` for grants; whether they compile depends on the policy and the task.
const std::vector<std::string>& ScopeTexts();
// A policy of random rules over the declarations of the oracle's generator.
std::string RandomPolicy(uint64_t seed);

}  // namespace writ::model

#endif  // WRIT_TESTS_MODEL_POLICIES_H_
