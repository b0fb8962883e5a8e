// Time, as the store sees it: the second seam. Commits are stamped with it, so that a past
// moment can be asked for; nothing else depends on it.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>

namespace cambium {

class Clock {
 public:
  virtual ~Clock() = default;
  // Microseconds since 1970-01-01T00:00:00Z. It may stand still and jump back.
  virtual std::int64_t NowMicros() = 0;
};

class RealClock final : public Clock {
 public:
  std::int64_t NowMicros() override {
    const auto now = std::chrono::system_clock::now().time_since_epoch();
    return std::chrono::duration_cast<std::chrono::microseconds>(now).count();
  }
};

}  // namespace cambium
