#include "tests/score/gzip.h"

#include <zlib.h>

#include <memory>

#include "absl/strings/str_cat.h"

namespace writ::score {
namespace {

constexpr unsigned kChunk = 1 << 20;

struct Closer {
  void operator()(gzFile file) const { gzclose(file); }
};

}  // namespace

absl::StatusOr<std::string> ReadGzip(const std::string& path) {
  std::unique_ptr<gzFile_s, Closer> file(gzopen(path.c_str(), "rb"));
  if (file == nullptr) return absl::NotFoundError(absl::StrCat("`", path, "` cannot be read"));
  std::string content;
  while (content.size() <= kMaxUnpackedBytes) {
    const size_t size = content.size();
    content.resize(size + kChunk);
    const int got = gzread(file.get(), content.data() + size, kChunk);
    if (got < 0) return absl::DataLossError(absl::StrCat("`", path, "` is damaged"));
    content.resize(size + static_cast<size_t>(got));
    if (got == 0) return content;
  }
  return absl::DataLossError(absl::StrCat("`", path, "` is too large"));
}

}  // namespace writ::score
