// The one place that includes the parser library. For the grammar and the .cc files of
// this folder alone.
#ifndef WRIT_LANG_SYNTAX_PEGTL_H_
#define WRIT_LANG_SYNTAX_PEGTL_H_

#include <tao/pegtl.hpp>
#include <tao/pegtl/contrib/limit_depth.hpp>

#endif  // WRIT_LANG_SYNTAX_PEGTL_H_
