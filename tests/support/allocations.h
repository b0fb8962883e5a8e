// How often this thread has asked the system for memory. For test programs that link
// allocations.cpp, which counts in place of the global operator new.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>

namespace cambium::testing {

std::size_t AllocationCount();

// Of all threads: those that were asked for and not given back.
std::int64_t LiveBlocks();

template <typename Body>
std::size_t AllocationsOf(Body body) {
  const std::size_t before = AllocationCount();
  body();
  return AllocationCount() - before;
}

}  // namespace cambium::testing
