// The grammar of expressions and types. For lang/syntax/*.cc only.
//
// Operators are not nested by precedence here: an expression is operands with
// operators between them, and ExpressionBuilder groups them. So parsing costs a few
// steps a token, and a level of parentheses costs little stack.
#ifndef WRIT_LANG_SYNTAX_EXPRESSION_GRAMMAR_H_
#define WRIT_LANG_SYNTAX_EXPRESSION_GRAMMAR_H_

#include "lang/syntax/tokens.h"

namespace writ::lang::grammar {

struct expression;
struct operand;

// ---- what may stand behind a name ----

struct call_end : seq<closing<')'>, ws> {};
struct call_begin : seq<opening<'('>, ws> {};
struct call_tail : seq<call_begin, items<expression, call_end>> {};

struct record_label : seq<name, ws> {};
struct record_value : seq<expression> {};
struct record_field : seq<record_label, must<colon, record_value>> {};
struct record_end : seq<closing<'}'>, ws> {};
struct record_begin : seq<opening<'{'>, ws> {};
// `Name { ... }`: the name stands before it.
struct named_record : seq<record_begin, items<record_field, record_end>> {};
// `{ ... }` where only a record makes sense.
struct bare_begin : seq<opening<'{'>, ws> {};
struct bare_record : seq<bare_begin, items<record_field, record_end>> {};

struct name_tail : opt<sor<call_tail, named_record>> {};

// ---- operands ----

struct literal_word : sor<kw_true, kw_false, kw_null> {};
struct variable : seq<not_at<reserved>, name> {};
struct root : seq<variable, ws, name_tail> {};
struct amount : seq<number, opt<currency_tail>, ws> {};

struct parenthesis_begin : seq<opening<'('>, ws> {};
struct parenthesis_end : seq<closing<')'>, ws> {};
struct parenthesis : seq<parenthesis_begin, must<expression, parenthesis_end>> {};

struct list_begin : seq<opening<'['>, ws> {};
struct list_end : seq<closing<']'>, ws> {};
// `?e`: the element, or the entry of a map, is left out when `e` has no value.
struct entry_mark : seq<one<'?'>, ws> {};
struct optional_entry_end : success {};
struct optional_entry : seq<entry_mark, must<expression>, optional_entry_end> {};
struct entry : sor<optional_entry, expression> {};
struct list : seq<list_begin, items<entry, list_end>> {};

struct map_begin : seq<opening<'{'>, ws> {};
struct map_end : seq<closing<'}'>, ws> {};
struct map_entry : seq<entry, must<colon, record_value>> {};
struct map : seq<map_begin, items<map_entry, map_end>> {};

struct string_value : string_literal {};
struct string_operand : seq<string_value, ws> {};
struct word_operand : seq<literal_word, ws> {};
struct primary : sor<string_operand, amount, word_operand, root, parenthesis, list, map> {};

struct member_name : seq<key_name, ws> {};
struct member : seq<one<'.'>, ws, must<member_name>, name_tail> {};
struct optional_member_name : seq<name, ws> {};
struct optional_member : seq<string<'.', '?'>, ws, must<optional_member_name>> {};
struct index_begin : seq<opening<'['>, ws> {};
struct index_end : seq<closing<']'>, ws> {};
struct optional_index_end : seq<closing<']'>, ws> {};
struct optional_index : seq<entry_mark, must<expression, optional_index_end>> {};
struct index : seq<index_begin, sor<optional_index, must<expression, index_end>>> {};

struct prefix_operator : one<'!', '-'> {};
struct operand
    : seq<star<prefix_operator, ws>, primary, star<sor<optional_member, member, index>>> {};

// ---- operators ----

struct binary_operator
    : sor<string<'&', '&'>, string<'|', '|'>, string<'=', '='>, string<'!', '='>, string<'<', '='>,
          string<'>', '='>, one<'<', '>', '+', '*', '%'>, seq<one<'-'>, not_at<one<'>'>>>,
          seq<one<'/'>, not_at<one<'/'>>>, kw_in> {};
// A slip that is told and read as `==`.
struct assignment : seq<one<'='>, not_at<one<'='>>> {};
struct operator_token : sor<binary_operator, assignment> {};

struct operation_begin : success {};
struct operation_end : success {};
struct operation
    : seq<operation_begin, operand, star<operator_token, ws, must<operand>>, operation_end> {};

struct conditional_end : success {};
struct conditional : seq<one<'?'>, ws, must<operation, colon, expression>, conditional_end> {};
// Limited in depth.
struct expression : seq<operation, opt<conditional>> {};
struct whole_expression : seq<ws, must<expression, eof>> {};

// ---- types ----

struct type;
struct type_fields_begin : seq<opening<'{'>, ws> {};
struct type_fields_end : seq<closing<'}'>, ws> {};
struct field_name : seq<name, ws> {};
struct field_type : seq<type> {};
struct field_end : success {};
struct field : seq<star<doc>, field_name, must<colon, field_type>, field_end> {};
struct type_fields : seq<type_fields_begin, items<field, type_fields_end>> {};
struct record_type_end : success {};
struct record_type : seq<type_fields, record_type_end> {};

struct generic_begin : seq<opening<'<'>, ws> {};
struct generic_end : seq<closing<'>'>, ws> {};
struct generic_tail : seq<generic_begin, some<type>, must<generic_end>> {};
struct type_name : dotted {};
struct named_type : seq<type_name, ws, opt<generic_tail>> {};
struct optional_mark : one<'?'> {};
// Limited in depth.
struct type : seq<sor<record_type, named_type>, opt<optional_mark, ws>> {};

}  // namespace writ::lang::grammar

#endif  // WRIT_LANG_SYNTAX_EXPRESSION_GRAMMAR_H_
