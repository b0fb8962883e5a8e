// A table of components by itself; operators.components has its law on random histories.
// SPDX-License-Identifier: Apache-2.0
#include "dataflow/component_table.h"

#include <algorithm>
#include <cstdint>
#include <functional>
#include <vector>

#include "doctest/doctest.h"

namespace cambium {
namespace {

using Change = ComponentTable::Change;

TEST_SUITE("ComponentTable") {
  // Each node takes its name from the next one, whose own is not known yet: if each way along
  // them were gone to its end, this would take minutes.
  TEST_CASE("a chain of 200000 that comes from its end is one component") {
    constexpr std::uint32_t kLength = 200'000;
    std::vector<ComponentTable::EdgeChange> chain;
    for (std::uint32_t node = kLength; node > 0; --node) chain.push_back({node, node - 1, 1});
    ComponentTable table{std::less<>()};
    table.Update(chain);
    const std::vector<Change> changes = table.Changes();
    CHECK(changes.size() == kLength + 1);
    CHECK(std::all_of(changes.begin(), changes.end(),
                      [](const Change& change) { return change.after == 0; }));
  }
}

}  // namespace
}  // namespace cambium
