#include "server/cli/programs.h"

#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "engine/base/status_macros.h"
#include "server/cli/sources.h"

namespace writ::cli {

absl::StatusOr<std::shared_ptr<const Program>> LoadDirectory(const std::string& directory,
                                                             std::ostream& err,
                                                             const lang::Passes& passes) {
  WRIT_ASSIGN_OR_RETURN(std::vector<lang::InputFile> files, ReadDirectory(directory));
  lang::CompileResult result =
      lang::Compile(std::move(files), {.with_tests = false, .passes = passes});
  err << RenderDiagnostics(result);
  if (result.ok()) return Program::Load(std::move(result.bundle));
  return absl::InvalidArgumentError(absl::StrCat("the policies in ", directory, " do not compile"));
}

}  // namespace writ::cli
