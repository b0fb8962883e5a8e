// Numbers as bytes: little-endian words and varints, and a reader that never leaves its text.
//
//     PutVarint(300, out);                // AC 02
//     ByteReader reader(text);
//     const uint64_t number = reader.Varint();
//     if (!reader.ok()) …                 // the text was shorter, or not what Put… writes
//
// Law: what a reader accepts is just what Put… writes; a varint of more bytes than it needs is
// refused. After a failure every call gives zero or nothing, so it suffices to look once.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>

namespace cambium {

static_assert(std::endian::native == std::endian::little);

template <typename Word>
void PutWord(Word word, std::string& out) {
  out.append(reinterpret_cast<const char*>(&word), sizeof word);
}

template <typename Word = std::uint64_t>
Word LoadWord(const char* bytes) {
  Word word;
  std::memcpy(&word, bytes, sizeof word);
  return word;
}

inline void PutVarint(std::uint64_t number, std::string& out) {
  for (; number >= 0x80; number >>= 7) out.push_back(static_cast<char>(number | 0x80));
  out.push_back(static_cast<char>(number));
}

// Small magnitudes become small numbers, whatever their sign.
constexpr std::uint64_t ZigZag(std::int64_t number) {
  return static_cast<std::uint64_t>(number) << 1 ^ static_cast<std::uint64_t>(number >> 63);
}
constexpr std::int64_t UnZigZag(std::uint64_t number) {
  return static_cast<std::int64_t>(number >> 1 ^ (0 - (number & 1)));
}

inline void PutText(std::string_view text, std::string& out) {
  PutVarint(text.size(), out);
  out.append(text);
}

class ByteReader {
 public:
  explicit ByteReader(std::string_view bytes) : rest_(bytes) {}

  bool ok() const { return ok_; }
  // Whether all was read, and nothing failed.
  bool done() const { return ok_ && rest_.empty(); }
  std::string_view rest() const { return rest_; }

  std::string_view Take(std::uint64_t count) {
    if (count > rest_.size()) {
      Fail();
      return {};
    }
    const std::string_view taken = rest_.substr(0, count);
    rest_.remove_prefix(count);
    return taken;
  }
  template <typename Word = std::uint64_t>
  Word TakeWord() {
    const std::string_view bytes = Take(sizeof(Word));
    return bytes.size() == sizeof(Word) ? LoadWord<Word>(bytes.data()) : Word{};
  }
  std::uint64_t Varint() {
    std::uint64_t number = 0;
    for (int shift = 0; shift < 64; shift += 7) {
      const auto byte = TakeWord<std::uint8_t>();
      if (shift == 63 && byte > 1) break;
      number |= std::uint64_t{byte & 0x7FU} << shift;
      if (byte >= 0x80) continue;
      if (byte == 0 && shift > 0) break;  // It needed fewer bytes.
      return ok_ ? number : 0;
    }
    Fail();
    return 0;
  }
  std::uint32_t Varint32() {
    const std::uint64_t number = Varint();
    if (number <= UINT32_MAX) return static_cast<std::uint32_t>(number);
    Fail();
    return 0;
  }
  std::string_view Text() { return Take(Varint()); }
  void Fail() {
    ok_ = false;
    rest_ = {};
  }

 private:
  std::string_view rest_;
  bool ok_ = true;
};

}  // namespace cambium
