// JSON text in other clothes: indented for people, or cut into its elements.
//
// Law: without its blanks outside of texts, IndentedJson is what it was given.
// Cost: linear in the text.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace cambium {

// Each takes valid JSON without blanks outside of texts, as the library prints it.

// A line for each member and element; what is empty stays on its line.
std::string IndentedJson(std::string_view json);

// The elements of an array.
std::vector<std::string_view> JsonElements(std::string_view array);

}  // namespace cambium
