// Several threads copy and drop one value.
// SPDX-License-Identifier: Apache-2.0
#include <string>
#include <thread>
#include <vector>

#include "dataflow/value.h"
#include "doctest/doctest.h"

namespace cambium {
namespace {

TEST_SUITE("Value") {
  TEST_CASE("threads may copy and drop a shared text at the same time") {
    const Value shared = Value::Text(std::string(100, 'z'));
    std::vector<std::thread> threads;
    threads.reserve(4);
    for (int i = 0; i < 4; ++i) {
      threads.emplace_back([copy = shared] {
        for (int k = 0; k < 10'000; ++k) {
          Value first = copy;
          Value second = first;
          first = Value::Int(k);
          second = first;
        }
      });
    }
    for (std::thread& thread : threads) thread.join();
    CHECK(shared.AsText() == std::string(100, 'z'));
  }
}

}  // namespace
}  // namespace cambium
