// Names of strangers as names of Writ.
#ifndef WRIT_SERVER_IMPORT_NAMES_H_
#define WRIT_SERVER_IMPORT_NAMES_H_

#include <set>
#include <string>
#include <string_view>

namespace writ::import {

inline constexpr size_t kMaxNameBytes = 256;

// Letters, digits and underscores of ASCII, no digit in front.
bool IsIdentifier(std::string_view name);
// Identifiers with points between them.
bool IsDottedName(std::string_view name);

// "get-env" becomes "get_env". Never empty, never a reserved word.
std::string ToIdentifier(std::string_view name);
// "get-env" becomes "GetEnv"; "messageType" becomes "MessageType".
std::string ToTypeName(std::string_view name);

// Whether the name can stand as it is, in backquotes if need be. An argument must: its
// name is the key on the wire.
bool CanBeName(std::string_view name);
// In backquotes unless it is an identifier.
std::string WriteName(std::string_view name);

// Gives out names, each once.
class UniqueNames {
 public:
  // `wanted`, or if it is taken `wanted_2`, `wanted_3` ...
  std::string Claim(const std::string& wanted);

 private:
  std::set<std::string> taken_;
};

}  // namespace writ::import

#endif  // WRIT_SERVER_IMPORT_NAMES_H_
