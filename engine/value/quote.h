// Quoted text, appended to a text that is being written.
#ifndef WRIT_ENGINE_VALUE_QUOTE_H_
#define WRIT_ENGINE_VALUE_QUOTE_H_

#include <string>
#include <string_view>

namespace writ {

// As QuoteJson.
void AppendQuoted(std::string_view text, std::string& out);
// As a bytes literal of Writ: `b"..."`, every byte that is not plain ASCII as \xNN.
void AppendQuotedBytes(std::string_view bytes, std::string& out);

}  // namespace writ

#endif  // WRIT_ENGINE_VALUE_QUOTE_H_
