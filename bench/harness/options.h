// The command line of cambium-bench, as data.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"

namespace cambium::bench {

inline constexpr int kQuickScale = 100;
inline constexpr int kDefaultRuns = 5;

extern const char* const kUsage;

struct Options {
  enum class Action { kRun, kList, kGenerate, kHelp };

  Action action = Action::kRun;
  std::vector<std::string> workloads;  // As written: families are not taken apart yet.
  std::vector<std::string> engines;    // Empty: all that there are.
  std::string folder;                  // Of the data; empty: a temporary one.
  std::string report;                  // The folder to write a report to; empty: none.
  int scale = 1;
  int runs = kDefaultRuns;
  bool quick = false;
  bool json = false;
  bool csv = false;
  bool longest = false;
  std::optional<int> cpu;  // Absent: the last one that is allowed.
  bool pin = true;
};

// What the names on the command line may be.
struct Names {
  std::vector<std::string> workloads;
  std::vector<std::string> engines;
};

// `arguments` is without the name of the program. Errors name the argument and its choices.
absl::StatusOr<Options> ParseOptions(const std::vector<std::string>& arguments,
                                     const Names& names);

}  // namespace cambium::bench
