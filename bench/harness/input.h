// The inputs of a workload by type or by name: read, generated and written.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <type_traits>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "bench/generator/files.h"

namespace cambium::bench {

inline constexpr std::string_view kDataNames[] = {"W1", "W2", "W3", "W4", "W5"};

// Writes the files of one of the above. Any other name has no files and writes nothing.
absl::Status GenerateFiles(std::string_view data, int scale, const std::string& folder,
                           Formats formats);

template <typename InputType>
absl::StatusOr<InputType> ReadInput(const std::string& folder) {
  if constexpr (std::is_same_v<InputType, W1Input>) {
    return ReadW1(folder);
  } else if constexpr (std::is_same_v<InputType, W2Input>) {
    return ReadW2(folder);
  } else if constexpr (std::is_same_v<InputType, W3Input>) {
    return ReadW3(folder);
  } else if constexpr (std::is_same_v<InputType, W4Input>) {
    return ReadW4(folder);
  } else {
    static_assert(std::is_same_v<InputType, W5Input>, "no files hold this input");
    return ReadW5(folder);
  }
}

}  // namespace cambium::bench
