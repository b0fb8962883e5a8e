// Which blocks stay.
// SPDX-License-Identifier: Apache-2.0
#include "lsm/block_cache.h"

namespace cambium {

BlockCache::BlockPointer BlockCache::Find(const Key& key) {
  const std::lock_guard lock(mutex_);
  const auto found = places_.find(key);
  if (found == places_.end()) {
    ++misses_;
    return nullptr;
  }
  ++hits_;
  entries_.splice(entries_.begin(), entries_, found->second);
  return found->second->block;
}

void BlockCache::Insert(const Key& key, BlockPointer block) {
  const std::lock_guard lock(mutex_);
  if (places_.contains(key)) return;  // Another thread has read it, too.
  bytes_ += block->memory();
  entries_.push_front({key, std::move(block)});
  places_[key] = entries_.begin();
  Shrink();
}

void BlockCache::Reserve(std::int64_t bytes) {
  const std::lock_guard lock(mutex_);
  reserved_ += bytes;
  Shrink();
}

void BlockCache::Shrink() {
  const std::size_t taken = static_cast<std::size_t>(reserved_);
  while (bytes_ + taken > limit_ && !entries_.empty()) Erase(std::prev(entries_.end()));
}

void BlockCache::EraseFile(std::uint64_t file) {
  const std::lock_guard lock(mutex_);
  for (auto entry = entries_.begin(); entry != entries_.end();) {
    const auto next = std::next(entry);
    if (entry->key.first == file) Erase(entry);
    entry = next;
  }
}

void BlockCache::Erase(Entries::iterator entry) {
  bytes_ -= entry->block->memory();
  places_.erase(entry->key);
  entries_.erase(entry);
}

std::size_t BlockCache::bytes() const {
  const std::lock_guard lock(mutex_);
  return bytes_;
}

std::uint64_t BlockCache::hits() const {
  const std::lock_guard lock(mutex_);
  return hits_;
}

std::uint64_t BlockCache::misses() const {
  const std::lock_guard lock(mutex_);
  return misses_;
}

}  // namespace cambium
