// The type of a field or an expression, and how values meet it: literals are written as
// TreeQL literals, and take the type of the place where they stand.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>

#include "absl/status/statusor.h"
#include "dataflow/value.h"

namespace cambium {

enum class TypeKind {
  kNull,  // of the literal NULL alone
  kBool,
  kInt,
  kFloat,
  kDecimal,
  kText,
  kBytes,
  kTime,
  kDate,
  kUuid,
  kReference,  // to a row of another table; its values are that table's keys
};

struct FieldType {
  TypeKind kind = TypeKind::kNull;
  std::uint8_t scale = 0;          // kDecimal: digits after the point
  std::uint32_t target = 0;        // kReference: the table's type id
  TypeKind key = TypeKind::kNull;  // kReference: the type of that table's key

  bool operator==(const FieldType&) const = default;

  // What its values are made of: a reference holds a key.
  TypeKind storage() const { return kind == TypeKind::kReference ? key : kind; }
  bool is_number() const {
    const TypeKind stored = storage();
    return stored == TypeKind::kInt || stored == TypeKind::kFloat ||
           stored == TypeKind::kDecimal;
  }
};

// "Int", "Decimal(2)", …; of a reference that of its key.
std::string TypeText(const FieldType& type);

// The value as one of this type: exact, or an error that names the value. NULL stays
// NULL. A text becomes a Time, Date, Uuid or Bytes where one is wanted.
absl::StatusOr<Value> CoerceTo(const FieldType& type, const Value& value);

// The value of an expression of this type as JSON.
std::string JsonOf(const FieldType& type, const ValueView& value);
std::string JsonText(std::string_view text);  // quoted and escaped

}  // namespace cambium
