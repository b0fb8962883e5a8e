// Looking many keys up in a large table, without waiting for memory at each.
//
//     entry i + 16    its key is made, and the place where the table would have it is asked for
//     entry i + 8     the place is here: what it points to is asked for
//     entry i         both are here: visited
//
// A look-up in a table that no cache holds waits 100 ns; in this way a core has sixteen of
// them under way at once. Few entries are simply visited.
//
// Law: `visit(key, entry)` for each entry, in their order. Cost: one key made for each.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <functional>
#include <span>
#include <type_traits>

namespace cambium {

// `Table` has Prefetch(key), and PrefetchFound(key) which may look at what the first loaded.
template <typename Table, typename Entry, typename KeyOf, typename Visit>
void LookAhead(const Table& table, std::span<const Entry> entries, const KeyOf& key_of,
               Visit visit) {
  constexpr std::size_t kFar = 16;
  constexpr std::size_t kNear = 8;
  using Key = std::decay_t<decltype(std::invoke(key_of, entries.front().element))>;
  if (entries.size() <= kNear) {
    for (const Entry& entry : entries) {
      const Key key = std::invoke(key_of, entry.element);
      visit(key, entry);
    }
    return;
  }
  std::array<Key, 2 * kFar> keys{};
  const std::size_t size = entries.size();
  for (std::size_t i = 0; i < size + kFar; ++i) {
    if (i < size) {
      Key& key = keys[i % keys.size()];
      key = std::invoke(key_of, entries[i].element);
      table.Prefetch(key);
    }
    if (i >= kNear && i - kNear < size) table.PrefetchFound(keys[(i - kNear) % keys.size()]);
    if (i >= kFar) visit(keys[(i - kFar) % keys.size()], entries[i - kFar]);
  }
}

}  // namespace cambium
