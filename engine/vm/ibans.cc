#include "engine/vm/ibans.h"

#include <algorithm>
#include <cstdint>

namespace writ {
namespace {

struct Country {
  std::string_view code;
  size_t length;
};
// The registry of ISO 13616, sorted by code.
constexpr Country kCountries[] = {
    {"AD", 24}, {"AE", 23}, {"AL", 28}, {"AT", 20}, {"AZ", 28}, {"BA", 20}, {"BE", 16}, {"BG", 22},
    {"BH", 22}, {"BI", 27}, {"BR", 29}, {"BY", 28}, {"CH", 21}, {"CR", 22}, {"CY", 28}, {"CZ", 24},
    {"DE", 22}, {"DJ", 27}, {"DK", 18}, {"DO", 28}, {"EE", 20}, {"EG", 29}, {"ES", 24}, {"FI", 18},
    {"FK", 18}, {"FO", 18}, {"FR", 27}, {"GB", 22}, {"GE", 22}, {"GI", 23}, {"GL", 18}, {"GR", 27},
    {"GT", 28}, {"HR", 21}, {"HU", 28}, {"IE", 22}, {"IL", 23}, {"IQ", 23}, {"IS", 26}, {"IT", 27},
    {"JO", 30}, {"KW", 30}, {"KZ", 20}, {"LB", 28}, {"LC", 32}, {"LI", 21}, {"LT", 20}, {"LU", 20},
    {"LV", 21}, {"LY", 25}, {"MC", 27}, {"MD", 24}, {"ME", 22}, {"MK", 19}, {"MN", 20}, {"MR", 27},
    {"MT", 31}, {"MU", 30}, {"NI", 28}, {"NL", 18}, {"NO", 15}, {"OM", 23}, {"PK", 24}, {"PL", 28},
    {"PS", 29}, {"PT", 25}, {"QA", 29}, {"RO", 24}, {"RS", 22}, {"RU", 33}, {"SA", 24}, {"SC", 31},
    {"SD", 18}, {"SE", 24}, {"SI", 19}, {"SK", 24}, {"SM", 27}, {"SO", 23}, {"ST", 25}, {"SV", 28},
    {"TL", 23}, {"TN", 24}, {"TR", 26}, {"UA", 29}, {"VA", 22}, {"VG", 24}, {"XK", 20}};

bool IsDigit(char c) { return c >= '0' && c <= '9'; }

// The remainder by 97 of the number that the text is, a letter being 10 to 35; `rest` is
// that of what stands before it.
uint32_t Remainder(std::string_view text, uint32_t rest) {
  for (char c : text) {
    rest = IsDigit(c) ? rest * 10 + static_cast<uint32_t>(c - '0')
                      : rest * 100 + static_cast<uint32_t>(c - 'A' + 10);
    rest %= 97;
  }
  return rest;
}

}  // namespace

size_t IbanLength(std::string_view country) {
  const auto at =
      std::lower_bound(std::begin(kCountries), std::end(kCountries), country,
                       [](const Country& c, std::string_view code) { return c.code < code; });
  return at != std::end(kCountries) && at->code == country ? at->length : 0;
}

bool IsIban(std::string_view text) {
  if (text.size() < 4 || text.size() != IbanLength(text.substr(0, 2))) return false;
  if (!IsDigit(text[2]) || !IsDigit(text[3])) return false;
  for (char c : text) {
    if (!IsDigit(c) && (c < 'A' || c > 'Z')) return false;
  }
  return Remainder(text.substr(0, 4), Remainder(text.substr(4), 0)) == 1;
}

}  // namespace writ
