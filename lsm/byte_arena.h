// Bytes that stay where they are until the arena goes: what views of texts point into.
//
// Cost: a copy; chunks of 16 KiB, larger texts have one of their own. bytes() counts the
// chunks, so that it is what the arena takes from the system. Not safe for concurrent use,
// but what was handed out may be read by anyone.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <memory>
#include <new>
#include <string_view>
#include <utility>
#include <vector>

namespace cambium {

class ByteArena {
 public:
  // `size` bytes at a multiple of 8.
  char* Allocate(std::size_t size) {
    size = (size + 7) & ~std::size_t{7};
    if (size > left_) {
      const std::size_t chunk = size > kChunk / 4 ? size : kChunk;
      chunks_.push_back(std::make_unique_for_overwrite<std::uint64_t[]>(chunk / 8));
      bytes_ += chunk;
      char* const fresh = reinterpret_cast<char*>(chunks_.back().get());
      if (chunk == size) return fresh;
      next_ = fresh;
      left_ = chunk;
    }
    left_ -= size;
    return std::exchange(next_, next_ + size);
  }
  std::string_view Copy(std::string_view text) {
    if (text.empty()) return {};
    char* const place = Allocate(text.size());
    std::memcpy(place, text.data(), text.size());
    return {place, text.size()};
  }
  template <typename T, typename... Arguments>
  T* New(Arguments&&... arguments) {
    static_assert(std::is_trivially_destructible_v<T> && alignof(T) <= 8);
    return new (Allocate(sizeof(T))) T{std::forward<Arguments>(arguments)...};
  }

  std::size_t bytes() const { return bytes_; }

 private:
  static constexpr std::size_t kChunk = 16 << 10;

  std::vector<std::unique_ptr<std::uint64_t[]>> chunks_;
  char* next_ = nullptr;
  std::size_t left_ = 0;
  std::size_t bytes_ = 0;
};

}  // namespace cambium
