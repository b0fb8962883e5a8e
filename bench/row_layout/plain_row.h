// The reference: the struct that a C++ programmer would write for each shape of row.
//
// It knows its columns when it is compiled, which no row of a text query can; it says how far
// a layout is from the best. Its hash is the row hash of its fields, so results agree.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <compare>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "bench/row_layout/row_hash.h"
#include "bench/row_layout/value_view.h"

namespace cambium::bench {

inline ValueView NullableBool(const std::optional<bool>& value) {
  return value.has_value() ? ValueView::Bool(*value) : ValueView::Null();
}

inline std::optional<bool> ReadNullableBool(const ValueView& view) {
  return view.type() == Type::kNull ? std::nullopt : std::optional(view.boolean());
}

// Six numbers and a nullable bool.
struct IntegerStruct {
  struct Projection;
  static constexpr bool kThreadSafe = true;

  explicit IntegerStruct(std::span<const ValueView> fields)
      : tier(fields[0].int64()),
        customer(fields[1].int64()),
        order(fields[2].int64()),
        item(fields[3].int64()),
        cents(fields[4].int64()),
        created_us(fields[5].int64()),
        paid(ReadNullableBool(fields[6])) {}

  auto operator<=>(const IntegerStruct&) const = default;

  std::uint64_t Hash() const {
    RowHasher hasher;
    for (const std::int64_t number : {tier, customer, order, item, cents, created_us}) {
      hasher.Add(ValueView::Int64(number));
    }
    hasher.Add(NullableBool(paid));
    return hasher.Finish();
  }
  // The benchmark reads one column of each type; a struct names it.
  std::int64_t Int64At(std::size_t) const { return created_us; }
  std::string_view TextAt(std::size_t) const { return {}; }

  std::int64_t tier;
  std::int64_t customer;
  std::int64_t order;
  std::int64_t item;
  std::int64_t cents;
  std::int64_t created_us;
  std::optional<bool> paid;
};

struct IntegerStruct::Projection {
  Projection(const IntegerStruct& row, std::span<const std::uint32_t>)
      : order(row.order), created_us(row.created_us), paid(row.paid) {}

  std::uint64_t Hash() const {
    RowHasher hasher;
    hasher.Add(ValueView::Int64(order));
    hasher.Add(ValueView::Int64(created_us));
    hasher.Add(NullableBool(paid));
    return hasher.Finish();
  }

  std::int64_t order;
  std::int64_t created_us;
  std::optional<bool> paid;
};

// A number and four texts: two short, one of 24 to 40 bytes, one of about 120.
struct TextStruct {
  struct Projection;
  static constexpr bool kThreadSafe = true;

  explicit TextStruct(std::span<const ValueView> fields)
      : team(fields[0].int64()),
        state(fields[1].text()),
        key(fields[2].text()),
        title(fields[3].text()),
        body(fields[4].text()) {}

  auto operator<=>(const TextStruct&) const = default;

  std::uint64_t Hash() const {
    RowHasher hasher;
    hasher.Add(ValueView::Int64(team));
    for (const std::string* text : {&state, &key, &title, &body}) {
      hasher.Add(ValueView::Text(*text));
    }
    return hasher.Finish();
  }
  std::int64_t Int64At(std::size_t) const { return team; }
  std::string_view TextAt(std::size_t) const { return body; }

  std::int64_t team;
  std::string state;
  std::string key;
  std::string title;
  std::string body;
};

struct TextStruct::Projection {
  Projection(const TextStruct& row, std::span<const std::uint32_t>)
      : team(row.team), key(row.key), body(row.body) {}

  std::uint64_t Hash() const {
    RowHasher hasher;
    hasher.Add(ValueView::Int64(team));
    hasher.Add(ValueView::Text(key));
    hasher.Add(ValueView::Text(body));
    return hasher.Finish();
  }

  std::int64_t team;
  std::string key;
  std::string body;
};

}  // namespace cambium::bench
