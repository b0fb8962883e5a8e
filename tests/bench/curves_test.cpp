// Points become curves in the order of their sizes, and curves meet where lines cross.
// SPDX-License-Identifier: Apache-2.0
#include "bench/harness/curves.h"

#include <utility>

#include "doctest/doctest.h"

namespace cambium::bench {
namespace {

CurveSeries Series(const std::vector<std::pair<double, double>>& points) {
  CurveSeries series{"a", false, {}};
  for (const auto& [x, y] : points) series.points.push_back({x, {y, y, y}});
  return series;
}

TEST_SUITE("PointMetric") {
  TEST_CASE("is told from other metrics") {
    CHECK(PointMetric("commit_us", 1000) == "commit_us@1000");
    CHECK(IsPoint("commit_us@1000"));
    CHECK_FALSE(IsPoint("commit_us"));
    CHECK_FALSE(IsPoint("commit_us@"));
    CHECK_FALSE(IsPoint("commit_us@10k"));
  }
}

TEST_SUITE("MeetingPlace") {
  TEST_CASE("lies on the line between two points of logarithmic axes") {
    const auto place = MeetingPlace(Series({{1, 1}, {100, 100}}), Series({{1, 10}, {100, 10}}));
    REQUIRE(place);
    CHECK(*place == doctest::Approx(10));
  }

  TEST_CASE("both may rise") {
    const auto place =
        MeetingPlace(Series({{1, 1}, {10'000, 10'000}}), Series({{1, 10}, {10'000, 1'000}}));
    REQUIRE(place);
    CHECK(*place == doctest::Approx(100));
  }

  TEST_CASE("is the first size of one that begins above and none of one that stays below") {
    CHECK(MeetingPlace(Series({{10, 5}, {100, 50}}), Series({{10, 4}, {100, 4}})) == 10);
    CHECK_FALSE(MeetingPlace(Series({{1, 1}, {10, 3}}), Series({{1, 4}, {10, 4}})));
  }

  TEST_CASE("is looked for only where both were measured") {
    CHECK_FALSE(MeetingPlace(Series({{1, 1}, {10, 50}}), Series({{1, 4}, {100, 4}})));
    CHECK_FALSE(MeetingPlace(Series({{1, 1}}), Series({})));
  }
}

WorkloadRuns Delta() {
  WorkloadRuns runs{"delta", "", "W1", {}};
  // Alphabetical order would put 10 before 2.
  runs.engines.push_back({"typed",
                          {{1, {{"commit_us@10", 40}, {"commit_us@2", 1}, {"load_s", 7}}, {}},
                           {1, {{"commit_us@10", 60}, {"commit_us@2", 1}}, {}}}});
  runs.engines.push_back({"recompute", {{1, {{"recompute_us@2", 8}}, {}}}});
  runs.engines.push_back({"broken", {}});
  return runs;
}

TEST_SUITE("CurvesOf") {
  TEST_CASE("sorts points by number and takes medians of runs") {
    const std::vector<Curve> curves = CurvesOf({Delta()});
    REQUIRE(curves.size() == 1);
    CHECK(curves[0].name == "delta");
    REQUIRE(curves[0].series.size() == 2);
    const CurveSeries& typed = curves[0].series[0];
    CHECK(typed.label == "typed");
    CHECK_FALSE(typed.anew);
    REQUIRE(typed.points.size() == 2);
    CHECK(typed.points[0].x == 2);
    CHECK((typed.points[1].y == Spread{50, 40, 60}));
    CHECK(curves[0].series[1].label == "recompute, anew");
    CHECK(curves[0].series[1].anew);
  }

  TEST_CASE("names an engine only where there are several") {
    WorkloadRuns runs{"W6", "", "", {}};
    runs.engines.push_back({"treeql", {{1, {{"one_us@10", 9}}, {}}}});
    REQUIRE(CurvesOf({runs}).size() == 1);
    CHECK(CurvesOf({runs})[0].series[0].label == "one hears of it");
  }

  TEST_CASE("makes one of the sizes of W8 and none of what cannot be drawn") {
    WorkloadRuns small{"W8.1000", "", "", {}};
    small.engines.push_back({"typed", {{1, {{"tx_p50_us", 3}}, {}}}});
    small.engines.push_back({"sqlite", {{1, {{"recompute_s", 0.002}}, {}}}});
    WorkloadRuns large{"W8.100000", "", "", {}};
    large.engines.push_back({"typed", {{1, {{"tx_p50_us", 4}}, {}}}});
    WorkloadRuns nothing{"W6", "", "", {}};
    nothing.engines.push_back({"treeql", {{1, {{"one_us@10", 0}}, {}}}});
    const std::vector<Curve> curves = CurvesOf({small, large, nothing});
    REQUIRE(curves.size() == 1);
    CHECK(curves[0].name == "W8");
    REQUIRE(curves[0].series.size() == 2);
    CHECK(curves[0].series[0].points[1].x == 100'000);
    CHECK(curves[0].series[1].label == "sqlite, anew");
    CHECK(curves[0].series[1].points[0].y.median == doctest::Approx(2'000));
  }
}

TEST_SUITE("CurveAsMarkdown") {
  TEST_CASE("has the ratio to the first column and the places of meeting") {
    const Curve curve{"delta",
                      "Title",
                      "rows",
                      "µs",
                      RatioTo::kFirstSeries,
                      {Series({{1, 1}, {100, 100}}), {}}};
    Curve two = curve;
    two.series[1] = Series({{1, 10}, {100, 10}});
    two.series[1].label = "b";
    two.series[1].anew = true;
    CHECK(CurveAsMarkdown(two) ==
          "\n### Title\n\nMedians, µs; × the first column.\n\n"
          "| rows | a | b |\n|--:|--:|--:|\n"
          "| 1 | 1 | 10 (10 ×) |\n"
          "| 100 | 100 | 10 (0.1 ×) |\n"
          "\n- *a* meets *b* at 10 rows.\n"
          "\n![Title](delta.svg)\n");
  }

  TEST_CASE("has the ratio to the first row where that is asked for") {
    const Curve curve{"name",
                      "T",
                      "x",
                      "y",
                      RatioTo::kFirstPoint,
                      {Series({{1, 2}, {10, 6}}), Series({{10, 5}})}};
    const std::string text = CurveAsMarkdown(curve);
    CHECK(text.find("| 1 | 2 | – |\n") != std::string::npos);
    CHECK(text.find("| 10 | 6 (3 ×) | 5 |\n") != std::string::npos);
    CHECK(text.find("meets") == std::string::npos);
  }
}

TEST_SUITE("CurveAsSvg") {
  TEST_CASE("has a line with its label for each series") {
    const Curve curve{
        "name", "T", "x", "y", RatioTo::kFirstSeries, {Series({{1, 2}, {10, 6}})}};
    const std::string svg = CurveAsSvg(curve);
    CHECK(svg.find("<polyline") != std::string::npos);
    CHECK(svg.find(">a<") != std::string::npos);
  }
}

}  // namespace
}  // namespace cambium::bench
