// Moments that a policy names: when a rule begins to hold and when it ends.
#include "lang/sema/checker.h"

namespace writ::lang {
namespace {

constexpr int64_t kSecondsADay = 86'400;
constexpr int64_t kMicros = 1'000'000;

}  // namespace

// A date stands for its first moment, in UTC.
std::optional<int64_t> Checker::CheckMoment(const Expr& expr, const FileScope& scope,
                                            const std::string& what) {
  Env env;
  env.scope = &scope;
  env.place = "a time";
  const Term* term = Check(expr, env);
  if (term->is_error()) return std::nullopt;
  const bool date = term->type->is(TypeKind::kDate);
  if (!date && !term->type->is(TypeKind::kTimestamp)) {
    Report(DiagnosticId::kTypeMismatch, expr.span,
           {"a date or a timestamp", term->type->ToString()});
    return std::nullopt;
  }
  if (!term->is_constant()) {
    Report(DiagnosticId::kNotConstant, expr.span, {what});
    return std::nullopt;
  }
  if (date) return term->value.AsDate() * kSecondsADay * kMicros;
  const TimeParts time = term->value.AsTime();
  return time.seconds * kMicros + time.nanos / 1'000;
}

}  // namespace writ::lang
