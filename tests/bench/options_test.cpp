// The command line: what it means, and what it says when it means nothing.
// SPDX-License-Identifier: Apache-2.0
#include "bench/harness/options.h"

#include <string>
#include <vector>

#include "doctest/doctest.h"

namespace cambium::bench {
namespace {

using Words = std::vector<std::string>;

const Names kNames = {{"W1", "W2.reach", "W2.dist", "W3"}, {"floor", "typed", "sqlite"}};

Options Parsed(const Words& arguments) {
  const absl::StatusOr<Options> options = ParseOptions(arguments, kNames);
  REQUIRE_MESSAGE(options.ok(), options.status().message());
  return *options;
}

std::string ErrorOf(const Words& arguments) {
  const absl::StatusOr<Options> options = ParseOptions(arguments, kNames);
  REQUIRE_FALSE(options.ok());
  return std::string(options.status().message());
}

TEST_SUITE("ParseOptions") {
  TEST_CASE("takes workloads and options in any order") {
    const Options options =
        Parsed({"W1", "--engine", "floor,typed", "W3", "--data=here", "--runs", "7", "--json"});
    CHECK(options.action == Options::Action::kRun);
    CHECK(options.workloads == Words{"W1", "W3"});
    CHECK(options.engines == Words{"floor", "typed"});
    CHECK(options.folder == "here");
    CHECK(options.runs == 7);
    CHECK(options.json);
  }

  TEST_CASE("has defaults that measure at full size") {
    const Options options = Parsed({"W1"});
    CHECK(options.scale == 1);
    CHECK(options.runs == 5);
    CHECK(options.engines.empty());
    CHECK(options.pin);
    CHECK_FALSE(options.cpu.has_value());
  }

  TEST_CASE("makes quick runs small and single unless told otherwise") {
    CHECK(Parsed({"--quick"}).scale == 100);
    CHECK(Parsed({"--quick"}).runs == 1);
    CHECK(Parsed({"--quick", "--runs", "3"}).runs == 3);
    CHECK(Parsed({"--scale", "10", "--quick"}).scale == 10);
  }

  TEST_CASE("a report goes where it is told and is of all unless told otherwise") {
    CHECK(Parsed({"W1"}).report.empty());
    CHECK(Parsed({"report"}).report == "docs/benchmarks");
    CHECK(Parsed({"report"}).workloads.empty());
    CHECK(Parsed({"report", "W3", "--out", "there"}).report == "there");
    CHECK(Parsed({"report", "W3"}).workloads == Words{"W3"});
    CHECK(ErrorOf({"W1", "--out", "there"}) == "--out goes with report only");
    CHECK_FALSE(ErrorOf({"report", "--out"}).empty());
  }

  TEST_CASE("takes a CPU or none") {
    CHECK(Parsed({"W1", "--cpu", "3"}).cpu == 3);
    CHECK_FALSE(Parsed({"W1", "--cpu", "none"}).pin);
    CHECK(ErrorOf({"W1", "--cpu", "one"}).find("one") != std::string::npos);
  }

  TEST_CASE("takes a family of workloads by its name") {
    CHECK(Parsed({"W2"}).workloads == Words{"W2"});
    CHECK(Parsed({"W2.dist"}).workloads == Words{"W2.dist"});
  }

  TEST_CASE("lists and generates without running") {
    CHECK(Parsed({"--list"}).action == Options::Action::kList);
    const Options options = Parsed({"--generate", "there", "W3", "--scale", "10", "--csv"});
    CHECK(options.action == Options::Action::kGenerate);
    CHECK(options.folder == "there");
    CHECK(options.csv);
  }

  TEST_CASE("names what is wrong and the choices") {
    CHECK(ErrorOf({"W9"}) ==
          "unknown workload: W9 (the choices are W1, W2, W2.reach, W2.dist, W3)");
    CHECK(ErrorOf({"W1", "--engine", "floor,fast"}) ==
          "unknown engine: fast (the choices are floor, typed, sqlite)");
    CHECK(ErrorOf({"W1", "--speed"}) == "unknown option: --speed (--help lists them)");
    CHECK(ErrorOf({"W1", "--runs", "0"}) == "--runs needs a number from 1 to 1000: 0");
    CHECK(ErrorOf({"W1", "--runs", "5x"}).find("5x") != std::string::npos);
    CHECK(ErrorOf({"W1", "--data"}) == "--data needs a value: a folder");
    CHECK(ErrorOf({"W1", "--engine="}) ==
          "--engine needs a value: a list of floor, typed, sqlite");
    CHECK(ErrorOf({"W1", "--json=yes"}) == "--json takes no value: yes");
  }

  TEST_CASE("refuses options that contradict each other") {
    CHECK(ErrorOf({}).find("no workload named") == 0);
    CHECK(ErrorOf({"W1", "--csv"}).find("--generate") != std::string::npos);
    CHECK(ErrorOf({"W1", "--data", "here", "--scale", "10"}).find("--data") !=
          std::string::npos);
    CHECK(ErrorOf({"--data", "here", "--generate", "there"}).find("two folders") == 0);
  }
}

}  // namespace
}  // namespace cambium::bench
