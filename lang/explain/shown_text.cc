#include "lang/explain/shown_text.h"

#include "engine/bytecode/builtin_info.h"

namespace writ::lang {
namespace {

// The children from `first` on, with commas between them.
std::string Listed(const Term& term, size_t first) {
  std::string text;
  for (size_t i = first; i < term.children.size(); ++i) {
    text += (i > first ? ", " : "") + ShownText(*term.children[i]);
  }
  return text;
}

// What only makes a value of another type has no name that an author could write.
std::string ShownCall(const Term& call) {
  const BuiltinInfo& info = *FindBuiltin(static_cast<uint32_t>(call.builtin));
  const bool internal = info.source.starts_with('@');
  if (internal && call.children.size() == 1) return ShownText(*call.children[0]);
  const std::string name(internal ? info.source.substr(1) : info.source);
  if (info.style == BuiltinStyle::kFunction || call.children.empty()) {
    return name + "(" + Listed(call, 0) + ")";
  }
  return ShownText(*call.children[0]) + "." + name + "(" + Listed(call, 1) + ")";
}

}  // namespace

// Only calls and optional fields have another spelling: of everything else, the parts are
// put in the place of theirs. Recursion is bounded by kMaxTermDepth.
std::string ShownText(const Term& term) {
  if (term.is(TermKind::kCall)) return ShownCall(term);
  if (term.is(TermKind::kFieldOrAbsent)) return ShownText(*term.children[0]) + "." + term.name;
  std::string text = ToSource(term);
  size_t at = term.is(TermKind::kFact) ? term.name.size() : 0;
  for (const Term* child : term.children) {
    const std::string part = ToSource(*child), shown = ShownText(*child);
    at = text.find(part, at);
    // In a macro, its element has another name than by itself.
    if (at == std::string::npos) break;
    text.replace(at, part.size(), shown);
    at += shown.size();
  }
  return text;
}

}  // namespace writ::lang
