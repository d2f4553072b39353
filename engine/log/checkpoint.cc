#include "engine/log/checkpoint.h"

#include <algorithm>

#include "absl/strings/escaping.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "engine/base/status_macros.h"

namespace writ {
namespace {

absl::string_view View(std::string_view text) { return {text.data(), text.size()}; }

// Takes the first line off; false when there is none.
bool TakeLine(std::string_view& text, std::string_view& line) {
  const size_t end = text.find('\n');
  if (end == std::string_view::npos) return false;
  line = text.substr(0, end);
  text.remove_prefix(end + 1);
  return true;
}

}  // namespace

std::string ToBase64(const Digest& digest) { return absl::Base64Escape(View(AsBytes(digest))); }

absl::StatusOr<Digest> DigestFromBase64(std::string_view text) {
  std::string bytes;
  Digest digest;
  if (!absl::Base64Unescape(View(text), &bytes) || bytes.size() != digest.size() ||
      absl::Base64Escape(bytes) != View(text)) {
    return absl::InvalidArgumentError(absl::StrCat("`", View(text), "` is no hash in base64"));
  }
  std::copy(bytes.begin(), bytes.end(), digest.begin());
  return digest;
}

absl::StatusOr<uint64_t> ParseDecimal(std::string_view text) {
  uint64_t number = 0;
  if (!absl::SimpleAtoi(View(text), &number) || absl::StrCat(number) != View(text)) {
    return absl::InvalidArgumentError(absl::StrCat("`", View(text), "` is no decimal number"));
  }
  return number;
}

absl::StatusOr<std::string> SignCheckpoint(const Checkpoint& checkpoint, const Ed25519Key& key) {
  return SignNote(
      absl::StrCat(checkpoint.origin, "\n", checkpoint.size, "\n", ToBase64(checkpoint.root), "\n"),
      checkpoint.origin, key);
}

absl::StatusOr<Checkpoint> OpenCheckpoint(std::string_view note, const NoteVerifier& verifier) {
  WRIT_ASSIGN_OR_RETURN(std::string_view text, OpenNote(note, verifier));
  std::string_view origin, size, root;
  if (!TakeLine(text, origin) || !TakeLine(text, size) || !TakeLine(text, root)) {
    return absl::DataLossError("the note is no checkpoint");
  }
  auto parsed_size = ParseDecimal(size);
  auto parsed_root = DigestFromBase64(root);
  if (!parsed_size.ok() || !parsed_root.ok()) {
    return absl::DataLossError("the note is no checkpoint");
  }
  if (origin != verifier.name) {
    return absl::DataLossError(absl::StrCat("the checkpoint is of the log `", View(origin),
                                            "`, the key of `", verifier.name, "`"));
  }
  return Checkpoint{std::string(origin), *parsed_size, *parsed_root};
}

}  // namespace writ
