// A hash map that grows without a stall: a directory of small maps, split one at a time.
//
//     directory   00 01 10 11          the top bits of a key's hash choose a shard
//                  │  │  └──┴──► shard "1"      10 and 11 share one that has not split yet
//                  │  └────────► shard "01"
//                  └───────────► shard "00"
//
// A flat hash map that outgrows its table moves all of its entries at once: at ten million
// entries, one unlucky insertion takes 400 ms. Here a shard that holds 3,584 entries
// is split in two, which moves only its own. A map of ten entries is one small shard.
//
// Cost: one hash and one probe; an insertion moves at most 3,584 entries. Doubling the
// directory copies one pointer for each 2,048 entries or so.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/hash/hash.h"

namespace cambium {

template <typename Key, typename Mapped>
class SplitMap {
 public:
  SplitMap() { Clear(); }
  SplitMap(SplitMap&&) noexcept = default;
  SplitMap& operator=(SplitMap&&) noexcept = default;

  // Keys with the same top bits are in the same or in neighbouring shards.
  static std::size_t Hash(const Key& key) { return absl::Hash<Key>()(key); }

  // Valid until the next insertion or erasure; null when absent.
  const Mapped* Find(const Key& key) const {
    const std::size_t hash = Hash(key);
    const Map& map = ShardOf(hash).map;
    const auto found = map.find(key, hash);
    return found == map.end() ? nullptr : &found->second;
  }
  Mapped* Find(const Key& key) { return const_cast<Mapped*>(std::as_const(*this).Find(key)); }

  // Asks memory for the place where this key is, or would be: see dataflow/look_ahead.h.
  void Prefetch(const Key& key) const { ShardOf(Hash(key)).map.prefetch(key); }

  // The value of this key, made with the default constructor when it is new.
  Mapped& operator[](const Key& key) {
    Mapped* standing = Find(key);
    return standing != nullptr ? *standing : Insert(key, Mapped());
  }

  // The key must be absent.
  Mapped& Insert(const Key& key, Mapped value);

  void InsertOrAssign(const Key& key, Mapped value) {
    if (Mapped* standing = Find(key)) {
      *standing = std::move(value);
    } else {
      Insert(key, std::move(value));
    }
  }

  void Erase(const Key& key) { size_ -= ShardOf(Hash(key)).map.erase(key); }

  void Clear() {
    shards_.clear();
    shards_.push_back(std::make_unique<Shard>());
    directory_.assign(1, shards_[0].get());
    bits_ = 0;
    size_ = 0;
  }

  // Cuts the map into 2^bits maps by the top bits of hashes, which may then be changed at the
  // same time; and puts them together again. The map is empty in between.
  std::vector<SplitMap> Cut(unsigned bits);
  void Join(std::vector<SplitMap> parts);

  std::size_t size() const { return size_; }
  bool empty() const { return size_ == 0; }

  // Calls `visit(key, value)`, in no order that means anything.
  template <typename Visit>
  void ForEach(Visit visit) const {
    for (const auto& shard : shards_) {
      for (const auto& [key, value] : shard->map) visit(key, value);
    }
  }

  std::size_t table_bytes() const {
    std::size_t bytes = directory_.capacity() * sizeof(void*);
    for (const auto& shard : shards_) {
      bytes += sizeof(Shard) + shard->map.capacity() * (sizeof(std::pair<Key, Mapped>) + 1);
    }
    return bytes;
  }

 private:
  static constexpr std::size_t kSplitAt = 3584;  // A table of 4,096 places is full then.
  // How many shards there may be for each that would be full if all were: a shard that is
  // full at a finer split than that is a flood of collisions, which is let be.
  static constexpr std::size_t kMaxShardsPerFull = 16;

  using Map = absl::flat_hash_map<Key, Mapped>;
  struct Shard {
    Map map;
    unsigned bits = 0;  // How many top bits all of its hashes share.
  };

  std::size_t Slot(std::size_t hash) const {
    return bits_ == 0 ? 0 : (hash << skipped_) >> (64 - bits_);
  }
  Shard& ShardOf(std::size_t hash) const { return *directory_[Slot(hash)]; }

  // Splits the shard of this hash.
  void Split(std::size_t hash);

  std::vector<std::unique_ptr<Shard>> shards_;
  std::vector<Shard*> directory_;  // By the top `bits_` bits of a hash.
  unsigned bits_ = 0;
  unsigned skipped_ = 0;  // Top bits above those, which all hashes share: of a part.
  std::size_t size_ = 0;
};

// ---------------------------------------------------------------------------------
// Implementation. Readers of the interface can stop here.

template <typename Key, typename Mapped>
Mapped& SplitMap<Key, Mapped>::Insert(const Key& key, Mapped value) {
  const std::size_t hash = Hash(key);
  const Shard& shard = ShardOf(hash);
  if (shard.map.size() >= kSplitAt && (kSplitAt << shard.bits) < kMaxShardsPerFull * size_) {
    Split(hash);
  }
  ++size_;
  return ShardOf(hash).map.try_emplace(key, std::move(value)).first->second;
}

template <typename Key, typename Mapped>
void SplitMap<Key, Mapped>::Split(std::size_t hash) {
  Shard& full = ShardOf(hash);
  if (full.bits == bits_) {
    std::vector<Shard*> doubled(directory_.size() * 2);
    for (std::size_t i = 0; i < doubled.size(); ++i) doubled[i] = directory_[i / 2];
    directory_ = std::move(doubled);
    ++bits_;
  }
  shards_.push_back(std::make_unique<Shard>());
  Shard& upper = *shards_.back();
  upper.bits = ++full.bits;
  const std::size_t bit = std::size_t{1} << (64 - skipped_ - full.bits);
  Map lower;
  // Room for more than half, so that neither grows while it is filled.
  lower.reserve(kSplitAt / 2 + kSplitAt / 16);
  upper.map.reserve(kSplitAt / 2 + kSplitAt / 16);
  for (auto& entry : full.map) {
    Map& half = (Hash(entry.first) & bit) == 0 ? lower : upper.map;
    half.try_emplace(entry.first, std::move(entry.second));
  }
  full.map = std::move(lower);
  // The slots of the full shard are neighbours, and the upper half of them moves.
  const std::size_t slots = std::size_t{1} << (bits_ - full.bits + 1);
  const std::size_t first = Slot(hash) / slots * slots;
  for (std::size_t i = first + slots / 2; i < first + slots; ++i) directory_[i] = &upper;
}

template <typename Key, typename Mapped>
std::vector<SplitMap<Key, Mapped>> SplitMap<Key, Mapped>::Cut(unsigned bits) {
  std::vector<SplitMap> parts(std::size_t{1} << bits);
  std::map<const Shard*, std::size_t> part_of;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    const std::size_t hash = bits == 0 ? 0 : i << (64 - bits);
    while (ShardOf(hash).bits < bits) Split(hash);
  }
  for (std::size_t i = 0; i < parts.size(); ++i) {
    SplitMap& part = parts[i];
    part.bits_ = bits_ - bits;
    part.skipped_ = skipped_ + bits;
    part.shards_.clear();
    const auto first = directory_.begin() + static_cast<std::ptrdiff_t>(i << part.bits_);
    part.directory_.assign(first, first + (std::ptrdiff_t{1} << part.bits_));
    for (const Shard* shard : part.directory_) part_of[shard] = i;
  }
  for (std::unique_ptr<Shard>& shard : shards_) {
    SplitMap& part = parts[part_of[shard.get()]];
    shard->bits -= bits;
    part.size_ += shard->map.size();
    part.shards_.push_back(std::move(shard));
  }
  Clear();
  return parts;
}

template <typename Key, typename Mapped>
void SplitMap<Key, Mapped>::Join(std::vector<SplitMap> parts) {
  const auto bits = static_cast<unsigned>(std::countr_zero(parts.size()));
  unsigned finest = 0;
  for (const SplitMap& part : parts) finest = std::max(finest, part.bits_);
  shards_.clear();
  directory_.clear();
  bits_ = bits + finest;
  size_ = 0;
  for (SplitMap& part : parts) {
    for (std::size_t i = 0; i < std::size_t{1} << finest; ++i) {
      directory_.push_back(part.directory_[i >> (finest - part.bits_)]);
    }
    for (std::unique_ptr<Shard>& shard : part.shards_) {
      shard->bits += bits;
      shards_.push_back(std::move(shard));
    }
    size_ += part.size_;
  }
}

}  // namespace cambium
