// A list for each size.
// SPDX-License-Identifier: Apache-2.0
#include "dataflow/spare_blocks.h"

#include <array>
#include <cstdint>
#include <new>

// g++ says so in one way, clang in another.
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define CAMBIUM_IS_SANITIZED
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer) || \
    __has_feature(memory_sanitizer)
#define CAMBIUM_IS_SANITIZED
#endif
#endif

namespace cambium {
namespace {

// How many of a size wait.
#ifdef CAMBIUM_IS_SANITIZED
constexpr std::uint32_t kMost = 0;
#else
constexpr std::uint32_t kMost = 32;
#endif

// The sizes that the system's allocator hands out, so that no block is larger for waiting.
constexpr std::size_t kSizes = 16;
constexpr std::size_t SizeAt(std::size_t at) { return 16 * at + 8; }
constexpr std::size_t PlaceOf(std::size_t bytes) { return (bytes + 7) / 16; }
static_assert(SizeAt(PlaceOf(40)) == 40 && SizeAt(PlaceOf(41)) == 56);

struct Spare {
  Spare* next;
};
struct Spares {
  Spare* first = nullptr;
  std::uint32_t count = 0;
};

thread_local constinit std::array<Spares, kSizes> spares{};
thread_local constinit bool has_ended = false;  // What comes behind the end of a thread.

// Gives everything to the system when its thread ends.
struct AtEnd {
  ~AtEnd() {
    has_ended = true;
    for (Spares& each : spares) {
      while (Spare* const spare = each.first) {
        each.first = spare->next;
        ::operator delete(spare);
      }
    }
  }
};

void EmptyAtEnd() { static thread_local const AtEnd at_end; }

}  // namespace

void* TakeBlock(std::size_t bytes) {
  const std::size_t place = PlaceOf(bytes);
  if (place >= kSizes) return ::operator new(bytes);
  Spares& waiting = spares[place];
  Spare* const spare = waiting.first;
  if (spare == nullptr) return ::operator new(SizeAt(place));
  waiting.first = spare->next;
  --waiting.count;
  return spare;
}

void GiveBlock(void* block, std::size_t bytes) noexcept {
  const std::size_t place = PlaceOf(bytes);
  if (place >= kSizes || spares[place].count == kMost || has_ended) {
    ::operator delete(block);
    return;
  }
  Spares& waiting = spares[place];
  if (waiting.first == nullptr) EmptyAtEnd();
  waiting.first = ::new (block) Spare{waiting.first};
  ++waiting.count;
}

}  // namespace cambium
