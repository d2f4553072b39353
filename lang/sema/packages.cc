#include "lang/sema/packages.h"

#include <algorithm>
#include <set>
#include <utility>

#include "engine/bytecode/builtin_info.h"
#include "lang/sema/type_names.h"

namespace writ::lang {
namespace {

constexpr std::string_view kWords[] = {"user", "agent",  "task", "args", "call",
                                       "tool", "result", "any",  "now",  "has"};

// Fills the packages with the symbols of their files.
class Declarer {
 public:
  Declarer(std::map<std::string, Package, std::less<>>& packages, Diagnostics& diagnostics)
      : packages_(packages), diagnostics_(diagnostics) {}

  void Declare(FileScope& scope) {
    const File& file = *scope.file;
    Package& package = packages_[file.package.text];
    package.name = file.package.text;
    package.files.push_back(&scope);
    scope.package = &package;
    Each(SymbolKind::kEntity, file.entities, scope, package);
    Each(SymbolKind::kTask, file.tasks, scope, package);
    Each(SymbolKind::kEnum, file.enums, scope, package);
    Each(SymbolKind::kAlias, file.types, scope, package);
    Each(SymbolKind::kConst, file.consts, scope, package);
    Each(SymbolKind::kFn, file.fns, scope, package);
    Each(SymbolKind::kFact, file.facts, scope, package);
    Each(SymbolKind::kGroup, file.groups, scope, package);
  }

 private:
  template <typename Decl>
  void Each(SymbolKind kind, const std::vector<Decl>& decls, FileScope& scope, Package& package) {
    for (const Decl& decl : decls) Add(kind, &decl, decl.head, scope, package);
  }

  void Add(SymbolKind kind, const void* decl, const DeclHead& head, FileScope& scope,
           Package& package) {
    const std::string& name = head.name.text;
    if (name.empty()) return;  // The parser said what is wrong.
    if (IsBuiltinName(name)) {
      diagnostics_.Report(DiagnosticId::kReservedName, head.name.span, {name}).help =
          "choose another name";
      return;
    }
    auto [at, added] = package.symbols.try_emplace(
        name, Symbol{kind, decl, &head, &scope, package.name + "." + name});
    if (added) return;
    Diagnostic& diagnostic =
        diagnostics_.Report(DiagnosticId::kDuplicateDeclaration, head.name.span,
                            {name, std::string(SymbolKindName(at->second.kind)), package.name});
    diagnostic.notes.push_back({at->second.head->name.span, "declared here first"});
  }

  std::map<std::string, Package, std::less<>>& packages_;
  Diagnostics& diagnostics_;
};

class Importer {
 public:
  Importer(const std::map<std::string, Package, std::less<>>& packages,
           const std::vector<std::string>& library, Diagnostics& diagnostics)
      : packages_(packages), library_(library), diagnostics_(diagnostics) {}

  void Import(FileScope& scope) {
    for (const UseDecl& use : scope.file->uses) ImportOne(use, scope);
  }

  // Every package whose imports lead back to it; each circle is reported once.
  void CheckCycles() {
    std::set<std::string> done;
    for (const auto& [name, edges] : edges_) Walk(name, done);
  }

 private:
  struct Edge {
    std::string to;
    Span span;
  };

  void ImportOne(const UseDecl& use, FileScope& scope) {
    auto found = packages_.find(use.package.text);
    if (found == packages_.end()) return ReportUnknown(use);
    edges_[scope.package->name].push_back({use.package.text, use.package.span});
    const std::string prefix =
        use.alias ? use.alias->text : std::string(LastSegment(use.package.text));
    AddPrefix(prefix, use, &found->second, scope);
    if (prefix != use.package.text) AddPrefix(use.package.text, use, &found->second, scope);
  }

  void AddPrefix(const std::string& prefix, const UseDecl& use, const Package* package,
                 FileScope& scope) {
    auto [at, added] = scope.prefixes.try_emplace(prefix, package);
    if (added) return;
    const bool same = at->second == package;
    Diagnostic& diagnostic =
        diagnostics_.Report(DiagnosticId::kDuplicateUse, use.span, {prefix, at->second->name});
    diagnostic.help = same
                          ? "remove one of the two"
                          : "give one of them another name: `use " + use.package.text + " as NAME`";
  }

  void ReportUnknown(const UseDecl& use) {
    Diagnostic& diagnostic =
        diagnostics_.Report(DiagnosticId::kUnknownPackage, use.package.span, {use.package.text});
    diagnostics_.Suggest(diagnostic, use.package.text, [&](NearestName& nearest) {
      for (const std::string& name : library_) nearest.Consider(name);
      for (const auto& [name, package] : packages_) nearest.Consider(name);
    });
  }

  // Depth-first with an explicit stack.
  void Walk(const std::string& start, std::set<std::string>& done) {
    struct Frame {
      std::string package;
      size_t next = 0;
    };
    std::vector<Frame> path{{start}};
    while (!path.empty()) {
      Frame& frame = path.back();
      const std::vector<Edge>& edges = edges_[frame.package];
      if (done.count(frame.package) || frame.next == edges.size()) {
        done.insert(frame.package);
        path.pop_back();
        continue;
      }
      const Edge& edge = edges[frame.next++];
      auto on_path = std::find_if(path.begin(), path.end(),
                                  [&](const Frame& f) { return f.package == edge.to; });
      if (on_path == path.end()) {
        path.push_back({edge.to});
      } else {
        std::string circle;
        for (auto at = on_path; at != path.end(); ++at) circle += "`" + at->package + "` uses ";
        diagnostics_.Report(DiagnosticId::kImportCycle, edge.span, {circle + "`" + edge.to + "`"});
      }
    }
  }

  const std::map<std::string, Package, std::less<>>& packages_;
  const std::vector<std::string>& library_;
  Diagnostics& diagnostics_;
  std::map<std::string, std::vector<Edge>> edges_;
};

}  // namespace

std::string_view SymbolKindName(SymbolKind kind) {
  switch (kind) {
    case SymbolKind::kEntity:
      return "an entity";
    case SymbolKind::kTask:
      return "a task";
    case SymbolKind::kEnum:
      return "an enum";
    case SymbolKind::kAlias:
      return "a type";
    case SymbolKind::kConst:
      return "a constant";
    case SymbolKind::kFn:
      return "a function";
    case SymbolKind::kFact:
      return "a fact";
    case SymbolKind::kGroup:
      return "a group";
  }
  return "a declaration";
}

std::string_view LastSegment(std::string_view name) {
  const size_t dot = name.rfind('.');
  return dot == std::string_view::npos ? name : name.substr(dot + 1);
}

bool IsBuiltinName(std::string_view name) {
  if (std::find(std::begin(kWords), std::end(kWords), name) != std::end(kWords)) return true;
  if (IsTypeName(name)) return true;
  const std::vector<BuiltinInfo>& builtins = Builtins();
  return std::any_of(builtins.begin(), builtins.end(), [name](const BuiltinInfo& b) {
    return b.source == name && b.style != BuiltinStyle::kMethod;
  });
}

Packages Packages::Make(const std::vector<File>& files, const std::vector<std::string>& library,
                        Diagnostics& diagnostics) {
  Packages result;
  Declarer declarer(result.packages_, diagnostics);
  for (const File& file : files) {
    FileScope& scope = *result.files_.emplace_back(std::make_unique<FileScope>());
    scope.file = &file;
    declarer.Declare(scope);
  }
  Importer importer(result.packages_, library, diagnostics);
  for (auto& scope : result.files_) importer.Import(*scope);
  importer.CheckCycles();
  return result;
}

const Package* Packages::FindPrefix(const FileScope& scope, std::string_view prefix) {
  if (prefix == scope.package->name) return scope.package;
  auto found = scope.prefixes.find(prefix);
  return found == scope.prefixes.end() ? nullptr : found->second;
}

const Symbol* Packages::Find(const FileScope& scope, std::string_view name) {
  const size_t dot = name.rfind('.');
  const Package* package =
      dot == std::string_view::npos ? scope.package : FindPrefix(scope, name.substr(0, dot));
  if (package == nullptr) return nullptr;
  auto found = package->symbols.find(LastSegment(name));
  return found == package->symbols.end() ? nullptr : &found->second;
}

}  // namespace writ::lang
