// Runs the `test` blocks of a policy: on the same engine as a server's, with a store in
// memory and a clock that stands still. There is no second semantics.
//
// Every test starts from nothing at kTestStart. Deterministic.
#ifndef WRIT_LANG_TESTING_RUNNER_H_
#define WRIT_LANG_TESTING_RUNNER_H_

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "engine/base/clock.h"
#include "engine/engine.h"
#include "lang/compiler/compiler.h"
#include "lang/testing/coverage.h"

namespace writ::lang {

// 2026-11-23T18:00:00Z, a Monday.
inline constexpr Micros kTestStart = 1'795'456'800'000'000;
// Of a granted task that does not say when it expires.
inline constexpr Micros kTestLifetime = Micros{86'400} * 1'000'000;

// Why a test failed: its first step that did not give what it says.
struct TestFailure {
  uint32_t line = 0, column = 0;  // of the step, from 1
  std::string step;               // as written
  std::string expected;           // "permit by `travel.buy`"
  std::string got;                // "deny by `travel.one_ticket`: ..."
  // For a call: what each rule and fact said, a line each.
  std::vector<std::string> trace;
};

// What a step showed, when it was asked to: the value of an `expect`, or the decision of
// a call.
struct Shown {
  StepKind kind = StepKind::kExpect;
  std::string type;                // of the value
  std::string text;                // the value as source, or the verdict
  std::string json;                // of the value
  bool permitted = false;          // of a call
  std::vector<std::string> trace;  // of a call
  bool is_error = false;
};

struct TestResult {
  std::string title;
  std::string file;
  uint32_t line = 0;
  std::optional<TestFailure> failure;  // nothing: it passed
  std::vector<Shown> shown;
  bool passed() const { return !failure.has_value(); }
};

struct TestOptions {
  // Of a title; all tests when it is empty.
  std::function<bool(const std::string&)> selects;
  // Null: not measured. Of the program of the tests.
  Coverage* coverage = nullptr;
  // Expectations and calls show what they come to and never fail.
  bool show = false;
  // After each decision, with the engine that made it.
  std::function<void(const Engine& engine, const Decision& decision)> decided;
};

// The selected tests, in order.
std::vector<TestResult> RunTests(const CompiledTests& tests, const TestOptions& options = {});

}  // namespace writ::lang

#endif  // WRIT_LANG_TESTING_RUNNER_H_
