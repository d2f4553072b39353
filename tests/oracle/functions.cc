// The builtin functions, each written in the plainest way: texts as lists of characters,
// days counted year by year.
#include "tests/oracle/functions.h"

#include <algorithm>
#include <cstdint>
#include <map>
#include <optional>
#include <regex>
#include <string>
#include <vector>

#include "engine/value/canonical.h"
#include "engine/value/decimal.h"
#include "engine/value/text.h"
#include "tests/oracle/decimals.h"
#include "tests/oracle/walker.h"

namespace writ::oracle {

Value Args::NewList(const std::vector<Value>& values) const {
  Value* items = arena.NewArray<Value>(values.size());
  std::copy(values.begin(), values.end(), items);
  return Value::List(items, static_cast<uint32_t>(values.size()));
}

Value Args::NewList(const std::vector<std::string>& texts) const {
  std::vector<Value> values;
  for (const std::string& text : texts) values.push_back(NewText(text));
  return NewList(values);
}

std::vector<std::string> Characters(const std::string& text) {
  std::vector<std::string> characters;
  for (char c : text) {
    if (characters.empty() || (static_cast<unsigned char>(c) & 0xc0) != 0x80) {
      characters.emplace_back();
    }
    characters.back() += c;
  }
  return characters;
}

std::string Joined(const std::vector<std::string>& parts, const std::string& between) {
  std::string text;
  for (size_t i = 0; i < parts.size(); ++i) text += (i == 0 ? "" : between) + parts[i];
  return text;
}

std::vector<std::string> SplitText(const std::string& text, const std::string& separator) {
  if (separator.empty()) return Characters(text);
  std::vector<std::string> parts(1);
  for (size_t at = 0; at < text.size();) {
    if (text.compare(at, separator.size(), separator) == 0) {
      parts.emplace_back();
      at += separator.size();
    } else {
      parts.back() += text[at++];
    }
  }
  return parts;
}

bool IsLeap(int64_t year) { return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0; }

int64_t DaysInMonth(int64_t year, int64_t month) {
  const int64_t lengths[] = {31, IsLeap(year) ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  return lengths[month - 1];
}

Day DayOf(int64_t days) {
  Day at;
  while (days < 0) days += IsLeap(--at.year) ? 366 : 365;
  for (int64_t length; (length = IsLeap(at.year) ? 366 : 365) <= days; ++at.year) days -= length;
  while (days >= DaysInMonth(at.year, at.month)) days -= DaysInMonth(at.year, at.month++);
  at.day = days + 1;
  return at;
}

int64_t DaysOf(const Day& day) {
  int64_t days = day.day - 1;
  for (int64_t year = 1970; year < day.year; ++year) days += IsLeap(year) ? 366 : 365;
  for (int64_t year = day.year; year < 1970; ++year) days -= IsLeap(year) ? 366 : 365;
  for (int64_t month = 1; month < day.month; ++month) days += DaysInMonth(day.year, month);
  return days;
}

namespace {

bool IsSpace(const std::string& character) {
  static const char* const kSpaces[] = {" ", "\t", "\n", "\v", "\f", "\r", "\u0085", "\u00a0"};
  return std::find(std::begin(kSpaces), std::end(kSpaces), character) != std::end(kSpaces);
}

Value Slice(const Args& a, int64_t from, std::optional<int64_t> to) {
  const std::vector<std::string> characters = Characters(a.Text(0));
  const int64_t size = static_cast<int64_t>(characters.size());
  const int64_t end = to.value_or(size);
  if (from < 0 || from > size || end < from || end > size) {
    return Value::Error(ErrorCode::kIndexOutOfRange);
  }
  return a.NewText(Joined({characters.begin() + from, characters.begin() + end}, ""));
}

Value Replaced(const Args& a) {
  if (!a.Text(1).empty()) return a.NewText(Joined(SplitText(a.Text(0), a.Text(1)), a.Text(2)));
  std::string text = a.Text(2);
  for (const std::string& character : Characters(a.Text(0))) text += character + a.Text(2);
  return a.NewText(text);
}

Value Trimmed(const Args& a) {
  std::vector<std::string> characters = Characters(a.Text(0));
  while (!characters.empty() && IsSpace(characters.back())) characters.pop_back();
  while (!characters.empty() && IsSpace(characters.front())) characters.erase(characters.begin());
  return a.NewText(Joined(characters, ""));
}

Value JoinedList(const Args& a) {
  std::vector<std::string> parts;
  for (uint32_t i = 0; i < a[0].size(); ++i) {
    const Value& item = a[0].items()[i];
    if (!item.is(Kind::kString)) return Misuse({item});
    parts.emplace_back(item.AsText());
  }
  return a.NewText(Joined(parts, a.Text(1)));
}

Value ChangedLetters(const Args& a, char from, char to) {
  std::string text = a.Text(0);
  for (char& c : text) {
    if (c >= from && c <= from + 25) c = static_cast<char>(c - from + to);
  }
  return a.NewText(text);
}

int64_t Remainder(int64_t a, int64_t b) { return (a % b + b) % b; }

// ---- others ----

Value WholeNumber(const Decimal& decimal) {
  if (!decimal.IsInteger()) return Bad();
  const std::optional<int64_t> number = decimal.ToInt();
  return number ? Value::Int(*number) : Value::Error(ErrorCode::kOverflow);
}

// A sign and digits, as `std::from_chars` reads them.
Value ReadInt(const std::string& text) {
  const size_t start = !text.empty() && text[0] == '-' ? 1 : 0;
  if (start == text.size()) return Bad();
  __int128 number = 0;
  for (size_t i = start; i < text.size(); ++i) {
    if (text[i] < '0' || text[i] > '9') return Bad();
    if (number < __int128{1} << 70) number = number * 10 + (text[i] - '0');
  }
  if (start == 1) number = -number;
  if (number < INT64_MIN || number > INT64_MAX) return Value::Error(ErrorCode::kOverflow);
  return Value::Int(static_cast<int64_t>(number));
}

std::string DurationText(TimeParts t) {
  __int128 nanos = __int128{t.seconds} * 1'000'000'000 + t.nanos;
  std::string text = nanos < 0 ? "-" : "";
  if (nanos < 0) nanos = -nanos;
  text += std::to_string(static_cast<int64_t>(nanos / 1'000'000'000));
  const int64_t rest = static_cast<int64_t>(nanos % 1'000'000'000);
  if (rest != 0) {
    std::string digits = std::to_string(1'000'000'000 + rest).substr(1);
    while (digits.back() == '0') digits.pop_back();
    text += "." + digits;
  }
  return text + "s";
}

Value Larger(const Args& a, bool largest) {
  const Value order = Compare(a[0], a[1]);
  if (order.is_error()) return order;
  const bool first = order.AsInt() == 0 ? largest : (order.AsInt() > 0) == largest;
  return first ? a[0] : a[1];
}

Value HoldsAll(const Value& all, const Value& some) {
  for (uint32_t i = 0; i < some.size(); ++i) {
    bool found = false;
    for (uint32_t j = 0; j < all.size(); ++j) {
      found = found || CompareCanonical(all.items()[j], some.items()[i]) == 0;
    }
    if (!found) return Value::Bool(false);
  }
  return Value::Bool(true);
}

Value MoneyText(const Args& a) {
  const Money money = a[0].AsMoney();
  const std::string amount = WriteDecimal(money.amount, 2);
  return a.NewText(money.currency == 0 ? amount : amount + " " + CurrencyName(money.currency));
}

template <typename T>
Value OrBad(const std::optional<T>& read, Value (*make)(T)) {
  return read ? make(*read) : Bad();
}

struct Letter {
  char letter;
  Kind kind;
};
constexpr Letter kLetters[] = {
    {'s', Kind::kString}, {'y', Kind::kBytes}, {'l', Kind::kList},      {'S', Kind::kSet},
    {'M', Kind::kMap},    {'i', Kind::kInt},   {'d', Kind::kDecimal},   {'m', Kind::kMoney},
    {'b', Kind::kBool},   {'D', Kind::kDate},  {'t', Kind::kTimestamp}, {'p', Kind::kDuration},
    {'e', Kind::kEntity}, {'u', Kind::kUint},  {'x', Kind::kDouble},    {'I', Kind::kIp},
    {'C', Kind::kCidr},   {'U', Kind::kUrl},   {'E', Kind::kEmail},     {'P', Kind::kPath}};

const Rows& CoreRows() {
  static const Rows rows = {
      {"SizeString",
       {"s",
        [](const Args& a) {
          return Value::Int(static_cast<int64_t>(Characters(a.Text(0)).size()));
        }}},
      {"SizeBytes", {"y", [](const Args& a) { return Value::Int(a[0].size()); }}},
      {"SizeList", {"l", [](const Args& a) { return Value::Int(a[0].size()); }}},
      {"SizeSet", {"S", [](const Args& a) { return Value::Int(a[0].size()); }}},
      {"SizeMap", {"M", [](const Args& a) { return Value::Int(a[0].AsMap().size); }}},
      {"Contains",
       {"ss",
        [](const Args& a) {
          return Value::Bool(a.Text(1).empty() || SplitText(a.Text(0), a.Text(1)).size() > 1);
        }}},
      {"StartsWith",
       {"ss",
        [](const Args& a) {
          return Value::Bool(a.Text(0).substr(0, a.Text(1).size()) == a.Text(1));
        }}},
      {"EndsWith",
       {"ss",
        [](const Args& a) {
          const std::string text = a.Text(0), end = a.Text(1);
          return Value::Bool(text.size() >= end.size() &&
                             text.substr(text.size() - end.size()) == end);
        }}},
      // The patterns of the generator mean the same to both libraries.
      {"Matches",
       {"ss",
        [](const Args& a) {
          return Value::Bool(std::regex_search(a.Text(0), std::regex(a.Text(1))));
        }}},
      {"LowerAscii", {"s", [](const Args& a) { return ChangedLetters(a, 'A', 'a'); }}},
      {"UpperAscii", {"s", [](const Args& a) { return ChangedLetters(a, 'a', 'A'); }}},
      {"Trim", {"s", Trimmed}},
      {"Split", {"ss", [](const Args& a) { return a.NewList(SplitText(a.Text(0), a.Text(1))); }}},
      {"Join", {"ls", JoinedList}},
      {"Replace", {"sss", Replaced}},
      {"IndexOf",
       {"ss",
        [](const Args& a) {
          const size_t at = a.Text(0).find(a.Text(1));
          if (at == std::string::npos) return Value::Int(-1);
          return Value::Int(static_cast<int64_t>(Characters(a.Text(0).substr(0, at)).size()));
        }}},
      {"Substring", {"sii", [](const Args& a) { return Slice(a, a[1].AsInt(), a[2].AsInt()); }}},
      {"SubstringFrom", {"si", [](const Args& a) { return Slice(a, a[1].AsInt(), std::nullopt); }}},
      {"ToInt", {"d", [](const Args& a) { return WholeNumber(a[0].AsDecimal()); }}},
      {"StringToInt", {"s", [](const Args& a) { return ReadInt(a.Text(0)); }}},
      {"IntToDecimal",
       {"i",
        [](const Args& a) { return Value::Decimal(Decimal::FromInt(a[0].AsInt()), a.arena); }}},
      {"StringToDecimal",
       {"s",
        [](const Args& a) {
          const auto decimal = ReadDecimal(a.Text(0));
          return decimal ? Value::Decimal(*decimal, a.arena) : Bad();
        }}},
      {"DecimalSame", {"d", [](const Args& a) { return a[0]; }}},
      {"IntSame", {"i", [](const Args& a) { return a[0]; }}},
      {"StringSame", {"s", [](const Args& a) { return a[0]; }}},
      {"IntToString", {"i", [](const Args& a) { return a.NewText(std::to_string(a[0].AsInt())); }}},
      {"DecimalToString",
       {"d", [](const Args& a) { return a.NewText(WriteDecimal(a[0].AsDecimal(), 0)); }}},
      {"MoneyToString", {"m", MoneyText}},
      {"BoolToString",
       {"b", [](const Args& a) { return a.NewText(a[0].AsBool() ? "true" : "false"); }}},
      {"DateToString", {"D", [](const Args& a) { return a.NewText(FormatDate(a[0].AsDate())); }}},
      {"TimestampToString",
       {"t", [](const Args& a) { return a.NewText(FormatTimestamp(a[0].AsTime())); }}},
      {"DurationToString",
       {"p", [](const Args& a) { return a.NewText(DurationText(a[0].AsTime())); }}},
      {"ParseDate",
       {"s", [](const Args& a) { return OrBad<int64_t>(ParseDate(a.Text(0)), Value::Date); }}},
      {"ParseTimestamp",
       {"s",
        [](const Args& a) {
          return OrBad<TimeParts>(ParseTimestamp(a.Text(0)), Value::Timestamp);
        }}},
      {"ParseDuration",
       {"s",
        [](const Args& a) { return OrBad<TimeParts>(ParseDuration(a.Text(0)), Value::Duration); }}},
      {"DateOfTimestamp",
       {"t",
        [](const Args& a) {
          const int64_t seconds = a[0].AsTime().seconds;
          return Value::Date((seconds - Remainder(seconds, 86'400)) / 86'400);
        }}},
      {"DateYear", {"D", [](const Args& a) { return Value::Int(DayOf(a[0].AsDate()).year); }}},
      {"DateMonth", {"D", [](const Args& a) { return Value::Int(DayOf(a[0].AsDate()).month); }}},
      {"DateDay", {"D", [](const Args& a) { return Value::Int(DayOf(a[0].AsDate()).day); }}},
      // 1970-01-01 was a Thursday.
      {"DateWeekday",
       {"D", [](const Args& a) { return Value::Int(Remainder(a[0].AsDate() + 3, 7) + 1); }}},
      {"TimeHour",
       {"t",
        [](const Args& a) { return Value::Int(Remainder(a[0].AsTime().seconds, 86'400) / 3600); }}},
      {"TimeMinute",
       {"t",
        [](const Args& a) { return Value::Int(Remainder(a[0].AsTime().seconds, 3600) / 60); }}},
      {"MakeMoney",
       {"ds",
        [](const Args& a) {
          const auto currency = ParseCurrency(a.Text(1));
          return currency ? Value::Money({a[0].AsDecimal(), *currency}, a.arena) : Bad();
        }}},
      {"MoneyAmount",
       {"m", [](const Args& a) { return Value::Decimal(a[0].AsMoney().amount, a.arena); }}},
      {"MoneyCurrency",
       {"m",
        [](const Args& a) {
          const CurrencyCode code = a[0].AsMoney().currency;
          return a.NewText(code == 0 ? "" : CurrencyName(code));
        }}},
      {"OrValue",
       {"?*",
        [](const Args& a) {
          return a[0].is(Kind::kAbsent) || a[0].is(Kind::kNull) ? a[1] : a[0];
        }}},
      {"MakeSet", {"l", [](const Args& a) { return MakeSet(a[0].items(), a[0].size(), a.arena); }}},
      {"ContainsAll", {"SS", [](const Args& a) { return HoldsAll(a[0], a[1]); }}},
      {"EntityId", {"e", [](const Args& a) { return Value::String(a[0].AsEntity().id); }}},
      {"Greatest", {"**", [](const Args& a) { return Larger(a, true); }}},
      {"Least", {"**", [](const Args& a) { return Larger(a, false); }}},
  };
  return rows;
}

bool Fits(char letter, const Value& arg) {
  if (letter == '?') return true;
  if (letter == '*') return !arg.is(Kind::kAbsent);
  for (const Letter& row : kLetters) {
    if (row.letter == letter) return arg.is(row.kind);
  }
  return false;
}

}  // namespace

bool CallFunction(const std::string& name, const std::vector<Value>& args, Arena& arena,
                  Value& result) {
  for (const Rows* rows :
       {&CoreRows(), &TextRows(), &NumberRows(), &CollectionRows(), &PlaceRows()}) {
    auto found = rows->find(name);
    if (found == rows->end()) continue;
    for (size_t i = 0; i < args.size(); ++i) {
      if (Fits(found->second.kinds[i], args[i])) continue;
      result = Misuse({args[i]});
      return true;
    }
    result = found->second.call(Args{args, arena});
    return true;
  }
  return false;
}

}  // namespace writ::oracle
