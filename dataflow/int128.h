// 128-bit integers: what a product of two 64-bit integers needs.
// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace cambium {

using Int128 = __int128_t;
using UInt128 = __uint128_t;

}  // namespace cambium
