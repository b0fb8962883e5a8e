// What is measured: time of the processor, of the clock on the wall, and of one thread.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <ctime>

namespace cambium::bench {

inline double MicrosOf(clockid_t clock) {
  timespec now{};
  ::clock_gettime(clock, &now);
  return static_cast<double>(now.tv_sec) * 1e6 + static_cast<double>(now.tv_nsec) / 1e3;
}

// Of the whole process, with all its threads.
template <typename Body>
double CpuPer(std::size_t operations, Body body) {
  const double begin = MicrosOf(CLOCK_PROCESS_CPUTIME_ID);
  body();
  return (MicrosOf(CLOCK_PROCESS_CPUTIME_ID) - begin) / static_cast<double>(operations);
}

// Of this thread alone.
template <typename Body>
double ThreadCpuPer(std::size_t operations, Body body) {
  const double begin = MicrosOf(CLOCK_THREAD_CPUTIME_ID);
  body();
  return (MicrosOf(CLOCK_THREAD_CPUTIME_ID) - begin) / static_cast<double>(operations);
}

template <typename Body>
double WallMillis(Body body) {
  const auto begin = std::chrono::steady_clock::now();
  body();
  return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - begin)
      .count();
}

// A permutation of all numbers below `count`: steps of a size that shares no factor with it.
inline std::uint64_t Shuffled(std::uint64_t i, std::uint64_t count) {
  constexpr std::uint64_t kPrime = 2'654'435'761;
  return (i % count) * kPrime % count;
}

}  // namespace cambium::bench
