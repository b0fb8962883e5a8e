// How much memory this process holds, as the kernel counts it: to half a MiB or so.
// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace cambium::bench {

// Resident now, in MiB; 0 if the kernel does not say.
double ResidentMb();

// The most that was resident since the start, or since the last ResetPeak.
double PeakResidentMb();
void ResetPeak();

}  // namespace cambium::bench
