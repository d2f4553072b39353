// A decision as a person reads it.
#ifndef WRIT_LANG_TESTING_TRACE_TEXT_H_
#define WRIT_LANG_TESTING_TRACE_TEXT_H_

#include <string>
#include <vector>

#include "engine/bytecode/program.h"
#include "engine/decision/call.h"

namespace writ::lang {

// "holds", "does not hold", "errs: ...", "was not reached".
std::string ClauseText(const ClauseTrace& clause);

// "deny by `travel.budget`: the trip's budget is used up (211.00 USD left)".
std::string VerdictText(const Decision& decision);

// A line for each clause that was judged and each fact that was read:
//   permit travel.buy, line 33: `when args.hold in holds(task)` is false
//   fact travel.spend["t1"] = 389.00 USD
std::vector<std::string> TraceText(const Program& program, const Decision& decision);

}  // namespace writ::lang

#endif  // WRIT_LANG_TESTING_TRACE_TEXT_H_
