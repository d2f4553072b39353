// The grammar of declarations. For lang/syntax/*.cc only.
//
// A keyword is one only where it can stand; everywhere else it is a name.
#ifndef WRIT_LANG_SYNTAX_GRAMMAR_H_
#define WRIT_LANG_SYNTAX_GRAMMAR_H_

#include "lang/syntax/expression_grammar.h"

namespace writ::lang::grammar {

#define WRIT_KEYWORD(word) \
  struct kw_##word : TAO_PEGTL_KEYWORD(#word) {}
WRIT_KEYWORD(package);
WRIT_KEYWORD(use);
WRIT_KEYWORD(as);
WRIT_KEYWORD(entity);
WRIT_KEYWORD(task);
WRIT_KEYWORD(action);
WRIT_KEYWORD(group);
WRIT_KEYWORD(type);
WRIT_KEYWORD(fn);
WRIT_KEYWORD(fact);
WRIT_KEYWORD(permit);
WRIT_KEYWORD(forbid);
WRIT_KEYWORD(limit);
WRIT_KEYWORD(ask);
WRIT_KEYWORD(only);
WRIT_KEYWORD(test);
WRIT_KEYWORD(of);
WRIT_KEYWORD(succeeded);
WRIT_KEYWORD(settle);
WRIT_KEYWORD(within);
WRIT_KEYWORD(each);
WRIT_KEYWORD(on);
WRIT_KEYWORD(from);
WRIT_KEYWORD(until);
WRIT_KEYWORD(token);
WRIT_KEYWORD(ttl);
WRIT_KEYWORD(once);
WRIT_KEYWORD(audience);
WRIT_KEYWORD(by);
WRIT_KEYWORD(agent);
WRIT_KEYWORD(user);
WRIT_KEYWORD(expires);
WRIT_KEYWORD(deny);
WRIT_KEYWORD(succeeds);
WRIT_KEYWORD(fails);
WRIT_KEYWORD(expect);
WRIT_KEYWORD(set);
WRIT_KEYWORD(wait);
WRIT_KEYWORD(close);
WRIT_KEYWORD(under);
WRIT_KEYWORD(revoke);
WRIT_KEYWORD(restore);
WRIT_KEYWORD(tool);
WRIT_KEYWORD(server);
WRIT_KEYWORD(with);
WRIT_KEYWORD(approval);
WRIT_KEYWORD(approve);
WRIT_KEYWORD(refuse);
#undef WRIT_KEYWORD
struct kw_enum : TAO_PEGTL_KEYWORD("enum") {};
struct kw_const : TAO_PEGTL_KEYWORD("const") {};

template <typename Word>
struct word : seq<Word, ws> {};
// The keyword that starts a declaration, with what stands before it.
template <typename Word>
struct starts : Word {};
template <typename Word>
struct declares : seq<starts<Word>, ws> {};

// ---- what stands before a declaration ----

struct annotation_name : identifier {};
struct annotation_value : seq<text> {};
struct annotation_end : seq<closing<')'>, ws> {};
struct annotation : seq<one<'@'>, must<annotation_name>, ws,
                        opt<opening<'('>, ws, must<annotation_value, annotation_end>>> {};
struct preamble : star<sor<doc, annotation>> {};

// ---- names and their parts ----

struct declared_name : seq<not_at<reserved>, name, ws> {};
struct body_end : success {};
struct body : seq<type_fields, body_end> {};
struct parameters_begin : seq<opening<'('>, ws> {};
struct parameters_end : seq<closing<')'>, ws> {};
struct parameters : seq<parameters_begin, items<field, parameters_end>, body_end> {};
// An action, a group, `any` or `a.*`.
struct action_pattern : seq<not_at<sor<reserved, kw_for>>, pattern, ws> {};
struct task_name : seq<dotted, ws> {};

// ---- package, use, entity, task, action, group, enum, type, const, fn ----

struct package_name : seq<dotted, ws> {};
struct package : seq<declares<kw_package>, must<package_name>> {};
struct used_package : seq<dotted, ws> {};
struct alias : seq<name, ws> {};
struct use : seq<declares<kw_use>, must<used_package>, opt<word<kw_as>, must<alias>>> {};

struct parent : seq<dotted, ws> {};
struct entity
    : seq<declares<kw_entity>, must<declared_name>, opt<word<kw_in>, must<parent>>, opt<body>> {};
struct task : seq<declares<kw_task>, must<declared_name>, opt<body>> {};

struct action_name : seq<dotted, ws> {};
// A slip that is told and read as `->`.
struct missing_arrow : at<one<'{'>> {};
struct result_begin : success {};
struct result : seq<sor<arrow, missing_arrow>, result_begin, must<body>> {};
struct action : seq<declares<kw_action>, must<action_name, parameters>, opt<result>> {};

struct group : seq<declares<kw_group>, must<declared_name, equals>, some<action_pattern>> {};

struct enum_value : seq<star<doc>, name, ws> {};
struct enum_begin : seq<opening<'{'>, ws> {};
struct enum_end : seq<closing<'}'>, ws> {};
struct enumeration
    : seq<declares<kw_enum>, must<declared_name, enum_begin>, items<enum_value, enum_end>> {};

struct declared_type : seq<type> {};
struct alias_type : seq<declares<kw_type>, must<declared_name, equals, declared_type>> {};
struct constant : seq<declares<kw_const>, must<declared_name>, opt<colon, must<declared_type>>,
                      must<equals, expression>> {};
struct function : seq<declares<kw_fn>,
                      must<declared_name, parameters, colon, declared_type, equals, expression>> {};

// ---- fact ----

struct keys_begin : seq<opening<'('>, ws> {};
struct keys_end : seq<closing<')'>, ws> {};
struct key_type : seq<type> {};
struct key : seq<expression> {};
struct key_types : seq<keys_begin, items<key_type, keys_end>> {};
struct keys : seq<keys_begin, items<key, keys_end>> {};
// A type has neither parentheses nor quotes, so one look tells the two forms apart.
struct asserted_ahead
    : at<opt<one<'('>, star<not_one<'(', ')', '"', '\''>>, one<')'>, ws>, one<':'>> {};
struct initial : seq<expression> {};
struct fact_ttl : seq<kw_ttl, ws, must<expression>> {};
struct asserted : seq<asserted_ahead, opt<key_types>, colon, must<declared_type, equals, initial>,
                      opt<fact_ttl>> {};

struct count_or_any : sor<TAO_PEGTL_KEYWORD("count"), TAO_PEGTL_KEYWORD("any")> {};
struct element_aggregate
    : sor<TAO_PEGTL_KEYWORD("sum"), TAO_PEGTL_KEYWORD("min"), TAO_PEGTL_KEYWORD("max"),
          TAO_PEGTL_KEYWORD("last"), TAO_PEGTL_KEYWORD("set")> {};
struct element : seq<expression> {};
struct element_begin : seq<opening<'('>, ws> {};
struct element_end : seq<closing<')'>, ws> {};
struct aggregate : sor<seq<count_or_any, ws>,
                       seq<element_aggregate, ws, must<element_begin, element, element_end>>> {};
struct of : seq<kw_of, ws> {};
struct succeeded : seq<kw_succeeded, ws, not_at<one<'.', ','>>> {};
struct fact_when_word : kw_when {};
struct fact_when : seq<fact_when_word, ws, must<expression>> {};
struct settle_word : kw_settle {};
struct settle : seq<settle_word, ws, must<expression>> {};
struct for_each_words : seq<kw_for, plus<space>, kw_each> {};
struct each_variable : seq<not_at<reserved>, name, ws> {};
struct each_in : seq<kw_in, ws> {};
struct for_each : seq<for_each_words, ws, must<each_variable, each_in, expression>> {};

struct within_word : kw_within {};
struct within : seq<within_word, ws, must<expression>> {};
struct each_word : kw_each {};
struct each_unit : sor<TAO_PEGTL_KEYWORD("hour"), TAO_PEGTL_KEYWORD("day"),
                       TAO_PEGTL_KEYWORD("week"), TAO_PEGTL_KEYWORD("month")> {};
struct each_period : seq<each_unit, ws> {};
struct each_zone_in : seq<kw_in, ws> {};
struct each_zone : seq<text> {};
struct each : seq<each_word, ws, must<each_period, each_zone_in, each_zone>> {};
struct on_unknown_words : seq<kw_on, plus<space>, TAO_PEGTL_KEYWORD("unknown")> {};
struct unknown_count : seq<TAO_PEGTL_KEYWORD("count"), ws> {};
struct unknown_release : seq<TAO_PEGTL_KEYWORD("release"), ws> {};
struct lease : seq<expression> {};
struct after_word : seq<TAO_PEGTL_KEYWORD("after"), ws> {};
struct unknown_answer : sor<unknown_count, seq<unknown_release, opt<after_word, must<lease>>>> {};
struct on_unknown : seq<on_unknown_words, ws, must<unknown_answer>> {};

// What the language will have: read, told, left out.
struct later_within : kw_within {};
struct dropped : seq<expression> {};
struct rule_later : seq<later_within, ws, must<dropped>> {};

struct derived : seq<opt<keys>, must<equals, aggregate, of>, opt<succeeded>, some<action_pattern>,
                     star<sor<for_each, fact_when, settle, within, each, on_unknown>>> {};
struct fact : seq<declares<kw_fact>, must<declared_name>, sor<asserted, derived>> {};

// ---- permit, forbid, ask, limit ----

struct rule_name_end : one<':'> {};
struct rule_actions : seq<must<action_pattern>, opt<rule_name_end, ws, must<action_pattern>>,
                          star<comma, must<action_pattern>>> {};
struct rule_task : seq<task_name> {};
struct rule_tasks : seq<kw_for, ws, some<rule_task>> {};

struct when_word : kw_when {};
struct unless_word : kw_unless {};
struct clause : seq<sor<when_word, unless_word>, ws, must<expression>> {};
struct else_word : kw_else {};
struct message : seq<text> {};
struct otherwise : seq<else_word, ws, must<message>> {};
struct token_word : kw_token {};
struct token_begin : seq<opening<'{'>, ws> {};
struct token_end : seq<closing<'}'>, ws> {};
struct token_ttl_word : kw_ttl {};
struct token_ttl : seq<token_ttl_word, ws, must<colon, expression>> {};
struct token_once : seq<kw_once, ws> {};
struct token_audience_word : kw_audience {};
struct token_audience : seq<token_audience_word, ws, must<colon, text>> {};
struct token_term : sor<token_ttl, token_once, token_audience> {};
struct token : seq<token_word, ws, must<token_begin>, items<token_term, token_end>> {};

struct from_word : kw_from {};
struct rule_from : seq<from_word, ws, must<expression>> {};
struct until_word : kw_until {};
struct rule_until : seq<until_word, ws, must<expression>> {};

struct permit : seq<declares<kw_permit>, rule_actions, opt<rule_tasks>,
                    star<sor<clause, otherwise, token, rule_from, rule_until, rule_later>>> {};
struct forbid
    : seq<declares<kw_forbid>, rule_actions, opt<rule_tasks>, star<sor<clause, otherwise>>> {};
struct approver_word : kw_of {};
struct approver : seq<approver_word, ws, must<expression>> {};
struct waits_word : kw_within {};
struct waits : seq<waits_word, ws, must<expression>> {};
struct ask : seq<declares<kw_ask>, rule_actions, opt<rule_tasks>,
                 star<sor<clause, otherwise, approver, waits, rule_from, rule_until>>> {};
struct limit_name : seq<declared_name> {};
struct limit : seq<declares<kw_limit>, must<limit_name, colon, expression>, star<otherwise>> {};
// ---- the scope of a grant ----

struct only_actions : seq<must<action_pattern>, star<comma, must<action_pattern>>> {};
struct only : seq<declares<kw_only>, only_actions, star<clause>> {};

// ---- test ----

// A keyword that starts a step, unless it starts the name of an action.
template <typename Word>
struct step_word : seq<Word, ws, not_at<one<'.', '('>>> {};
struct step_begin : success {};

struct agent_name : seq<string_operand> {};
struct user_name : seq<string_operand> {};
struct task_type : dotted {};
struct task_value : seq<task_type, ws, must<named_record>> {};
struct expiry : seq<expression> {};
struct by_word : word<kw_by> {};
struct agent_word : word<kw_agent> {};
struct for_word : word<kw_for> {};
struct user_word : word<kw_user> {};
struct grant_variable : seq<name, ws> {};
struct parent_task : seq<name, ws> {};
struct only_word : kw_only {};
struct scope_line : seq<only_word, ws, only_actions, star<clause>> {};
struct grant_step : seq<step_word<kw_task>,
                        must<grant_variable, equals, task_value, by_word, agent_word, agent_name,
                             for_word, user_word, user_name>,
                        opt<word<kw_expires>, must<expiry>>, opt<word<kw_under>, must<parent_task>>,
                        star<scope_line>> {};

struct call_action : seq<not_at<reserved>, dotted> {};
struct arguments_begin : seq<opening<'('>, ws> {};
struct arguments_end : seq<closing<')'>, ws> {};
struct call_task : seq<name, ws> {};
struct verdict_ahead : at<sor<kw_permit, kw_deny, kw_ask>> {};
struct missing_call_arrow : seq<verdict_ahead> {};
struct verdict_arrow : sor<arrow, missing_call_arrow> {};
struct by_rule : seq<dotted, ws> {};
struct permit_word : kw_permit {};
struct deny_word : kw_deny {};
struct ask_word : kw_ask {};
struct succeeds_word : kw_succeeds {};
struct fails_word : kw_fails {};
struct call_result : seq<bare_record> {};
struct outcome : sor<seq<succeeds_word, ws, opt<call_result>>, seq<fails_word, ws>> {};
struct reason : plus<not_at<two<'/'>>, not_one<'\n', '\r', '}'>> {};
struct verdict
    : sor<seq<permit_word, ws, opt<word<kw_by>, must<by_rule>>, opt<comma, must<outcome>>>,
          seq<deny_word, star<blank>, sor<seq<kw_by, ws, must<by_rule>>, seq<opt<reason>, ws>>>,
          seq<ask_word, ws, opt<word<kw_by>, must<by_rule>>>> {};
struct approval_word : kw_approval {};
struct with_approval : seq<word<kw_with>, must<approval_word>, ws> {};
struct call_step
    : seq<call_action, ws, must<arguments_begin>, items<record_field, arguments_end>,
          opt<word<kw_in>, must<call_task>>, opt<with_approval>, must<verdict_arrow, verdict>> {};

struct expect_step : seq<kw_expect, ws, not_at<one<'.'>>, must<expression>> {};
struct set_fact : seq<dotted, ws> {};
// The attributes of an entity, rather than a map whose keys are expressions.
struct attributes_ahead : at<one<'{'>, ws, name, ws, one<':'>> {};
struct set_value : sor<seq<attributes_ahead, bare_record>, expression> {};
struct set_step : seq<step_word<kw_set>, must<set_fact>, opt<keys>, must<equals, set_value>> {};
struct wait_step : seq<step_word<kw_wait>, must<expression>> {};
struct closed_task : seq<name, ws> {};
struct close_step : seq<step_word<kw_close>, must<closed_task>> {};
struct revoke_word : kw_revoke {};
struct restore_word : kw_restore {};
struct principal : sor<kw_agent, kw_user, kw_tool, kw_server> {};
struct principal_ahead : at<principal, ws, one<'"', '\''>> {};
struct revoked_id : seq<string_operand> {};
struct revoked_task : seq<name, ws> {};
struct revoke_step
    : seq<step_word<sor<revoke_word, restore_word>>,
          sor<seq<principal_ahead, principal, ws, must<revoked_id>>, must<revoked_task>>> {};
struct approve_word : kw_approve {};
struct refuse_word : kw_refuse {};
struct answer_user : seq<string_operand> {};
struct answer_fails : kw_fails {};
struct answer_step
    : seq<sor<step_word<approve_word>, step_word<refuse_word>>,
          must<by_word, user_word, answer_user>, opt<comma, must<answer_fails>, ws>> {};
struct step_end : success {};
struct step : seq<step_begin,
                  sor<grant_step, expect_step, set_step, wait_step, close_step, revoke_step,
                      answer_step, call_step>,
                  step_end> {};

struct title : seq<text> {};
struct steps_begin : seq<opening<'{'>, ws> {};
struct steps_end : seq<closing<'}'>, ws> {};
struct test : seq<declares<kw_test>, must<title, steps_begin>, star<step>, must<steps_end>> {};

// ---- a file is parsed one declaration at a time ----

struct declaration
    : seq<preamble, sor<permit, forbid, ask, limit, fact, action, entity, task, group, enumeration,
                        alias_type, constant, function, test, package, use, only>> {};

}  // namespace writ::lang::grammar

#endif  // WRIT_LANG_SYNTAX_GRAMMAR_H_
