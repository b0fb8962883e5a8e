// A chart has its points where they belong, and the same markup each time.
// SPDX-License-Identifier: Apache-2.0
#include "bench/chart.h"

#include "doctest/doctest.h"

namespace cambium::bench {
namespace {

bool Has(const std::string& svg, const std::string& part) {
  return svg.find(part) != std::string::npos;
}

TEST_SUITE("Chart") {
  TEST_CASE("points lie between powers of ten") {
    const std::string svg =
        ChartsSvg({{"t", "x", "y", {{"line", {{1, 10}, {10, 100}, {100, 10}}}}}});
    // From 60 to 400, and from 250 up to 40.
    CHECK(Has(svg, "<polyline points=\"60.0,250.0 230.0,40.0 400.0,250.0\""));
    CHECK(Has(svg, ">10</text>"));
    CHECK_FALSE(Has(svg, ">1k</text>"));
  }

  TEST_CASE("a single point has axes and texts are escaped") {
    const std::string svg = ChartsSvg({{"a < b & c", "x", "y", {{"line", {{10'000, 0.1}}}}}});
    CHECK(Has(svg, ">a &lt; b &amp; c</text>"));
    CHECK(Has(svg, ">10k</text>"));
    CHECK(Has(svg, ">0.1</text>"));
    CHECK(Has(svg, "cx=\"60.0\" cy=\"250.0\""));
  }

  TEST_CASE("charts stand beside each other") {
    const Chart chart{"t", "x", "y", {{"line", {{1, 1}}}}};
    const std::string svg = ChartsSvg({chart, chart});
    CHECK(Has(svg, "width=\"840\" height=\"300\""));
    CHECK(Has(svg, "cx=\"60.0\""));
    CHECK(Has(svg, "cx=\"480.0\""));
    CHECK(svg == ChartsSvg({chart, chart}));
  }
}

}  // namespace
}  // namespace cambium::bench
