// Small blocks of memory that are taken and given back all the time, such as those of rows.
//
// A commit of one row makes two dozen rows and gives most of them back at its end, more at once
// than the system's allocator keeps at hand for a thread. Here some of each size wait, on the
// thread that gave them back, for who asks there next; the rest goes to the system.
//
//     24 bytes   ▢ → ▢ → ▢
//     40 bytes   ▢ → ▢            … up to 248
//
// Law: who takes some bytes gives back the same number, on any thread. Sanitizers, which look
// for what is used after it was given back, see each block come and go.
//
// Cost: a few instructions; of what waits, at most 64 KiB a thread.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>

namespace cambium {

void* TakeBlock(std::size_t bytes);
void GiveBlock(void* block, std::size_t bytes) noexcept;

}  // namespace cambium
