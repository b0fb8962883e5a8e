// Pinning to one CPU, so that the runs of a benchmark see the same one.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "absl/status/status.h"

namespace cambium::bench {

// The CPUs that this process may run on, ascending.
std::vector<int> AllowedCpus();

// Pins this process and its future children.
absl::Status PinTo(int cpu);

}  // namespace cambium::bench
