// Rows on their way out of the store, column by column: what cursors fill and scans give.
//
// Subjects and values are views. What they view is kept alive by the batch: blocks and
// memtables by `pins`, bytes that had to be put together by `arena`.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "lsm/byte_arena.h"
#include "lsm/run_key.h"
#include "lsm/stored_value.h"

namespace cambium {

struct RowBatch {
  std::vector<Subject> subjects;
  std::vector<std::uint64_t> versions;
  std::vector<StoredValue> values;
  std::vector<std::shared_ptr<const void>> pins;
  ByteArena arena;

  std::size_t size() const { return subjects.size(); }

  void Clear() {
    subjects.clear();
    versions.clear();
    values.clear();
    pins.clear();
    if (arena.bytes() > 0) arena = ByteArena();
  }
  void Add(const Subject& subject, std::uint64_t version, const StoredValue& value) {
    subjects.push_back(subject);
    versions.push_back(version);
    values.push_back(value);
  }
  // Sources take turns, so the same pin comes again and again: it is looked for among the
  // last few.
  void Pin(const std::shared_ptr<const void>& pin) {
    const std::size_t few = pins.size() < 8 ? pins.size() : 8;
    for (std::size_t i = 1; i <= few; ++i) {
      if (pins[pins.size() - i] == pin) return;
    }
    pins.push_back(pin);
  }
};

}  // namespace cambium
