// Writing and reading keys.
// SPDX-License-Identifier: Apache-2.0
#include "dataflow/key_encoding.h"

#include <array>
#include <bit>
#include <cstring>
#include <utility>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "dataflow/exact_number.h"
#include "dataflow/status.h"

namespace cambium {
namespace {

// The first byte of a key. The gaps leave room for types to come.
enum Tag : uint8_t {
  kNullTag = 0x02,
  kFalseTag = 0x03,
  kTrueTag = 0x04,
  kBelowTag = 0x10,
  kMinusOneTag = 0x19,  // 0x11 to 0x19: negative floors of 8 to 0 bytes
  kZeroTag = 0x1A,      // 0x1A to 0x22: the others, of 0 to 8 bytes
  kAboveTag = 0x23,
  kDateTag = 0x30,
  kTimeTag = 0x31,
  kUuidTag = 0x32,
  kTextTag = 0x40,
  kBytesTag = 0x41,
  kJsonTag = 0x42,
};

constexpr uint8_t kEnd = 0x00;
constexpr uint8_t kMore = 0x01;
constexpr char kZero = '\x00';
constexpr char kEscapedZero = '\xFF';
constexpr char kTextEnd = '\x01';
constexpr int kWordBytes = 8;
constexpr int kDateBytes = 4;
constexpr uint64_t kSignBit = uint64_t{1} << 63;
constexpr uint32_t kDateSignBit = uint32_t{1} << 31;

// How many bytes hold a floor, apart from its sign.
int FloorBytes(int64_t floor) {
  const auto bits = static_cast<uint64_t>(floor < 0 ? ~floor : floor);
  return static_cast<int>(std::bit_width(bits) + 7) / 8;
}

// Bytes on their way to a key; the longest number takes 27.
class KeyBytes {
 public:
  std::string_view text() const { return {bytes_.data(), size_}; }

  void Add(uint8_t byte) { bytes_[size_++] = static_cast<char>(byte); }

  // The last `count` bytes of a word, big-endian.
  void AddWord(uint64_t word, int count) {
    if (count == 0) return;
    // All eight are written, and the next byte goes over those that do not count.
    const uint64_t leading = __builtin_bswap64(word << (8 * (kWordBytes - count)));
    std::memcpy(bytes_.data() + size_, &leading, kWordBytes);
    size_ += static_cast<size_t>(count);
  }

 private:
  std::array<char, 40> bytes_;
  size_t size_ = 0;
};

void AddFloor(KeyBytes& key, int64_t floor) {
  const int count = FloorBytes(floor);
  key.Add(static_cast<uint8_t>(floor < 0 ? kMinusOneTag - count : kZeroTag + count));
  key.AddWord(static_cast<uint64_t>(floor), count);
}

void AddNumber(KeyBytes& key, const ExactNumber& number) {
  if (number.range != 0) {
    key.Add(number.range < 0 ? kBelowTag : kAboveTag);
    return key.AddWord(number.tail, kWordBytes);
  }
  AddFloor(key, number.floor);
  if (number.fraction == 0 && number.tail == 0) return key.Add(kEnd);
  key.Add(kMore);
  key.AddWord(number.fraction, kWordBytes);
  if (number.tail == 0) return key.Add(kEnd);
  key.Add(kMore);
  key.AddWord(number.tail, kWordBytes);
}

void AddUuid(KeyBytes& key, const UuidBytes& uuid) {
  key.Add(kUuidTag);
  for (const uint8_t byte : uuid) key.Add(byte);
}

void AppendText(std::string& out, uint8_t tag, std::string_view text) {
  out += static_cast<char>(tag);
  while (true) {
    const size_t zero = text.find(kZero);
    out += text.substr(0, zero);
    out += kZero;
    if (zero == std::string_view::npos) break;
    out += kEscapedZero;
    text.remove_prefix(zero + 1);
  }
  out += kTextEnd;
}

void AppendAscending(std::string& out, const ValueView& value) {
  KeyBytes key;
  switch (value.type()) {
    case ValueType::kNull:
      key.Add(kNullTag);
      break;
    case ValueType::kBool:
      key.Add(value.AsBool() ? kTrueTag : kFalseTag);
      break;
    case ValueType::kInt:
      AddFloor(key, value.AsInt());
      key.Add(kEnd);
      break;
    case ValueType::kFloat:
    case ValueType::kDecimal:
      AddNumber(key, value.AsExactNumber());
      break;
    case ValueType::kDate:
      key.Add(kDateTag);
      key.AddWord(static_cast<uint32_t>(value.AsDate()) ^ kDateSignBit, kDateBytes);
      break;
    case ValueType::kTime:
      key.Add(kTimeTag);
      key.AddWord(static_cast<uint64_t>(value.AsTime()) ^ kSignBit, kWordBytes);
      break;
    case ValueType::kUuid:
      AddUuid(key, value.AsUuid());
      break;
    case ValueType::kText:
      return AppendText(out, kTextTag, value.AsText());
    case ValueType::kBytes:
      return AppendText(out, kBytesTag, value.AsText());
    case ValueType::kJson:
      return AppendText(out, kJsonTag, value.AsText());
  }
  out += key.text();
}

// Reads bytes in either order; each Take fails at the end, and moves on otherwise.
class KeyReader {
 public:
  KeyReader(std::string_view bytes, KeyOrder order)
      : rest_(bytes), flip_(order == KeyOrder::kDescending ? 0xFF : 0x00) {}

  std::string_view rest() const { return rest_; }

  bool TakeByte(uint8_t& byte) {
    if (rest_.empty()) return false;
    byte = static_cast<uint8_t>(rest_.front()) ^ flip_;
    rest_.remove_prefix(1);
    return true;
  }

  bool TakeWord(int count, uint64_t& word) {
    word = 0;
    uint8_t byte = 0;
    for (int i = 0; i < count; ++i) {
      if (!TakeByte(byte)) return false;
      word = word << 8 | byte;
    }
    return true;
  }

  // All up to the terminator, without it: a part of the bytes as they are, where that is
  // possible, or else `unescaped`.
  bool TakeText(std::string& unescaped, std::string_view& text) {
    const char zero = static_cast<char>(kZero ^ flip_);
    while (true) {
      const size_t end = rest_.find(zero);
      if (end == std::string_view::npos || end + 1 == rest_.size()) return false;
      text = rest_.substr(0, end);
      const char next = static_cast<char>(rest_[end + 1] ^ flip_);
      rest_.remove_prefix(end + 2);
      if (next == kTextEnd && flip_ == 0 && unescaped.empty()) return true;
      for (const char byte : text) unescaped += static_cast<char>(byte ^ flip_);
      text = unescaped;
      if (next == kTextEnd) return true;
      if (next != kEscapedZero) return false;
      unescaped += kZero;
    }
  }

 private:
  std::string_view rest_;
  uint8_t flip_;
};

// The functions below return whether the bytes are a key.

bool TakeOuterNumber(KeyReader& reader, uint8_t tag, Value& value) {
  uint64_t bits = 0;
  if (!reader.TakeWord(kWordBytes, bits)) return false;
  const double number = FromOrderedBits(bits);
  value = Value::Float(number);
  const auto range = static_cast<int8_t>(tag == kBelowTag ? -1 : +1);
  return ExactNumber::Of(number) == ExactNumber{.range = range, .tail = bits};
}

bool TakeFloor(KeyReader& reader, uint8_t tag, int64_t& floor) {
  const bool negative = tag < kZeroTag;
  const int count = negative ? kMinusOneTag - tag : tag - kZeroTag;
  uint64_t bits = 0;
  if (!reader.TakeWord(count, bits)) return false;
  if (negative && count < kWordBytes) bits |= ~uint64_t{0} << (8 * count);
  floor = static_cast<int64_t>(bits);
  return (floor < 0) == negative && FloorBytes(floor) == count;
}

bool TakeNumber(KeyReader& reader, uint8_t tag, Value& value) {
  ExactNumber number;
  uint8_t more = 0;
  if (!TakeFloor(reader, tag, number.floor) || !reader.TakeByte(more)) return false;
  if (more == kEnd) {
    value = Value::Int(number.floor);
    return true;
  }
  if (more != kMore || !reader.TakeWord(kWordBytes, number.fraction)) return false;
  if (!reader.TakeByte(more)) return false;
  if (more == kMore) {
    // A tail of zero would be no tail.
    if (!reader.TakeWord(kWordBytes, number.tail) || number.tail == 0) return false;
  } else if (more != kEnd || number.fraction == 0) {
    return false;
  }
  if (const auto decimal = ExactDecimal(number)) {
    value = Value::Of(*decimal);
    return true;
  }
  const auto exact_float = ExactFloat(number);
  if (exact_float.has_value()) value = Value::Float(*exact_float);
  return exact_float.has_value();
}

bool TakeText(KeyReader& reader, uint8_t tag, Value& value) {
  std::string unescaped;
  std::string_view text;
  if (!reader.TakeText(unescaped, text)) return false;
  value = tag == kTextTag    ? Value::Text(text)
          : tag == kBytesTag ? Value::Bytes(text)
                             : Value::Json(text);
  return true;
}

bool TakeValue(KeyReader& reader, Value& value) {
  uint8_t tag = 0;
  uint64_t word = 0;
  if (!reader.TakeByte(tag)) return false;
  if (tag > kBelowTag && tag < kAboveTag) return TakeNumber(reader, tag, value);
  switch (tag) {
    case kNullTag:
      value = Value();
      return true;
    case kFalseTag:
    case kTrueTag:
      value = Value::Bool(tag == kTrueTag);
      return true;
    case kBelowTag:
    case kAboveTag:
      return TakeOuterNumber(reader, tag, value);
    case kDateTag:
      if (!reader.TakeWord(kDateBytes, word)) return false;
      value = Value::Date(static_cast<int32_t>(static_cast<uint32_t>(word) ^ kDateSignBit));
      return true;
    case kTimeTag:
      if (!reader.TakeWord(kWordBytes, word)) return false;
      value = Value::Time(static_cast<int64_t>(word ^ kSignBit));
      return true;
    case kUuidTag: {
      UuidBytes uuid;
      for (uint8_t& byte : uuid) {
        if (!reader.TakeByte(byte)) return false;
      }
      value = Value::Uuid(uuid);
      return true;
    }
    case kTextTag:
    case kBytesTag:
    case kJsonTag:
      return TakeText(reader, tag, value);
    default:
      return false;
  }
}

}  // namespace

void AppendKey(const ValueView& value, std::string& out, KeyOrder order) {
  const size_t begin = out.size();
  AppendAscending(out, value);
  if (order == KeyOrder::kAscending) return;
  for (size_t i = begin; i < out.size(); ++i) out[i] = static_cast<char>(~out[i]);
}

std::string EncodeKey(std::span<const Value> tuple) {
  std::string out;
  for (const Value& value : tuple) AppendKey(value, out);
  return out;
}

absl::StatusOr<Value> TakeKey(std::string_view& bytes, KeyOrder order) {
  constexpr size_t kShown = 40;
  KeyReader reader(bytes, order);
  Value value;
  if (!TakeValue(reader, value)) {
    const std::string hex = absl::BytesToHexString(ToAbsl(bytes.substr(0, kShown)));
    return absl::DataLossError(absl::StrCat("not a key: ", hex));
  }
  bytes = reader.rest();
  return value;
}

absl::StatusOr<std::vector<Value>> DecodeKey(std::string_view bytes) {
  std::vector<Value> tuple;
  while (!bytes.empty()) {
    CAMBIUM_ASSIGN_OR_RETURN(Value value, TakeKey(bytes));
    tuple.push_back(std::move(value));
  }
  return tuple;
}

}  // namespace cambium
