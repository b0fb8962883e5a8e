// The arena's chunks.
// SPDX-License-Identifier: Apache-2.0
#include "dataflow/arena.h"

namespace cambium {

void* Arena::Allocate(std::size_t bytes, std::size_t alignment) {
  if (bytes > kLargeBytes) return ::operator new (bytes, std::align_val_t{alignment});
  for (;;) {
    if (chunk_ == chunks_.size()) {
      chunks_.push_back(std::make_unique_for_overwrite<std::byte[]>(kChunkBytes));
    }
    void* place = chunks_[chunk_].get() + used_;
    std::size_t room = kChunkBytes - used_;
    if (std::align(alignment, bytes, place, room) != nullptr) {
      used_ = kChunkBytes - room + bytes;
      return place;
    }
    ++chunk_;
    used_ = 0;
  }
}

void Arena::Deallocate(void* block, std::size_t bytes, std::size_t alignment) {
  if (bytes > kLargeBytes) ::operator delete (block, std::align_val_t{alignment});
}

}  // namespace cambium
