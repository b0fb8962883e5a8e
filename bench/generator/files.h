// The data as files: one per table, and one each for the transactions and the batches.
//
//     w1_orders.bin   rows of little-endian 32-bit integers, no header
//     w1_orders.csv   the same rows in decimal, no header, lines end in \n
//     w4_issues.csv   W4 has texts, so it has no .bin; no text holds a comma or a quote
//
// Law: Read of what Write wrote gives equal rows, so a run from files and a run from
// memory are the same run. What is on disk may be wrong, hence Status.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "bench/workload.h"

namespace cambium::bench {

enum class Formats { kBinary, kBinaryAndCsv };

absl::Status WriteW1(const W1Input& input, const std::string& directory, Formats formats);
absl::Status WriteW2(const W2Input& input, const std::string& directory, Formats formats);
absl::Status WriteW3(const W3Input& input, const std::string& directory, Formats formats);
absl::Status WriteW4(const W4Input& input, const std::string& directory);
absl::Status WriteW5(const W5Input& input, const std::string& directory, Formats formats);

absl::StatusOr<W1Input> ReadW1(const std::string& directory);
absl::StatusOr<W2Input> ReadW2(const std::string& directory);
absl::StatusOr<W3Input> ReadW3(const std::string& directory);
absl::StatusOr<W4Input> ReadW4(const std::string& directory);
absl::StatusOr<W5Input> ReadW5(const std::string& directory);

}  // namespace cambium::bench
