// The triples of the LSM benchmark: 20 attributes such as programs have, of any number of
// subjects. The value of each is a function of attribute and subject.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "dataflow/value.h"

namespace cambium::bench {

inline constexpr std::uint32_t kLsmAttributes = 20;
inline constexpr std::uint32_t kLsmNumber = 5;  // An attribute of integers below 1000.
inline constexpr std::uint32_t kLsmText = 11;   // One of texts, all different.

Value LsmValue(std::uint32_t attribute, std::uint32_t subject);

}  // namespace cambium::bench
