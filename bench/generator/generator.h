// The data of the workloads, made from nothing but a seed and a size.
//
// Every function is pure: equal arguments give equal rows on every machine, and the files
// written from them (bench/generator/files.h) have equal bytes; bench/data holds their
// SHA-256. `scale` divides the size of the tables: 1 is the size that is reported, 100 the
// one that tests use.
//
//             scale 1                                                scale 100
//     W1, W5  1 M orders, 1 M events, 20 k transactions              1/100 of it
//     W2      100 k nodes, 400 k edges, 1,000 transactions           1/100, 100 transactions
//     W3      20 k nodes, 200 k edges, 10 k transactions             1/100, 1,000 transactions
//     W4      200 k issues, 1 M comments, 400 k pairs, 200 projects  1/100, 20 projects
//
// Cost: linear; less than a second for W1, W2, W3 and W5 at scale 1, two for W4.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "bench/workload.h"

namespace cambium::bench {

inline constexpr int kLargestScale = 500;  // Smaller graphs have no room for their edges.

// How many batches there are, at every scale.
inline constexpr int kW1Batches = 200;
inline constexpr int kW2Batches = 50;

W1Input GenerateW1(int scale);
W2Input GenerateW2(int scale);
W3Input GenerateW3(int scale);
W4Input GenerateW4(int scale);
W5Input GenerateW5(int scale);

// W8: W1's tables with so many orders and a tenth as many customers. Transactions and
// batches are as many at every size, and inserts and deletes take turns, so the size that
// is measured is the size that was asked for.
inline constexpr int64_t kSmallestGrowth = 100;
W1Input GenerateGrowth(int64_t orders);

}  // namespace cambium::bench
