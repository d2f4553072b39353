// A checked policy as lines of text, declaration by declaration.
#ifndef WRIT_LANG_DIFF_MEANING_H_
#define WRIT_LANG_DIFF_MEANING_H_

#include <map>
#include <set>
#include <string>
#include <utility>

#include "lang/sema/model.h"

namespace writ::lang {

struct Meaning {
  Span span;                    // of its declaration; of file 0 when there is none to show
  std::set<std::string> lines;  // two declarations with the same lines mean the same
};

// By kind ("permit") and name.
using Meanings = std::map<std::pair<std::string, std::string>, Meaning>;

Meanings MeaningsOf(const Model& model);

}  // namespace writ::lang

#endif  // WRIT_LANG_DIFF_MEANING_H_
