// The right answers, by data and scale: bench/data/expected.jsonl, built into the program.
//
// A line is {"w":"W1","scale":1,"check":"load","hash":"6acd…","rows":20}. Every answer was
// computed in two ways that share no code before it was written down.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "bench/harness/outcome.h"

namespace cambium::bench {

class Answers {
 public:
  // The answers that were built in.
  static const Answers& OnFile();

  static absl::StatusOr<Answers> Parse(std::string_view lines);

  // Those of the named views at every checkpoint; empty if that scale is not on file.
  std::vector<Check> Find(std::string_view data, int64_t scale,
                          const std::vector<std::string>& views) const;

 private:
  struct Answer {
    std::string data;
    int64_t scale;
    Check check;
  };

  std::vector<Answer> answers_;
};

// Those of the expected answers that an outcome owes: all, or if it was cut those of the
// checkpoints before.
std::vector<Check> AnswersDue(const std::vector<Check>& expected, const Outcome& outcome);

// OK if both hold the same checks, in any order. Otherwise names the first that differs.
absl::Status CompareChecks(const std::vector<Check>& expected,
                           const std::vector<Check>& actual);

}  // namespace cambium::bench
