// Cases of letters, by script, and what holds for every code point.
// SPDX-License-Identifier: Apache-2.0
#include "query/unicode_case.h"

#include <cstdint>

#include "doctest/doctest.h"
#include "query/code_points.h"

namespace cambium {
namespace {

TEST_SUITE("Unicode case") {
  TEST_CASE("maps the letters of many scripts") {
    // Covers: rule 25 partly
    struct Pair {
      const char* lower;
      const char* upper;
    };
    const Pair kPairs[] = {{"az09_", "AZ09_"},   {"àéîõü", "ÀÉÎÕÜ"},
                           {"ÿ", "Ÿ"},           {"ąčďłňřšťž", "ĄČĎŁŇŘŠŤŽ"},
                           {"αβγω", "ΑΒΓΩ"},     {"άέή", "ΆΈΉ"},
                           {"абвэюя", "АБВЭЮЯ"}, {"ѐёђ", "ЀЁЂ"},
                           {"աբգ", "ԱԲԳ"},       {"ა", "Ა"},
                           {"ḁạẽ", "ḀẠẼ"},       {"ⓐⓩ", "ⒶⓏ"},
                           {"ｚ", "Ｚ"},         {"𐐨", "𐐀"},
                           {"𞤢", "𞤀"},     {"日本 ئ ก", "日本 ئ ก"}};
    for (const Pair& pair : kPairs) {
      CHECK(ToUpper(pair.lower) == pair.upper);
      CHECK(ToLower(pair.upper) == pair.lower);
    }
  }

  TEST_CASE("maps one code point to one") {
    CHECK(ToUpper("ß") == "ß");
    CHECK(ToLower("ẞ") == "ß");
    CHECK(ToUpper("ﬁ") == "ﬁ");
    CHECK(ToUpper("ı") == "I");
    CHECK(ToLower("İ") == "i");
    CHECK(ToUpper("ς") == "Σ");
    CHECK(ToLower("ΟΔΟΣ") == "οδοσ");
    CHECK(ToUpper("ǆ") == "Ǆ");
    CHECK(ToLower("ǅ") == "ǆ");
    CHECK(ToUpper("ᾳ") == "ᾼ");
    CHECK(ToUpper("µ") == "Μ");  // The micro sign becomes a Greek letter.
  }

  TEST_CASE("leaves bytes alone that are not UTF-8") {
    CHECK(ToUpper("a\xFFz") == "A\xFFZ");
    CHECK(ToUpper("\xC3") == "\xC3");
    CHECK(ToLower("\xC1\x81") == "\xC1\x81");
    CHECK(ToUpper("\xE2\x82z") == "\xE2\x82Z");
    CHECK(ToUpper(std::string("\0a", 2)) == std::string("\0A", 2));
    CHECK(ToUpper("") == "");
  }

  TEST_CASE("what it gave it leaves alone and the number of code points stays") {
    std::size_t uppers = 0;
    std::size_t lowers = 0;
    std::size_t wrong = 0;
    for (std::uint32_t point = 0; point < 0x110000; ++point) {
      if (point == 0xD800) point = 0xE000;
      std::string text;
      AppendCodePoint(point, text);
      const std::string upper = ToUpper(text);
      const std::string lower = ToLower(text);
      uppers += upper != text;
      lowers += lower != text;
      wrong += ToUpper(upper) != upper || ToLower(lower) != lower;
      wrong += CountCodePoints(upper) != 1 || CountCodePoints(lower) != 1;
    }
    CHECK(wrong == 0);
    // Those of ASCII and of the ranges, which were compared with those of glibc 2.36.
    CHECK(uppers == 26 + 1424);
    CHECK(lowers == 26 + 1407);
  }
}

}  // namespace
}  // namespace cambium
