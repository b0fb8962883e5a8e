// The floor: for each view, what an expert would write by hand in an afternoon.
//
// How much does generality cost? Each program maintains just one view with standard
// containers and nothing else. It loads row by row, as it commits, and a batch is its
// changes one by one: bulk paths are what an engine is asked to add.
// Bars are ratios to these programs, so they are kept plain and kept fast.
//
//     W1   per group a count, a sum and an ordered map of amounts   O(log amounts)
//     W3   hash sets of neighbours, the smaller probes the larger   O(smaller degree)
//     W5   hash map of (user, item), an ordered set of counts       O(log items)
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>

#include "bench/engine.h"

namespace cambium::bench {

std::unique_ptr<Engine<W1>> MakeFloorW1();
std::unique_ptr<Engine<W3>> MakeFloorW3();
std::unique_ptr<Engine<W5>> MakeFloorW5();

}  // namespace cambium::bench
