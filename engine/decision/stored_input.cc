#include "engine/decision/stored_input.h"

#include <variant>

#include "absl/strings/str_cat.h"
#include "engine/decision/shard.h"
#include "engine/value/canonical.h"
#include "engine/value/conform.h"

namespace writ {
namespace {

absl::string_view View(std::string_view text) { return {text.data(), text.size()}; }

}  // namespace

absl::Status CheckId(std::string_view field, std::string_view id) {
  if (id.empty()) return absl::InvalidArgumentError(absl::StrCat("`", View(field), "` is missing"));
  return CheckText(field, id);
}

absl::Status CheckText(std::string_view field, std::string_view text) {
  if (text.size() <= kMaxIdBytes) return absl::OkStatus();
  return absl::InvalidArgumentError(
      absl::StrCat("`", View(field), "` is longer than ", kMaxIdBytes, " bytes"));
}

absl::StatusOr<Value> Fit(std::string_view field, const std::shared_ptr<const RawValue>& raw,
                          const Type& type, Arena& arena) {
  absl::string_view name = View(field);
  if (raw == nullptr) return absl::InvalidArgumentError(absl::StrCat("`", name, "` is missing"));
  auto conformed = Conform(raw->value, type, arena);
  if (const Misfit* misfit = std::get_if<Misfit>(&conformed)) {
    return absl::InvalidArgumentError(absl::StrCat("`", name, "`: ", misfit->ToString()));
  }
  return std::get<Value>(conformed);
}

absl::StatusOr<std::string> EncodeBounded(std::string_view field, const Value& value) {
  std::string bytes = CanonicalBytes(value);
  if (bytes.size() > kMaxStoredValueBytes) {
    return absl::InvalidArgumentError(
        absl::StrCat("`", View(field), "` is larger than ", kMaxStoredValueBytes, " bytes"));
  }
  return bytes;
}

}  // namespace writ
