#include "engine/log/note.h"

#include <algorithm>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "engine/base/sha256.h"
#include "engine/base/status_macros.h"

namespace writ {
namespace {

constexpr size_t kKeyIdBytes = 4;
// Says in a key and in a key id that the algorithm is Ed25519.
constexpr std::string_view kEd25519("\x01", 1);
// An em dash and a space start each signature.
constexpr std::string_view kSignatureStart = "\xe2\x80\x94 ";

absl::string_view View(std::string_view text) { return {text.data(), text.size()}; }

std::string_view BytesOf(const Ed25519PublicKey& key) {
  return {reinterpret_cast<const char*>(key.data()), key.size()};
}

std::string KeyId(std::string_view name, const Ed25519PublicKey& key) {
  const Digest digest = Sha256({name, "\n", kEd25519, BytesOf(key)});
  return std::string(AsBytes(digest).substr(0, kKeyIdBytes));
}

// Strict: one text for each bytes.
bool Decode64(std::string_view text, std::string& bytes) {
  return absl::Base64Unescape(View(text), &bytes) && absl::Base64Escape(bytes) == View(text);
}

bool IsNoteText(std::string_view text) {
  if (text.empty() || text.size() > kMaxSignedNoteBytes || text.back() != '\n') return false;
  return std::all_of(text.begin(), text.end(), [](char c) {
    return static_cast<unsigned char>(c) >= 0x20 ? c != 0x7f : c == '\n';
  });
}

absl::Status Malformed() { return absl::DataLossError("this is no signed note"); }

struct Signature {
  std::string_view name;
  std::string key_id, bytes;
};

absl::StatusOr<Signature> ParseSignature(std::string_view line) {
  if (line.substr(0, kSignatureStart.size()) != kSignatureStart) return Malformed();
  line.remove_prefix(kSignatureStart.size());
  const size_t space = line.find(' ');
  if (space == std::string_view::npos || !IsKeyName(line.substr(0, space))) return Malformed();
  std::string bytes;
  if (!Decode64(line.substr(space + 1), bytes) || bytes.size() < kKeyIdBytes) return Malformed();
  return Signature{line.substr(0, space), bytes.substr(0, kKeyIdBytes), bytes.substr(kKeyIdBytes)};
}

}  // namespace

bool IsKeyName(std::string_view name) {
  if (name.empty() || name.size() > kMaxKeyNameBytes) return false;
  return std::all_of(name.begin(), name.end(), [](char c) {
    return static_cast<unsigned char>(c) > 0x20 && c != 0x7f && c != '+';
  });
}

std::string NoteVerifier::ToString() const {
  std::string key_bytes(kEd25519);
  key_bytes += BytesOf(key);
  return absl::StrCat(name, "+", absl::BytesToHexString(KeyId(name, key)), "+",
                      absl::Base64Escape(key_bytes));
}

absl::StatusOr<NoteVerifier> NoteVerifier::Parse(std::string_view text) {
  absl::Status bad = absl::InvalidArgumentError(
      "a log's public key is written NAME+ID+KEY, as `writ audit key` prints it");
  const size_t first = text.find('+');
  if (first == std::string_view::npos) return bad;
  const size_t second = text.find('+', first + 1);
  if (second == std::string_view::npos) return bad;
  NoteVerifier verifier;
  verifier.name = text.substr(0, first);
  std::string bytes;
  if (!IsKeyName(verifier.name) || !Decode64(text.substr(second + 1), bytes)) return bad;
  if (bytes.size() != 1 + verifier.key.size() || bytes[0] != kEd25519[0]) return bad;
  std::copy(bytes.begin() + 1, bytes.end(), verifier.key.begin());
  if (verifier.ToString() != text) return bad;
  return verifier;
}

absl::StatusOr<std::string> SignNote(std::string_view text, std::string_view name,
                                     const Ed25519Key& key) {
  if (!IsNoteText(text)) return absl::InvalidArgumentError("this text cannot be a note");
  if (!IsKeyName(name)) {
    return absl::InvalidArgumentError(
        absl::StrCat("`", View(name), "` cannot name a log: no spaces, no `+`"));
  }
  WRIT_ASSIGN_OR_RETURN(std::string signature, key.Sign(text));
  return absl::StrCat(View(text), "\n", View(kSignatureStart), View(name), " ",
                      absl::Base64Escape(KeyId(name, key.public_key()) + signature), "\n");
}

absl::StatusOr<std::string_view> OpenNote(std::string_view note, const NoteVerifier& verifier) {
  if (!IsNoteText(note)) return Malformed();
  const size_t split = note.rfind("\n\n");
  if (split == std::string_view::npos) return Malformed();
  const std::string_view text = note.substr(0, split + 1);
  std::string_view rest = note.substr(split + 2);
  const std::string key_id = KeyId(verifier.name, verifier.key);
  bool found = false;
  for (size_t count = 0; !rest.empty(); ++count) {
    if (count == kMaxNoteSignatures) return Malformed();
    const size_t end = rest.find('\n');
    WRIT_ASSIGN_OR_RETURN(Signature signature, ParseSignature(rest.substr(0, end)));
    rest.remove_prefix(end + 1);
    if (signature.name != verifier.name || signature.key_id != key_id) continue;
    if (!Ed25519Verify(verifier.key, text, signature.bytes)) {
      return absl::DataLossError("the signature does not fit the text");
    }
    found = true;
  }
  if (!found) {
    return absl::DataLossError(absl::StrCat("it is not signed with the key ", verifier.ToString()));
  }
  return text;
}

}  // namespace writ
