// How many handles hold a block: counted atomically, or plainly for one thread.
//
// The pair exists to measure what sharing rows between threads costs a copy.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <cstdint>

namespace cambium::bench {

class AtomicCount {
 public:
  static constexpr bool kThreadSafe = true;

  void Add() { holders_.fetch_add(1, std::memory_order_relaxed); }

  // True when the last holder let go. A sole holder sees 1, which no other thread can
  // raise, and so pays for no locked instruction.
  bool Drop() {
    if (holders_.load(std::memory_order_acquire) == 1) return true;
    return holders_.fetch_sub(1, std::memory_order_acq_rel) == 1;
  }

 private:
  std::atomic<std::uint32_t> holders_ = 1;
};

class PlainCount {
 public:
  static constexpr bool kThreadSafe = false;

  void Add() { ++holders_; }
  bool Drop() { return --holders_ == 0; }

 private:
  std::uint32_t holders_ = 1;
};

}  // namespace cambium::bench
