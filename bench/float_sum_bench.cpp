// What does an exact sum cost, beside the double that it replaces?
//
// Nanoseconds per operation, for values of one kind each: a chain of plain double additions
// is the baseline, and a history that deletes every value again is checked to leave nothing.
// `--quick` runs everything for a moment, as a test.
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <string_view>
#include <vector>

#include "bench/timing.h"
#include "dataflow/float_moments.h"
#include "dataflow/float_sum.h"

namespace cambium::bench {
namespace {

constexpr std::size_t kValues = 4096;

uint64_t NextRandom(uint64_t& state) {
  state = state * 6364136223846793005 + 1442695040888963407;
  return state >> 11;
}

struct Kind {
  const char* name;
  double (*value)(uint64_t random);  // of 53 random bits
};

double Uniform(uint64_t random) { return static_cast<double>(random) * 0x1p-53; }

constexpr std::array<Kind, 6> kKinds{{
    {"integers", [](uint64_t random) { return static_cast<double>(random % 100'000); }},
    {"quarters", [](uint64_t random) { return static_cast<double>(random % 100'000) / 4; }},
    {"cents", [](uint64_t random) { return static_cast<double>(random % 100'000) / 100; }},
    {"0 to 1", Uniform},
    {"1e-12 to 1e12", [](uint64_t random) { return std::pow(10, 24 * Uniform(random) - 12); }},
    {"2^-1000 to 2^1000",
     [](uint64_t random) {
       return std::ldexp(Uniform(random), static_cast<int>(random % 2000) - 1000);
     }},
}};

// The least of some rounds, so that what else runs on the machine does not count.
template <typename Pass>
double NanosecondsPerValue(int rounds, Pass pass) {
  double least = INFINITY;
  for (int i = 0; i < rounds; ++i) {
    const double start = ThreadNanoseconds();
    pass();
    least = std::min(least, ThreadNanoseconds() - start);
  }
  return least / static_cast<double>(kValues);
}

void Measure(const Kind& kind, int rounds) {
  std::vector<double> values;
  uint64_t state = 1;
  for (std::size_t i = 0; i < kValues; ++i) values.push_back(kind.value(NextRandom(state)));

  volatile double sink = 0;
  const double plain = NanosecondsPerValue(rounds, [&] {
    double sum = 0;
    for (const double value : values) sum += value;
    sink = sum;
  });

  FloatSum sum;
  for (const double value : values) sum.Add(value, 1);
  const FloatSum once = sum;
  const double add = NanosecondsPerValue(rounds, [&] {
    for (const double value : values) sum.Add(value, 1);
  });
  const double replace = NanosecondsPerValue(rounds, [&] {
    for (std::size_t i = 0; i < kValues; ++i) {
      sum.Add(values[i], -1);
      sum.Add(values[kValues - 1 - i], 1);
    }
  });
  const double merge = NanosecondsPerValue(rounds, [&] {
    FloatSum total;
    for (std::size_t i = 0; i < kValues; ++i) total.Merge(once);
    MustHold(total.RoundedQuotient(kValues) == once.Round(), "merged sums are multiples");
  });
  const double round = NanosecondsPerValue(rounds, [&] {
    for (std::size_t i = 0; i < kValues; ++i) sink = once.Round();
  });
  const double quotient = NanosecondsPerValue(rounds, [&] {
    for (std::size_t i = 0; i < kValues; ++i) sink = once.RoundedQuotient(kValues);
  });
  for (const double value : values) sum.Add(value, -1 - rounds);
  MustHold(sum.is_zero(), "a sum without its values is empty");

  FloatMoments moments;
  const double add_moments = NanosecondsPerValue(rounds, [&] {
    for (const double value : values) moments.Add(value, 1);
  });
  const double stddev = NanosecondsPerValue(rounds, [&] {
    for (std::size_t i = 0; i < kValues; ++i)
      sink = *moments.StandardDeviation(kValues, Numbers::kSample);
  });
  std::printf("%-18s %9.1f %9.1f %9.1f %9.1f %9.1f %9.1f %9.1f %9.1f\n", kind.name, plain, add,
              replace / 2, merge, round, quotient, add_moments, stddev);
}

}  // namespace
}  // namespace cambium::bench

int main(int argc, char** argv) {
  const bool is_quick = argc > 1 && std::string_view(argv[1]) == "--quick";
  std::printf("%-18s %9s %9s %9s %9s %9s %9s %9s %9s   ns\n", "values", "double +=", "Add",
              "replace", "Merge", "Round", "quotient", "moments", "stddev");
  for (const auto& kind : cambium::bench::kKinds) {
    cambium::bench::Measure(kind, is_quick ? 1 : 100);
  }
  return 0;
}
