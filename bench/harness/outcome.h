// What one run of one engine yields, and its form on the pipe from the child process.
//
// Law: ParseOutcome(FormatOutcome(outcome)) == outcome, times to the last bit.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "bench/checksum.h"

namespace cambium::bench {

struct Metric {
  std::string name;
  double value = 0;
  bool operator==(const Metric&) const = default;
};

// A result at a checkpoint: "load", "tx" or "batch", and the view after a dot if it has a
// name, as in "tx.top10".
struct Check {
  std::string name;
  Checksum checksum;
  bool operator==(const Check&) const = default;
};

// Where a run ended before its time: an engine that is too slow for a workload makes what it
// can, and gives the answers of the checkpoints before.
struct Cut {
  std::string part;  // "tx" or "batch"
  int64_t made = 0;  // changes of that part
  bool operator==(const Cut&) const = default;
};

struct Outcome {
  int64_t scale = 0;  // Of the tables that the run was given.
  std::vector<Metric> metrics;
  std::vector<Check> checks;
  std::optional<Cut> cut = std::nullopt;
  bool operator==(const Outcome&) const = default;
};

std::string FormatHash(uint64_t hash);  // Sixteen hexadecimal digits.

std::string FormatOutcome(const Outcome& outcome);
absl::StatusOr<Outcome> ParseOutcome(std::string_view text);

}  // namespace cambium::bench
