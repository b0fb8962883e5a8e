// Readable filler text: the same seed gives the same words.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>

namespace cambium::bench {

// So many words of a list of 64, separated by spaces.
std::string Words(uint64_t seed, int count);

}  // namespace cambium::bench
