// Runs work in a child process, so that its memory and its allocator are its own.
//
// The child inherits the CPU that this process is pinned to. Its outcome comes back through
// a pipe; a crash, an exit or an interrupt comes back as an error.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "bench/harness/outcome.h"

namespace cambium::bench {

// kCancelled exactly when the child was interrupted from the keyboard.
absl::StatusOr<Outcome> RunInChild(const std::function<absl::StatusOr<Outcome>()>& work);

// From now on an interrupt ends the running child and not this process, which still has to
// clear up behind it; no further child is started. Interrupted says whether one came.
void SurviveInterrupts();
bool Interrupted();

}  // namespace cambium::bench
