// All engines give the answers on file, and agree where none are.
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <memory>
#include <string>
#include <vector>

#include "bench/engine.h"
#include "bench/floor/floor.h"
#include "bench/generator/generator.h"
#include "bench/harness/answers.h"
#include "bench/harness/measure.h"
#include "bench/recompute/recompute.h"
#include "bench/treeql/treeql.h"
#include "bench/typed/typed.h"
#include "doctest/doctest.h"
#ifdef CAMBIUM_BENCH_SQLITE
#include "bench/sqlite/sqlite.h"
#endif

namespace cambium::bench {
namespace {

// Participant is an Engine or an Evaluator; Input its workload's.
template <typename Participant>
void CheckAnswers(std::unique_ptr<Participant> participant,
                  const typename Participant::Workload::Input& input, const std::string& data) {
  using Workload = typename Participant::Workload;
  const Outcome outcome = Measure(*participant, input, Clocks::kWall);
  const std::vector<Check> expected = Answers::OnFile().Find(
      data, outcome.scale, {Workload::kViews.begin(), Workload::kViews.end()});
  REQUIRE_FALSE(expected.empty());
  const absl::Status right = CompareChecks(expected, outcome.checks);
  CHECK_MESSAGE(right.ok(), right.message());
}

template <typename Left, typename Right>
void CheckAgreement(std::unique_ptr<Left> left, std::unique_ptr<Right> right,
                    const typename Left::Workload::Input& input) {
  const Outcome one = Measure(*left, input, Clocks::kWall);
  const Outcome other = Measure(*right, input, Clocks::kThreadToo);
  const absl::Status equal = CompareChecks(one.checks, other.checks);
  CHECK_MESSAGE(equal.ok(), equal.message());
}

TEST_SUITE("Floor") {
  TEST_CASE("answers W1 W3 and W5 at scale 100") {
    CheckAnswers(MakeFloorW1(), GenerateW1(100), "W1");
    CheckAnswers(MakeFloorW3(), GenerateW3(100), "W3");
    CheckAnswers(MakeFloorW5(), GenerateW5(100), "W5");
  }

  TEST_CASE("answers the smallest sizes of W8") {
    Outcome outcome = Measure(*MakeFloorW1(), GenerateGrowth(1000), Clocks::kWall);
    CHECK(CompareChecks(Answers::OnFile().Find("W8.1000", 1, {""}), outcome.checks).ok());
    outcome = Measure(*MakeFloorW1(), GenerateGrowth(10'000), Clocks::kWall);
    CHECK(CompareChecks(Answers::OnFile().Find("W8.10000", 1, {""}), outcome.checks).ok());
  }

  TEST_CASE("agrees with recomputation where no answers are on file") {
    for (const int scale : {37, 250, 499}) {
      CAPTURE(scale);
      CheckAgreement(MakeFloorW1(), MakeRecomputeW1(), GenerateW1(scale));
      CheckAgreement(MakeFloorW3(), MakeRecomputeW3(), GenerateW3(scale));
      CheckAgreement(MakeFloorW5(), MakeRecomputeW5(), GenerateW5(scale));
    }
  }

  TEST_CASE("empties groups and items when their last row goes") {
    W1Input w1;
    w1.tables.customers = {{0, 2, 0}};
    w1.tables.orders = {{0, 0, 1, 500}};
    w1.transactions = {{W1Op::kDelete, 0, -1, -1, -1, 0, 1, 500}};
    CheckAgreement(MakeFloorW1(), MakeRecomputeW1(), w1);

    W5Input w5;
    w5.tables.events = {{0, 3, 4, 9}, {1, 3, 4, 9}};
    w5.transactions = {{-1, {0, 3, 4, 9}}, {-1, {1, 3, 4, 9}}};
    CheckAgreement(MakeFloorW5(), MakeRecomputeW5(), w5);
  }
}

TEST_SUITE("Typed") {
  TEST_CASE("answers W1 W3 and W5 at scale 100") {
    CheckAnswers(MakeTypedW1(), GenerateW1(100), "W1");
    CheckAnswers(MakeTypedW3(), GenerateW3(100), "W3");
    CheckAnswers(MakeTypedW5(), GenerateW5(100), "W5");
  }

  TEST_CASE("answers the three questions of W2 at scale 100") {
    CheckAnswers(MakeTypedW2Reach(), GenerateW2(100), "W2");
    CheckAnswers(MakeTypedW2Dist(), GenerateW2(100), "W2");
    CheckAnswers(MakeTypedW2Union(), GenerateW2(100), "W2");
  }
}

TEST_SUITE("Treeql") {
  TEST_CASE("answers W1 W4 and W5 at scale 100") {
    CheckAnswers(MakeTreeqlW1(), GenerateW1(100), "W1");
    CheckAnswers(MakeTreeqlW4(), GenerateW4(100), "W4");
    CheckAnswers(MakeTreeqlW5(), GenerateW5(100), "W5");
  }

  TEST_CASE("answers the three questions of W2 at scale 100 over a table of edges") {
    CheckAnswers(MakeTreeqlW2Reach(), GenerateW2(100), "W2");
    CheckAnswers(MakeTreeqlW2Dist(), GenerateW2(100), "W2");
    CheckAnswers(MakeTreeqlW2Union(), GenerateW2(100), "W2");
  }

  TEST_CASE("answers in a folder at scale 100") {
    CheckAnswers(MakeTreeqlDurableW1(), GenerateW1(100), "W1");
    CheckAnswers(MakeTreeqlDurableW4(), GenerateW4(100), "W4");
    CheckAnswers(MakeTreeqlDurableW5(), GenerateW5(100), "W5");
  }

  // A load that is divided among cores, each of which meets groups that the first does not.
  TEST_CASE("answers W5 where a load is divided") {
    CheckAnswers(MakeTreeqlW5(), GenerateW5(10), "W5");
  }
}

TEST_SUITE("Recompute") {
  TEST_CASE("answers every workload at scale 100") {
    CheckAnswers(MakeRecomputeW1(), GenerateW1(100), "W1");
    CheckAnswers(MakeRecomputeW2Reach(), GenerateW2(100), "W2");
    CheckAnswers(MakeRecomputeW2Dist(), GenerateW2(100), "W2");
    CheckAnswers(MakeRecomputeW2Union(), GenerateW2(100), "W2");
    CheckAnswers(MakeRecomputeW3(), GenerateW3(100), "W3");
    CheckAnswers(MakeRecomputeW4(), GenerateW4(100), "W4");
    CheckAnswers(MakeRecomputeW5(), GenerateW5(100), "W5");
  }

  TEST_CASE("follows edges in their direction only") {
    W2Input input;
    input.tables.edges = {{0, 1}, {1, 2}, {3, 0}, {2, 1}};
    input.tables.roots = {{1}};
    const Outcome outcome = Measure(*MakeRecomputeW2Dist(), input, Clocks::kWall);
    Checksum expected;
    expected.Add({1, 1, 0});
    expected.Add({1, 2, 1});
    CHECK(outcome.checks.front().checksum == expected);
  }
}

#ifdef CAMBIUM_BENCH_SQLITE
TEST_SUITE("Sqlite") {
  TEST_CASE("answers by queries at scale 100") {
    CheckAnswers(MakeSqliteW1(), GenerateW1(100), "W1");
    CheckAnswers(MakeSqliteW3(), GenerateW3(100), "W3");
    CheckAnswers(MakeSqliteW4(), GenerateW4(100), "W4");
    CheckAnswers(MakeSqliteW5(), GenerateW5(100), "W5");
  }

  TEST_CASE("answers by triggers at scale 100") {
    CheckAnswers(MakeSqliteTriggersW1(), GenerateW1(100), "W1");
    CheckAnswers(MakeSqliteTriggersW3(), GenerateW3(100), "W3");
    CheckAnswers(MakeSqliteTriggersW5(), GenerateW5(100), "W5");
  }

  TEST_CASE("tells mutations that change a tree from those that do not") {
    const Outcome outcome = Measure(*MakeSqliteW4(), GenerateW4(100), Clocks::kWall);
    const auto has = [&outcome](const std::string& name) {
      return std::any_of(outcome.metrics.begin(), outcome.metrics.end(),
                         [&name](const Metric& metric) { return metric.name == name; });
    };
    CHECK(has("tx_hit_p50_us"));
    CHECK(has("tx_miss_p50_us"));
  }
}
#endif

}  // namespace
}  // namespace cambium::bench
