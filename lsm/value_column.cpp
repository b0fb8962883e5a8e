// Choosing the form of a column, checking it, and reading one value.
// SPDX-License-Identifier: Apache-2.0
#include "lsm/value_column.h"

#include <algorithm>
#include <vector>

#include "absl/container/flat_hash_map.h"

namespace cambium {
namespace {

constexpr std::size_t kUuidSize = 16;

enum Form : char { kConstant, kWords, kTexts, kDictionary, kUuids, kMixed };

// What a column has in common.
struct Shape {
  bool constant = true;
  bool one_type = true;
  bool one_scale = true;
  const StoredValue* first = nullptr;  // That is not NULL.
};

Shape ShapeOf(std::span<const StoredValue> values) {
  Shape shape;
  for (const StoredValue& value : values) {
    if (value.is_null()) continue;
    if (shape.first == nullptr) shape.first = &value;
    shape.constant = shape.constant && value == *shape.first;
    shape.one_type = shape.one_type && value.type() == shape.first->type();
    shape.one_scale = shape.one_scale && value.scale() == shape.first->scale();
  }
  return shape;
}

void AppendEndsAndBytes(std::span<const std::string_view> texts, std::string& out) {
  std::vector<std::uint64_t> ends;
  ends.reserve(texts.size());
  std::uint64_t end = 0;
  for (const std::string_view text : texts) ends.push_back(end += text.size());
  AppendPacked(ends, out);
  PutVarint(end, out);
  for (const std::string_view text : texts) out.append(text);
}

// The codes of texts in a dictionary, in the order in which they first come.
struct Dictionary {
  std::vector<std::string_view> texts;
  std::vector<std::uint64_t> codes;
};

// Gives up, with no codes, once most texts seem to be distinct.
Dictionary DictionaryOf(std::span<const std::string_view> texts) {
  Dictionary dictionary;
  absl::flat_hash_map<std::string_view, std::uint64_t> codes;
  std::size_t seen = 0;
  for (const std::string_view text : texts) {
    const auto [place, is_new] = codes.try_emplace(text, dictionary.texts.size());
    if (is_new) dictionary.texts.push_back(text);
    dictionary.codes.push_back(place->second);
    ++seen;
    if (dictionary.texts.size() > 64 && dictionary.texts.size() > seen / 2) return {};
  }
  return dictionary;
}

void AppendTextColumn(std::span<const StoredValue> values, ValueType type, std::string& out) {
  std::vector<std::string_view> texts;
  texts.reserve(values.size());
  for (const StoredValue& value : values) {
    texts.push_back(value.is_null() ? std::string_view() : value.text());
  }
  std::string plain{kTexts, static_cast<char>(type)};
  AppendEndsAndBytes(texts, plain);
  const Dictionary dictionary = DictionaryOf(texts);
  if (!dictionary.codes.empty()) {
    std::string coded{kDictionary, static_cast<char>(type)};
    PutVarint(dictionary.texts.size(), coded);
    AppendEndsAndBytes(dictionary.texts, coded);
    AppendPacked(dictionary.codes, coded);
    if (coded.size() < plain.size()) {
      out += coded;
      return;
    }
  }
  out += plain;
}

void AppendWordColumn(std::span<const StoredValue> values, const StoredValue& first,
                      std::string& out) {
  std::vector<std::uint64_t> words;
  words.reserve(values.size());
  std::uint64_t before = first.word();
  for (const StoredValue& value : values) {
    if (!value.is_null()) before = value.word();
    words.push_back(before);
  }
  out += {kWords, static_cast<char>(first.type()), static_cast<char>(first.scale())};
  AppendPacked(words, out);
}

void AppendMixedColumn(std::span<const StoredValue> values, std::string& out) {
  std::vector<std::uint64_t> ends;
  std::string bytes;
  for (const StoredValue& value : values) {
    AppendValue(value, bytes);
    ends.push_back(bytes.size());
  }
  out.push_back(kMixed);
  AppendPacked(ends, out);
  PutText(bytes, out);
}

}  // namespace

void AppendValues(std::span<const StoredValue> values, std::string& out) {
  const Shape shape = ShapeOf(values);
  if (shape.constant) {
    out.push_back(kConstant);
    return AppendValue(shape.first == nullptr ? StoredValue() : *shape.first, out);
  }
  const StoredValue& first = *shape.first;
  if (!shape.one_type || !shape.one_scale) return AppendMixedColumn(values, out);
  if (!first.is_text()) return AppendWordColumn(values, first, out);
  if (first.type() != ValueType::kUuid) return AppendTextColumn(values, first.type(), out);
  out.push_back(kUuids);
  for (const StoredValue& value : values) {
    out += value.is_null() ? std::string(kUuidSize, '\0') : std::string(value.text());
  }
}

ValueColumn ValueColumn::Take(ByteReader& reader, std::uint32_t count) {
  ValueColumn column;
  const auto form = reader.TakeWord<std::uint8_t>();
  if (form > static_cast<std::uint8_t>(Form::kMixed)) reader.Fail();
  column.form_ = static_cast<Form>(form);
  if (reader.ok()) column.TakeForm(reader, count);
  return column;
}

void ValueColumn::TakeForm(ByteReader& reader, std::uint32_t count) {
  switch (form_) {
    case Form::kConstant:
      constant_ = TakeValue(reader);
      return;
    case Form::kWords:
      return TakeWords(reader, count);
    case Form::kTexts:
      TakeTextType(reader);
      return TakeTexts(reader, count);
    case Form::kDictionary: {
      TakeTextType(reader);
      const std::uint64_t distinct = reader.Varint();
      if (distinct > count) return reader.Fail();
      TakeTexts(reader, distinct);
      codes_ = PackedIntegers::Take(reader, count);
      for (std::uint32_t i = 0; reader.ok() && i < count; ++i) {
        if (codes_.At(i) >= distinct) reader.Fail();
      }
      return;
    }
    case Form::kUuids:
      type_ = ValueType::kUuid;
      text_ = reader.Take(kUuidSize * count);
      return;
    case Form::kMixed:
      TakeTexts(reader, count);
      for (std::uint32_t i = 0; reader.ok() && i < count; ++i) {
        ByteReader value(TextAt(i));
        TakeValue(value);
        if (!value.done()) reader.Fail();
      }
      return;
  }
}

void ValueColumn::TakeWords(ByteReader& reader, std::uint32_t count) {
  type_ = static_cast<ValueType>(reader.TakeWord<std::uint8_t>());
  scale_ = reader.TakeWord<std::uint8_t>();
  packed_ = PackedIntegers::Take(reader, count);
  if (type_ == ValueType::kNull || type_ >= ValueType::kUuid) reader.Fail();
  for (std::uint32_t i = 0; reader.ok() && i < count; ++i) {
    if (!IsSoundWord(type_, packed_.At(i), scale_)) reader.Fail();
  }
}

void ValueColumn::TakeTextType(ByteReader& reader) {
  type_ = static_cast<ValueType>(reader.TakeWord<std::uint8_t>());
  if (type_ < ValueType::kText || type_ > ValueType::kJson) reader.Fail();
}

void ValueColumn::TakeTexts(ByteReader& reader, std::uint64_t count) {
  packed_ = PackedIntegers::Take(reader, count);
  text_ = reader.Text();
  std::uint64_t before = 0;
  for (std::uint64_t i = 0; reader.ok() && i < count; ++i) {
    const std::uint64_t end = packed_.At(i);
    if (end < before || end > text_.size()) reader.Fail();
    before = end;
  }
  if (before != text_.size()) reader.Fail();
}

StoredValue ValueColumn::MixedAt(std::uint32_t i) const {
  ByteReader value(TextAt(i));
  return TakeValue(value);
}

StoredValue ValueColumn::At(std::uint32_t i) const {
  switch (form_) {
    case Form::kConstant:
      return constant_;
    case Form::kWords:
      return StoredValue::Word(type_, packed_.At(i), scale_);
    case Form::kTexts:
      return StoredValue::Text(type_, TextAt(i));
    case Form::kDictionary:
      return StoredValue::Text(type_, TextAt(codes_.At(i)));
    case Form::kUuids:
      return StoredValue::Text(type_, text_.substr(kUuidSize * i, kUuidSize));
    case Form::kMixed:
      return MixedAt(i);
  }
  return {};
}

void ValueColumn::Copy(std::uint32_t begin, std::uint32_t end, StoredValue* out) const {
  switch (form_) {
    case Form::kConstant:
      std::fill(out, out + (end - begin), constant_);
      return;
    case Form::kWords: {
      constexpr std::uint32_t kAtOnce = 128;
      std::uint64_t words[kAtOnce];
      while (begin < end) {
        const std::uint32_t stop = std::min(end, begin + kAtOnce);
        packed_.Copy(begin, stop, words);
        for (std::uint32_t i = 0; i < stop - begin; ++i) {
          *out++ = StoredValue::Word(type_, words[i], scale_);
        }
        begin = stop;
      }
      return;
    }
    case Form::kTexts: {
      std::uint64_t start = begin == 0 ? 0 : packed_.At(begin - 1);
      for (std::uint32_t i = begin; i < end; ++i) {
        const std::uint64_t stop = packed_.At(i);
        *out++ = StoredValue::Text(type_, text_.substr(start, stop - start));
        start = stop;
      }
      return;
    }
    default:
      for (std::uint32_t i = begin; i < end; ++i) *out++ = At(i);
  }
}

}  // namespace cambium
