// The command line of the store's benchmark: what it means, and what it says else.
// SPDX-License-Identifier: Apache-2.0
#include <string>
#include <vector>

#include "bench/lsm/options.h"
#include "doctest/doctest.h"

namespace cambium::bench {
namespace {

using Words = std::vector<std::string>;

absl::StatusOr<LsmOptions> Read(const Words& words) {
  return ParseLsmOptions(words, {"cambium", "leveldb", "lmdb"});
}

TEST_SUITE("ParseLsmOptions") {
  TEST_CASE("pairs in any order") {
    const auto options =
        Read({"--mib", "2", "--runs", "3", "--engine", "lmdb,cambium", "--subjects", "70"});
    REQUIRE(options.ok());
    CHECK(options->sizes.memory == 2 << 20);
    CHECK(options->sizes.subjects == 70);
    CHECK(options->runs == 3);
    CHECK(options->engines == Words{"lmdb", "cambium"});
    REQUIRE(Read({}).ok());
    CHECK(Read({})->engines.empty());
  }

  TEST_CASE("what is wrong is named") {
    const auto error = [](const Words& words) {
      return std::string(Read(words).status().message());
    };
    CHECK(error({"--rows", "3"}) == "unknown option: --rows");
    CHECK(error({"--mib"}) == "--mib wants a value behind it");
    CHECK(error({"--runs", "0"}) == "--runs is a number from 1 to 1000, not 0");
    CHECK(error({"--subjects", "9x"}) == "--subjects is a number from 1 to 50000000, not 9x");
    CHECK(error({"--mib", "99999999999999999999"}) ==
          "--mib is a number from 1 to 1048576, not 99999999999999999999");
    CHECK(error({"--engine", "cambium,btree"}) ==
          "no engine is called 'btree'; there are cambium, leveldb, lmdb");
    CHECK(error({"--engine", ""}) ==
          "no engine is called ''; there are cambium, leveldb, lmdb");
  }
}

}  // namespace
}  // namespace cambium::bench
