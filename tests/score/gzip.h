// Reads gzip files.
#ifndef WRIT_TESTS_SCORE_GZIP_H_
#define WRIT_TESTS_SCORE_GZIP_H_

#include <string>

#include "absl/status/statusor.h"

namespace writ::score {

inline constexpr size_t kMaxUnpackedBytes = 1u << 30;

// The whole content; a file that is not compressed is given as it is. NotFound, or
// DataLoss when it is damaged or larger than kMaxUnpackedBytes.
absl::StatusOr<std::string> ReadGzip(const std::string& path);

}  // namespace writ::score

#endif  // WRIT_TESTS_SCORE_GZIP_H_
