// Checks of single fields of a message. Every error is InvalidArgument and starts with
// the field's name in backticks.
#ifndef WRIT_SERVER_SERVICE_FIELDS_H_
#define WRIT_SERVER_SERVICE_FIELDS_H_

#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "engine/decision/call.h"

namespace writ::server {

// An id, a name or an attribute.
struct TextField {
  std::string_view name;
  const std::string& value;
  bool required = false;
};

// The first that is empty though required, or longer than kMaxTextBytes.
absl::Status CheckTexts(std::initializer_list<TextField> fields);

// A JSON text of at most kMaxJsonBytes; `when_empty` stands for an empty one.
absl::StatusOr<std::shared_ptr<const RawValue>> ReadJsonField(std::string_view name,
                                                              const std::string& text,
                                                              std::string_view when_empty);

}  // namespace writ::server

#endif  // WRIT_SERVER_SERVICE_FIELDS_H_
