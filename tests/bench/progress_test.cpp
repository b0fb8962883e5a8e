// A file is no terminal.
// SPDX-License-Identifier: Apache-2.0
#include "bench/harness/progress.h"

#include "doctest/doctest.h"

namespace cambium::bench {
namespace {

TEST_SUITE("Progress") {
  TEST_CASE("what is no terminal is told nothing") {
    std::FILE* const file = std::tmpfile();
    REQUIRE(file != nullptr);
    Progress progress(file);
    progress.Show("W1");
    progress.Clear();
    CHECK(std::ftell(file) == 0);
    std::fclose(file);
  }
}

}  // namespace
}  // namespace cambium::bench
