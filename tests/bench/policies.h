// Policies and engines that the benchmarks decide with.
#ifndef WRIT_TESTS_BENCH_POLICIES_H_
#define WRIT_TESTS_BENCH_POLICIES_H_

#include <memory>
#include <string>
#include <string_view>

#include "engine/decision/policy.h"
#include "engine/engine.h"

namespace writ::bench {

// Rules without facts, so that they can be written by hand as one function.
extern const char kStatelessPolicy[];
// One budget that every call debits: package `bank`, task `Spend`, action `bank.pay`.
extern const char kBudgetPolicy[];

// These end the process with a message when something does not work: a benchmark has
// nothing to measure then.
std::shared_ptr<const Policy> PolicyOf(const std::string& source);
CallRequest RequestOf(const char* task, const char* action, std::string_view args);
// The canonical parameters of a task of type `task`.
std::string ParamsOf(const Policy& policy, const char* task, std::string_view params);
// An engine under kBudgetPolicy with task "t" of agent "bot" and a budget that lasts.
std::unique_ptr<Engine> EngineWithTask(std::unique_ptr<Store> store, bool inline_commands);

}  // namespace writ::bench

#endif  // WRIT_TESTS_BENCH_POLICIES_H_
