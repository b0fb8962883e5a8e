// What streams carry as text: short to compare, and readable when a check fails.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <concepts>
#include <optional>
#include <string>
#include <tuple>
#include <utility>

#include "dataflow/delta.h"
#include "dataflow/grouped.h"

namespace cambium::testing {

// {7/ann:+1, 8/none:-2}
struct Text {
  static std::string Of(const std::string& text) { return text; }
  static std::string Of(std::integral auto number) { return std::to_string(number); }
  static std::string Of(double number) { return std::to_string(number); }
  template <typename T>
  requires requires(const T& element) {
    { element.ToText() } -> std::same_as<std::string>;
  }
  static std::string Of(const T& element) { return element.ToText(); }
  template <typename T>
  static std::string Of(const std::optional<T>& value) {
    return value.has_value() ? Of(*value) : "none";
  }
  template <typename A, typename B>
  static std::string Of(const std::pair<A, B>& pair) {
    return Of(pair.first) + "/" + Of(pair.second);
  }
  template <typename... T>
  static std::string Of(const std::tuple<T...>& tuple) {
    const auto joined = [](const auto&... parts) { return ((Of(parts) + "/") + ...); };
    return std::apply(joined, tuple);
  }
  template <typename Key, typename Value>
  static std::string Of(const Grouped<Key, Value>& group) {
    return Of(group.key) + "=" + Of(group.value);
  }
  template <typename T>
  static std::string Of(const ZSet<T>& zset) {
    std::string text;
    for (const auto& [element, weight] : zset.entries()) {
      text += (text.empty() ? "" : ", ") + Of(element) + (weight > 0 ? ":+" : ":") + Of(weight);
    }
    return "{" + text + "}";
  }
  template <typename T>
  static std::string Of(const Delta<T>& delta) {
    return Of(delta.ToZSet());
  }
};

}  // namespace cambium::testing
