// A clock that a test sets.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "lsm/clock.h"

namespace cambium::testing {

class ManualClock final : public Clock {
 public:
  std::int64_t NowMicros() override { return micros; }
  std::int64_t micros = 0;
};

}  // namespace cambium::testing
