// Which members of a struct are which fields of a table, said once, beside the struct.
//
//     struct Order {
//       std::int64_t id = 0;
//       std::optional<std::string> note;
//       auto operator<=>(const Order&) const = default;
//
//       static constexpr auto kFields =
//           cambium::StructFields("id", &Order::id, "note", &Order::note);
//     };
//
// A struct that cannot be given a member has a specialization instead:
// template <> struct cambium::FieldsOf<Order> { static constexpr auto kFields = …; };
//
//     bool            Bool        std::string         Text, Bytes; Json as its text
//     std::int64_t    Int, Enum   cambium::Time       Time, in microseconds
//     enum class      Enum        cambium::Date       Date
//     double          Float       cambium::UuidBytes  Uuid
//     Decimal         Decimal     cambium::Value      any, NULL too
//
// A reference is the key of the row that it leads to. What can be NULL is a std::optional.
//
// Cost: of a struct made from values, its copies of texts; of values made from it, likewise.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <chrono>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

#include "dataflow/decimal.h"
#include "dataflow/row.h"
#include "dataflow/value.h"

namespace cambium {

using Time = std::chrono::time_point<std::chrono::system_clock, std::chrono::microseconds>;
using Date = std::chrono::sys_days;

// What a member of a struct can hold.
enum class MemberKind {
  kBool,
  kInt,
  kEnum,
  kFloat,
  kDecimal,
  kText,
  kTime,
  kDate,
  kUuid,
  kValue,
};

struct StructMember {
  const char* name;  // of the field
  MemberKind kind;
  bool is_optional;
};

// Made by StructFields().
template <typename Struct, typename... Members>
struct FieldList {
  std::array<const char*, sizeof...(Members)> names;
  std::tuple<Members Struct::*...> members;
};

// Names of fields and members in turn.
template <typename... NamesAndMembers>
constexpr auto StructFields(NamesAndMembers... names_and_members);

template <typename T>
struct FieldsOf {
  static constexpr const auto& kFields = T::kFields;
};

// ---------------------------------------------------------------------------------
// Implementation. Readers of the interface can stop here.

namespace internal {

template <typename M>
struct MemberType {
  using type = M;
  static constexpr bool kIsOptional = std::is_same_v<M, Value>;
};
template <typename M>
struct MemberType<std::optional<M>> {
  using type = M;
  static constexpr bool kIsOptional = true;
};

template <typename M>
constexpr MemberKind KindOfMember() {
  constexpr bool kIsInt = std::signed_integral<M> && sizeof(M) == sizeof(std::int64_t);
  if constexpr (std::is_same_v<M, bool>) {
    return MemberKind::kBool;
  } else if constexpr (kIsInt) {
    return MemberKind::kInt;
  } else if constexpr (std::is_enum_v<M>) {
    return MemberKind::kEnum;
  } else if constexpr (std::is_same_v<M, double>) {
    return MemberKind::kFloat;
  } else if constexpr (std::is_same_v<M, Decimal>) {
    return MemberKind::kDecimal;
  } else if constexpr (std::is_same_v<M, std::string>) {
    return MemberKind::kText;
  } else if constexpr (std::is_same_v<M, Time>) {
    return MemberKind::kTime;
  } else if constexpr (std::is_same_v<M, Date>) {
    return MemberKind::kDate;
  } else if constexpr (std::is_same_v<M, UuidBytes>) {
    return MemberKind::kUuid;
  } else {
    static_assert(std::is_same_v<M, Value>,
                  "cambium: a field is a bool, std::int64_t, enum class, double, Decimal, "
                  "std::string, Time, Date, UuidBytes or Value, or a std::optional of one");
    return MemberKind::kValue;
  }
}

template <typename Struct, typename M>
Struct StructOfMember(M Struct::*);
template <typename Struct, typename M>
M TypeOfMember(M Struct::*);

template <typename Pairs, std::size_t... i>
constexpr auto MakeFields(const Pairs& pairs, std::index_sequence<i...>) {
  using Struct = decltype(StructOfMember(std::get<1>(pairs)));
  return FieldList<Struct, decltype(TypeOfMember(std::get<2 * i + 1>(pairs)))...>{
      {std::get<2 * i>(pairs)...}, {std::get<2 * i + 1>(pairs)...}};
}

template <typename M>
Value ToValue(const M& member) {
  using Type = typename MemberType<M>::type;
  if constexpr (!std::is_same_v<Type, M>) {
    return member.has_value() ? ToValue(*member) : Value();
  } else {
    constexpr MemberKind kKind = KindOfMember<M>();
    if constexpr (kKind == MemberKind::kBool) return Value::Bool(member);
    if constexpr (kKind == MemberKind::kInt || kKind == MemberKind::kEnum) {
      return Value::Int(static_cast<std::int64_t>(member));
    }
    if constexpr (kKind == MemberKind::kFloat) return Value::Float(member);
    if constexpr (kKind == MemberKind::kDecimal) return Value::Of(member);
    if constexpr (kKind == MemberKind::kText) return Value::Text(member);
    if constexpr (kKind == MemberKind::kTime) {
      return Value::Time(member.time_since_epoch().count());
    }
    if constexpr (kKind == MemberKind::kDate) {
      return Value::Date(static_cast<std::int32_t>(member.time_since_epoch().count()));
    }
    if constexpr (kKind == MemberKind::kUuid) return Value::Uuid(member);
    if constexpr (kKind == MemberKind::kValue) return member;
  }
}

// The value is of the member's kind, and NULL for an optional one alone.
template <typename M>
void FromValue(const ValueView& value, M& member) {
  using Type = typename MemberType<M>::type;
  if constexpr (!std::is_same_v<Type, M>) {
    member.reset();
    if (!value.is_null()) FromValue(value, member.emplace());
  } else {
    constexpr MemberKind kKind = KindOfMember<M>();
    if constexpr (kKind == MemberKind::kBool) member = value.AsBool();
    if constexpr (kKind == MemberKind::kInt || kKind == MemberKind::kEnum) {
      member = static_cast<M>(value.AsInt());
    }
    if constexpr (kKind == MemberKind::kFloat) member = value.AsFloat();
    if constexpr (kKind == MemberKind::kDecimal) member = value.AsDecimal();
    if constexpr (kKind == MemberKind::kText) member = value.AsText();
    if constexpr (kKind == MemberKind::kTime) {
      member = Time(std::chrono::microseconds(value.AsTime()));
    }
    if constexpr (kKind == MemberKind::kDate) {
      member = Date(std::chrono::days(value.AsDate()));
    }
    if constexpr (kKind == MemberKind::kUuid) member = value.AsUuid();
    if constexpr (kKind == MemberKind::kValue) member = Value(value);
  }
}

template <typename Struct, typename... Members, std::size_t... i>
constexpr std::array<StructMember, sizeof...(Members)> DescribeMembers(
    const FieldList<Struct, Members...>& list, std::index_sequence<i...>) {
  return {StructMember{list.names[i], KindOfMember<typename MemberType<Members>::type>(),
                       MemberType<Members>::kIsOptional}...};
}
template <typename Struct, typename... Members>
constexpr auto DescribeMembers(const FieldList<Struct, Members...>& list) {
  return DescribeMembers(list, std::index_sequence_for<Members...>());
}

}  // namespace internal

template <typename... NamesAndMembers>
constexpr auto StructFields(NamesAndMembers... names_and_members) {
  constexpr std::size_t kCount = sizeof...(NamesAndMembers);
  static_assert(kCount > 0 && kCount % 2 == 0,
                "cambium: StructFields needs names and members in turn");
  return internal::MakeFields(std::tuple(names_and_members...),
                              std::make_index_sequence<kCount / 2>());
}

// The members of T, in the order in which they are named.
template <typename T>
inline constexpr auto kMembersOf = internal::DescribeMembers(FieldsOf<T>::kFields);

template <typename T>
std::vector<Value> ValuesOf(const T& element) {
  return std::apply(
      [&element](auto... members) {
        return std::vector<Value>{internal::ToValue(element.*members)...};
      },
      FieldsOf<T>::kFields.members);
}

// `value(i)` is that of the i-th member.
template <typename T, typename ValueAt>
T StructOf(const ValueAt& value) {
  T element{};
  std::apply(
      [&](auto... members) {
        std::size_t i = 0;
        (internal::FromValue(value(i++), element.*members), ...);
      },
      FieldsOf<T>::kFields.members);
  return element;
}

}  // namespace cambium
