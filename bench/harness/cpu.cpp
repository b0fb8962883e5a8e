// CPU affinity, as Linux has it.
// SPDX-License-Identifier: Apache-2.0
#include "bench/harness/cpu.h"

#include <sched.h>

#include <algorithm>
#include <string>

namespace cambium::bench {

std::vector<int> AllowedCpus() {
  cpu_set_t allowed;
  CPU_ZERO(&allowed);
  std::vector<int> cpus;
  if (sched_getaffinity(0, sizeof(allowed), &allowed) != 0) return cpus;
  for (int cpu = 0; cpu < CPU_SETSIZE; ++cpu) {
    if (CPU_ISSET(static_cast<size_t>(cpu), &allowed)) cpus.push_back(cpu);
  }
  return cpus;
}

absl::Status PinTo(int cpu) {
  const std::vector<int> allowed = AllowedCpus();
  if (std::find(allowed.begin(), allowed.end(), cpu) == allowed.end()) {
    std::string choices;
    for (const int choice : allowed) {
      choices += (choices.empty() ? "" : ", ") + std::to_string(choice);
    }
    return absl::InvalidArgumentError("no such CPU: " + std::to_string(cpu) +
                                      " (the choices are " + choices + ")");
  }
  cpu_set_t pinned;
  CPU_ZERO(&pinned);
  CPU_SET(static_cast<size_t>(cpu), &pinned);
  if (sched_setaffinity(0, sizeof(pinned), &pinned) != 0) {
    return absl::InternalError("cannot pin to CPU " + std::to_string(cpu));
  }
  return absl::OkStatus();
}

}  // namespace cambium::bench
