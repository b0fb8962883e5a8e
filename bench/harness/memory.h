// How much memory this process holds: as the kernel counts it, to half a MiB or so, and as
// malloc does, to a byte.
// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace cambium::bench {

// Resident now, in MiB; 0 if the kernel does not say.
double ResidentMb();

// The most that was resident since the start, or since the last ResetPeak.
double PeakResidentMb();
void ResetPeak();

// What malloc has given and not got back. Blocks of 128 KiB and more may be mapped apart from
// the others; they count.
double HeapBytes();

}  // namespace cambium::bench
