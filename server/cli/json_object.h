// Writes one JSON object on one line, field by field.
#ifndef WRIT_SERVER_CLI_JSON_OBJECT_H_
#define WRIT_SERVER_CLI_JSON_OBJECT_H_

#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

#include <cstdint>
#include <string>
#include <string_view>

namespace writ::cli {

class JsonObject {
 public:
  JsonObject() : writer_(buffer_) { writer_.StartObject(); }

  JsonObject& Text(std::string_view name, std::string_view value) {
    return Key(name), Put(value), *this;
  }
  JsonObject& Number(std::string_view name, int64_t value) {
    return Key(name), writer_.Int64(value), *this;
  }
  JsonObject& Bool(std::string_view name, bool value) {
    return Key(name), writer_.Bool(value), *this;
  }
  // `json` is one JSON text; an empty one becomes null.
  JsonObject& Raw(std::string_view name, std::string_view json) {
    Key(name);
    if (json.empty()) json = "null";
    writer_.RawValue(json.data(), json.size(), rapidjson::kObjectType);
    return *this;
  }
  template <typename Texts>
  JsonObject& List(std::string_view name, const Texts& texts) {
    Key(name);
    writer_.StartArray();
    for (const auto& text : texts) Put(text);
    writer_.EndArray();
    return *this;
  }

  // Ends the object; call once, last.
  std::string Finish() {
    writer_.EndObject();
    return {buffer_.GetString(), buffer_.GetSize()};
  }

 private:
  void Key(std::string_view name) {
    writer_.Key(name.data(), static_cast<rapidjson::SizeType>(name.size()));
  }
  void Put(std::string_view text) {
    writer_.String(text.data(), static_cast<rapidjson::SizeType>(text.size()));
  }

  rapidjson::StringBuffer buffer_;
  rapidjson::Writer<rapidjson::StringBuffer> writer_;
};

}  // namespace writ::cli

#endif  // WRIT_SERVER_CLI_JSON_OBJECT_H_
