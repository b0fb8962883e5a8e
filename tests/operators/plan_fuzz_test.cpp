// Whole plans against a naive evaluator: random operators, random histories.
//
//     CAMBIUM_SEED=17      that case alone, its plan and history printed when it fails
//     CAMBIUM_ROUNDS=…     so many cases
//
// A seed that once failed goes into tests/seeds/plan_fuzz.txt and is run first.
// SPDX-License-Identifier: Apache-2.0
#include <cstdint>
#include <cstdlib>
#include <fstream>
#include <string>
#include <vector>

#include "doctest/doctest.h"
#include "operators/operators.h"
#include "tests/support/plan_case.h"
#include "tests/support/source_root.h"

namespace cambium::testing {
namespace {

#ifdef NDEBUG
constexpr std::uint64_t kRounds = 20'000;
#else
constexpr std::uint64_t kRounds = 1'000;  // Sanitizers and assertions take their time.
#endif

void CheckSeed(std::uint64_t seed) {
  INFO("CAMBIUM_SEED=", seed);
  const PlanCase plan_case = MakeCase(seed);
  if (RunCase(plan_case).empty()) return;
  const PlanCase smaller = Shrink(plan_case);
  const std::string report = RunCase(smaller) + "\n" + ToText(smaller);
  FAIL(report);
}

// One seed a line; what follows it says why it is there.
std::vector<std::uint64_t> KeptSeeds() {
  std::ifstream file(SourceRoot() / "tests/seeds/plan_fuzz.txt");
  std::vector<std::uint64_t> seeds;
  for (std::string line; std::getline(file, line);) {
    if (!line.empty() && line[0] != '#') seeds.push_back(std::stoull(line));
  }
  return seeds;
}

TEST_SUITE("Plans") {
  TEST_CASE("seeds that once failed") {
    const std::vector<std::uint64_t> seeds = KeptSeeds();
    REQUIRE_FALSE(seeds.empty());
    for (const std::uint64_t seed : seeds) CheckSeed(seed);
  }

  TEST_CASE("every plan is what the naive evaluator says at every step") {
    if (const char* const only = std::getenv("CAMBIUM_SEED")) {
      return CheckSeed(std::strtoull(only, nullptr, 10));
    }
    const char* const asked = std::getenv("CAMBIUM_ROUNDS");
    const std::uint64_t rounds = asked == nullptr ? kRounds : std::strtoull(asked, nullptr, 10);
    for (std::uint64_t seed = 1; seed <= rounds; ++seed) CheckSeed(seed);
  }
}

}  // namespace
}  // namespace cambium::testing
