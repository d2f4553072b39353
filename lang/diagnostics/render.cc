// Draws a diagnostic: the line, what is wrong in it, the other places, the way out.
//
// Text of the author is shown as it is, but never a control character (it could drive
// the terminal), and of a long line only the part around the mistake.
#include <algorithm>
#include <cstdint>
#include <string>

#include "lang/diagnostics/diagnostics.h"
#include "lang/source/utf8.h"

namespace writ::lang {
namespace {

constexpr size_t kMaxExcerpt = 160;  // bytes of a line that are shown
constexpr size_t kLead = 60;         // of them, at least so many before the mistake

bool IsContinuation(char c) { return (static_cast<uint8_t>(c) & 0xc0) == 0x80; }

// Whether a terminal would act on the sequence instead of showing it: controls, and
// the marks that change the direction of the text.
bool IsActive(std::string_view sequence) {
  auto byte = [&](size_t i) { return static_cast<uint8_t>(sequence[i]); };
  if (sequence.size() == 1) return byte(0) < 0x20 || byte(0) == 0x7f;
  if (sequence.size() == 2) return byte(0) == 0xc2 && byte(1) < 0xa0;
  bool general = sequence.size() == 3 && byte(0) == 0xe2;
  return general && ((byte(1) == 0x80 && byte(2) >= 0xa8 && byte(2) <= 0xae) ||
                     (byte(1) == 0x81 && byte(2) >= 0xa6 && byte(2) <= 0xa9));
}

// Valid UTF-8 that shows as it stands; a tab becomes a space.
std::string Printable(std::string_view text) {
  std::string shown;
  while (!text.empty()) {
    size_t size = Utf8Size(text);
    std::string_view sequence = text.substr(0, std::max<size_t>(size, 1));
    if (size > 0 && !IsActive(sequence)) {
      shown += sequence;
    } else {
      shown += sequence == "\t" ? ' ' : '?';
    }
    text.remove_prefix(sequence.size());
  }
  return shown;
}

// Columns that `text` takes when printed: one for each code point.
size_t Width(std::string_view text) {
  std::string shown = Printable(text);
  return static_cast<size_t>(
      std::count_if(shown.begin(), shown.end(), [](char c) { return !IsContinuation(c); }));
}

// The part of one line that is shown, and a range of it.
struct Excerpt {
  uint32_t line = 1;
  std::string_view text;
  size_t begin = 0, end = 0;  // of the range, within `text`
};

Excerpt ExcerptOf(Span span, const SourceSet& sources) {
  const SourceFile& file = sources.files[span.file];
  LineColumn place = file.Locate(span.begin);
  std::string_view line = file.Line(place.line);
  size_t begin = std::min<size_t>(place.column - 1, line.size());
  size_t length = std::min<size_t>(span.end - std::min(span.begin, span.end), line.size() - begin);
  size_t from = line.size() > kMaxExcerpt && begin > kLead ? begin - kLead : 0;
  while (from > 0 && IsContinuation(line[from])) --from;
  std::string_view shown = line.substr(from, kMaxExcerpt);
  while (shown.size() == kMaxExcerpt && IsContinuation(shown.back())) shown.remove_suffix(1);
  return {place.line, shown, begin - from, std::min(begin - from + length, shown.size())};
}

std::string Gutter(std::string_view number, size_t width) {
  return " " + std::string(width - number.size(), ' ') + std::string(number) + " | ";
}

// Puts `mark` over the columns of the range, after the first `first`.
void Underline(const Excerpt& excerpt, char first, std::string& row) {
  size_t begin = Width(excerpt.text.substr(0, excerpt.begin));
  size_t size = Width(excerpt.text.substr(excerpt.begin, excerpt.end - excerpt.begin));
  size = std::max<size_t>(size, 1);
  if (row.size() < begin + size) row.resize(begin + size, ' ');
  for (size_t i = begin; i < begin + size; ++i) {
    if (row[i] == ' ') row[i] = i == begin ? first : '~';
  }
}

std::string Place(Span span, const SourceSet& sources) {
  LineColumn place = sources.files[span.file].Locate(span.begin);
  return Printable(sources.files[span.file].name()) + ":" + std::to_string(place.line) + ":" +
         std::to_string(place.column);
}

class Drawing {
 public:
  Drawing(const Diagnostic& diagnostic, const SourceSet& sources)
      : diagnostic_(diagnostic), sources_(sources), main_(ExcerptOf(diagnostic.span, sources)) {
    width_ = std::to_string(main_.line).size();
    for (const Note& note : diagnostic.notes) {
      width_ = std::max(width_, std::to_string(ExcerptOf(note.span, sources).line).size());
    }
    width_ = std::max<size_t>(width_, 2);
  }

  std::string Draw() {
    Header();
    MainLine();
    for (const Note& note : diagnostic_.notes) {
      if (!OnMainLine(note)) OtherLine(note);
    }
    if (!diagnostic_.help.empty()) {
      out_ += std::string(width_ + 2, ' ') + "= help: " + Printable(diagnostic_.help) + "\n";
    }
    return std::move(out_);
  }

 private:
  void Header() {
    bool error = DiagnosticSeverity(diagnostic_.id) == Severity::kError;
    out_ += Place(diagnostic_.span, sources_) + (error ? ": error: " : ": warning: ") +
            Printable(diagnostic_.text) + " [" + std::string(DiagnosticName(diagnostic_.id)) +
            "]\n";
  }

  void Text(const Excerpt& excerpt) {
    out_ += Gutter(std::to_string(excerpt.line), width_) + Printable(excerpt.text) + "\n";
  }

  void Below(const std::string& row) { out_ += Gutter("", width_) + row + "\n"; }

  bool OnMainLine(const Note& note) const {
    return note.span.file == diagnostic_.span.file &&
           ExcerptOf(note.span, sources_).line == main_.line;
  }

  // A note's range in the excerpt of the main line, which may show another part of it.
  Excerpt OnMain(const Note& note) const {
    const SourceFile& file = sources_.files[note.span.file];
    size_t main_start = file.Locate(diagnostic_.span.begin).column - 1 - main_.begin;
    size_t column = file.Locate(note.span.begin).column - 1;
    size_t begin = std::min(column - std::min(column, main_start), main_.text.size());
    size_t end = std::min(begin + (note.span.end - note.span.begin), main_.text.size());
    return {main_.line, main_.text, begin, end};
  }

  // The line, one row that marks every range in it, one row for each note's words.
  void MainLine() {
    Text(main_);
    std::string marks;
    Underline(main_, '^', marks);
    for (const Note& note : diagnostic_.notes) {
      if (OnMainLine(note)) Underline(OnMain(note), '~', marks);
    }
    Below(marks);
    for (const Note& note : diagnostic_.notes) {
      if (!OnMainLine(note)) continue;
      Below(std::string(Width(main_.text.substr(0, OnMain(note).begin)), ' ') +
            Printable(note.text));
    }
  }

  void OtherLine(const Note& note) {
    Excerpt excerpt = ExcerptOf(note.span, sources_);
    if (note.span.file != diagnostic_.span.file) {
      out_ += std::string(width_ + 2, ' ') + "= at " + Place(note.span, sources_) + "\n";
    }
    Text(excerpt);
    std::string marks;
    Underline(excerpt, '~', marks);
    Below(marks + " " + Printable(note.text));
  }

  const Diagnostic& diagnostic_;
  const SourceSet& sources_;
  Excerpt main_;
  size_t width_ = 0;
  std::string out_;
};

}  // namespace

std::string Render(const Diagnostic& diagnostic, const SourceSet& sources) {
  return Drawing(diagnostic, sources).Draw();
}

}  // namespace writ::lang
