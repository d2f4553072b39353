// Early return on a failed absl::Status. A Status means that the host failed;
// errors of the policy language are data and never travel this way.
#ifndef WRIT_ENGINE_BASE_STATUS_MACROS_H_
#define WRIT_ENGINE_BASE_STATUS_MACROS_H_

#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

#define WRIT_RETURN_IF_ERROR(expr)               \
  do {                                           \
    absl::Status writ_status_ = (expr);          \
    if (!writ_status_.ok()) return writ_status_; \
  } while (false)

#define WRIT_CONCAT_INNER_(a, b) a##b
#define WRIT_CONCAT_(a, b) WRIT_CONCAT_INNER_(a, b)

// `lhs` may declare a variable: WRIT_ASSIGN_OR_RETURN(auto x, F());
#define WRIT_ASSIGN_OR_RETURN(lhs, expr) \
  WRIT_ASSIGN_OR_RETURN_(WRIT_CONCAT_(writ_statusor_, __LINE__), lhs, expr)
#define WRIT_ASSIGN_OR_RETURN_(tmp, lhs, expr) \
  auto tmp = (expr);                           \
  if (!tmp.ok()) return tmp.status();          \
  lhs = *std::move(tmp)

#endif  // WRIT_ENGINE_BASE_STATUS_MACROS_H_
