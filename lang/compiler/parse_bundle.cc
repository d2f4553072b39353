#include "lang/compiler/parse_bundle.h"

#include <algorithm>
#include <set>
#include <utility>

#include "lang/compiler/standard_library.h"
#include "lang/syntax/parser.h"

namespace writ::lang {
namespace {

class Reader {
 public:
  explicit Reader(Diagnostics& diagnostics) : diagnostics_(diagnostics) {}

  ParsedBundle Read(std::vector<InputFile> files) {
    AddFiles(std::move(files));
    AddStandardModules();
    return std::move(bundle_);
  }

 private:
  void AddFiles(std::vector<InputFile> files) {
    std::stable_sort(files.begin(), files.end(),
                     [](const InputFile& a, const InputFile& b) { return a.name < b.name; });
    bundle_.given = static_cast<uint32_t>(files.size());
    bundle_.sources.files.reserve(files.size() + StandardLibrary().size());
    for (InputFile& file : files) {
      bundle_.sources.files.emplace_back(std::move(file.name), std::move(file.text));
    }
    for (uint32_t i = 0; i < bundle_.given; ++i) {
      const std::string& name = bundle_.sources.files[i].name();
      if (i > 0 && name == bundle_.sources.files[i - 1].name()) {
        diagnostics_.Report(DiagnosticId::kDuplicateFile, Span{i, 0, 0}, {name});
      }
      bundle_.files.push_back(ParseFile(bundle_.sources, i, diagnostics_));
    }
  }

  // So the library's own tests run like any others.
  void AddStandardModules() {
    std::set<std::string> there;
    for (const File& file : bundle_.files) there.insert(file.package.text);
    for (size_t i = 0; i < bundle_.files.size(); ++i) {
      // By index, and a copy: what is added may use more.
      const std::vector<std::string> used = PackagesUsed(bundle_.files[i]);
      for (const std::string& package : used) {
        if (there.count(package) == 0 && AddModule(package)) there.insert(package);
      }
    }
  }

  static std::vector<std::string> PackagesUsed(const File& file) {
    std::vector<std::string> packages;
    for (const UseDecl& use : file.uses) packages.push_back(use.package.text);
    return packages;
  }

  bool AddModule(const std::string& package) {
    for (const StandardModule& module : StandardLibrary()) {
      if (module.package != package) continue;
      const uint32_t number = static_cast<uint32_t>(bundle_.sources.files.size());
      bundle_.sources.files.emplace_back(std::string(module.file), std::string(module.text));
      bundle_.files.push_back(ParseFile(bundle_.sources, number, diagnostics_));
      return true;
    }
    return false;
  }

  Diagnostics& diagnostics_;
  ParsedBundle bundle_;
};

}  // namespace

ParsedBundle ParseBundle(std::vector<InputFile> files, Diagnostics& diagnostics) {
  return Reader(diagnostics).Read(std::move(files));
}

std::vector<std::string> LibraryPackages() {
  std::vector<std::string> packages;
  for (const StandardModule& module : StandardLibrary()) packages.emplace_back(module.package);
  return packages;
}

}  // namespace writ::lang
