// Recompute: the answers from scratch, in plain C++ over plain vectors.
//
// How cheap is *not* being incremental? Each evaluator keeps the tables in the layout that
// suits its query best, and computes the whole answer when asked. They share no code with
// any engine, so they are also the oracle for sizes whose answers are not on file.
//
//     W1        one pass over the orders, the tier of a customer in an array
//     W2        a breadth-first search from each root; for the union, one from all roots
//     W3        for each node, mark its greater neighbours, then follow theirs
//     W4        for each project the newest open issues, then their children
//     W5        bucket the events by item, then count the users of each bucket
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>

#include "bench/engine.h"

namespace cambium::bench {

std::unique_ptr<Evaluator<W1>> MakeRecomputeW1();
std::unique_ptr<Evaluator<W2Reach>> MakeRecomputeW2Reach();
std::unique_ptr<Evaluator<W2Dist>> MakeRecomputeW2Dist();
std::unique_ptr<Evaluator<W2Union>> MakeRecomputeW2Union();
std::unique_ptr<Evaluator<W3>> MakeRecomputeW3();
std::unique_ptr<Evaluator<W4>> MakeRecomputeW4();
std::unique_ptr<Evaluator<W5>> MakeRecomputeW5();

}  // namespace cambium::bench
