// Any bytes may stand where a block should: parsing refuses them, or every way of reading the
// block is safe and the ways agree. The first byte says which kind of subjects the run has.
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "dataflow/check.h"
#include "lsm/block.h"

namespace cambium {
namespace {

void CheckBlock(const Block& block) {
  constexpr std::uint32_t kMost = 5000;  // A few bytes may stand for very many equal rows.
  const std::uint32_t rows = std::min(block.rows(), kMost);
  std::vector<StoredValue> values(rows);
  block.CopyValues(0, rows, values.data());
  std::uint32_t i = 0;
  std::string scratch;
  block.subjects().Visit(0, rows, [&](const Subject& subject) {
    CAMBIUM_CHECK(block.subjects().At(i, scratch) == subject);
    CAMBIUM_CHECK(block.subjects().LowerBound(subject) <= i);
    CAMBIUM_CHECK(block.ValueAt(i) == values[i]);
    values[i].ToValue();
    const std::uint32_t found = block.Find(subject, block.VersionAt(i));
    CAMBIUM_CHECK(found <= i);
    ++i;
  });
  CAMBIUM_CHECK(i == rows);
}

}  // namespace
}  // namespace cambium

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  if (size == 0) return 0;
  const std::string bytes(reinterpret_cast<const char*>(data), size);
  const auto block = cambium::Block::Parse(bytes, 1, (data[0] & 1) != 0);
  if (block.ok()) cambium::CheckBlock(**block);
  return 0;
}
