// Code points are counted and stepped over, also where a text is not UTF-8.
// SPDX-License-Identifier: Apache-2.0
#include "query/code_points.h"

#include "doctest/doctest.h"
#include "tests/support/random.h"

namespace cambium {
namespace {

TEST_SUITE("Code points") {
  TEST_CASE("have one to four bytes") {
    // Covers: rule 25 partly
    CHECK(CountCodePoints("") == 0);
    CHECK(CountCodePoints("aß日😀") == 4);
    CHECK(NextCodePoint("aß日😀", 1) == 3);
    CHECK(NextCodePoint("aß日😀", 3) == 6);
    CHECK(PreviousCodePoint("aß日😀", 10) == 6);
    CHECK(PreviousCodePoint("aß日😀", 3) == 1);
    CHECK(SkipCodePoints("aß日😀", 3) == 6);
    CHECK(SkipCodePoints("aß日😀", 0) == 0);
    CHECK(SkipCodePoints("aß", 9) == 3);
    CHECK(SkipCodePoints("aß", static_cast<std::size_t>(-1)) == 3);
  }

  TEST_CASE("of any bytes are the same from both sides") {
    testing::ForSeeds(2000, [](testing::Random& random) {
      const std::string text = random.Text(random.Below(12));
      std::size_t forwards = 0;
      for (std::size_t at = 0; at < text.size(); at = NextCodePoint(text, at)) ++forwards;
      std::size_t backwards = 0;
      for (std::size_t at = text.size(); at > 0; at = PreviousCodePoint(text, at)) ++backwards;
      CHECK(forwards == backwards);
    });
  }

  TEST_CASE("are written in as many bytes as they need") {
    const auto written = [](std::uint32_t point) {
      std::string text;
      AppendCodePoint(point, text);
      return text;
    };
    CHECK(written(0x7F) == "\x7F");
    CHECK(written(0x80) == "\xC2\x80");
    CHECK(written(0x7FF) == "\xDF\xBF");
    CHECK(written(0x800) == "\xE0\xA0\x80");
    CHECK(written(0xFFFF) == "\xEF\xBF\xBF");
    CHECK(written(0x10000) == "\xF0\x90\x80\x80");
    CHECK(written(0x10FFFF) == "\xF4\x8F\xBF\xBF");
  }
}

}  // namespace
}  // namespace cambium
