// Places and people: texts that mean one, and their parts without parentheses.
#include "engine/bytecode/codes.h"
#include "engine/value/host.h"
#include "engine/value/identity.h"
#include "engine/value/ip.h"
#include "lang/sema/checker.h"
#include "lang/sema/overload.h"

namespace writ::lang {
namespace {

struct PartRow {
  Builtin part;
  std::string_view name;   // "host"
  std::string_view owner;  // "a url"
};
constexpr PartRow kParts[] = {{Builtin::kUrlHost, "host", "a url"},
                              {Builtin::kEmailDomain, "domain", "an email"},
                              {Builtin::kUrlScheme, "scheme", "a url"}};

const PartRow* PartOf(const Term& term) {
  if (!term.is(TermKind::kCall)) return nullptr;
  for (const PartRow& row : kParts) {
    if (row.part == term.builtin) return &row;
  }
  return nullptr;
}

std::string InSmallLetters(std::string_view text) {
  std::string small(text);
  for (char& c : small) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  return small;
}

// The text as the part holds it; empty when it can be none.
std::string PartText(const PartRow& row, std::string_view text) {
  if (row.part == Builtin::kUrlScheme) return InSmallLetters(text);
  const Spelling ip = ReadIp(text);
  if (row.part == Builtin::kUrlHost && ip.ok()) return FormatIp(ip.stored);
  const Spelling host = ReadHostName(text);
  return host.ok() ? host.stored : "";
}

}  // namespace

const Term* Checker::IdentityConstant(std::string_view text, const Type* type, Span span) {
  const auto kind = IdentityOfType(type->kind);
  const Spelling spelling = ReadIdentity(*kind, text);
  if (spelling.ok()) {
    return Constant(Value::Identity(*kind, model_.arena.Copy(spelling.stored)), type);
  }
  Report(DiagnosticId::kBadIdentity, span,
         {std::string(text), type->ToString(), std::string(spelling.misfit)});
  return error_;
}

const Term* Checker::FindProperty(const Term* owner, const Expr& select) {
  if (!IdentityOfType(owner->type->kind)) return nullptr;
  const std::string type = owner->type->ToString();
  for (const BuiltinInfo& info : Builtins()) {
    const bool part = info.source == select.name && info.style == BuiltinStyle::kMethod &&
                      info.arity() == 1 && info.params[0] == type;
    if (!part) continue;
    const Type* result = Instantiate(info.result, {}, model_.types);
    return Builtin1(info.builtin, result, {owner}, select.span);
  }
  return nullptr;
}

// False, reported, when a part of a url or an email is asked for a text, or for one of a list
// of texts, that it can never be: a forbid that never holds fails open.
bool Checker::CanBePart(const Term& part, const Term& text, Span span) {
  const PartRow* row = PartOf(part);
  if (row == nullptr || !text.is_constant()) return true;
  const bool list = text.value.is(Kind::kList) || text.value.is(Kind::kSet);
  const Value* items = list ? text.value.items() : &text.value;
  for (uint32_t i = 0; i < (list ? text.value.size() : 1); ++i) {
    if (!items[i].is(Kind::kString)) continue;
    const std::string fitting = PartText(*row, items[i].AsText());
    if (fitting == items[i].AsText()) continue;
    Diagnostic& diagnostic =
        Report(DiagnosticId::kNeverPart, span,
               {std::string(items[i].AsText()), std::string(row->name), std::string(row->owner)});
    if (!fitting.empty()) diagnostic.help = "write `\"" + fitting + "\"`";
    return false;
  }
  return true;
}

// The parts of a type, for "did you mean".
std::vector<Field> Checker::PropertiesOf(const Type& type) const {
  std::vector<Field> parts;
  for (const BuiltinInfo& info : Builtins()) {
    const bool part = info.style == BuiltinStyle::kMethod && info.arity() == 1 &&
                      info.params[0] == type.ToString();
    if (part) parts.push_back({std::string(info.source), nullptr});
  }
  return parts;
}

const Term* Checker::BadIdentityArgument(const std::vector<const BuiltinInfo*>& rows,
                                         const std::vector<const Term*>& terms,
                                         const Arguments& arguments) {
  for (const BuiltinInfo* row : rows) {
    if (terms.size() < 2 || row->params[0] != terms[0]->type->ToString()) continue;
    for (size_t i = 1; i < terms.size(); ++i) {
      const Type* want = Instantiate(row->params[i], {}, model_.types);
      const bool text = terms[i]->is_constant() && terms[i]->value.is(Kind::kString);
      if (text && want != nullptr && IdentityOfType(want->kind)) {
        return IdentityConstant(terms[i]->value.AsText(), want, arguments[i]->span);
      }
    }
  }
  return nullptr;
}

}  // namespace writ::lang
