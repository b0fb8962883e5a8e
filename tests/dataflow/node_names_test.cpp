// Nodes keep their numbers while they are there, and numbers are given again.
// SPDX-License-Identifier: Apache-2.0
#include "dataflow/node_names.h"

#include <string>

#include "doctest/doctest.h"

namespace cambium {
namespace {

TEST_SUITE("NodeNames") {
  TEST_CASE("numbers nodes in the order in which they come") {
    NodeNames<std::string> names;
    CHECK(names.IdOf("ann") == std::pair{0u, true});
    CHECK(names.IdOf("bob") == std::pair{1u, true});
    CHECK(names.IdOf("ann") == std::pair{0u, false});
    CHECK(names.NodeOf(1) == "bob");
    CHECK(names.size() == 2);
  }

  TEST_CASE("gives a number again when its node is gone") {
    NodeNames<std::string> names;
    names.IdOf("ann");
    names.IdOf("bob");
    names.Release(0);
    CHECK(names.size() == 1);
    CHECK(names.IdOf("cyd") == std::pair{0u, true});
    CHECK(names.NodeOf(0) == "cyd");
    CHECK(names.IdOf("ann") == std::pair{2u, true});
  }
}

}  // namespace
}  // namespace cambium
