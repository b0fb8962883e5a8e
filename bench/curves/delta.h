// Delta: what an answer costs against the number of rows that a commit changes.
//
// The tables and the view of W1. Each commit updates so many different orders, drawn at random:
// 1, 10, 100 … all of them. An engine commits them together, an evaluator takes them into its
// tables and then computes the answer from scratch, which alone is timed; so where the two meet
// is told in favour of the evaluator. After each size all must give the same answer.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <vector>

#include "bench/engine.h"
#include "bench/generator/random.h"
#include "bench/harness/catalog.h"

namespace cambium::bench {

struct DeltaStep {
  std::size_t rows = 0;     // that a commit changes
  std::size_t commits = 0;  // whose median is the point of the curve; odd
  bool operator==(const DeltaStep&) const = default;
};

// The powers of ten up to the number of orders; many commits of few rows, few of many.
std::vector<DeltaStep> DeltaSteps(std::size_t orders);

// An endless stream of commits. Equal orders give equal commits.
class OrderUpdates {
 public:
  explicit OrderUpdates(std::vector<W1Order> orders) : orders_(std::move(orders)) {}

  // Of so many different orders, at most all.
  std::vector<W1Change> Next(std::size_t rows);

 private:
  Random random_{0xDE17A};
  std::vector<W1Order> orders_;  // As the changes so far have left them, in any order.
};

Case DeltaCase(const std::string& engine, std::unique_ptr<Engine<W1>> (*make)());
Case DeltaCase(const std::string& engine, std::unique_ptr<Evaluator<W1>> (*make)());

}  // namespace cambium::bench
