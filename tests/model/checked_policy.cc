#include "tests/model/checked_policy.h"

#include <utility>

#include "lang/compiler/compile_scope.h"
#include "lang/syntax/parser.h"

namespace writ::model {

std::unique_ptr<CheckedPolicy> CheckedPolicy::Make(const std::string& source,
                                                   std::string& failure) {
  auto policy = std::make_unique<CheckedPolicy>();
  policy->sources_.files.emplace_back("policy.writ", source);
  policy->files_.push_back(lang::ParseFile(policy->sources_, 0, policy->diagnostics_));
  policy->analysis_.emplace(policy->sources_, policy->files_, policy->library_,
                            policy->diagnostics_);
  if (!policy->diagnostics_.has_errors()) return policy;
  failure = lang::Render(policy->diagnostics_.Sorted()[0], policy->sources_);
  return nullptr;
}

std::unique_ptr<CheckedScope> CheckedScope::Make(const std::string& policy, const std::string& task,
                                                 const std::string& text) {
  auto scope = std::make_unique<CheckedScope>();
  lang::ScopeResult compiled = lang::CompileScope({{"policy.writ", policy}}, task, text);
  if (!compiled.ok()) return nullptr;
  scope->bundle_ = std::move(compiled.bundle);
  scope->sources_.files.emplace_back("policy.writ", policy);
  scope->sources_.files.emplace_back("scope", text);
  scope->files_.push_back(lang::ParseFile(scope->sources_, 0, scope->diagnostics_));
  scope->files_[0].rules.clear();
  const std::string package = task.substr(0, task.rfind('.'));
  scope->files_.push_back(lang::ParseScope(scope->sources_, 1, package, scope->diagnostics_));
  scope->analysis_.emplace(scope->sources_, scope->files_, scope->library_, scope->diagnostics_, 1);
  const Type* type = scope->analysis_->model().types.FindNamed(task);
  if (type == nullptr) return nullptr;
  scope->lines_ = scope->analysis_->CheckScope(1, *type);
  return scope->diagnostics_.has_errors() ? nullptr : std::move(scope);
}

}  // namespace writ::model
