#include "server/cli/passes.h"

#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"

namespace writ::cli {

std::shared_ptr<const lang::Passes> AddPassOption(CLI::App& command) {
  auto passes = std::make_shared<lang::Passes>();
  std::string names = "all";
  for (const lang::PassInfo& pass : lang::kPasses) {
    absl::StrAppend(&names, ", ", std::string(pass.name));
  }
  command.add_option_function<std::vector<std::string>>(
      "--no-pass",
      [passes, names](const std::vector<std::string>& given) {
        for (const std::string& name : given) {
          if (passes->Remove(name)) continue;
          throw CLI::ValidationError("--no-pass", "`" + name + "` is none of " + names);
        }
      },
      "Compile without this pass: " + names);
  return passes;
}

std::string DescribePasses() {
  std::string text;
  for (const lang::PassInfo& pass : lang::kPasses) {
    absl::StrAppendFormat(&text, "%-8s  %s\n", std::string(pass.name), std::string(pass.meaning));
  }
  return text;
}

}  // namespace writ::cli
