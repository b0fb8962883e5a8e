// Looking ahead: every entry is visited once, in order, after its key was loaded in two steps.
// SPDX-License-Identifier: Apache-2.0
#include "dataflow/look_ahead.h"

#include <string>
#include <vector>

#include "dataflow/zset.h"
#include "doctest/doctest.h"

namespace cambium {
namespace {

// Remembers what it was asked for.
struct Spy {
  void Prefetch(const std::string& key) const { first.push_back(key); }
  void PrefetchFound(const std::string& key) const { second.push_back(key); }
  mutable std::vector<std::string> first;
  mutable std::vector<std::string> second;
};

TEST_SUITE("LookAhead") {
  TEST_CASE("visits entries in order and asks for their keys before") {
    using Entry = ZSet<int>::Entry;
    for (const int size : {0, 1, 8, 9, 16, 17, 100}) {
      CAPTURE(size);
      std::vector<Entry> entries;
      std::vector<std::string> keys;
      for (int i = 0; i < size; ++i) {
        entries.push_back({i, i + 1});
        keys.push_back(std::to_string(i));
      }
      const Spy spy;
      std::vector<std::string> visited;
      LookAhead(
          spy, std::span<const Entry>(entries), [](int i) { return std::to_string(i); },
          [&](const std::string& key, const Entry& entry) {
            CHECK(key == std::to_string(entry.element));
            visited.push_back(key);
            if (size > 8) {
              CHECK(spy.first.size() >= visited.size());
              CHECK(spy.second.size() >= visited.size());
            }
          });
      CHECK(visited == keys);
      CHECK((size <= 8 ? spy.first.empty() : spy.first == keys));
      CHECK((size <= 8 ? spy.second.empty() : spy.second == keys));
    }
  }
}

}  // namespace
}  // namespace cambium
