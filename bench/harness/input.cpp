// Generating by name.
// SPDX-License-Identifier: Apache-2.0
#include "bench/harness/input.h"

#include "bench/generator/generator.h"

namespace cambium::bench {

absl::Status GenerateFiles(std::string_view data, int scale, const std::string& folder,
                           Formats formats) {
  if (data == "W1") return WriteW1(GenerateW1(scale), folder, formats);
  if (data == "W2") return WriteW2(GenerateW2(scale), folder, formats);
  if (data == "W3") return WriteW3(GenerateW3(scale), folder, formats);
  if (data == "W4") return WriteW4(GenerateW4(scale), folder);
  if (data == "W5") return WriteW5(GenerateW5(scale), folder, formats);
  return absl::OkStatus();
}

}  // namespace cambium::bench
