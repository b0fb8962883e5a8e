// Views to values, and both to bytes.
// SPDX-License-Identifier: Apache-2.0
#include "lsm/stored_value.h"

#include <cstring>

#include "dataflow/decimal.h"

namespace cambium {
namespace {

constexpr std::size_t kUuidSize = 16;

std::int64_t AsSigned(std::uint64_t word) { return static_cast<std::int64_t>(word); }

}  // namespace

Value StoredValue::ToValue() const {
  switch (type_) {
    case ValueType::kNull:
      return {};
    case ValueType::kBool:
      return Value::Bool(word_ != 0);
    case ValueType::kInt:
      return Value::Int(AsSigned(word_));
    case ValueType::kFloat:
      return Value::Float(std::bit_cast<double>(word_));
    case ValueType::kDecimal:
      return Value::Of({AsSigned(word_), scale_});
    case ValueType::kDate:
      return Value::Date(static_cast<std::int32_t>(word_));
    case ValueType::kTime:
      return Value::Time(AsSigned(word_));
    case ValueType::kUuid: {
      UuidBytes uuid;
      std::memcpy(uuid.data(), text().data(), kUuidSize);
      return Value::Uuid(uuid);
    }
    case ValueType::kText:
      return Value::Text(text());
    case ValueType::kBytes:
      return Value::Bytes(text());
    case ValueType::kJson:
      return Value::Json(text());
  }
  return {};
}

StoredValue StoredViewOf(const Value& value, UuidBytes& uuid) {
  const ValueType type = value.type();
  switch (type) {
    case ValueType::kNull:
      return {};
    case ValueType::kBool:
      return StoredValue::Word(type, value.AsBool() ? 1 : 0);
    case ValueType::kInt:
      return StoredValue::Word(type, static_cast<std::uint64_t>(value.AsInt()));
    case ValueType::kFloat:
      return StoredValue::Word(type, std::bit_cast<std::uint64_t>(value.AsFloat()));
    case ValueType::kDecimal: {
      const Decimal decimal = value.AsDecimal();
      return StoredValue::Word(type, static_cast<std::uint64_t>(decimal.unscaled),
                               decimal.scale);
    }
    case ValueType::kDate:
      return StoredValue::Word(type, static_cast<std::uint64_t>(std::int64_t{value.AsDate()}));
    case ValueType::kTime:
      return StoredValue::Word(type, static_cast<std::uint64_t>(value.AsTime()));
    case ValueType::kUuid:
      uuid = value.AsUuid();
      return StoredValue::Text(type, {reinterpret_cast<const char*>(uuid.data()), kUuidSize});
    case ValueType::kText:
    case ValueType::kBytes:
    case ValueType::kJson:
      return StoredValue::Text(type, value.AsText());
  }
  return {};
}

StoredValue CopyTo(ByteArena& arena, const StoredValue& view) {
  return view.is_text() ? StoredValue::Text(view.type(), arena.Copy(view.text())) : view;
}

bool IsSoundWord(ValueType type, std::uint64_t word, std::uint8_t scale) {
  switch (type) {
    case ValueType::kNull:
      return word == 0 && scale == 0;
    case ValueType::kBool:
      return word <= 1 && scale == 0;
    case ValueType::kInt:
    case ValueType::kTime:
      return scale == 0;
    case ValueType::kFloat: {
      const double number = std::bit_cast<double>(word);
      return scale == 0 && std::bit_cast<std::uint64_t>(Value::Float(number).AsFloat()) == word;
    }
    case ValueType::kDecimal:
      return scale <= Decimal::kMaxScale;
    case ValueType::kDate:
      return scale == 0 && AsSigned(word) == static_cast<std::int32_t>(word);
    default:
      return false;
  }
}

void AppendValue(const StoredValue& view, std::string& out) {
  out.push_back(static_cast<char>(view.type()));
  switch (view.type()) {
    case ValueType::kNull:
      return;
    case ValueType::kBool:
      out.push_back(static_cast<char>(view.word()));
      return;
    case ValueType::kDecimal:
      out.push_back(static_cast<char>(view.scale()));
      PutVarint(ZigZag(AsSigned(view.word())), out);
      return;
    case ValueType::kInt:
    case ValueType::kDate:
    case ValueType::kTime:
      PutVarint(ZigZag(AsSigned(view.word())), out);
      return;
    case ValueType::kFloat:
      PutWord(view.word(), out);
      return;
    case ValueType::kUuid:
      out.append(view.text());
      return;
    case ValueType::kText:
    case ValueType::kBytes:
    case ValueType::kJson:
      PutText(view.text(), out);
      return;
  }
}

StoredValue TakeValue(ByteReader& reader) {
  const auto tag = reader.TakeWord<std::uint8_t>();
  if (tag > static_cast<std::uint8_t>(ValueType::kJson)) reader.Fail();
  if (!reader.ok()) return {};
  const auto type = static_cast<ValueType>(tag);
  if (type == ValueType::kUuid) {
    const std::string_view uuid = reader.Take(kUuidSize);
    return reader.ok() ? StoredValue::Text(type, uuid) : StoredValue();
  }
  if (type >= ValueType::kText) {
    const std::string_view text = reader.Text();
    if (text.size() > UINT32_MAX) reader.Fail();
    return reader.ok() ? StoredValue::Text(type, text) : StoredValue();
  }
  std::uint8_t scale = 0;
  std::uint64_t word = 0;
  if (type == ValueType::kBool) {
    word = reader.TakeWord<std::uint8_t>();
  } else if (type == ValueType::kFloat) {
    word = reader.TakeWord();
  } else if (type != ValueType::kNull) {
    if (type == ValueType::kDecimal) scale = reader.TakeWord<std::uint8_t>();
    word = static_cast<std::uint64_t>(UnZigZag(reader.Varint()));
  }
  if (!reader.ok() || !IsSoundWord(type, word, scale)) {
    reader.Fail();
    return {};
  }
  return StoredValue::Word(type, word, scale);
}

}  // namespace cambium
