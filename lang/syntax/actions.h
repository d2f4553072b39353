// Which rule of the grammar tells the builder what. For lang/syntax/*.cc only.
//
// An action runs when its rule has matched; the grammar is factored so that a rule
// with an action is never undone afterwards.
#ifndef WRIT_LANG_SYNTAX_ACTIONS_H_
#define WRIT_LANG_SYNTAX_ACTIONS_H_

#include <string_view>

#include "lang/syntax/builder.h"
#include "lang/syntax/grammar.h"
#include "lang/syntax/pegtl.h"

namespace writ::lang {

template <typename Rule>
struct Action : grammar::nothing<Rule> {};

template <>
struct Action<grammar::expression> : grammar::limit_depth<kMaxDepth> {};
template <>
struct Action<grammar::type> : grammar::limit_depth<kMaxDepth> {};

// `at` is the place of what matched, `text` its text, `b` the builder.
#define WRIT_ON(rule, ...)                                                 \
  template <>                                                              \
  struct Action<grammar::rule> {                                           \
    template <typename Input>                                              \
    static void apply(const Input& in, Builder& b) {                       \
      [[maybe_unused]] const Span at = b.At(in.begin(), in.end());         \
      [[maybe_unused]] const std::string_view text(in.begin(), in.size()); \
      __VA_ARGS__;                                                         \
    }                                                                      \
  };

template <char C>
struct Action<grammar::opening<C>> {
  template <typename Input>
  static void apply(const Input& in, Builder& b) {
    b.Open(b.At(in.begin(), in.end()));
  }
};
template <char C>
struct Action<grammar::closing<C>> {
  template <typename Input>
  static void apply(const Input& in, Builder& b) {
    b.Close(b.At(in.begin(), in.end()));
  }
};
template <char Q>
struct Action<grammar::short_start<Q>> {
  template <typename Input>
  static void apply(const Input& in, Builder& b) {
    b.OpenString(b.At(in.begin(), in.end()));
  }
};
template <char Q>
struct Action<grammar::long_start<Q>> : Action<grammar::short_start<Q>> {};
template <typename Word>
struct Action<grammar::starts<Word>> {
  template <typename Input>
  static void apply(const Input& in, Builder& b) {
    b.BeginDeclaration(b.At(in.begin(), in.end()));
  }
};

// ---- words ----
WRIT_ON(ws, b.Space(at))
WRIT_ON(doc_text, b.Doc(text))
WRIT_ON(name, b.SetName(at, text))
WRIT_ON(key_name, b.SetName(at, text))
WRIT_ON(dotted, b.SetName(at, text))
WRIT_ON(pattern, b.SetName(at, text))
WRIT_ON(annotation_name, b.AnnotationName(at, text))
WRIT_ON(annotation_value, b.AnnotationValue())

// ---- operands ----
WRIT_ON(literal_word, b.expressions.Word(at, text))
WRIT_ON(number, b.expressions.Number(at, text))
WRIT_ON(currency, b.expressions.Currency(at, text))
WRIT_ON(variable, b.Variable())
WRIT_ON(member_name, b.expressions.Select(b.name()))
WRIT_ON(optional_member_name, b.expressions.Select(b.name(), /*optional=*/true))
WRIT_ON(optional_entry_end, b.expressions.OptionalEntry())
WRIT_ON(operation_begin, b.expressions.BeginOperation())
WRIT_ON(prefix_operator, b.expressions.Prefix(at, text[0]))
WRIT_ON(operator_token, b.expressions.Binary(at, text))
WRIT_ON(operation_end, b.expressions.EndOperation())
WRIT_ON(conditional_end, b.expressions.EndConditional())

// ---- brackets ----
WRIT_ON(call_begin, b.expressions.Begin(b.opened()))
WRIT_ON(call_end, b.expressions.EndCall(b.closed()))
WRIT_ON(record_begin, b.expressions.BeginNamedRecord(b.opened()))
WRIT_ON(bare_begin, b.expressions.Begin(b.opened()))
WRIT_ON(record_end, b.expressions.EndRecord(b.closed()))
WRIT_ON(parenthesis_begin, b.expressions.Begin(b.opened()))
WRIT_ON(parenthesis_end, b.expressions.EndParenthesis(b.closed()))
WRIT_ON(list_begin, b.expressions.Begin(b.opened()))
WRIT_ON(list_end, b.expressions.EndList(b.closed()))
WRIT_ON(map_begin, b.expressions.Begin(b.opened()))
WRIT_ON(map_end, b.expressions.EndMap(b.closed()))
WRIT_ON(index_begin, b.expressions.Begin(b.opened()))
WRIT_ON(index_end, b.expressions.EndIndex(b.closed()))
WRIT_ON(optional_index_end, b.expressions.EndIndex(b.closed(), /*optional=*/true))
WRIT_ON(record_label, b.expressions.Field(b.name()))

// ---- types and fields ----
WRIT_ON(type_name, b.SetName(at, text); b.types.Named(b.name()))
WRIT_ON(generic_begin, b.types.BeginArguments())
WRIT_ON(generic_end, b.types.EndArguments(b.closed()))
WRIT_ON(optional_mark, b.types.Optional(at))
WRIT_ON(type_fields_begin, b.types.BeginFields(b.opened()))
WRIT_ON(parameters_begin, b.types.BeginFields(b.opened()))
WRIT_ON(field_name, b.FieldName())
WRIT_ON(field_end, b.types.EndField())
WRIT_ON(record_type_end, b.types.EndRecord(b.closed()))
WRIT_ON(body_end, b.Fields())

// ---- parts of declarations ----
WRIT_ON(declared_name, b.HeadName())
WRIT_ON(action_name, b.HeadName())
WRIT_ON(result_begin, b.BeginResult())
WRIT_ON(missing_arrow, b.MissingArrow(at, "the result"))
WRIT_ON(action_pattern, b.AddName())
WRIT_ON(enum_value, b.AddName())
WRIT_ON(used_package, b.AddName())
WRIT_ON(parent, b.Other())
WRIT_ON(alias, b.Other())
WRIT_ON(key_type, b.KeyType())
WRIT_ON(key, b.Key())
WRIT_ON(declared_type, b.Type())
WRIT_ON(initial, b.Initial())
WRIT_ON(fact_ttl, b.FactTtl())
WRIT_ON(count_or_any, b.Aggregate(text))
WRIT_ON(element_aggregate, b.Aggregate(text))
WRIT_ON(element, b.Element())
WRIT_ON(succeeded, b.Succeeded())
WRIT_ON(fact_when_word, b.Once(at, "when"))
WRIT_ON(fact_when, b.FactWhen())
WRIT_ON(settle_word, b.Once(at, "settle"))
WRIT_ON(settle, b.Settle())
WRIT_ON(for_each_words, b.BeginForEach(at))
WRIT_ON(each_variable, b.EachVariable())
WRIT_ON(for_each, b.EndForEach())
WRIT_ON(within_word, b.Once(at, "within` or `each"))
WRIT_ON(within, b.Within())
WRIT_ON(each_word, b.Once(at, "within` or `each"))
WRIT_ON(each_unit, b.EachUnit(at, text))
WRIT_ON(each_zone, b.EachZone())
WRIT_ON(on_unknown_words, b.Once(at, "on unknown"); b.OnUnknown(at))
WRIT_ON(unknown_release, b.Release())
WRIT_ON(lease, b.Lease())
WRIT_ON(rule_name_end, b.RuleName(at))
WRIT_ON(rule_task, b.RuleTask())
WRIT_ON(when_word, b.ClauseWord(at, false))
WRIT_ON(unless_word, b.ClauseWord(at, true))
WRIT_ON(clause, b.Clause())
WRIT_ON(else_word, b.Once(at, "else"))
WRIT_ON(message, b.Message())
WRIT_ON(from_word, b.Once(at, "from"))
WRIT_ON(rule_from, b.RuleFrom())
WRIT_ON(until_word, b.Once(at, "until"))
WRIT_ON(rule_until, b.RuleUntil())
WRIT_ON(approver_word, b.Once(at, "of"))
WRIT_ON(approver, b.Approver())
WRIT_ON(waits_word, b.Once(at, "within"))
WRIT_ON(waits, b.Waits())
WRIT_ON(token_word, b.Once(at, "token"); b.BeginToken(at))
WRIT_ON(token_ttl_word, b.Once(at, "ttl"))
WRIT_ON(token_ttl, b.TokenTtl())
WRIT_ON(token_once, b.TokenOnce())
WRIT_ON(token_audience_word, b.Once(at, "audience"))
WRIT_ON(token_audience, b.TokenAudience())
WRIT_ON(token_end, b.EndToken())

// ---- what the language will have ----
WRIT_ON(later_within, b.Later(at, "`within` windows"))
WRIT_ON(dropped, b.Drop())

// ---- declarations ----
WRIT_ON(package, b.EndPackage())
WRIT_ON(use, b.EndUse())
WRIT_ON(entity, b.EndEntity())
WRIT_ON(task, b.EndTask())
WRIT_ON(action, b.EndAction())
WRIT_ON(group, b.EndGroup())
WRIT_ON(enumeration, b.EndEnum())
WRIT_ON(alias_type, b.EndType())
WRIT_ON(constant, b.EndConst())
WRIT_ON(function, b.EndFn())
WRIT_ON(asserted, b.EndFact(false))
WRIT_ON(derived, b.EndFact(true))
WRIT_ON(permit, b.EndRule(RuleEffect::kPermit))
WRIT_ON(forbid, b.EndRule(RuleEffect::kForbid))
WRIT_ON(limit, b.EndRule(RuleEffect::kLimit))
WRIT_ON(only, b.EndOnly())
WRIT_ON(ask, b.EndRule(RuleEffect::kAsk))
WRIT_ON(title, b.Title())
WRIT_ON(test, b.EndTest())

// ---- steps of tests ----
WRIT_ON(step_begin, b.BeginStep())
WRIT_ON(step_end, b.EndStep())
WRIT_ON(grant_variable, b.step().grant.variable = b.name())
WRIT_ON(task_type, b.SetName(at, text); b.expressions.Variable(b.name()))
WRIT_ON(task_value, b.step().grant.task = b.expressions.Take())
WRIT_ON(agent_name, b.step().grant.agent = b.expressions.Take())
WRIT_ON(user_name, b.step().grant.user = b.expressions.Take())
WRIT_ON(expiry, b.step().grant.expires = b.expressions.Take())
WRIT_ON(parent_task, b.step().grant.parent = b.name())
WRIT_ON(only_word, b.BeginScopeLine(at))
WRIT_ON(scope_line, b.EndScopeLine(at))
WRIT_ON(grant_step, b.EndGrant())
WRIT_ON(arguments_begin, b.BeginArguments(b.opened()))
WRIT_ON(arguments_end, b.expressions.EndRecord(b.closed());
        b.step().call.args = b.expressions.Take())
WRIT_ON(call_task, b.step().call.task = b.name())
WRIT_ON(missing_call_arrow, b.MissingArrow(at, "the verdict"))
WRIT_ON(permit_word, b.VerdictWord(at, TestVerdict::kPermit))
WRIT_ON(ask_word, b.VerdictWord(at, TestVerdict::kAsk))
WRIT_ON(deny_word, b.VerdictWord(at, TestVerdict::kDeny))
WRIT_ON(by_rule, b.step().call.rule = b.name())
WRIT_ON(reason, b.Reason(text))
WRIT_ON(succeeds_word, b.step().call.has_outcome = b.step().call.succeeds = true)
WRIT_ON(fails_word, b.step().call.has_outcome = true)
WRIT_ON(call_result, b.step().call.result = b.expressions.Take())
WRIT_ON(call_step, b.Finish(StepKind::kCall))
WRIT_ON(expect_step, b.step().expect.condition = b.expressions.Take(); b.Finish(StepKind::kExpect))
WRIT_ON(set_fact, b.step().set_fact.fact = b.name())
WRIT_ON(set_value, b.step().set_fact.value = b.expressions.Take())
WRIT_ON(set_step, b.StepKeys(); b.Finish(StepKind::kSetFact))
WRIT_ON(wait_step, b.step().wait.duration = b.expressions.Take(); b.Finish(StepKind::kWait))
WRIT_ON(with_approval, b.step().call.with_approval = true)
WRIT_ON(refuse_word, b.step().answer.refuse = true)
WRIT_ON(answer_user, b.step().answer.user = b.expressions.Take())
WRIT_ON(answer_fails, b.step().answer.fails = true)
WRIT_ON(answer_step, b.Finish(StepKind::kAnswer))
WRIT_ON(closed_task, b.step().close.task = b.name())
WRIT_ON(close_step, b.Finish(StepKind::kClose))
WRIT_ON(revoke_word, b.step().revoke.restores = false)
WRIT_ON(restore_word, b.step().revoke.restores = true)
WRIT_ON(principal, b.step().revoke.principal = std::string(text))
WRIT_ON(revoked_id, b.step().revoke.id = b.expressions.Take())
WRIT_ON(revoked_task, b.step().revoke.task = b.name())
WRIT_ON(revoke_step, b.Finish(StepKind::kRevoke))

#undef WRIT_ON

// A text in a place where only a text makes sense.
template <>
struct Action<grammar::text_literal> {
  template <typename Input>
  static void apply(const Input& in, Builder& b) {
    b.SetText(b.At(in.begin(), in.end()), {in.begin(), in.size()});
  }
};
template <>
struct Action<grammar::string_value> {
  template <typename Input>
  static void apply(const Input& in, Builder& b) {
    b.expressions.String(b.At(in.begin(), in.end()), {in.begin(), in.size()});
  }
};

}  // namespace writ::lang

#endif  // WRIT_LANG_SYNTAX_ACTIONS_H_
