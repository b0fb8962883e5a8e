// W6: what a commit and one more live query cost, against how many there are.
//
// Of one template, 1 … 100,000: each has four rows of its own and what is below them. The first
// reads the tables; it stands before anything is measured.
//
//     metric        x                       is
//     one_us        live queries            a commit that one of them hears of
//     none_us       live queries            a commit of a row that none of them asked for
//     subscribe_us  live queries            to add one, its answer included
//     rows_bytes    live queries            memory of one
//     idle_bytes    live queries            memory of one without a row
//     different_us  queries without a twin  a commit that concerns none of them
//
// Times are medians of thread CPU; commits are parsed, and their frames delivered. Before any
// is told, trees that frames have built must equal the answers of the same queries asked anew.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "bench/harness/catalog.h"

namespace cambium::bench {

Case LiveQueriesCase();

}  // namespace cambium::bench
