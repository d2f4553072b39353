// Source files and places in them.
#ifndef WRIT_LANG_SOURCE_SOURCE_H_
#define WRIT_LANG_SOURCE_SOURCE_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace writ::lang {

inline constexpr size_t kMaxSourceBytes = 16 << 20;  // of one file

// A range of bytes of one file: [begin, end). File numbers index a SourceSet.
struct Span {
  uint32_t file = 0;
  uint32_t begin = 0;
  uint32_t end = 0;
};

// Line and column count from 1; the column counts bytes.
struct LineColumn {
  uint32_t line = 1;
  uint32_t column = 1;
};

class SourceFile {
 public:
  SourceFile(std::string name, std::string text);

  const std::string& name() const { return name_; }
  std::string_view text() const { return text_; }
  LineColumn Locate(uint32_t offset) const;
  // Without its line end; `line` counts from 1.
  std::string_view Line(uint32_t line) const;

 private:
  std::string name_;
  std::string text_;
  std::vector<uint32_t> line_starts_;
};

// Files of one compilation; a Span's file is an index into `files`.
struct SourceSet {
  std::vector<SourceFile> files;
  std::string_view Text(Span span) const {
    return files[span.file].text().substr(span.begin, span.end - span.begin);
  }
};

}  // namespace writ::lang

#endif  // WRIT_LANG_SOURCE_SOURCE_H_
