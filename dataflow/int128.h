// 128-bit integers: what a product of two 64-bit integers needs.
// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace cambium {

__extension__ typedef __int128 Int128;
__extension__ typedef unsigned __int128 UInt128;

}  // namespace cambium
