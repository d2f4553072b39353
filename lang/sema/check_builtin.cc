// Calls of the functions in builtins.def.
#include <algorithm>

#include "engine/bytecode/codes.h"
#include "engine/value/host.h"
#include "engine/value/time_zone.h"
#include "engine/vm/patterns.h"
#include "lang/sema/checker.h"
#include "lang/sema/overload.h"

namespace writ::lang {
namespace {

bool HasStyle(const BuiltinInfo& info, bool method) {
  return info.style == BuiltinStyle::kBoth ||
         info.style == (method ? BuiltinStyle::kMethod : BuiltinStyle::kFunction);
}

std::vector<const BuiltinInfo*> RowsNamed(std::string_view name, bool method) {
  std::vector<const BuiltinInfo*> rows;
  for (const BuiltinInfo& info : Builtins()) {
    if (info.source == name && HasStyle(info, method)) rows.push_back(&info);
  }
  return rows;
}

// What a text must be like for the functions that read one, for diagnostics.
struct Reader {
  Builtin builtin;
  std::string_view what;
};
constexpr Reader kReaders[] = {
    {Builtin::kParseDate, "a day like `2026-12-01`"},
    {Builtin::kParseTimestamp, "a time like `2026-12-01T09:30:00Z`"},
    {Builtin::kParseDuration, "a duration like `1h30m`"},
    {Builtin::kStringToInt, "an int"},
    {Builtin::kStringToDecimal, "a decimal of at most 18 places"},
};

// The type whose values the function reads from a text.
std::optional<TypeKind> IdentityRead(Builtin builtin) {
  if (builtin == Builtin::kParseIp) return TypeKind::kIp;
  if (builtin == Builtin::kParseCidr) return TypeKind::kCidr;
  if (builtin == Builtin::kParseUrl) return TypeKind::kUrl;
  if (builtin == Builtin::kParseEmail) return TypeKind::kEmail;
  if (builtin == Builtin::kParsePath) return TypeKind::kPath;
  return std::nullopt;
}

bool TakesDomain(Builtin builtin) {
  return builtin == Builtin::kUrlUnder || builtin == Builtin::kEmailUnder;
}

bool IsText(const Term& term) { return term.is_constant() && term.value.is(Kind::kString); }

bool IsOrdered(const Type& type) {
  constexpr TypeKind kOrdered[] = {TypeKind::kInt,     TypeKind::kUint,      TypeKind::kDouble,
                                   TypeKind::kDecimal, TypeKind::kMoney,     TypeKind::kString,
                                   TypeKind::kDate,    TypeKind::kTimestamp, TypeKind::kDuration,
                                   TypeKind::kDyn};
  return std::find(std::begin(kOrdered), std::end(kOrdered), type.kind) != std::end(kOrdered);
}

struct Fitting {
  const BuiltinInfo* row;
  const Type* result;  // null: anything
};

// Null when they differ.
const Type* CommonResult(const std::vector<Fitting>& fitting) {
  const bool same = std::all_of(fitting.begin(), fitting.end(), [&fitting](const Fitting& f) {
    return f.result == fitting[0].result;
  });
  return same ? fitting[0].result : nullptr;
}

bool HasDyn(const std::vector<const Term*>& terms) {
  return std::any_of(terms.begin(), terms.end(),
                     [](const Term* term) { return term->type->is(TypeKind::kDyn); });
}

}  // namespace

const Term* Checker::CallBuiltin(const Expr& expr, const Arguments& arguments, bool method,
                                 const Env& env) {
  std::vector<const BuiltinInfo*> rows = RowsNamed(expr.name, method);
  std::vector<const Term*> terms;
  for (const Expr* argument : arguments) {
    terms.push_back(CheckLoose(*argument, env, ArgumentHint(expr, *argument)));
  }
  for (const Term* term : terms) {
    if (term->is_error()) return error_;
  }
  if (rows.empty()) return UnknownFunction(expr, method, env);
  std::erase_if(rows, [&](const BuiltinInfo* row) { return row->arity() != terms.size(); });
  for (size_t i = 0; i < terms.size(); ++i) {
    const bool takes = std::any_of(rows.begin(), rows.end(), [i](const BuiltinInfo* row) {
      return TakesOptional(row->params[i]);
    });
    if (!takes && Use(terms[i], arguments[i]->span)->is_error()) return error_;
  }
  std::vector<Fitting> fitting;
  for (const BuiltinInfo* row : rows) {
    Bindings bindings;
    bool fits = true;
    for (size_t i = 0; i < terms.size(); ++i) {
      fits = fits && Matches(row->params[i], *terms[i]->type, bindings);
    }
    if (fits) fitting.push_back({row, Instantiate(row->result, bindings, model_.types)});
  }
  if (!fitting.empty()) {
    // Several fit only where a `dyn` may be any of them: its value decides.
    const bool any = fitting.size() > 1 && HasDyn(terms);
    const Type* result = any ? CommonResult(fitting) : fitting[0].result;
    return FinishBuiltin(expr, *fitting[0].row, result, terms, any);
  }
  for (const BuiltinInfo* row : rows) {
    Bindings bindings;
    std::vector<const Term*> converted;
    for (size_t i = 0; i < terms.size(); ++i) {
      const Term* term = terms[i];
      if (!Matches(row->params[i], *term->type, bindings)) {
        const Type* want = Instantiate(row->params[i], bindings, model_.types);
        term = want == nullptr ? nullptr : TryCoerce(term, want);
        // The second of two may be the wider one: greatest(1, 2.5).
        const bool variable = row->params[i].size() == 1;
        if (term == nullptr && variable && ConvertAll(converted, terms[i]->type)) {
          bindings[row->params[i][0]] = terms[i]->type;
          term = terms[i];
        }
      }
      if (term == nullptr) break;
      converted.push_back(term);
    }
    if (converted.size() != terms.size()) continue;
    return FinishBuiltin(expr, *row, Instantiate(row->result, bindings, model_.types), converted);
  }
  if (const Term* bad = BadIdentityArgument(rows, terms, arguments)) return bad;
  return NoOverload(expr, method, terms);
}

// A record of the pattern's named groups for each match.
const Type* Checker::CapturesType(std::string_view pattern) {
  std::vector<Field> fields;
  for (const std::string& name : PatternGroups(pattern)) {
    fields.push_back({name, Simple(TypeKind::kString)});
  }
  return model_.types.List(model_.types.Record(std::move(fields)));
}

// The values of a format are of any types.
const Type* Checker::ArgumentHint(const Expr& call, const Expr& argument) {
  const bool values = call.name == "format" && argument.kind == ExprKind::kList;
  return values ? model_.types.List(Simple(TypeKind::kDyn)) : nullptr;
}

const Term* Checker::FinishBuiltin(const Expr& expr, const BuiltinInfo& info, const Type* result,
                                   std::vector<const Term*> terms, bool any) {
  if ((info.builtin == Builtin::kListMax || info.builtin == Builtin::kListMin) &&
      result != nullptr && !IsOrdered(*result)) {
    return NoOverload(expr, true, terms);
  }
  const bool ordering = info.builtin == Builtin::kGreatest || info.builtin == Builtin::kLeast;
  if (ordering && !IsOrdered(*terms[0]->type)) {
    Report(DiagnosticId::kIncomparable, expr.span,
           {expr.name, terms[0]->type->ToString(), terms[1]->type->ToString()});
    return error_;
  }
  if (ReportPrepared(expr, info, terms)) return error_;
  if (const auto kind = IdentityRead(info.builtin); kind && !any && IsText(*terms[0])) {
    return IdentityConstant(terms[0]->value.AsText(), Simple(*kind), expr.span);
  }
  if (TakesDomain(info.builtin) && !any && IsText(*terms[1])) {
    if (const Spelling host = ReadHostName(terms[1]->value.AsText()); !host.ok()) {
      Report(DiagnosticId::kBadLiteral, expr.span,
             {std::string(terms[1]->value.AsText()), "the name of a domain"});
      return error_;
    }
  }
  if (info.builtin == Builtin::kCaptures && terms[1]->is_constant()) {
    result = CapturesType(terms[1]->value.AsText());
  }
  Term term;
  term.kind = TermKind::kCall;
  term.builtin = info.builtin;
  term.any = any;
  term.type = result == nullptr ? Simple(TypeKind::kDyn) : result;
  term.children = terms;
  if (term.children.size() == 1 && terms[0]->is_constant()) {
    for (const Reader& reader : kReaders) {
      if (reader.builtin != info.builtin) continue;
      Diagnostics scratch;
      const Term* read;
      {
        Redirect redirect(*this, scratch);
        read = Finish(term, expr.span);
      }
      if (!read->is_error()) return read;
      Report(DiagnosticId::kBadLiteral, expr.span,
             {std::string(terms[0]->value.AsText()), std::string(reader.what)});
      return error_;
    }
  }
  return Finish(std::move(term), expr.span);
}

// Whether an argument that the machine prepares is none that it can; a parameter of a
// function is looked at where the function is called.
bool Checker::ReportPrepared(const Expr& expr, const BuiltinInfo& info,
                             const std::vector<const Term*>& terms) {
  const auto prepared = PreparedArgumentOf(info);
  if (!prepared || terms[prepared->index]->has_parameter) return false;
  const Term& term = *terms[prepared->index];
  const Span span = expr.children[prepared->index]->span;
  const bool known = term.is_constant() && term.value.is(Kind::kString);
  switch (prepared->what) {
    case Prepared::kPattern:
      if (!known) {
        Report(DiagnosticId::kPatternNotLiteral, span).help =
            "a pattern is known when the policy is compiled; use `contains`, `startsWith` or "
            "`endsWith` for texts that are not";
        return true;
      }
      if (auto status = CheckPattern(term.value.AsText()); !status.ok()) {
        Report(DiagnosticId::kBadPattern, span, {std::string(status.message())});
        return true;
      }
      return false;
    case Prepared::kTimeZone:
      if (!known) {
        Report(DiagnosticId::kZoneNotLiteral, span).help =
            "a zone is known when the policy is compiled: write it as in `\"Europe/Oslo\"`";
        return true;
      }
      if (FindTimeZone(term.value.AsText())) return false;
      Report(DiagnosticId::kUnknownZone, span, {std::string(term.value.AsText())}).help =
          "a zone is a name of the tz database, as `Europe/Oslo`, or an offset, as `+05:30`";
      return true;
  }
  return false;
}

const Term* Checker::UnknownFunction(const Expr& expr, bool method, const Env& env) {
  const bool other_style =
      std::any_of(Builtins().begin(), Builtins().end(),
                  [&](const BuiltinInfo& info) { return info.source == expr.name; });
  Diagnostic& diagnostic =
      Report(method ? DiagnosticId::kUnknownMethod : DiagnosticId::kUnknownFunction, expr.name_span,
             {expr.name});
  if (other_style) {
    diagnostic.help =
        method ? "call it as `" + expr.name + "(x)`" : "call it as `x." + expr.name + "(...)`";
  } else {
    Suggest(diagnostic, expr.name, [&](NearestName& nearest) {
      for (const BuiltinInfo& info : Builtins()) {
        if (!info.source.starts_with('@') && HasStyle(info, method)) nearest.Consider(info.source);
      }
      for (const auto& [name, symbol] : env.scope->package->symbols) {
        const bool called = symbol.kind == SymbolKind::kFn || symbol.kind == SymbolKind::kFact;
        if (!method && called) nearest.Consider(name);
      }
    });
  }
  return error_;
}

const Term* Checker::NoOverload(const Expr& expr, bool method,
                                const std::vector<const Term*>& terms) {
  std::string given;
  for (const Term* term : terms) {
    if (!given.empty()) given += ", ";
    given += term->type->ToString();
  }
  std::string takes;
  for (const BuiltinInfo* row : RowsNamed(expr.name, method)) {
    takes += (takes.empty() ? "it takes (" : " or (") + std::string(row->params_text) + ")";
  }
  if (expr.name == "orValue") takes = "the value is always there: leave `orValue` out";
  Report(DiagnosticId::kNoOverload, expr.span, {expr.name, given}).help = takes;
  return error_;
}

}  // namespace writ::lang
