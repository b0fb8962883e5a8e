// Live queries against a naive oracle: random schemas, rows, queries and histories.
//
// Seeds that failed once are in tests/seeds/live_property.txt and run first. A failure
// prints its seed, what is wrong, and the smallest script found that still shows it;
// CAMBIUM_SEED=17 runs that seed alone, CAMBIUM_ROUNDS=100 a hundred times as many.
// SPDX-License-Identifier: Apache-2.0
#include <sys/mman.h>

#include <cstdlib>
#include <fstream>
#include <string>
#include <vector>

#include "doctest/doctest.h"
#include "tests/support/apart.h"
#include "tests/support/frame_fold.h"
#include "tests/support/live_runner.h"
#include "tests/support/live_script.h"
#include "tests/support/naive_value.h"
#include "tests/support/source_root.h"

namespace cambium {
namespace {

#ifdef NDEBUG
constexpr std::uint64_t kSeeds = 1500;
#else
constexpr std::uint64_t kSeeds = 400;  // As long, with sanitizers.
#endif
constexpr std::size_t kShrinkBudget = 3000;

testing::Script ScriptOf(std::uint64_t seed) {
  testing::Random random(seed);
  return testing::RandomScript(random);
}

// What is wrong; empty when nothing is.
std::string FailureOf(const testing::Script& script) {
  try {
    testing::RunScript(script);
  } catch (const testing::BrokenLaw& broken) {
    return broken.what();
  }
  return "";
}

std::vector<std::uint64_t> Seeds() {
  if (const char* const only = std::getenv("CAMBIUM_SEED")) {
    return {std::strtoull(only, nullptr, 10)};
  }
  std::vector<std::uint64_t> seeds;
  std::ifstream file(testing::SourceRoot() / "tests/seeds/live_property.txt");
  REQUIRE(file.is_open());
  for (std::string line; std::getline(file, line);) {
    if (!line.empty() && line[0] != '#') seeds.push_back(std::stoull(line));
  }
  const char* const rounds = std::getenv("CAMBIUM_ROUNDS");
  const std::uint64_t count =
      kSeeds * (rounds == nullptr ? 1 : std::strtoull(rounds, nullptr, 10));
  for (std::uint64_t seed = 1; seed <= count; ++seed) seeds.push_back(seed);
  return seeds;
}

// Seen by the child and its parent, which wants to know what the child died of.
std::uint64_t& SharedSeed() {
  static void* const page = ::mmap(nullptr, sizeof(std::uint64_t), PROT_READ | PROT_WRITE,
                                   MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  return *static_cast<std::uint64_t*>(page);
}

// The smallest script found that fails still, however it does.
std::string Report(std::uint64_t seed, const std::string& failure) {
  const auto fails = [](const testing::Script& script) {
    const std::string result = testing::RunApart([&script]() -> std::string {
      try {
        return FailureOf(script);
      } catch (const testing::InvalidScript&) {
        return "";
      }
    });
    return !result.empty();
  };
  const testing::Script smallest = testing::ShrinkScript(ScriptOf(seed), fails, kShrinkBudget);
  const std::string why = testing::RunApart([&] { return FailureOf(smallest); });
  return "CAMBIUM_SEED=" + std::to_string(seed) + "\n" + failure + "\nsmallest script:\n" +
         testing::PrintScript(smallest) + "which fails with: " + why;
}

TEST_SUITE("Live queries") {
  TEST_CASE("keep every law of the protocol on random histories") {
    const std::vector<std::uint64_t> seeds = Seeds();
    std::uint64_t& at = SharedSeed();
    const std::string failure = testing::RunApart([&]() -> std::string {
      for (const std::uint64_t seed : seeds) {
        at = seed;
        std::string broken = FailureOf(ScriptOf(seed));
        if (!broken.empty()) return broken;
      }
      return "";
    });
    const std::string report = failure.empty() ? "" : Report(at, failure);
    REQUIRE_MESSAGE(failure.empty(), report);
  }
}

}  // namespace
}  // namespace cambium
