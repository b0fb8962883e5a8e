// The frame of a log record, written from docs/format.md and not from lsm/log.cpp: to put any
// payload into a record, and to notice when the two differ.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "dataflow/stable_hash.h"

namespace cambium::testing {

constexpr std::size_t kFrameSize = 16;

inline std::string LittleEndian(std::uint64_t word) {
  std::string bytes;
  for (int i = 0; i < 8; ++i, word >>= 8) bytes += static_cast<char>(word & 0xFF);
  return bytes;
}

// A record with this payload, sound at `offset`.
inline std::string Framed(std::string_view payload, std::uint64_t offset) {
  return LittleEndian(payload.size()) + LittleEndian(StableHashBytes(payload, offset)) +
         std::string(payload);
}

}  // namespace cambium::testing
