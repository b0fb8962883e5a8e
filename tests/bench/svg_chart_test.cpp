// Pictures: the same text for the same numbers, longer bars for greater ones, words escaped.
// SPDX-License-Identifier: Apache-2.0
#include "bench/harness/svg_chart.h"

#include "doctest/doctest.h"

namespace cambium::bench {
namespace {

// What stands behind each `name="` in the text, as numbers.
std::vector<double> Attributes(const std::string& text, const std::string& name) {
  std::vector<double> numbers;
  const std::string key = " " + name + "=\"";
  for (std::size_t at = 0; (at = text.find(key, at)) != std::string::npos;) {
    at += key.size();
    numbers.push_back(std::stod(text.substr(at)));
  }
  return numbers;
}

TEST_SUITE("SvgBars") {
  TEST_CASE("are as long as the logarithms of their numbers") {
    const std::string svg = SvgBars("W1", "µs", {{"a", 1}, {"b", 10}, {"c", 100}});
    const std::vector<double> widths = Attributes(svg, "width");
    REQUIRE(widths.size() == 3);
    CHECK(widths[1] - widths[0] == doctest::Approx(widths[2] - widths[1]).epsilon(0.01));
    CHECK(widths[0] > 0);
    CHECK(svg == SvgBars("W1", "µs", {{"a", 1}, {"b", 10}, {"c", 100}}));
  }

  TEST_CASE("words are escaped and nothing is a picture too") {
    CHECK(SvgBars("a < b & c", "s", {}).find("a &lt; b &amp; c, s") != std::string::npos);
    CHECK(SvgBars("", "", {{"one", 7}}).ends_with("</svg>\n"));
  }
}

TEST_SUITE("SvgCurves") {
  TEST_CASE("greater is further to the right and further up") {
    const std::string svg =
        SvgCurves("W8", "rows", "µs", {{"a", {{10, 1}, {100, 10}, {1000, 100}}}, {"none", {}}});
    const std::vector<double> across = Attributes(svg, "cx");
    const std::vector<double> down = Attributes(svg, "cy");
    REQUIRE(across.size() == 3);
    CHECK(across[0] < across[1]);
    CHECK(across[1] < across[2]);
    CHECK(down[0] > down[1]);
    CHECK(down[1] > down[2]);
    CHECK(svg.find(">none<") == std::string::npos);
  }

  TEST_CASE("labels that would cover each other stand below each other") {
    const std::string svg = SvgCurves("", "", "", {{"a", {{1, 5}}}, {"b", {{1, 5}}}});
    const std::size_t a = svg.find(">a<");
    const std::size_t b = svg.find(">b<");
    REQUIRE(a != std::string::npos);
    REQUIRE(b != std::string::npos);
    const auto y_before = [&svg](std::size_t at) {
      return std::stod(svg.substr(svg.rfind(" y=\"", at) + 4));
    };
    CHECK(y_before(b) - y_before(a) == doctest::Approx(15));
  }

  TEST_CASE("labels stay in the picture however long and however many they are") {
    const std::string label = "a label of more than thirty letters";
    const std::string one = SvgCurves("", "", "", {{label, {{1, 5}}}});
    const std::size_t at = one.find(">" + label + "<");
    REQUIRE(at != std::string::npos);
    // Six of the 640 for each letter.
    CHECK(std::stod(one.substr(one.rfind(" x=\"", at) + 4)) +
              6 * static_cast<double>(label.size()) <=
          640);
    std::vector<SvgCurve> many;
    for (int i = 0; i < 9; ++i) many.push_back({"l" + std::to_string(i), {{1, 1}, {10, 1}}});
    const std::string all = SvgCurves("", "", "", many);
    for (const double y : Attributes(all, "y")) CHECK(y <= 360);
  }
}

}  // namespace
}  // namespace cambium::bench
