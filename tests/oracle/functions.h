// What the files of plain functions share: how a function is called, and texts as lists of
// characters.
#ifndef WRIT_TESTS_ORACLE_FUNCTIONS_H_
#define WRIT_TESTS_ORACLE_FUNCTIONS_H_

#include <map>
#include <string>
#include <vector>

#include "engine/base/arena.h"
#include "engine/value/value.h"

namespace writ::oracle {

struct Args {
  const std::vector<Value>& values;
  Arena& arena;

  const Value& operator[](size_t i) const { return values[i]; }
  std::string Text(size_t i) const { return std::string(values[i].AsText()); }
  Value NewText(const std::string& text) const { return Value::String(arena.Copy(text)); }
  Value NewList(const std::vector<Value>& values) const;
  Value NewList(const std::vector<std::string>& texts) const;
};

struct Row {
  // The kinds of the arguments: one letter each, as in kLetters; `*` is any value, `?` also
  // none.
  const char* kinds;
  Value (*call)(const Args& a);
};

// By the names in builtins.def.
using Rows = std::map<std::string, Row>;
const Rows& TextRows();
const Rows& NumberRows();
const Rows& CollectionRows();
const Rows& PlaceRows();

inline Value Bad() { return Value::Error(ErrorCode::kBadArgument); }
inline Value Overflow() { return Value::Error(ErrorCode::kOverflow); }

// The texts of the generators are UTF-8; a byte that continues a character is 10xxxxxx.
std::vector<std::string> Characters(const std::string& text);
std::string Joined(const std::vector<std::string>& parts, const std::string& between);
std::vector<std::string> SplitText(const std::string& text, const std::string& separator);

bool IsLeap(int64_t year);
struct Day {
  int64_t year = 1970, month = 1, day = 1;
};
// Of a number of days since 1970-01-01, and back.
Day DayOf(int64_t days);
int64_t DaysOf(const Day& day);
int64_t DaysInMonth(int64_t year, int64_t month);

}  // namespace writ::oracle

#endif  // WRIT_TESTS_ORACLE_FUNCTIONS_H_
