// Errors show the line and a caret under the place, and guess what was meant.
// SPDX-License-Identifier: Apache-2.0
#include "query/diagnostic.h"

#include "doctest/doctest.h"

namespace cambium {
namespace {

TEST_SUITE("RenderError") {
  TEST_CASE("shows the line with a caret under the place") {
    const absl::Status error = ErrorAt({5, 6}, "no table 'A'");
    CHECK(*PlaceOf(error) == 5);
    CHECK(RenderError(error, "MANY A { b }") ==
          "1:6: no table 'A'\n"
          "  MANY A { b }\n"
          "       ^");
  }

  TEST_CASE("counts code points and not bytes") {
    CHECK(RenderError(ErrorAt({9, 10}, "wrong"), "äöü 'é' x") ==
          "1:7: wrong\n"
          "  äöü 'é' x\n"
          "        ^");
  }

  TEST_CASE("a tab is one column and becomes a blank") {
    CHECK(RenderError(ErrorAt({3, 4}, "wrong"), "a\t\tb\rc") ==
          "1:4: wrong\n"
          "  a  b c\n"
          "     ^");
  }

  TEST_CASE("shows only the line of the place") {
    const std::string text = "one\ntwo x\nthree";
    CHECK(RenderError(ErrorAt({8, 9}, "wrong"), text) == "2:5: wrong\n  two x\n      ^");
    CHECK(RenderError(ErrorAt({0, 1}, "wrong"), text) == "1:1: wrong\n  one\n  ^");
    CHECK(RenderError(ErrorAt({10, 11}, "wrong"), text) == "3:1: wrong\n  three\n  ^");
  }

  TEST_CASE("starts to count where the text begins") {
    // The column of the first line goes on; later lines begin at 1.
    CHECK(RenderError(ErrorAt({1, 2}, "wrong"), "ab\ncd", 7, 10) == "7:11: wrong\n  ab\n   ^");
    CHECK(RenderError(ErrorAt({4, 5}, "wrong"), "ab\ncd", 7, 10) == "8:2: wrong\n  cd\n   ^");
  }

  TEST_CASE("a place at or behind the end of the text is its end") {
    CHECK(RenderError(ErrorAt({2, 2}, "wrong"), "ab") == "1:3: wrong\n  ab\n    ^");
    CHECK(RenderError(ErrorAt({9, 9}, "wrong"), "ab") == "1:3: wrong\n  ab\n    ^");
    CHECK(RenderError(ErrorAt({0, 0}, "wrong"), "") == "1:1: wrong\n  \n  ^");
  }

  TEST_CASE("without a place is the bare message") {
    const absl::Status error = absl::InternalError("disk is full");
    CHECK_FALSE(PlaceOf(error).has_value());
    CHECK(RenderError(error, "MANY A { b }") == "disk is full");
  }
}

TEST_SUITE("DidYouMean") {
  const std::vector<std::string> kNames{"title", "author", "votes", "id"};

  TEST_CASE("finds a name with a slip in it") {
    CHECK(DidYouMean("titel", kNames) == "; did you mean 'title'?");  // two letters swapped
    CHECK(DidYouMean("titl", kNames) == "; did you mean 'title'?");
    CHECK(DidYouMean("vootes", kNames) == "; did you mean 'votes'?");
    CHECK(DidYouMean("auhtro", kNames) == "; did you mean 'author'?");
    CHECK(DidYouMean("ib", kNames) == "; did you mean 'id'?");
  }

  TEST_CASE("finds the right name in the wrong case") {
    CHECK(DidYouMean("TITLE", kNames) == "; did you mean 'title'?");
    CHECK(DidYouMean("Id", kNames) == "; did you mean 'id'?");
  }

  TEST_CASE("is silent when no name is near") {
    CHECK(DidYouMean("price", kNames) == "");
    CHECK(DidYouMean("x", {}) == "");
    CHECK(DidYouMean(std::string(10000, 'x'), {std::string(10000, 'y')}) == "");
  }

  TEST_CASE("takes the nearest and among equals the first") {
    CHECK(DidYouMean("abcdef", {"abcxyf", "abcdex"}) == "; did you mean 'abcdex'?");
    CHECK(DidYouMean("cat", {"bat", "hat"}) == "; did you mean 'bat'?");
  }
}

}  // namespace
}  // namespace cambium
