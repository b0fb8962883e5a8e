// Outcomes survive the pipe, answers are compared, and reports say what they must.
// SPDX-License-Identifier: Apache-2.0
#include "bench/harness/report.h"

#include <string>
#include <vector>

#include "bench/harness/answers.h"
#include "doctest/doctest.h"

namespace cambium::bench {
namespace {

WorkloadRuns SomeRuns() {
  const std::vector<Check> checks = {{"load", {0xAB, 20}}};
  WorkloadRuns runs{"W1", "a rollup", "W1", {}};
  runs.engines.push_back({"floor",
                          {{1, {{"tx_p50_us", 4}, {"rss_mb", 100}}, checks},
                           {1, {{"tx_p50_us", 2}, {"rss_mb", 100}}, checks},
                           {1, {{"tx_p50_us", 3}, {"rss_mb", 100}}, checks}}});
  runs.engines.push_back({"typed", {{1, {{"tx_p50_us", 1.5}, {"rss_mb", 50}}, checks}}});
  runs.engines.push_back({"recompute", {{1, {{"recompute_s", 0.003}}, checks}}});
  return runs;
}

TEST_SUITE("Outcome") {
  TEST_CASE("is the same after the pipe to the last bit") {
    const Outcome outcome{
        100, {{"load_s", 0.1}, {"tx_per_s", 1.0 / 3}}, {{"tx.top10", {~uint64_t{0}, 10}}}};
    const absl::StatusOr<Outcome> parsed = ParseOutcome(FormatOutcome(outcome));
    REQUIRE(parsed.ok());
    CHECK((*parsed == outcome));
  }

  TEST_CASE("is refused when it is cut off or malformed") {
    CHECK_FALSE(ParseOutcome("").ok());
    CHECK_FALSE(ParseOutcome("scale 1\nmetric load_s 0x1p0\n").ok());
    CHECK_FALSE(ParseOutcome("check load\nend\n").ok());
    CHECK_FALSE(ParseOutcome("nonsense 1\nend\n").ok());
    CHECK_FALSE(ParseOutcome("cut load 3\nend\n").ok());
    CHECK_FALSE(ParseOutcome("cut tx\nend\n").ok());
  }

  TEST_CASE("says where it was cut") {
    const Outcome outcome{1, {}, {{"load", {1, 1}}}, Cut{"batch", 57'000}};
    const absl::StatusOr<Outcome> parsed = ParseOutcome(FormatOutcome(outcome));
    REQUIRE(parsed.ok());
    CHECK((*parsed == outcome));
    CHECK((*ParseOutcome("scale 1\ncut tx 140\nend\n")->cut == Cut{"tx", 140}));
  }
}

TEST_SUITE("Answers") {
  TEST_CASE("are on file for every workload at scales 1 and 10 and 100") {
    for (const int scale : {1, 10, 100}) {
      CHECK(Answers::OnFile().Find("W1", scale, {""}).size() == 3);
      CHECK(Answers::OnFile().Find("W2", scale, {"reach"}).size() == 3);
      CHECK(Answers::OnFile().Find("W3", scale, {"", "two_paths"}).size() == 4);
      CHECK(Answers::OnFile().Find("W4", scale, {""}).size() == 2);
      CHECK(Answers::OnFile().Find("W5", scale, {"top10", "distinct"}).size() == 4);
    }
    CHECK(Answers::OnFile().Find("W8.10000000", 1, {""}).size() == 3);
    CHECK(Answers::OnFile().Find("W1", 7, {""}).empty());
  }

  TEST_CASE("are refused when malformed") {
    CHECK_FALSE(Answers::Parse("{\"w\":\"W1\"}\n").ok());
  }
}

TEST_SUITE("AnswersDue") {
  TEST_CASE("are those of the checkpoints that were reached") {
    const std::vector<Check> all = {{"load", {1, 1}},
                                    {"load.top10", {2, 1}},
                                    {"tx", {3, 1}},
                                    {"tx.top10", {4, 1}},
                                    {"batch.top10", {5, 1}}};
    CHECK((AnswersDue(all, {1, {}, {}}) == all));
    CHECK((AnswersDue(all, {1, {}, {}, Cut{"batch", 3}}) ==
           std::vector<Check>(all.begin(), all.begin() + 4)));
    CHECK((AnswersDue(all, {1, {}, {}, Cut{"tx", 3}}) ==
           std::vector<Check>(all.begin(), all.begin() + 2)));
  }
}

TEST_SUITE("CompareChecks") {
  TEST_CASE("names the first check that differs or lacks or is too many") {
    const std::vector<Check> expected = {{"load", {1, 1}}, {"tx", {2, 1}}};
    CHECK(CompareChecks(expected, {{"tx", {2, 1}}, {"load", {1, 1}}}).ok());
    CHECK(CompareChecks(expected, {{"load", {1, 1}}, {"tx", {3, 1}}}).message() ==
          "wrong result for tx: expected 0000000000000002 over 1 rows, got "
          "0000000000000003 over 1 rows");
    CHECK(CompareChecks(expected, {{"load", {1, 1}}}).message() == "no result for tx");
    CHECK_FALSE(CompareChecks({}, expected).ok());
  }
}

TEST_SUITE("FormatAsTable") {
  TEST_CASE("gives medians and spreads and ratios to the floor") {
    CHECK(FormatAsTable(SomeRuns()) ==
          "metric       engine     median  min..max  / floor\n"
          "-----------  ---------  ------  --------  -------\n"
          "tx_p50_us    floor           3      2..4        1\n"
          "             typed         1.5                0.5\n"
          "rss_mb       floor         100                  1\n"
          "             typed          50                0.5\n"
          "recompute_s  recompute   0.003\n"
          "\n"
          "commits per evaluation  recompute\n"
          "----------------------  ---------\n"
          "floor                       1,000\n"
          "typed                       2,000\n");
  }
}

TEST_SUITE("LabelOf") {
  TEST_CASE("names the run that made least") {
    CHECK(LabelOf({"slow", {{1, {}, {}}}}) == "slow");
    EngineRuns runs{"slow", {{1, {}, {}}, {1, {}, {}, Cut{"batch", 57'000}}}};
    CHECK(LabelOf(runs) == "slow [only 57,000 changes in batches]");
    runs.outcomes.push_back({1, {}, {}, Cut{"tx", 141}});
    runs.outcomes.push_back({1, {}, {}, Cut{"tx", 140}});
    runs.outcomes.push_back({1, {}, {}, Cut{"batch", 10}});
    CHECK(LabelOf(runs) == "slow [only 140 tx]");
  }

  TEST_CASE("is the name in a table and not in JSON") {
    WorkloadRuns runs{"W1", "a rollup", "W1", {}};
    runs.engines.push_back({"slow", {{1, {{"tx_p50_us", 4}}, {}, Cut{"tx", 140}}}});
    CHECK(FormatAsTable(runs) ==
          "metric     engine              median  min..max  / floor\n"
          "---------  ------------------  ------  --------  -------\n"
          "tx_p50_us  slow [only 140 tx]       4\n");
    CHECK(FormatAsJson(runs).starts_with(
        "{\"peer\":\"slow\",\"w\":\"W1\",\"cut\":\"tx\",\"made\":140}\n"));
  }
}

TEST_SUITE("FormatAsJson") {
  TEST_CASE("gives checks and then medians with their spread") {
    WorkloadRuns runs = SomeRuns();
    runs.engines.erase(runs.engines.begin() + 1, runs.engines.end());
    CHECK(FormatAsJson(runs) ==
          "{\"peer\":\"floor\",\"w\":\"W1\",\"check\":\"load\","
          "\"hash\":\"00000000000000ab\",\"rows\":20}\n"
          "{\"peer\":\"floor\",\"w\":\"W1\",\"m\":\"tx_p50_us\",\"v\":3}\n"
          "{\"peer\":\"floor\",\"w\":\"W1\",\"m\":\"tx_p50_us.min\",\"v\":2}\n"
          "{\"peer\":\"floor\",\"w\":\"W1\",\"m\":\"tx_p50_us.max\",\"v\":4}\n"
          "{\"peer\":\"floor\",\"w\":\"W1\",\"m\":\"rss_mb\",\"v\":100}\n"
          "{\"peer\":\"floor\",\"w\":\"W1\",\"m\":\"rss_mb.min\",\"v\":100}\n"
          "{\"peer\":\"floor\",\"w\":\"W1\",\"m\":\"rss_mb.max\",\"v\":100}\n");
  }
}

}  // namespace
}  // namespace cambium::bench
