// What is written into a line is read from it.
// SPDX-License-Identifier: Apache-2.0
#include "bench/harness/json_line.h"

#include "doctest/doctest.h"

namespace cambium::bench {
namespace {

TEST_SUITE("A line of JSON") {
  TEST_CASE("gives texts and numbers by their keys") {
    const std::string line = R"({"w":"a, b} \"v\":7 \\","v":-1.5e3,"n":20})";
    CHECK(JsonValueOf(line, "w") == R"(a, b} "v":7 \)");
    CHECK(JsonValueOf(line, "v") == "-1.5e3");
    CHECK(JsonValueOf(line, "n") == "20");
    CHECK(JsonValueOf(line, "x").empty());
  }

  TEST_CASE("holds any text") {
    for (const std::string text : {"", "plain", R"(with "quotes" and \ and \")", "µs"}) {
      CHECK(JsonValueOf("{\"k\":" + JsonText(text) + "}", "k") == text);
    }
  }
}

}  // namespace
}  // namespace cambium::bench
