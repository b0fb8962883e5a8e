// Memory from /proc/self, which needs no privileges, and from malloc's own books.
// SPDX-License-Identifier: Apache-2.0
#include "bench/harness/memory.h"

#include <malloc.h>

#include <fstream>
#include <string>
#include <string_view>

namespace cambium::bench {
namespace {

double MbOf(std::string_view field) {
  std::ifstream status("/proc/self/status");
  for (std::string name; status >> name;) {
    double kib = 0;
    if (name == field && status >> kib) return kib / 1024;
    status.ignore(4096, '\n');
  }
  return 0;
}

}  // namespace

double ResidentMb() { return MbOf("VmRSS:"); }

double PeakResidentMb() { return MbOf("VmHWM:"); }

double HeapBytes() {
  const struct mallinfo2 heap = mallinfo2();
  return static_cast<double>(heap.uordblks) + static_cast<double>(heap.hblkhd);
}

void ResetPeak() { std::ofstream("/proc/self/clear_refs") << "5"; }

}  // namespace cambium::bench
