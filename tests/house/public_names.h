// What a header offers to those who include it: types, their public members, functions.
//
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "tests/house/source.h"

namespace cambium::house {

struct PublicName {
  std::string owner;  // The outermost type that has it; empty for types and free functions.
  std::string name;
  std::size_t line;
  bool is_type;
};

// Namespaces `internal`, private members, constructors, operators and what is only announced
// are left out. It reads the house's style of C++, not all of C++.
std::vector<PublicName> PublicNames(const Source& header);

}  // namespace cambium::house
