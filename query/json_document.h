// JSON documents: their canonical text, and what stands in them.
//
//     { "b": 1.50, "a": [true, null] }     {"a":[true,null],"b":1.5}
//
// The canonical text has no blanks; members stand in the order of their names, as bytes, and of
// a name that comes twice the last wins; numbers have their fewest digits, exactly up to 18
// digits after the point and as the nearest double beyond; texts have only the escapes that
// they need. Equal documents therefore have equal texts.
//
// Law: CanonicalJson of a canonical text is that text.
//
// Cost: O(length), and a sort of the members of each object; a look-up scans the text in front
// of what it finds.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"

namespace cambium {

// An error says what is wrong and ends in the text from there on.
absl::StatusOr<std::string> CanonicalJson(std::string_view text);

// What stands under a name of an object, or at a position of an array, counted from 0; nothing
// if there is none, or `json` is something else. All take canonical texts; what they give is
// one, and part of `json`.
std::optional<std::string_view> JsonMember(std::string_view json, std::string_view name);
std::optional<std::string_view> JsonElement(std::string_view json, std::int64_t position);

// The contents of a JSON text; nothing of another document.
std::optional<std::string> JsonContents(std::string_view json);

}  // namespace cambium
