#include "lang/sema/actions.h"

#include <algorithm>
#include <numeric>
#include <utility>

namespace writ::lang {

const Action* Model::FindAction(std::string_view name) const {
  auto at = std::lower_bound(actions.begin(), actions.end(), name,
                             [](const Action& a, std::string_view n) { return a.name < n; });
  return at != actions.end() && at->name == name ? &*at : nullptr;
}

void Actions::DeclareAll() {
  for (const auto& scope : packages_.files()) {
    for (const ActionDecl& decl : scope->file->actions) Declare(decl, *scope);
  }
  std::vector<Action>& actions = model_.actions;
  std::stable_sort(actions.begin(), actions.end(),
                   [](const Action& a, const Action& b) { return a.name < b.name; });
  // Keeps the first of each name.
  const auto same = [this](const Action& first, const Action& other) {
    if (first.name != other.name) return false;
    diagnostics_.Report(DiagnosticId::kDuplicateAction, other.decl->head.name.span, {other.name})
        .notes.push_back({first.decl->head.name.span, "declared here first"});
    return true;
  };
  actions.erase(std::unique(actions.begin(), actions.end(), same), actions.end());
  for (const auto& [name, package] : packages_.packages()) {
    for (const auto& [symbol_name, symbol] : package.symbols) {
      if (symbol.kind == SymbolKind::kGroup) SelectGroup(symbol);
    }
  }
}

void Actions::Declare(const ActionDecl& decl, const FileScope& scope) {
  if (decl.head.name.text.empty()) return;
  if (decl.head.name.text == "any") {
    diagnostics_.Report(DiagnosticId::kReservedName, decl.head.name.span, {"any"}).help =
        "choose another name";
    return;
  }
  const Type* args = model_.types.Record(types_.ResolveFields(decl.args, scope));
  const Type* result = model_.types.Record(types_.ResolveFields(decl.result, scope));
  model_.actions.push_back({decl.head.name.text, args, result, &decl});
}

std::vector<uint32_t> Actions::Select(const std::vector<Name>& patterns, const FileScope& scope) {
  std::vector<uint32_t> selected;
  AddAll(patterns, scope, selected);
  return selected;
}

void Actions::AddAll(const std::vector<Name>& patterns, const FileScope& scope,
                     std::vector<uint32_t>& selected) {
  for (const Name& pattern : patterns) {
    if (selected_ > kMaxSelected) break;
    const size_t before = selected.size();
    AddPattern(pattern, scope, selected);
    selected_ += selected.size() - before;
    if (selected_ <= kMaxSelected) continue;
    diagnostics_
        .Report(DiagnosticId::kTooLarge, pattern.span,
                {"the bundle, with the actions of all rules and facts,"})
        .help = "write fewer rules and facts about very many actions";
  }
  std::sort(selected.begin(), selected.end());
  selected.erase(std::unique(selected.begin(), selected.end()), selected.end());
}

void Actions::AddPattern(const Name& pattern, const FileScope& scope,
                         std::vector<uint32_t>& selected) {
  if (pattern.text == "any") {
    const size_t old_size = selected.size();
    selected.resize(old_size + model_.actions.size());
    std::iota(selected.begin() + static_cast<ptrdiff_t>(old_size), selected.end(), 0u);
    return;
  }
  if (pattern.text.ends_with(".*")) return AddWildcard(pattern, selected);
  if (const Action* action = model_.FindAction(pattern.text)) {
    selected.push_back(static_cast<uint32_t>(action - model_.actions.data()));
    return;
  }
  const Symbol* symbol = Packages::Find(scope, pattern.text);
  if (symbol == nullptr || symbol->kind != SymbolKind::kGroup) return ReportUnknown(pattern, scope);
  const std::vector<uint32_t>& actions = SelectGroup(*symbol);
  selected.insert(selected.end(), actions.begin(), actions.end());
}

void Actions::AddWildcard(const Name& pattern, std::vector<uint32_t>& selected) {
  // With the point: `flights.*` is not `flights_old.book`.
  const std::string_view prefix = std::string_view(pattern.text).substr(0, pattern.text.size() - 1);
  auto at = std::lower_bound(model_.actions.begin(), model_.actions.end(), prefix,
                             [](const Action& a, std::string_view p) { return a.name < p; });
  const auto first = at;
  for (; at != model_.actions.end() && at->name.starts_with(prefix); ++at) {
    selected.push_back(static_cast<uint32_t>(at - model_.actions.begin()));
  }
  if (at != first) return;
  Diagnostic& diagnostic =
      diagnostics_.Report(DiagnosticId::kEmptyWildcard, pattern.span, {pattern.text});
  diagnostics_.Suggest(diagnostic, pattern.text, [&](NearestName& nearest) {
    for (const Action& action : model_.actions) {
      const size_t dot = action.name.rfind('.');
      if (dot != std::string::npos) nearest.Consider(action.name.substr(0, dot) + ".*");
    }
  });
}

const std::vector<uint32_t>& Actions::SelectGroup(const Symbol& symbol) {
  auto [at, added] = groups_.try_emplace(symbol.decl);
  Group& group = at->second;
  if (group.done) return group.actions;
  if (!added || group_depth_ == kMaxDepth) {
    group.done = true;
    diagnostics_.Report(DiagnosticId::kGroupCycle, symbol.head->name.span,
                        {symbol.head->name.text});
    return group.actions;
  }
  ++group_depth_;
  std::vector<uint32_t> selected =
      Select(static_cast<const GroupDecl*>(symbol.decl)->actions, *symbol.scope);
  --group_depth_;
  group.done = true;
  group.actions = std::move(selected);
  return group.actions;
}

void Actions::ReportUnknown(const Name& pattern, const FileScope& scope) {
  Diagnostic& diagnostic =
      diagnostics_.Report(DiagnosticId::kUnknownAction, pattern.span, {pattern.text});
  const bool near = diagnostics_.Suggest(diagnostic, pattern.text, [&](NearestName& nearest) {
    for (const Action& action : model_.actions) nearest.Consider(action.name);
    for (const auto& [name, symbol] : scope.package->symbols) {
      if (symbol.kind == SymbolKind::kGroup) nearest.Consider(name);
    }
  });
  if (!near) diagnostic.help = "declare it: `action " + pattern.text + "(...)`";
}

}  // namespace writ::lang
