// Runs one operation on every candidate, round by round in turn, and prints the medians.
//
// The machine may be shared: a slow second then slows one round of every candidate, and
// leaves medians and ratios as they were. A time is printed only if all candidates
// returned the same checksum in each round.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <optional>
#include <tuple>
#include <vector>

#include "bench/timing.h"

namespace cambium::bench {

// What one round measured: nanoseconds or bytes for each operation, and a result that has
// to be the same for every candidate.
struct Sample {
  double cost;
  std::uint64_t checksum;
};

// `run` performs `operations` operations and returns their checksum.
template <typename Run>
Sample TimeEach(std::size_t operations, Run run) {
  const double start = ThreadNanoseconds();
  const std::uint64_t checksum = run();
  const double elapsed = ThreadNanoseconds() - start;
  return {elapsed / static_cast<double>(operations), checksum};
}

// Columns of the printed table, the reference first.
template <typename... Tables>
class Comparison {
 public:
  static constexpr std::size_t kCandidates = sizeof...(Tables);

  explicit Comparison(Tables&... tables) : tables_(tables...) {}

  void PrintHeading(const char* heading) const {
    std::printf("\n%-29s", heading);
    std::apply([](const auto&... table) { (std::printf(" %13s", table.name()), ...); },
               tables_);
    std::printf("\n");
  }

  template <typename Result>
  void CheckEqual(const char* promise, Result result) const {
    const std::uint64_t expected = result(std::get<0>(tables_));
    const auto check = [&](const auto&... table) {
      return ((result(table) == expected) && ...);
    };
    MustHold(std::apply(check, tables_), promise);
  }

  // `operation(table)` returns a Sample, or nothing where it makes no sense.
  template <typename Operation>
  void Measure(const char* name, std::size_t rounds, Operation operation) {
    std::vector<std::vector<double>> costs(sizeof...(Tables));
    for (std::size_t round = 0; round < rounds; ++round) {
      std::optional<std::uint64_t> expected;
      std::size_t column = 0;
      const auto measure = [&](auto& table) {
        const std::optional<Sample> sample = operation(table);
        if (sample.has_value()) {
          if (!expected.has_value()) expected = sample->checksum;
          MustHold(sample->checksum == *expected, name);
          costs[column].push_back(sample->cost);
        }
        ++column;
      };
      std::apply([&](auto&... table) { (measure(table), ...); }, tables_);
    }
    if (costs.front().empty()) return;
    std::printf("%-29s", name);
    const double reference = Median(costs.front());
    for (const auto& column : costs) PrintCell(column, reference);
    std::printf("\n");
    std::fflush(stdout);
  }

 private:
  static void PrintCell(const std::vector<double>& costs, double reference) {
    if (costs.empty()) {
      std::printf(" %13s", "-");
      return;
    }
    const double median = Median(costs);
    std::printf(" %6.1f", median);
    reference > 0 ? std::printf(" %5.2fx", median / reference) : std::printf(" %6s", "-");
  }

  std::tuple<Tables&...> tables_;
};

}  // namespace cambium::bench
