// Blocks that were read lately, in no more memory than allowed, less what others have reserved
// of it: the store has one budget for blocks, directories of files and memtables to be flushed.
//
// Least recently used goes first. A block that is in use stays alive with its user, though
// the cache counts it no more. One lock guards all. Any thread may call any member.
//
// Cost: O(1); EraseFile looks at all blocks.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <list>
#include <memory>
#include <mutex>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "lsm/block.h"

namespace cambium {

class BlockCache {
 public:
  // Which block of which file.
  using Key = std::pair<std::uint64_t, std::uint32_t>;
  using BlockPointer = std::shared_ptr<const Block>;

  explicit BlockCache(std::size_t limit) : limit_(limit) {}

  BlockPointer Find(const Key& key);
  void Insert(const Key& key, BlockPointer block);
  void EraseFile(std::uint64_t file);
  // Takes so much away from the limit, or gives it back if negative.
  void Reserve(std::int64_t bytes);

  std::size_t bytes() const;
  std::uint64_t hits() const;
  std::uint64_t misses() const;

 private:
  struct Entry {
    Key key;
    BlockPointer block;
  };
  using Entries = std::list<Entry>;

  void Erase(Entries::iterator entry);
  void Shrink();

  const std::size_t limit_;
  mutable std::mutex mutex_;  // Guards everything below.
  Entries entries_;           // Most recently used first.
  absl::flat_hash_map<Key, Entries::iterator> places_;
  std::size_t bytes_ = 0;      // Of the blocks in entries_.
  std::int64_t reserved_ = 0;  // Not negative.
  std::uint64_t hits_ = 0;
  std::uint64_t misses_ = 0;
};

}  // namespace cambium
