// Pairs of an option and its value.
// SPDX-License-Identifier: Apache-2.0
#include "bench/lsm/options.h"

#include <algorithm>
#include <charconv>
#include <string_view>

#include "dataflow/status.h"

namespace cambium::bench {
namespace {

std::string Listed(const std::vector<std::string>& names) {
  std::string text;
  for (const std::string& name : names) text += (text.empty() ? "" : ", ") + name;
  return text;
}

absl::StatusOr<std::size_t> NumberOf(const std::string& option, const std::string& value,
                                     std::size_t most) {
  std::size_t number = 0;
  const char* const end = value.data() + value.size();
  const auto [rest, error] = std::from_chars(value.data(), end, number);
  if (error == std::errc() && rest == end && number >= 1 && number <= most) return number;
  return absl::InvalidArgumentError(option + " is a number from 1 to " + std::to_string(most) +
                                    ", not " + value);
}

absl::StatusOr<std::vector<std::string>> EnginesOf(const std::string& value,
                                                   const std::vector<std::string>& engines) {
  std::vector<std::string> wanted;
  for (std::size_t begin = 0; begin <= value.size();) {
    const std::size_t end = std::min(value.find(',', begin), value.size());
    const std::string name = value.substr(begin, end - begin);
    if (std::find(engines.begin(), engines.end(), name) == engines.end()) {
      return absl::InvalidArgumentError("no engine is called '" + name + "'; there are " +
                                        Listed(engines));
    }
    wanted.push_back(name);
    begin = end + 1;
  }
  return wanted;
}

}  // namespace

const char* const kLsmUsage =
    "usage: cambium-bench LSM [--engine NAME,…] [--subjects 250000] [--mib 256] [--runs 1]\n";

absl::StatusOr<LsmOptions> ParseLsmOptions(const std::vector<std::string>& arguments,
                                           const std::vector<std::string>& engines) {
  LsmOptions options;
  for (std::size_t i = 0; i < arguments.size(); i += 2) {
    const std::string& option = arguments[i];
    constexpr std::string_view kAll[] = {"--engine", "--subjects", "--mib", "--runs"};
    if (std::find(std::begin(kAll), std::end(kAll), option) == std::end(kAll)) {
      return absl::InvalidArgumentError("unknown option: " + option);
    }
    if (i + 1 == arguments.size()) {
      return absl::InvalidArgumentError(option + " wants a value behind it");
    }
    const std::string& value = arguments[i + 1];
    if (option == "--engine") {
      CAMBIUM_ASSIGN_OR_RETURN(options.engines, EnginesOf(value, engines));
    } else if (option == "--subjects") {
      CAMBIUM_ASSIGN_OR_RETURN(const std::size_t subjects, NumberOf(option, value, 50'000'000));
      options.sizes.subjects = static_cast<std::uint32_t>(subjects);
    } else if (option == "--mib") {
      CAMBIUM_ASSIGN_OR_RETURN(const std::size_t mib, NumberOf(option, value, 1 << 20));
      options.sizes.memory = mib << 20;
    } else {
      CAMBIUM_ASSIGN_OR_RETURN(options.runs, NumberOf(option, value, 1000));
    }
  }
  return options;
}

}  // namespace cambium::bench
