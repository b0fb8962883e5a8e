// JSON as a test sees it: parsed by code of its own, compared with the order of members.
//
// Numbers keep the digits with which they were written, since 2.5 and 2.50 differ there.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace cambium::testing {

// A template, since Json is incomplete where it says that it has members.
template <typename Value>
struct NamedValue {
  std::string name;
  Value value;
  bool operator==(const NamedValue&) const = default;
};

struct Json {
  enum class Kind { kScalar, kText, kArray, kObject };

  Kind kind = Kind::kScalar;
  std::string text;                       // kScalar: as written; kText: its bytes
  std::vector<Json> items;                // kArray
  std::vector<NamedValue<Json>> members;  // kObject, in order
  std::string note;                       // The test's own remark on this value, no part of it.

  static Json Scalar(std::string text) { return {Kind::kScalar, std::move(text), {}, {}, {}}; }
  static Json Text(std::string text) { return {Kind::kText, std::move(text), {}, {}, {}}; }
  static Json Array() { return {Kind::kArray, {}, {}, {}, {}}; }
  static Json Object() { return {Kind::kObject, {}, {}, {}, {}}; }

  // Null when there is no such member.
  Json* Find(std::string_view name);
  const Json* Find(std::string_view name) const;
  // Throws std::out_of_range when there is no such member.
  const Json& At(std::string_view name) const;

  bool operator==(const Json& other) const;
};

using JsonMember = NamedValue<Json>;

// Nothing if the text is not one JSON value.
std::optional<Json> ParseJson(std::string_view text);

std::string JsonDump(const Json& json);

// Where a row of a list stands, found by its `$k`; `list.items.size()` if nowhere.
std::size_t PositionOfKey(const Json& list, const Json& key);

}  // namespace cambium::testing
