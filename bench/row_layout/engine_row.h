// What was built after the decision: the engine's Row, and the form that it replaced.
//
//     values     one handle to a shared vector of 16-byte values; the hash computed at once
//     row        dataflow/row.h
//
// Both hold the engine's values and share its order and hash, which are others than those of
// the candidates: so the two are compared with each other alone.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

#include "bench/row_layout/value_view.h"
#include "dataflow/row.h"
#include "dataflow/stable_hash.h"
#include "dataflow/value.h"

namespace cambium::bench {

// The same field to the engine; borrows texts.
inline cambium::ValueView EngineView(const ValueView& field) {
  switch (field.type()) {
    case Type::kNull:
      return {};
    case Type::kBool:
      return Value::Bool(field.boolean());
    case Type::kInt64:
      return Value::Int(field.int64());
    case Type::kFloat64:
      return Value::Float(field.float64());
    default:
      return cambium::ValueView::OfBytes(ValueType::kText, field.text());
  }
}

class EngineRow {
 public:
  using Projection = EngineRow;
  static constexpr bool kThreadSafe = true;
  static constexpr bool kFindsHashed = true;

  explicit EngineRow(std::span<const ValueView> fields) {
    cambium::ValueView views[kMaxFields];
    std::transform(fields.begin(), fields.end(), views, EngineView);
    row_ = Row(std::span<const cambium::ValueView>(views, fields.size()));
  }
  EngineRow(const EngineRow& row, std::span<const std::uint32_t> columns) {
    std::size_t fields[kMaxFields];
    std::copy(columns.begin(), columns.end(), fields);
    row_ = row.row_.Project({fields, columns.size()});
  }

  std::int64_t Int64At(std::size_t column) const { return row_[column].AsInt(); }
  std::string_view TextAt(std::size_t column) const { return row_[column].AsText(); }
  std::uint64_t Hash() const { return row_.hash(); }
  bool operator==(const EngineRow&) const = default;
  std::strong_ordering operator<=>(const EngineRow&) const = default;

 private:
  static constexpr std::size_t kMaxFields = 16;  // More than any shape has.

  Row row_;
};

class ValuesRow {
 public:
  using Projection = ValuesRow;
  static constexpr bool kThreadSafe = true;
  static constexpr bool kFindsHashed = true;

  explicit ValuesRow(std::span<const ValueView> fields) {
    std::vector<Value> values;
    values.reserve(fields.size());
    for (const ValueView& field : fields) values.emplace_back(EngineView(field));
    Take(std::move(values));
  }
  ValuesRow(const ValuesRow& row, std::span<const std::uint32_t> columns) {
    std::vector<Value> values;
    values.reserve(columns.size());
    for (const std::uint32_t column : columns) values.push_back(row.block_->values[column]);
    Take(std::move(values));
  }

  std::int64_t Int64At(std::size_t column) const { return block_->values[column].AsInt(); }
  std::string_view TextAt(std::size_t column) const { return block_->values[column].AsText(); }
  std::uint64_t Hash() const { return block_->hash; }
  friend bool operator==(const ValuesRow& left, const ValuesRow& right) {
    if (left.block_ == right.block_) return true;
    return left.Hash() == right.Hash() && left.block_->values == right.block_->values;
  }
  friend std::strong_ordering operator<=>(const ValuesRow& left, const ValuesRow& right) {
    return left.block_->values <=> right.block_->values;
  }

 private:
  struct Block {
    std::vector<Value> values;
    std::uint64_t hash;
  };

  void Take(std::vector<Value> values) {
    std::uint64_t hash = StableHash(values.size());
    for (const Value& value : values) hash = StableCombine(hash, value.Hash());
    block_ = std::make_shared<const Block>(Block{std::move(values), hash});
  }

  std::shared_ptr<const Block> block_;
};

}  // namespace cambium::bench
