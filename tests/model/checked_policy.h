// Policies and scopes of grants as the front of the compiler sees them: what the model
// judges by.
#ifndef WRIT_TESTS_MODEL_CHECKED_POLICY_H_
#define WRIT_TESTS_MODEL_CHECKED_POLICY_H_

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "lang/sema/check.h"

namespace writ::model {

class CheckedPolicy {
 public:
  // Null, with what is wrong in `failure`, when it does not compile.
  static std::unique_ptr<CheckedPolicy> Make(const std::string& source, std::string& failure);

  const lang::Model& model() const { return analysis_->model(); }

 private:
  lang::SourceSet sources_;
  std::vector<lang::File> files_;
  std::vector<std::string> library_;
  lang::Diagnostics diagnostics_;
  std::optional<lang::Analysis> analysis_;
};

// The lines of `only` of a grant.
class CheckedScope {
 public:
  // `policy` is the text of a policy that compiles, `task` the qualified name of one of its
  // tasks. Null when the scope does not compile.
  static std::unique_ptr<CheckedScope> Make(const std::string& policy, const std::string& task,
                                            const std::string& text);

  // Their actions are numbered as those of the policy.
  const std::vector<lang::Rule>& lines() const { return lines_; }
  // The bundle of it, for the engine.
  const std::string& bundle() const { return bundle_; }

 private:
  lang::SourceSet sources_;
  std::vector<lang::File> files_;
  std::vector<std::string> library_;
  lang::Diagnostics diagnostics_;
  std::optional<lang::Analysis> analysis_;
  std::vector<lang::Rule> lines_;
  std::string bundle_;
};

}  // namespace writ::model

#endif  // WRIT_TESTS_MODEL_CHECKED_POLICY_H_
