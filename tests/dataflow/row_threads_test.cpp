// Several threads hold, read and drop one row.
// SPDX-License-Identifier: Apache-2.0
#include <cstdint>
#include <string>
#include <thread>
#include <vector>

#include "dataflow/row.h"
#include "doctest/doctest.h"

namespace cambium {
namespace {

const std::string kLong = "a text of more than a few bytes";

TEST_SUITE("Row") {
  TEST_CASE("threads may copy and hash and drop one row at the same time") {
    const Row shared{Value::Int(1), Value::Text(kLong)};
    const Row equal{Value::Int(1), Value::Text(kLong)};
    const std::uint64_t expected = equal.hash();
    std::vector<std::thread> threads;
    threads.reserve(4);
    std::vector<int> right(4, 0);
    for (std::size_t i = 0; i < 4; ++i) {
      threads.emplace_back([&right, i, expected, copy = shared] {
        for (int k = 0; k < 10'000; ++k) {
          Row first = copy;
          const Row second = first;
          first = Row();
          right[i] += second.hash() == expected && second[1].AsText() == kLong ? 1 : 0;
        }
      });
    }
    for (std::thread& thread : threads) thread.join();
    CHECK(right == std::vector<int>(4, 10'000));
    CHECK(shared == equal);
  }
}

}  // namespace
}  // namespace cambium
