// LIKE by cases, and against its definition by recursion.
// SPDX-License-Identifier: Apache-2.0
#include "query/like.h"

#include <string>
#include <vector>

#include "doctest/doctest.h"
#include "tests/support/random.h"

namespace cambium {
namespace {

TEST_SUITE("Like") {
  TEST_CASE("a pattern is of the whole text") {
    // Covers: rule 16 partly
    CHECK(Like("", ""));
    CHECK(Like("", "%"));
    CHECK_FALSE(Like("", "_"));
    CHECK(Like("abc", "abc"));
    CHECK_FALSE(Like("abc", "ab"));
    CHECK_FALSE(Like("ab", "abc"));
    CHECK(Like("abc", "a%"));
    CHECK(Like("abc", "%c"));
    CHECK(Like("abc", "%b%"));
    CHECK(Like("abc", "a%c"));
    CHECK(Like("abc", "a_c"));
    CHECK_FALSE(Like("abc", "A%"));
    CHECK_FALSE(Like("ab", "a_b"));
    CHECK(Like("aXbXc", "a%b%c"));
    CHECK_FALSE(Like("aa", "a%a%a"));
    CHECK(Like("abab", "%ab"));
    CHECK_FALSE(Like("aba", "%ab"));
    CHECK(Like("abc", "%%"));
    CHECK(Like("abc", "%_%_%_%"));
    CHECK_FALSE(Like("ab", "%_%_%_%"));
  }

  TEST_CASE("an underscore is a code point of any length") {
    CHECK(Like("ü", "_"));
    CHECK(Like("日本", "__"));
    CHECK(Like("日本", "%_"));
    CHECK(Like("😀!", "_!"));
    CHECK_FALSE(Like("ü", "__"));
    CHECK(Like("Straße", "Stra_e"));
    CHECK(Like("xßy", "%_y"));
  }

  TEST_CASE("a backslash makes its successor itself") {
    // Covers: rule 16 partly
    CHECK(Like("100%", "100\\%"));
    CHECK_FALSE(Like("1000", "100\\%"));
    CHECK(Like("a_b", "a\\_b"));
    CHECK_FALSE(Like("axb", "a\\_b"));
    CHECK(Like("a\\b", "a\\\\b"));
    CHECK(Like("ab", "\\a\\b"));
    CHECK(Like("a\\", "a\\"));
    CHECK(Like("x\\", "%\\"));
    CHECK(Like("50% off", "%\\%%"));
    CHECK_FALSE(Like("50 off", "%\\%%"));
    CHECK(Like("aüb", "a\\üb"));
  }

  TEST_CASE("what a part has matched no other part has") {
    CHECK_FALSE(Like("aba", "ab%ba"));
    CHECK_FALSE(Like("é", "é%_"));
    // A byte of a code point, which a pattern in UTF-8 cannot have.
    CHECK_FALSE(Like("\xC3\xA9", "\xC3%_"));
  }

  TEST_CASE("a pattern made to be slow is not") {
    // Each % that tried every place again would make 20000 ^ 12 steps of this.
    std::string pattern;
    for (int i = 0; i < 12; ++i) pattern += "%a_a";
    const std::string text(20000, 'a');
    CHECK(Like(text, pattern + "%"));
    CHECK_FALSE(Like(text, pattern + "%b%"));
  }

  TEST_CASE("is what its definition says for random texts") {
    struct Definition {
      // A code point a number, so that this shares nothing with UTF-8.
      static bool Matches(const std::vector<int>& text, std::size_t t,
                          const std::string& pattern, std::size_t p) {
        if (p == pattern.size()) return t == text.size();
        if (pattern[p] == '%') {
          for (std::size_t i = t; i <= text.size(); ++i) {
            if (Matches(text, i, pattern, p + 1)) return true;
          }
          return false;
        }
        if (t == text.size()) return false;
        if (pattern[p] == '_') return Matches(text, t + 1, pattern, p + 1);
        if (pattern[p] == '\\' && p + 1 < pattern.size()) ++p;
        return text[t] == pattern[p] && Matches(text, t + 1, pattern, p + 1);
      }
    };
    testing::ForSeeds(20000, [](testing::Random& random) {
      std::vector<int> points;
      std::string text;
      const char* const kTexts[] = {"a", "b", "%", "ü"};
      for (std::uint64_t i = random.Below(9); i > 0; --i) {
        const std::string point = random.Pick(kTexts);
        points.push_back(point.size() == 1 ? point[0] : 1000);
        text += point;
      }
      std::string pattern;
      for (std::uint64_t i = random.Below(9); i > 0; --i) {
        pattern += random.Pick(std::string("aab%%_\\"));
      }
      INFO("text: ", text, " pattern: ", pattern);
      CHECK(Like(text, pattern) == Definition::Matches(points, 0, pattern, 0));
    });
  }
}

TEST_SUITE("ILike") {
  TEST_CASE("folds the case of all scripts") {
    // Covers: rule 16 partly
    CHECK(ILike("Straße", "STRAßE"));
    CHECK(ILike("ÄÖÜ", "äöü"));
    CHECK(ILike("ΑΘΗΝΑ", "%θην%"));
    CHECK(ILike("МОСКВА", "москва"));
    CHECK_FALSE(ILike("a", "ä"));
    CHECK(ILike("A%", "a\\%"));
  }
}

}  // namespace
}  // namespace cambium
