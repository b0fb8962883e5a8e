// An order of elements, said by members: what ORDER BY says.
//
//     OrderBy(Descending(&Issue::created), Ascending(&Issue::title, Nulls::kLast))
//
// What is equal in all of these is in the order of the elements themselves, so that the order
// is total and an answer depends on nothing else.
//
// NULL, an empty std::optional, is the lowest value: it comes first when ascending and last
// when descending, unless Nulls says otherwise.
//
// Two equal orders are known to be equal, and share an index.
//
// Cost of a comparison: up to the first member that differs.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <string>
#include <tuple>
#include <type_traits>
#include <utility>

#include "dataflow/shared_index.h"

namespace cambium {

enum class Nulls { kFirst, kLast };
enum class Direction { kAscending, kDescending };

// One member of an order.
template <typename ValueOf, Direction kDirection>
class OrderPart {
 public:
  OrderPart(ValueOf value_of, Nulls nulls) : value_of_(std::move(value_of)), nulls_(nulls) {}

  // Below zero when the left element comes first, above when the right one does.
  template <typename T>
  int Compare(const T& left, const T& right) const {
    const auto& a = std::invoke(value_of_, left);
    const auto& b = std::invoke(value_of_, right);
    if constexpr (requires {
                    a.has_value();
                    *a;
                  }) {
      if (a.has_value() != b.has_value()) {
        return a.has_value() == (nulls_ == Nulls::kLast) ? -1 : 1;
      }
      return a.has_value() ? CompareValues(*a, *b) : 0;
    } else {
      return CompareValues(a, b);
    }
  }
  std::string Identity() const {
    const std::string value = FunctionIdentity(value_of_);
    return value.empty() ? "" : value + (nulls_ == Nulls::kFirst ? ":first;" : ":last;");
  }

 private:
  template <typename Value>
  static int CompareValues(const Value& a, const Value& b) {
    const int ascending = a < b ? -1 : b < a ? 1 : 0;
    return kDirection == Direction::kAscending ? ascending : -ascending;
  }

  ValueOf value_of_;
  Nulls nulls_;
};

template <typename ValueOf>
auto Ascending(ValueOf value_of, Nulls nulls = Nulls::kFirst) {
  return OrderPart<ValueOf, Direction::kAscending>(std::move(value_of), nulls);
}
template <typename ValueOf>
auto Descending(ValueOf value_of, Nulls nulls = Nulls::kLast) {
  return OrderPart<ValueOf, Direction::kDescending>(std::move(value_of), nulls);
}

// Whether this is a part of an order of such elements.
template <typename Part, typename T>
inline constexpr bool kOrders = false;
template <typename ValueOf, Direction kDirection, typename T>
inline constexpr bool kOrders<OrderPart<ValueOf, kDirection>, T> =
    std::is_invocable_v<const ValueOf&, const T&>;

template <typename... Parts>
class OrderBy {
 public:
  explicit OrderBy(Parts... parts) : parts_(std::move(parts)...) {}

  template <typename T>
  bool operator()(const T& left, const T& right) const {
    int order = 0;
    std::apply(
        [&](const auto&... part) { (void)(((order = part.Compare(left, right)) != 0) || ...); },
        parts_);
    return order != 0 ? order < 0 : left < right;
  }
  // Empty when the order cannot be told from others.
  std::string Identity() const {
    return std::apply(
        [](const auto&... part) {
          std::string all = ";";
          bool known = true;
          [[maybe_unused]] const auto add = [&](const std::string& identity) {
            known = known && !identity.empty();
            all += identity;
          };
          (add(part.Identity()), ...);
          return known ? all : "";
        },
        parts_);
  }

 private:
  std::tuple<Parts...> parts_;
};

}  // namespace cambium
