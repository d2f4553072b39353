#include "engine/token/key_store.h"

#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "engine/base/file.h"
#include "engine/base/status_macros.h"

namespace writ {
namespace {

constexpr char kExtension[] = ".key";

std::string KeyFile(const std::string& directory, uint64_t number) {
  return absl::StrFormat("%s/%04d%s", directory, number, kExtension);
}

absl::Status MakeDirectory(const std::string& directory) {
  if (mkdir(directory.c_str(), 0700) == 0 || errno == EEXIST) return absl::OkStatus();
  return absl::FailedPreconditionError(
      absl::StrCat("cannot create `", directory, "`: ", strerror(errno)));
}

// The numbers of the keys, rising. What is not named like a key is left alone: it may be
// one that a process which ended had not finished.
absl::StatusOr<std::vector<uint64_t>> ListKeys(const std::string& directory) {
  std::vector<uint64_t> numbers;
  std::error_code error;
  for (const auto& file : std::filesystem::directory_iterator(directory, error)) {
    uint64_t number = 0;
    const std::filesystem::path name = file.path().filename();
    if (absl::SimpleAtoi(name.stem().string(), &number) &&
        KeyFile(directory, number) == file.path().string()) {
      numbers.push_back(number);
    }
  }
  if (error) {
    return absl::FailedPreconditionError(
        absl::StrCat("cannot list `", directory, "`: ", error.message()));
  }
  std::sort(numbers.begin(), numbers.end());
  return numbers;
}

}  // namespace

absl::StatusOr<std::unique_ptr<TokenIssuer>> TokenIssuer::Open(const std::string& directory,
                                                               const std::string& name) {
  std::unique_ptr<TokenIssuer> issuer(new TokenIssuer(directory, name));
  WRIT_RETURN_IF_ERROR(MakeDirectory(directory));
  WRIT_RETURN_IF_ERROR(issuer->Load());
  return issuer;
}

std::unique_ptr<TokenIssuer> TokenIssuer::InMemory(const std::string& name) {
  std::unique_ptr<TokenIssuer> issuer(new TokenIssuer("", name));
  return issuer->Rotate().ok() ? std::move(issuer) : nullptr;
}

absl::Status TokenIssuer::Load() {
  WRIT_ASSIGN_OR_RETURN(std::vector<uint64_t> numbers, ListKeys(directory_));
  if (numbers.empty()) return Rotate().status();
  const size_t first = numbers.size() > kMaxTokenKeys ? numbers.size() - kMaxTokenKeys : 0;
  absl::MutexLock lock(&mutex_);
  for (size_t i = first; i < numbers.size(); ++i) {
    WRIT_ASSIGN_OR_RETURN(Ed25519Key key, LoadOrMakeKey(KeyFile(directory_, numbers[i])));
    Add(SignerOf(key));
  }
  newest_ = numbers.back();
  return absl::OkStatus();
}

void TokenIssuer::Add(std::shared_ptr<const Signer> signer) {
  keys_.insert(keys_.begin(), signer->public_key());
  if (keys_.size() > kMaxTokenKeys) keys_.pop_back();
  signer_ = std::move(signer);
}

absl::StatusOr<std::string> TokenIssuer::Mint(const Claims& claims) const {
  std::shared_ptr<const Signer> signer;
  {
    absl::MutexLock lock(&mutex_);
    signer = signer_;
  }
  return writ::Mint(claims, *signer);
}

std::variant<Claims, Refusal> TokenIssuer::Open(std::string_view token) const {
  std::vector<PublicKey> keys;
  {
    absl::MutexLock lock(&mutex_);
    keys = keys_;
  }
  return writ::Open(token, keys);
}

std::string TokenIssuer::Jwks() const {
  absl::MutexLock lock(&mutex_);
  std::string text = "{\"keys\":[";
  for (const PublicKey& key : keys_) {
    absl::StrAppend(&text, &key == &keys_.front() ? "" : ",", key.Jwk());
  }
  return text + "]}";
}

absl::StatusOr<std::string> TokenIssuer::Rotate() {
  absl::MutexLock lock(&mutex_);
  // In a file before it signs anything.
  WRIT_ASSIGN_OR_RETURN(Ed25519Key key, directory_.empty()
                                            ? Ed25519Key::Generate()
                                            : LoadOrMakeKey(KeyFile(directory_, newest_ + 1)));
  ++newest_;
  Add(SignerOf(key));
  return signer_->public_key().thumbprint();
}

}  // namespace writ
