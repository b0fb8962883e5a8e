// How a participant gives up: one line on standard error, then the process ends.
//
// Participants run in processes of their own, so the harness sees the exit and reports the
// run as failed; the other runs go on.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <unistd.h>

#include <cstdio>
#include <string>

#include "absl/status/status.h"

namespace cambium::bench {

inline constexpr int kFailedExitCode = 3;

[[noreturn]] inline void Fail(const std::string& reason) {
  std::fprintf(stderr, "cambium-bench: %s\n", reason.c_str());
  // Not exit: the destructors of a half-working participant may fail again.
  _exit(kFailedExitCode);
}

inline void ExpectOk(const absl::Status& status) {
  if (!status.ok()) Fail(std::string(status.message()));
}

}  // namespace cambium::bench
