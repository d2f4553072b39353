// International bank account numbers (ISO 13616). Pure.
#ifndef WRIT_ENGINE_VM_IBANS_H_
#define WRIT_ENGINE_VM_IBANS_H_

#include <cstddef>
#include <string_view>

namespace writ {

inline constexpr size_t kMaxIbanLength = 34;

// Characters of a number of the country of two capitals; 0 for a country without them.
size_t IbanLength(std::string_view country);

// Whether the text, capitals and digits without spaces, has the length and the check
// digits of its country.
bool IsIban(std::string_view text);

}  // namespace writ

#endif  // WRIT_ENGINE_VM_IBANS_H_
