// Keywords compare without regard to case; names do not.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <string_view>

namespace cambium {

// `keyword` is in capitals.
inline bool SameKeyword(std::string_view name, std::string_view keyword) {
  return name.size() == keyword.size() &&
         std::equal(name.begin(), name.end(), keyword.begin(), [](char n, char k) {
           return (n >= 'a' && n <= 'z' ? static_cast<char>(n - 'a' + 'A') : n) == k;
         });
}

}  // namespace cambium
