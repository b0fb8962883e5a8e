// How much a statement may do before it is stopped with an error.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <string>

#include "absl/status/status.h"

namespace cambium {

// 0 is no limit.
struct QueryLimits {
  // Rows that a query may read of tables, and that a transaction may change. Set it where
  // queries come from people who may forget a WHERE.
  std::int64_t rows = 0;
  // How long a query may take. Set it where others wait for the database meanwhile.
  std::int64_t timeout_ms = 0;

  bool operator==(const QueryLimits&) const = default;
};

// Follows one query; the first limit that it passes is its error, and stays that.
class LimitCheck {
 public:
  explicit LimitCheck(const QueryLimits& limits)
      : limits_(limits), begin_(std::chrono::steady_clock::now()) {}

  // False once a limit is passed. The clock is read once in a thousand rows.
  bool AddRow() {
    if (!status_.ok()) return false;
    ++rows_;
    if (limits_.rows > 0 && rows_ > limits_.rows) {
      status_ = absl::ResourceExhaustedError("query reads too many rows, the limit is " +
                                             std::to_string(limits_.rows));
    } else if (rows_ % 1024 == 0) {
      CheckTime();
    }
    return status_.ok();
  }
  // With a last look at the clock.
  absl::Status status() {
    if (status_.ok()) CheckTime();
    return status_;
  }

 private:
  void CheckTime() {
    if (limits_.timeout_ms <= 0) return;
    const auto spent = std::chrono::steady_clock::now() - begin_;
    if (spent <= std::chrono::milliseconds(limits_.timeout_ms)) return;
    status_ = absl::DeadlineExceededError("query takes too long, the limit is " +
                                          std::to_string(limits_.timeout_ms) + " ms");
  }

  const QueryLimits limits_;
  const std::chrono::steady_clock::time_point begin_;
  std::int64_t rows_ = 0;
  absl::Status status_;
};

}  // namespace cambium
