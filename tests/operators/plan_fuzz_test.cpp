// Whole plans against a naive evaluator: random operators, random histories.
//
//     CAMBIUM_SEED=17      that case alone, its plan and history printed when it fails
//     CAMBIUM_ROUNDS=…     so many cases
//
// Plans that keep time, with Delay and its like in them, are cases of their own.
//
// A seed that once failed goes into tests/seeds/plan_fuzz.txt, or for a plan that keeps time
// into clocked_plan_fuzz.txt, and is run first.
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
constexpr std::uint64_t kClockedRounds = 4'000;
#else
constexpr std::uint64_t kRounds = 1'000;  // Sanitizers and assertions take their time.
constexpr std::uint64_t kClockedRounds = 200;
#endif

void CheckSeed(std::uint64_t seed, bool clocked) {
  INFO("CAMBIUM_SEED=", seed);
  const PlanCase plan_case = MakeCase(seed, clocked);
  if (RunCase(plan_case).empty()) return;
  const PlanCase smaller = Shrink(plan_case);
  const std::string report = RunCase(smaller) + "\n" + ToText(smaller);
  FAIL(report);
}

// One seed a line; what follows it says why it is there.
std::vector<std::uint64_t> KeptSeeds(const std::string& name) {
  std::ifstream file(SourceRoot() / "tests/seeds" / name);
  std::vector<std::uint64_t> seeds;
  for (std::string line; std::getline(file, line);) {
    if (!line.empty() && line[0] != '#') seeds.push_back(std::stoull(line));
  }
  return seeds;
}

void CheckSeeds(std::uint64_t count, bool clocked) {
  if (const char* const only = std::getenv("CAMBIUM_SEED")) {
    return CheckSeed(std::strtoull(only, nullptr, 10), clocked);
  }
  const char* const asked = std::getenv("CAMBIUM_ROUNDS");
  const std::uint64_t rounds = asked == nullptr ? count : std::strtoull(asked, nullptr, 10);
  for (std::uint64_t seed = 1; seed <= rounds; ++seed) CheckSeed(seed, clocked);
}

TEST_SUITE("Plans") {
  TEST_CASE("seeds that once failed") {
    for (const bool clocked : {false, true}) {
      const std::vector<std::uint64_t> seeds =
          KeptSeeds(clocked ? "clocked_plan_fuzz.txt" : "plan_fuzz.txt");
      REQUIRE_FALSE(seeds.empty());
      for (const std::uint64_t seed : seeds) CheckSeed(seed, clocked);
    }
  }

  TEST_CASE("every plan is what the naive evaluator says at every step") {
    CheckSeeds(kRounds, false);
  }

  TEST_CASE("so is every plan that keeps time") { CheckSeeds(kClockedRounds, true); }
}

}  // namespace
}  // namespace cambium::testing
