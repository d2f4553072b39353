#include "lang/diagnostics/diagnostics.h"

#include <algorithm>
#include <cctype>
#include <iterator>
#include <tuple>

namespace writ::lang {
namespace {

struct Row {
  std::string_view name;
  Severity severity;
  std::string_view text;
};

constexpr Row kRows[] = {
#define WRIT_DIAGNOSTIC(name, severity, text) {#name, Severity::k##severity, text},
#include "lang/diagnostics/diagnostic.def"
#undef WRIT_DIAGNOSTIC
};

const Row& RowOf(DiagnosticId id) { return kRows[static_cast<size_t>(id)]; }

// `$3` gives argument 3, or nothing when there is none.
std::string Fill(std::string_view text, const std::vector<std::string>& arguments) {
  std::string filled;
  for (size_t i = 0; i < text.size(); ++i) {
    bool slot = text[i] == '$' && i + 1 < text.size() && std::isdigit(text[i + 1]);
    if (!slot) {
      filled += text[i];
      continue;
    }
    size_t index = static_cast<size_t>(text[++i] - '0');
    if (index < arguments.size()) filled += arguments[index];
  }
  return filled;
}

auto Order(const Diagnostic& d) { return std::tuple(d.span.file, d.span.begin, d.span.end, d.id); }

bool Same(const Diagnostic& a, const Diagnostic& b) {
  return Order(a) == Order(b) && a.text == b.text;
}

}  // namespace

std::string_view DiagnosticName(DiagnosticId id) { return RowOf(id).name; }
Severity DiagnosticSeverity(DiagnosticId id) { return RowOf(id).severity; }

std::vector<DiagnosticId> AllDiagnostics() {
  std::vector<DiagnosticId> all;
  for (size_t i = 0; i < std::size(kRows); ++i) all.push_back(static_cast<DiagnosticId>(i));
  return all;
}

Diagnostic& Diagnostics::Report(DiagnosticId id, Span span,
                                const std::vector<std::string>& arguments) {
  if (DiagnosticSeverity(id) == Severity::kError) ++errors_;
  Diagnostic diagnostic{id, span, Fill(RowOf(id).text, arguments), {}, {}};
  if (diagnostics_.size() >= kMaxDiagnostics) return overflow_ = std::move(diagnostic);
  diagnostics_.push_back(std::move(diagnostic));
  return diagnostics_.back();
}

bool Diagnostics::Suggest(Diagnostic& reported, std::string_view word,
                          absl::FunctionRef<void(NearestName&)> names) const {
  if (&reported == &overflow_) return false;
  NearestName nearest(word);
  names(nearest);
  const std::string found = nearest.Found();
  if (!found.empty()) reported.help = "did you mean `" + found + "`?";
  return !found.empty();
}

std::vector<Diagnostic> Diagnostics::Sorted() const {
  std::vector<Diagnostic> sorted = diagnostics_;
  std::stable_sort(sorted.begin(), sorted.end(),
                   [](const Diagnostic& a, const Diagnostic& b) { return Order(a) < Order(b); });
  sorted.erase(std::unique(sorted.begin(), sorted.end(), Same), sorted.end());
  return sorted;
}

}  // namespace writ::lang
