// Writers and readers of the byte formats that the log and the store keep.
// Integers are big-endian; a length is a LEB128 varint of at most 5 bytes.
// A reader never throws and never reads past its end: it turns bad once and
// stays bad, and everything read from a bad reader is zero or empty.
#ifndef WRIT_ENGINE_BASE_BYTES_H_
#define WRIT_ENGINE_BASE_BYTES_H_

#include <cstdint>
#include <string>
#include <string_view>

namespace writ {

class ByteWriter {
 public:
  // Appends to `out`, which must outlive the writer.
  explicit ByteWriter(std::string& out) : out_(out) {}

  void U8(uint8_t v) { out_.push_back(static_cast<char>(v)); }
  void U16(uint16_t v) { Fixed(v, 2); }
  void U32(uint32_t v) { Fixed(v, 4); }
  void U64(uint64_t v) { Fixed(v, 8); }
  void Raw(std::string_view bytes) { out_.append(bytes); }

  void Varint(uint32_t v) {
    while (v >= 0x80) {
      U8(static_cast<uint8_t>(v) | 0x80);
      v >>= 7;
    }
    U8(static_cast<uint8_t>(v));
  }

  // Varint length, then the bytes.
  void Text(std::string_view text) {
    Varint(static_cast<uint32_t>(text.size()));
    Raw(text);
  }

  std::string& out() { return out_; }

 private:
  void Fixed(uint64_t v, int n) {
    char bytes[8];
    for (int i = 0; i < n; ++i) bytes[i] = static_cast<char>(v >> (8 * (n - 1 - i)));
    out_.append(bytes, static_cast<size_t>(n));
  }

  std::string& out_;
};

class ByteReader {
 public:
  // `bytes` must outlive the reader and every view it hands out.
  explicit ByteReader(std::string_view bytes) : rest_(bytes) {}

  bool ok() const { return ok_; }
  bool done() const { return ok_ && rest_.empty(); }
  size_t remaining() const { return rest_.size(); }

  uint8_t U8() { return static_cast<uint8_t>(Fixed(1)); }
  uint16_t U16() { return static_cast<uint16_t>(Fixed(2)); }
  uint32_t U32() { return static_cast<uint32_t>(Fixed(4)); }
  uint64_t U64() { return Fixed(8); }

  std::string_view Raw(size_t n) {
    if (!ok_ || n > rest_.size()) return Bad(), std::string_view();
    std::string_view taken = rest_.substr(0, n);
    rest_.remove_prefix(n);
    return taken;
  }

  // Refuses a varint that is not the shortest form: one value, one encoding.
  uint32_t Varint() {
    uint64_t v = 0;
    for (int shift = 0; shift < 35; shift += 7) {
      uint8_t byte = U8();
      v |= uint64_t{byte & 0x7fu} << shift;
      if (byte < 0x80) {
        if ((shift > 0 && byte == 0) || v > UINT32_MAX) break;
        return static_cast<uint32_t>(v);
      }
    }
    Bad();
    return 0;
  }

  std::string_view Text() { return Raw(Varint()); }

  void Bad() {
    ok_ = false;
    rest_ = {};
  }

 private:
  uint64_t Fixed(size_t n) {
    std::string_view bytes = Raw(n);
    uint64_t v = 0;
    for (char c : bytes) v = v << 8 | static_cast<uint8_t>(c);
    return v;
  }

  std::string_view rest_;
  bool ok_ = true;
};

}  // namespace writ

#endif  // WRIT_ENGINE_BASE_BYTES_H_
