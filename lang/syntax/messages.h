// What was expected where a rule that must match does not, in plain words. For
// lang/syntax/*.cc only.
#ifndef WRIT_LANG_SYNTAX_MESSAGES_H_
#define WRIT_LANG_SYNTAX_MESSAGES_H_

#include <string_view>

#include "lang/syntax/grammar.h"

namespace writ::lang {

// A string that reaches the end of its line, or of the file.
// A literal twice, not a variable: with sanitizers on, g++ does not take the address of
// a variable as a constant that differs from null.
#define WRIT_UNCLOSED_TEXT "the end of the string"
inline constexpr std::string_view kUnclosedText = WRIT_UNCLOSED_TEXT;

template <typename Rule>
inline constexpr const char* kExpectation = nullptr;

template <char Q>
inline constexpr const char* kExpectation<grammar::short_end<Q>> = WRIT_UNCLOSED_TEXT;
template <char Q>
inline constexpr const char* kExpectation<grammar::long_end<Q>> = WRIT_UNCLOSED_TEXT;

#define WRIT_EXPECT(rule, text) \
  template <>                   \
  inline constexpr const char* kExpectation<grammar::rule> = text;

WRIT_EXPECT(quoted_text, "a name in backquotes")
WRIT_EXPECT(quoted_key, "a name in backquotes")
WRIT_EXPECT(quote_end, "the closing backquote")
WRIT_EXPECT(colon, "`:`")
WRIT_EXPECT(equals, "`=`")
WRIT_EXPECT(text, "a text in quotes")
WRIT_EXPECT(expression, "an expression")
WRIT_EXPECT(operation, "an expression")
WRIT_EXPECT(operand, "an expression")
WRIT_EXPECT(record_value, "a value")
WRIT_EXPECT(map_entry, "a key")
WRIT_EXPECT(entry, "an expression")
WRIT_EXPECT(member_name, "a field's name")
WRIT_EXPECT(optional_member_name, "a field's name")
WRIT_EXPECT(call_end, "`,` or `)`")
WRIT_EXPECT(parenthesis_end, "an operator or `)`")
WRIT_EXPECT(list_end, "`,` or `]`")
WRIT_EXPECT(index_end, "an operator or `]`")
WRIT_EXPECT(optional_index_end, "an operator or `]`")
WRIT_EXPECT(map_end, "`,` or `}`")
WRIT_EXPECT(record_end, "`,` or `}`")
WRIT_EXPECT(record_field, "a field's name")
WRIT_EXPECT(named_record, "`{`")
WRIT_EXPECT(eof, "an operator or the end")
WRIT_EXPECT(type, "a type")
WRIT_EXPECT(field_type, "a type")
WRIT_EXPECT(declared_type, "a type")
WRIT_EXPECT(key_type, "a type")
WRIT_EXPECT(field, "a field's name")
WRIT_EXPECT(type_fields_end, "`,` or `}`")
WRIT_EXPECT(generic_end, "`,` or `>`")
WRIT_EXPECT(annotation_name, "the annotation's name")
WRIT_EXPECT(annotation_value, "a text in quotes")
WRIT_EXPECT(annotation_end, "`)`")
WRIT_EXPECT(declared_name, "a name")
WRIT_EXPECT(body, "`{` and fields")
WRIT_EXPECT(parameters, "`(` and parameters")
WRIT_EXPECT(parameters_end, "`,` or `)`")
WRIT_EXPECT(action_pattern, "an action, a group or `any`")
WRIT_EXPECT(task_name, "a task's name")
WRIT_EXPECT(rule_task, "a task's name")
WRIT_EXPECT(package_name, "the package's name")
WRIT_EXPECT(used_package, "a package's name")
WRIT_EXPECT(alias, "a name")
WRIT_EXPECT(parent, "the group's entity")
WRIT_EXPECT(action_name, "the action's name")
WRIT_EXPECT(enum_begin, "`{`")
WRIT_EXPECT(enum_value, "a value's name")
WRIT_EXPECT(enum_end, "`,` or `}`")
WRIT_EXPECT(key, "a key")
WRIT_EXPECT(keys_end, "`,` or `)`")
WRIT_EXPECT(initial, "the value where none was set")
WRIT_EXPECT(aggregate, "`count`, `any`, `sum`, `min`, `max`, `last` or `set`")
WRIT_EXPECT(element_begin, "`(`")
WRIT_EXPECT(element, "an expression")
WRIT_EXPECT(element_end, "an operator or `)`")
WRIT_EXPECT(of, "`of` and actions")
WRIT_EXPECT(parent_task, "a task's name")
WRIT_EXPECT(revoked_id, "a text in quotes")
WRIT_EXPECT(revoked_task,
            "a task's name, or `agent`, `user`, `tool` or `server` and its id in quotes")
WRIT_EXPECT(each_variable, "a name for the element")
WRIT_EXPECT(each_in, "`in` and a list")
WRIT_EXPECT(dropped, "an expression")
WRIT_EXPECT(each_period, "`hour`, `day`, `week` or `month`")
WRIT_EXPECT(each_zone_in, "`in` and a time zone in quotes")
WRIT_EXPECT(each_zone, "a time zone in quotes")
WRIT_EXPECT(unknown_answer, "`count` or `release`")
WRIT_EXPECT(lease, "a duration")
WRIT_EXPECT(message, "a text in quotes")
WRIT_EXPECT(token_begin, "`{`")
WRIT_EXPECT(token_term, "`ttl`, `once` or `audience`")
WRIT_EXPECT(token_end, "`,` or `}`")
WRIT_EXPECT(limit_name, "the limit's name")
WRIT_EXPECT(title, "the test's title in quotes")
WRIT_EXPECT(steps_begin, "`{`")
WRIT_EXPECT(steps_end, "a step or `}`")
WRIT_EXPECT(grant_variable, "a name for the task")
WRIT_EXPECT(task_value, "a task's type")
WRIT_EXPECT(by_word, "`by agent`")
WRIT_EXPECT(agent_word, "`agent`")
WRIT_EXPECT(agent_name, "the agent's name in quotes")
WRIT_EXPECT(for_word, "`for user`")
WRIT_EXPECT(user_word, "`user`")
WRIT_EXPECT(user_name, "the user's name in quotes")
WRIT_EXPECT(expiry, "a duration")
WRIT_EXPECT(arguments_begin, "`(` and arguments")
WRIT_EXPECT(arguments_end, "`,` or `)`")
WRIT_EXPECT(call_task, "a task's name")
WRIT_EXPECT(closed_task, "a task's name")
WRIT_EXPECT(verdict_arrow, "`->` and the verdict")
WRIT_EXPECT(verdict, "`permit`, `deny` or `ask`")
WRIT_EXPECT(approval_word, "`approval`")
WRIT_EXPECT(answer_user, "the user's name in quotes")
WRIT_EXPECT(answer_fails, "`fails`")
WRIT_EXPECT(by_rule, "a rule's name")
WRIT_EXPECT(outcome, "`succeeds` or `fails`")
WRIT_EXPECT(set_fact, "a fact's name")
WRIT_EXPECT(set_value, "a value")
#undef WRIT_EXPECT
#undef WRIT_UNCLOSED_TEXT

struct Expectations {
  template <typename Rule>
  static constexpr const char* message = kExpectation<Rule>;
  // Only a rule that must match tells; elsewhere the next alternative is tried.
  template <typename Rule>
  static constexpr bool raise_on_failure = false;
};

}  // namespace writ::lang

#endif  // WRIT_LANG_SYNTAX_MESSAGES_H_
