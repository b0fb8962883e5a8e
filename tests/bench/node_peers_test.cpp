// Who cannot run says why; who can gives the answers on file.
// SPDX-License-Identifier: Apache-2.0
#include "bench/peers/node_peers.h"

#include <filesystem>
#include <fstream>
#include <set>

#include "bench/harness/answers.h"
#include "bench/harness/temporary_folder.h"
#include "doctest/doctest.h"

namespace cambium::bench {
namespace {

const std::vector<std::string> kEngines = {"duckdb", "db-ivm", "zql"};

// A program that says that it is this version of Node.
std::string Saying(const TemporaryFolder& folder, const std::string& version) {
  const std::string path = folder.path() + "/node";
  std::ofstream(path) << "#!/bin/sh\necho " << version << "\n";
  std::filesystem::permissions(path, std::filesystem::perms::owner_all);
  return path;
}

TEST_SUITE("WhyAbsent") {
  TEST_CASE("names what is missing") {
    const TemporaryFolder folder;
    const NodePeer peer = {"peer", "peer.mjs", "@a/peer"};
    const std::string node = Saying(folder, "v20.1.0");
    CHECK(WhyAbsent(folder.path(), peer, node) == "npm ci was not run in bench/peers");
    std::filesystem::create_directories(folder.path() + "/node_modules/@a/other");
    CHECK(WhyAbsent(folder.path(), peer, node) == "npm ci was not run in bench/peers");
    std::filesystem::create_directories(folder.path() + "/node_modules/@a/peer");
    CHECK(WhyAbsent(folder.path(), peer, node).empty());
    CHECK(WhyAbsent(folder.path(), peer, folder.path() + "/nowhere") ==
          "Node 20 or newer is not there");
    CHECK(WhyAbsent(folder.path(), peer, Saying(folder, "v18.19.0")) ==
          "Node 20 or newer is needed, this is v18.19.0");
  }

  TEST_CASE("looks beside the program") {
    const TemporaryFolder folder;
    const NodePeer peer = {"peer", "below/peer.mjs", "peer"};
    const std::string node = Saying(folder, "v22.0.0");
    std::filesystem::create_directories(folder.path() + "/node_modules/peer");
    CHECK(WhyAbsent(folder.path(), peer, node) == "npm ci was not run in bench/peers/below");
    std::filesystem::create_directories(folder.path() + "/below/node_modules/peer");
    CHECK(WhyAbsent(folder.path(), peer, node).empty());
  }
}

TEST_SUITE("AddNodePeers") {
  TEST_CASE("engines that cannot run are absent with a reason") {
    const TemporaryFolder folder;
    Catalog catalog;
    AddNodePeers(folder.path(), catalog);
    CHECK(catalog.cases().empty());
    CHECK(catalog.refusals().empty());
    REQUIRE(catalog.absent().size() == 3);
    CHECK((catalog.Engines() == kEngines));
    CHECK(catalog.absent()[1].reason == "npm ci was not run in bench/peers");
    CHECK(catalog.absent()[2].reason == "npm ci was not run in bench/peers/zql");
  }

  // The others are run by the test bench.quick, which compares all answers too.
  TEST_CASE("each engine answers a workload at scale 100 or says why not") {
    Catalog catalog;
    AddNodePeers(CAMBIUM_BENCH_PEERS, catalog);
    std::vector<std::string> engines = catalog.Engines();
    CHECK((std::set<std::string>(engines.begin(), engines.end()) ==
           std::set<std::string>(kEngines.begin(), kEngines.end())));
    for (const Absence& absence : catalog.absent()) CHECK_FALSE(absence.reason.empty());
    const TemporaryFolder data;
    REQUIRE(GenerateFiles("W4", 100, data.path(), Formats::kBinary).ok());
    REQUIRE(GenerateFiles("W5", 100, data.path(), Formats::kBinary).ok());
    for (const std::string& engine : kEngines) {
      const Case* const entry = catalog.Find(engine, engine == "zql" ? "W4" : "W5");
      if (entry == nullptr) continue;  // It has given its reason.
      CAPTURE(engine);
      const absl::StatusOr<Outcome> outcome = entry->run({data.path()});
      REQUIRE_MESSAGE(outcome.ok(), outcome.status().message());
      const absl::Status right = CompareChecks(
          Answers::OnFile().Find(entry->data, 100, entry->views), outcome->checks);
      CHECK_MESSAGE(right.ok(), right.message());
      CHECK(catalog.Find(engine, "W2.reach") == nullptr);
    }
  }
}

}  // namespace
}  // namespace cambium::bench
