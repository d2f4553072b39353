// What completion offers at the place where it is asked for.
#include <algorithm>

#include "lang/index/walker.h"

namespace writ::lang {
namespace {

NameKind KindOf(SymbolKind kind) {
  switch (kind) {
    case SymbolKind::kEntity:
      return NameKind::kEntity;
    case SymbolKind::kTask:
      return NameKind::kTask;
    case SymbolKind::kEnum:
      return NameKind::kEnum;
    case SymbolKind::kAlias:
      return NameKind::kType;
    case SymbolKind::kConst:
      return NameKind::kConst;
    case SymbolKind::kFn:
      return NameKind::kFunction;
    case SymbolKind::kFact:
      return NameKind::kFact;
    case SymbolKind::kGroup:
      return NameKind::kGroup;
  }
  return NameKind::kLocal;
}

}  // namespace

void Walker::Offer(std::string label, std::string detail, NameKind kind) {
  completed_ = true;
  completions_.push_back({std::move(label), std::move(detail), kind, false});
}

void Walker::OfferEntry(int entry, std::string label) {
  if (entry < 0) return;
  const IndexedName& name = index_.names[static_cast<size_t>(entry)];
  Offer(std::move(label), name.detail, name.kind);
}

void Walker::OfferFields(int parent, bool of_result) {
  completed_ = true;
  const auto& members = of_result ? results_ : fields_;
  for (auto at = members.lower_bound({parent, ""}); at != members.end(); ++at) {
    if (at->first.first != parent) break;
    OfferEntry(at->second, at->first.second);
  }
}

void Walker::OfferSymbols(const std::vector<SymbolKind>& kinds) {
  completed_ = true;
  for (const auto& [name, symbol] : scope_->package->symbols) {
    if (std::find(kinds.begin(), kinds.end(), symbol.kind) == kinds.end()) continue;
    const int entry = EntryOf(symbol.decl);
    if (entry >= 0) {
      OfferEntry(entry, name);
    } else {
      Offer(name, "", KindOf(symbol.kind));
    }
  }
}

void Walker::OfferNames() {
  completed_ = true;
  for (const auto& [name, entry] : locals_) OfferEntry(entry, name);
  OfferSymbols({SymbolKind::kConst, SymbolKind::kFn, SymbolKind::kFact, SymbolKind::kEnum,
                SymbolKind::kEntity});
  for (const char* root : {"args", "task", "user", "agent", "call"}) {
    Offer(root, "of the call", NameKind::kLocal);
  }
  if (here_result_) Offer("result", "what the call returned", NameKind::kLocal);
  for (const auto& [prefix, package] : scope_->prefixes) Offer(prefix, "", NameKind::kPackage);
  for (const BuiltinInfo& info : Builtins()) {
    if (info.style == BuiltinStyle::kMethod) continue;
    Offer(std::string(info.source), std::string(info.meaning), NameKind::kFunction);
  }
}

void Walker::OfferMembers(const Expr& receiver) {
  completed_ = true;
  const std::string dotted = Dotted(receiver);
  if (dotted == "args" || dotted == "result") {
    for (int action : here_actions_) OfferFields(action, dotted == "result");
    return;
  }
  if (dotted == "task") {
    for (int task : here_tasks_) OfferFields(task);
    return;
  }
  if (dotted == "call") {
    for (const char* name : {"time", "id", "ip", "session"}) Offer(name, "", NameKind::kField);
    return;
  }
  const bool local = FindLocal(dotted) >= 0;
  const Symbol* symbol = local || dotted.empty() ? nullptr : Packages::Find(*scope_, dotted);
  if (dotted == "user" || dotted == "agent") {
    symbol = Packages::Find(*scope_, dotted == "user" ? "User" : "Agent");
  }
  if (symbol != nullptr) return OfferFields(EntryOf(symbol->decl));
  const Package* package =
      local || dotted.empty() ? nullptr : Packages::FindPrefix(*scope_, dotted);
  if (package == nullptr) return OfferOf(TypeOf(receiver));
  for (const auto& [name, member] : package->symbols) OfferEntry(EntryOf(member.decl), name);
}

void Walker::OfferActions() {
  completed_ = true;
  for (const auto& [name, entry] : actions_) OfferEntry(entry, name);
  OfferSymbols({SymbolKind::kGroup});
  Offer("any", "every action", NameKind::kGroup);
}

// The fields of a record or an entity, and the methods of its type.
void Walker::OfferOf(const std::string& type) {
  const int entry = EntryOfType(type);
  if (entry >= 0) OfferFields(entry);
  OfferMethods(type);
}

void Walker::OfferMethods(const std::string& type) {
  for (const BuiltinInfo& info : Builtins()) {
    if (info.style == BuiltinStyle::kFunction || info.source.starts_with('@')) continue;
    if (!TakesReceiver(info.params[0], type)) continue;
    Offer(std::string(info.source), std::string(info.meaning), NameKind::kFunction);
  }
  if (!TakesReceiver("list<T>", type) && !TakesReceiver("set<T>", type) &&
      !TakesReceiver("map<T, U>", type)) {
    return;
  }
  for (std::string_view macro : kElementMacros) {
    Offer(std::string(macro), "for each element", NameKind::kFunction);
  }
}

}  // namespace writ::lang
