// Compiles the scopes of grants, and keeps what it compiled: an application grants the
// same few scopes over and over.
#ifndef WRIT_SERVER_SERVICE_SCOPES_H_
#define WRIT_SERVER_SERVICE_SCOPES_H_

#include <string>

#include "absl/base/thread_annotations.h"
#include "absl/container/flat_hash_map.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "engine/bytecode/program.h"

namespace writ::server {

// Thread-safe. Two threads may compile the same text at once; both get the same bytes.
class ScopeCompiler {
 public:
  // The bundle of `text` for tasks of type `task`, as a grant names it, under `program`.
  // InvalidArgument with the diagnostics; NotFound when there is no such task.
  absl::StatusOr<std::string> Compile(const Program& program, const std::string& task,
                                      const std::string& text);

 private:
  absl::Mutex mutex_;
  // By digest of the policy, task and text. Emptied when it holds kMaxKeptScopes.
  absl::flat_hash_map<std::string, std::string> kept_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace writ::server

#endif  // WRIT_SERVER_SERVICE_SCOPES_H_
