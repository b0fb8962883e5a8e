// The type of a field or an expression, and how values meet it: literals are written as
// TreeQL literals, and take the type of the place where they stand.
//
//     Enum     value Int, the number of the member: it sorts by number and prints its name
//     Json     value Json, the canonical text (query/json_document.h)
//     tuple    value Bytes, the key encoding of its parts, of a reference to a composite key
//     ratio    value Bytes (query/ratio.h), printed as a Decimal: of AVG and MEDIAN, no field's
//     others   a value of the type's own name
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "dataflow/value.h"

namespace cambium {

enum class TypeKind {
  kNull,  // of the literal NULL alone
  kBool,
  kInt,
  kFloat,
  kDecimal,
  kRatio,  // exact, of the digits with which it is printed
  kText,
  kBytes,
  kTime,
  kDate,
  kUuid,
  kEnum,
  kJson,
  kTuple,      // a composite key
  kReference,  // to a row of another table; its values are that table's keys
  kAny,        // values of any type, of a field of a LAX table: query/lax_types.h
};

struct TypeDetail;

struct FieldType {
  TypeKind kind = TypeKind::kNull;
  std::uint8_t scale = 0;          // kDecimal, kRatio: digits after the point
  std::uint32_t target = 0;        // kReference: the table's type id
  TypeKind key = TypeKind::kNull;  // kReference: the type of that table's key
  std::shared_ptr<const TypeDetail> detail = nullptr;  // of storage() kEnum and kTuple

  bool operator==(const FieldType& other) const;

  // What its values are made of: a reference holds a key.
  TypeKind storage() const { return kind == TypeKind::kReference ? key : kind; }
  bool is_null() const { return kind == TypeKind::kNull; }
  bool is_number() const {
    const TypeKind stored = storage();
    return stored == TypeKind::kInt || stored == TypeKind::kFloat ||
           stored == TypeKind::kDecimal || stored == TypeKind::kRatio;
  }
};

// What does not fit a word of a type; compared by value.
struct TypeDetail {
  struct Member {
    std::string name;
    std::int64_t number = 0;
    bool operator==(const Member&) const = default;
  };

  std::string name;              // kEnum
  std::vector<Member> members;   // kEnum: as declared
  std::vector<FieldType> parts;  // kTuple; kAny: the wish

  bool operator==(const TypeDetail&) const = default;
  const Member* FindMember(std::string_view name) const;
  const Member* FindMember(std::int64_t number) const;
};

// The type of the values alone: of a reference that of its key.
FieldType StoredType(const FieldType& type);
// Of a composite key.
FieldType TupleType(std::vector<FieldType> parts);
// A reference to the table with this id and this key.
FieldType ReferenceType(std::uint32_t target, const FieldType& key);

// kAny, with or without a type that its values have if they fit it.
FieldType AnyType();
FieldType AnyType(const FieldType& wish);
// Of a kAny that has one; else null.
const FieldType* WishOf(const FieldType& type);

// "Int", "Decimal(2)", the name of an enum, "(Int, Text)"; of a reference that of its key.
std::string TypeText(const FieldType& type);

// The value as one of this type: exact, or an error that names the value. NULL stays
// NULL. A text becomes a Time, Date, Uuid, Bytes, Json or Enum where one is wanted.
absl::StatusOr<Value> CoerceTo(const FieldType& type, const Value& value);

// The value of an expression of this type as JSON. A ratio is rounded half away from zero; it
// is null where that does not fit a Decimal.
std::string JsonOf(const FieldType& type, const ValueView& value);
std::string JsonText(std::string_view text);  // quoted and escaped

// The value as TEXT(x) gives it: what JsonOf prints, without quotes.
std::string PlainText(const FieldType& type, const ValueView& value);

}  // namespace cambium
