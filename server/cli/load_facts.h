// Facts from a file, one JSON object a line:
//   {"fact": "suspended", "keys": ["travel-1"], "value": true, "ttl_seconds": 3600}
//   {"entity": "User", "id": "ana", "attributes": {"email": "ana@corp.example"}}
//   {"entity": "User", "id": "ana", "groups": ["ops"]}
//   {"delete": "suspended", "keys": ["travel-1"]}
// Empty lines and lines that start with # are left out.
#ifndef WRIT_SERVER_CLI_LOAD_FACTS_H_
#define WRIT_SERVER_CLI_LOAD_FACTS_H_

#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "server/api/writ/v1/facts.pb.h"

namespace writ::cli {

// Changes and bytes of one request.
inline constexpr int kMaxBatchChanges = 1'000;
inline constexpr size_t kMaxBatchBytes = 200 * 1024;

// The file in as few requests as it fits in. InvalidArgument names the line.
absl::StatusOr<std::vector<v1::LoadRequest>> ReadBatches(std::string_view text);

}  // namespace writ::cli

#endif  // WRIT_SERVER_CLI_LOAD_FACTS_H_
