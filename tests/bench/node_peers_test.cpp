// Who cannot run says why.
// SPDX-License-Identifier: Apache-2.0
#include "bench/peers/node_peers.h"

#include <filesystem>
#include <fstream>

#include "bench/harness/temporary_folder.h"
#include "doctest/doctest.h"

namespace cambium::bench {
namespace {

// A program that says that it is this version of Node.
std::string Saying(const TemporaryFolder& folder, const std::string& version) {
  const std::string path = folder.path() + "/node";
  std::ofstream(path) << "#!/bin/sh\necho " << version << "\n";
  std::filesystem::permissions(path, std::filesystem::perms::owner_all);
  return path;
}

TEST_SUITE("WhyNoNodePeers") {
  TEST_CASE("names what is missing") {
    const TemporaryFolder folder;
    const std::string node = Saying(folder, "v20.1.0");
    CHECK(WhyNoNodePeers(folder.path(), node) == "npm ci was not run in bench/peers");
    std::filesystem::create_directory(folder.path() + "/node_modules");
    CHECK(WhyNoNodePeers(folder.path(), node).empty());
    CHECK(WhyNoNodePeers(folder.path(), folder.path() + "/nowhere") ==
          "Node 20 or newer is not there");
    CHECK(WhyNoNodePeers(folder.path(), Saying(folder, "v18.19.0")) ==
          "Node 20 or newer is needed, this is v18.19.0");
  }
}

TEST_SUITE("AddNodePeers") {
  TEST_CASE("an engine that cannot run is absent with a reason") {
    const TemporaryFolder folder;
    Catalog catalog;
    AddNodePeers(folder.path(), catalog);
    CHECK(catalog.cases().empty());
    REQUIRE(catalog.absent().size() == 1);
    CHECK(catalog.absent()[0].engine == "duckdb");
    CHECK(catalog.absent()[0].reason == "npm ci was not run in bench/peers");
  }
}

}  // namespace
}  // namespace cambium::bench
