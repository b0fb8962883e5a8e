// The command line of `cambium-bench LSM`, as data.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"

namespace cambium::bench {

struct LsmSizes {
  std::uint32_t subjects = 250'000;
  std::size_t memory = std::size_t{256} << 20;
};

struct LsmOptions {
  LsmSizes sizes;
  std::vector<std::string> engines;  // Empty: all that there are.
  std::size_t runs = 1;
};

extern const char* const kLsmUsage;

// `arguments` is what stands behind LSM. Errors name the argument and its choices.
absl::StatusOr<LsmOptions> ParseLsmOptions(const std::vector<std::string>& arguments,
                                           const std::vector<std::string>& engines);

}  // namespace cambium::bench
