// Our engine through TreeQL: tables in a Database, live queries, commits by prepared
// statements.
//
// In memory, and *durable*: in a folder, with relaxed commits, as is the default.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>

#include "bench/engine.h"

namespace cambium::bench {

std::unique_ptr<Engine<W1>> MakeTreeqlW1();
std::unique_ptr<Engine<W2Reach>> MakeTreeqlW2Reach();
std::unique_ptr<Engine<W2Dist>> MakeTreeqlW2Dist();
std::unique_ptr<Engine<W2Union>> MakeTreeqlW2Union();
std::unique_ptr<Engine<W4>> MakeTreeqlW4();
std::unique_ptr<Engine<W5>> MakeTreeqlW5();

std::unique_ptr<Engine<W1>> MakeTreeqlDurableW1();
std::unique_ptr<Engine<W4>> MakeTreeqlDurableW4();
std::unique_ptr<Engine<W5>> MakeTreeqlDurableW5();

}  // namespace cambium::bench
