#include "server/service/fields.h"

#include "absl/strings/str_cat.h"
#include "server/json/json.h"
#include "server/service/limits.h"

namespace writ::server {
namespace {

absl::Status Wrong(std::string_view field, const std::string& what) {
  return absl::InvalidArgumentError(absl::StrCat("`", std::string(field), "` ", what));
}

absl::Status CheckText(const TextField& field) {
  if (field.required && field.value.empty()) return Wrong(field.name, "is required");
  if (field.value.size() <= kMaxTextBytes) return absl::OkStatus();
  return Wrong(field.name, absl::StrCat("is longer than ", kMaxTextBytes, " bytes"));
}

}  // namespace

absl::Status CheckTexts(std::initializer_list<TextField> fields) {
  for (const TextField& field : fields) {
    absl::Status status = CheckText(field);
    if (!status.ok()) return status;
  }
  return absl::OkStatus();
}

absl::StatusOr<std::shared_ptr<const RawValue>> ReadJsonField(std::string_view name,
                                                              const std::string& text,
                                                              std::string_view when_empty) {
  if (text.size() > kMaxJsonBytes) {
    return Wrong(name, absl::StrCat("is longer than ", kMaxJsonBytes, " bytes"));
  }
  auto value = ReadJson(text.empty() ? when_empty : std::string_view(text));
  if (!value.ok()) return Wrong(name, std::string(value.status().message()));
  return value;
}

}  // namespace writ::server
