// Bars compare times: a rate is the time of a change, and a bar without its numbers is none.
// SPDX-License-Identifier: Apache-2.0
#include "bench/harness/bars.h"

#include <set>

#include "doctest/doctest.h"

namespace cambium::bench {
namespace {

WorkloadRuns Runs() {
  WorkloadRuns runs{"W1", "", "W1", {}};
  runs.engines.push_back({"floor", {{1, {{"batch_changes_per_s", 1000}}, {}}}});
  runs.engines.push_back(
      {"typed", {{1, {{"tx_p50_us", 3}, {"batch_changes_per_s", 4000}}, {}}}});
  runs.engines.push_back({"sqlite", {{1, {{"recompute_s", 0.5}}, {}}}});
  runs.engines.push_back({"recompute", {{1, {{"recompute_s", 0.003}}, {}}}});
  return runs;
}

TEST_SUITE("Bars") {
  TEST_CASE("compare times of changes and of evaluations") {
    const Bar rate{
        "W1", "", {"typed", "batch_changes_per_s"}, {"floor", "batch_changes_per_s"}, 1};
    CHECK(RatioOf(rate, Runs()) == doctest::Approx(0.25));
    const Bar fastest{"W1", "", {"typed", "tx_p50_us"}, {"*", "recompute_s"}, 1};
    CHECK(RatioOf(fastest, Runs()) == doctest::Approx(0.001));
  }

  TEST_CASE("without a second side they are about the number as it was measured") {
    WorkloadRuns runs{"store", "", "store", {}};
    runs.engines.push_back({"cambium", {{1, {{"open_ms", 3}}, {}}}});
    CHECK(RatioOf({"store", "", {"cambium", "open_ms"}, {}, 5}, runs) == doctest::Approx(3));
    CHECK_FALSE(RatioOf({"store", "", {"cambium", "stall_ms"}, {}, 5}, runs).has_value());
  }

  TEST_CASE("say nothing of what was not measured") {
    const Bar absent{"W1", "", {"treeql", "tx_p50_us"}, {"typed", "tx_p50_us"}, 1};
    CHECK_FALSE(RatioOf(absent, Runs()).has_value());
    const Bar lacking{"W1", "", {"typed", "tx_p50_us"}, {"floor", "tx_p50_us"}, 1};
    CHECK_FALSE(RatioOf(lacking, Runs()).has_value());
  }

  TEST_CASE("each stands once") {
    std::set<std::string> names;
    for (const Bar& bar : AllBars()) {
      const std::string name =
          bar.workload + " " + bar.left.engine + " " + bar.left.metric + " " + bar.right.engine;
      CHECK_MESSAGE(names.insert(name).second, name);
      CHECK(bar.at_most > 0);
    }
  }
}

}  // namespace
}  // namespace cambium::bench
