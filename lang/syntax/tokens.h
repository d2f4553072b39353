// Words, white space and punctuation of the grammar.
//
// For lang/syntax/*.cc only: this header and those including it bring in PEGTL. A
// token is followed by `ws`; a rule that can fail stands after the white space, so
// that what is reported is the place of the next token.
#ifndef WRIT_LANG_SYNTAX_TOKENS_H_
#define WRIT_LANG_SYNTAX_TOKENS_H_

#include "lang/syntax/pegtl.h"

namespace writ::lang::grammar {

using namespace tao::pegtl;  // NOLINT: the grammar is written in its words

// ---- white space ----

// `///` is documentation, `//` and `////` are comments.
struct doc_start : seq<string<'/', '/', '/'>, not_at<one<'/'>>> {};
struct comment : seq<not_at<doc_start>, two<'/'>, star<not_one<'\n'>>> {};
struct ws : star<sor<plus<space>, comment>> {};
struct doc_text : star<not_one<'\n'>> {};
struct doc : seq<doc_start, doc_text, ws> {};

// ---- names ----

struct quoted_text : plus<not_one<'`', '\n', '.'>> {};
struct quote_end : one<'`'> {};
struct quoted_name : seq<one<'`'>, must<quoted_text, quote_end>> {};
struct segment : sor<identifier, quoted_name> {};

// Of a field that an expression reads, whatever its keys are like.
struct quoted_key : plus<not_one<'`', '\n'>> {};
struct key_name : sor<identifier, seq<one<'`'>, must<quoted_key, quote_end>>> {};

// Any word at all: of a field, an argument, a declaration.
struct name : segment {};
// With points, and no space around them.
struct dotted : seq<segment, star<one<'.'>, segment>> {};
// "a.b", "c.*", "any".
struct pattern : seq<dotted, opt<string<'.', '*'>>> {};

struct kw_true : TAO_PEGTL_KEYWORD("true") {};
struct kw_false : TAO_PEGTL_KEYWORD("false") {};
struct kw_null : TAO_PEGTL_KEYWORD("null") {};
struct kw_in : TAO_PEGTL_KEYWORD("in") {};
struct kw_when : TAO_PEGTL_KEYWORD("when") {};
struct kw_unless : TAO_PEGTL_KEYWORD("unless") {};
struct kw_else : TAO_PEGTL_KEYWORD("else") {};
struct kw_for : TAO_PEGTL_KEYWORD("for") {};
// No names in an expression, unless quoted; IsReserved says the same.
struct reserved : sor<kw_in, kw_when, kw_unless, kw_else, kw_true, kw_false, kw_null> {};

// ---- punctuation ----

// A bracket that the author must close; which ones are open is remembered.
template <char C>
struct opening : one<C> {};
template <char C>
struct closing : one<C> {};

struct comma : seq<one<','>, ws> {};
struct colon : seq<one<':'>, ws> {};
struct equals : seq<one<'='>, not_at<one<'='>>, ws> {};
struct arrow : seq<string<'-', '>'>, ws> {};

// Items with commas between them and perhaps one after the last, then `End`, which may
// come at once.
template <typename Item, typename End>
struct items
    : sor<End, seq<must<Item>, star<comma, not_at<End>, must<Item>>, opt<comma>, must<End>>> {};
// One or more with commas between them.
template <typename Item>
struct some : seq<must<Item>, star<comma, must<Item>>> {};

// ---- strings: the whole literal; its escapes are read later ----

template <char Q>
struct short_body : star<sor<seq<one<'\\'>, not_one<'\n'>>, not_one<Q, '\n', '\\'>>> {};
template <char Q>
struct raw_body : star<not_one<Q, '\n'>> {};
template <char Q>
struct long_quote : rep<3, one<Q>> {};
template <char Q>
struct long_body : star<not_at<long_quote<Q>>, sor<seq<one<'\\'>, any>, any>> {};
template <char Q>
struct short_end : one<Q> {};
template <char Q>
struct long_end : long_quote<Q> {};

template <char Q>
struct short_start : one<Q> {};
template <char Q>
struct long_start : long_quote<Q> {};

template <char Q>
struct quoted : sor<seq<long_start<Q>, long_body<Q>, must<long_end<Q>>>,
                    seq<short_start<Q>, short_body<Q>, must<short_end<Q>>>> {};
template <char Q>
struct raw_quoted : sor<seq<long_start<Q>, star<not_at<long_quote<Q>>, any>, must<long_end<Q>>>,
                        seq<short_start<Q>, raw_body<Q>, must<short_end<Q>>>> {};

struct raw_string : seq<opt<one<'b', 'B'>>, one<'r', 'R'>, opt<one<'b', 'B'>>,
                        sor<raw_quoted<'"'>, raw_quoted<'\''>>> {};
struct plain_string : seq<opt<one<'b', 'B'>>, sor<quoted<'"'>, quoted<'\''>>> {};
struct string_literal : sor<raw_string, plain_string> {};
// Where only a text makes sense: a title, a message.
struct text_literal : string_literal {};
struct text : seq<text_literal, ws> {};

// ---- numbers: a run of what belongs to one; what it is, is decided later ----

struct exponent_sign : seq<one<'e', 'E'>, one<'+', '-'>, at<digit>> {};
struct hex_number : seq<one<'0'>, one<'x', 'X'>, star<identifier_other>> {};
struct number_tail : star<sor<exponent_sign, identifier_other>> {};
struct decimal_number
    : seq<sor<seq<plus<digit>, opt<one<'.'>, plus<digit>>>, seq<one<'.'>, plus<digit>>>,
          number_tail> {};
struct number : sor<hex_number, decimal_number> {};
struct currency : seq<rep<3, upper>, not_at<identifier_other>> {};
struct currency_tail : seq<plus<blank>, currency> {};

}  // namespace writ::lang::grammar

#endif  // WRIT_LANG_SYNTAX_TOKENS_H_
