// Diagnostics: what the compiler tells an author. Collected, never thrown; sorted by
// place and printed with the source line, the narrowest wrong range, notes on other
// places and a way out.
#ifndef WRIT_LANG_DIAGNOSTICS_DIAGNOSTICS_H_
#define WRIT_LANG_DIAGNOSTICS_DIAGNOSTICS_H_

#include <string>
#include <string_view>
#include <vector>

#include "absl/functional/function_ref.h"
#include "lang/source/source.h"

namespace writ::lang {

enum class DiagnosticId : uint16_t {
#define WRIT_DIAGNOSTIC(name, severity, text) k##name,
#include "lang/diagnostics/diagnostic.def"
#undef WRIT_DIAGNOSTIC
};

enum class Severity : uint8_t { kError, kWarning };

// "CurrencyMismatch": stable, printed in brackets, what docs and tests refer to.
std::string_view DiagnosticName(DiagnosticId id);
Severity DiagnosticSeverity(DiagnosticId id);
// Every row of the table, in its order.
std::vector<DiagnosticId> AllDiagnostics();

struct Note {
  Span span;
  std::string text;
};

struct Diagnostic {
  DiagnosticId id;
  Span span;
  std::string text;         // filled template
  std::vector<Note> notes;  // other places
  std::string help;         // empty: none
};

// At most this many are kept; the rest is counted.
inline constexpr size_t kMaxDiagnostics = 200;
// Names that are compared with one that is not known.
inline constexpr size_t kMaxComparedNames = 1000;

// Of the names that it is shown, the one nearest to `word` by edit distance and close
// enough to be a slip. Looks at kMaxComparedNames of them at most.
class NearestName {
 public:
  explicit NearestName(std::string_view word);
  void Consider(std::string_view name);
  // Empty when none is close enough.
  std::string Found() const;

 private:
  std::string_view word_;
  size_t best_;
  size_t left_ = kMaxComparedNames;
  std::string nearest_;
};

class Diagnostics {
 public:
  // Fills $0, $1 … of the template of `id` with `arguments`. The reference is valid
  // until the next Report: add notes and help through it.
  Diagnostic& Report(DiagnosticId id, Span span, const std::vector<std::string>& arguments = {});

  // Helps with "did you mean" one that was just reported, if any of the names that `names`
  // shows is near to `word`. Names are not asked for when the diagnostic is only counted.
  bool Suggest(Diagnostic& reported, std::string_view word,
               absl::FunctionRef<void(NearestName&)> names) const;

  bool has_errors() const { return errors_ > 0; }
  size_t errors() const { return errors_; }
  // Stable-sorted by file, place and id, repetitions dropped.
  std::vector<Diagnostic> Sorted() const;

 private:
  std::vector<Diagnostic> diagnostics_;
  Diagnostic overflow_{};
  size_t errors_ = 0;
};

// One diagnostic as text, ending in a line feed:
//   policy.writ:14:27: error: `a` is in USD, `b` in EUR [CurrencyMismatch]
//    14 | permit book when flight.price <= trip.limit
//       |                  ^~~~~~~~~~~~
//      = help: convert it
std::string Render(const Diagnostic& diagnostic, const SourceSet& sources);

// The same of a few candidates.
std::string DidYouMean(std::string_view word, const std::vector<std::string>& candidates);

}  // namespace writ::lang

#endif  // WRIT_LANG_DIAGNOSTICS_DIAGNOSTICS_H_
