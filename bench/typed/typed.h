// Our engine through its typed API: what a C++ program that builds streams gets.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>

#include "bench/engine.h"

namespace cambium::bench {

std::unique_ptr<Engine<W1>> MakeTypedW1();
std::unique_ptr<Engine<W2Reach>> MakeTypedW2Reach();
std::unique_ptr<Engine<W2Dist>> MakeTypedW2Dist();
std::unique_ptr<Engine<W2Union>> MakeTypedW2Union();
std::unique_ptr<Engine<W3>> MakeTypedW3();
std::unique_ptr<Engine<W5>> MakeTypedW5();

}  // namespace cambium::bench
