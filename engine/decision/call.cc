#include "engine/decision/call.h"

namespace writ {

std::string_view VerdictName(Verdict verdict) {
  switch (verdict) {
    case Verdict::kDeny:
      return "deny";
    case Verdict::kPermit:
      return "permit";
    case Verdict::kAsk:
      return "ask";
  }
  return "deny";
}

std::string_view ReasonCode(Reason reason) {
  switch (reason) {
#define WRIT_REASON(number, name, code, text) \
  case Reason::k##name:                       \
    return code;
#include "engine/decision/reasons.def"
#undef WRIT_REASON
  }
  return "unavailable";
}

std::string_view ReasonText(Reason reason) {
  switch (reason) {
#define WRIT_REASON(number, name, code, text) \
  case Reason::k##name:                       \
    return text;
#include "engine/decision/reasons.def"
#undef WRIT_REASON
  }
  return "the engine could not decide";
}

}  // namespace writ
