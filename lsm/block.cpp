// Columns to a block and back.
// SPDX-License-Identifier: Apache-2.0
#include "lsm/block.h"

#include <algorithm>

#include "dataflow/check.h"

namespace cambium {
namespace {

constexpr std::uint8_t kHasDeleted = 1;
// A few bytes can say that they stand for any number of rows.
constexpr std::uint32_t kMostRows = 65'536;

}  // namespace

std::string EncodeBlock(const BlockColumns& columns, bool integers) {
  const std::size_t rows = columns.subjects.size();
  CAMBIUM_CHECK(rows <= kMostRows, "block has too many rows: ", rows);
  const bool has_deleted =
      std::any_of(columns.values.begin(), columns.values.end(),
                  [](const StoredValue& value) { return value.is_null(); });
  std::string out;
  PutVarint(rows, out);
  out.push_back(has_deleted ? static_cast<char>(kHasDeleted) : '\0');
  AppendSubjects(columns.subjects, integers, out);
  AppendPacked(columns.versions, out);
  if (has_deleted) {
    std::string bits((rows + 7) / 8, '\0');
    for (std::size_t i = 0; i < rows; ++i) {
      if (!columns.values[i].is_null()) continue;
      char& byte = bits[i / 8];
      byte = static_cast<char>(static_cast<unsigned char>(byte) | 1U << i % 8);
    }
    out += bits;
  }
  AppendValues(columns.values, out);
  return out;
}

absl::StatusOr<std::shared_ptr<const Block>> Block::Parse(std::string bytes, std::size_t skip,
                                                          bool integers) {
  const std::shared_ptr<Block> block(new Block);
  const std::size_t size = bytes.size();
  bytes.append(kPackedSlack, '\0');
  block->bytes_ = std::move(bytes);
  block->body_ = std::string_view(block->bytes_).substr(0, size).substr(skip);
  ByteReader reader(block->body_);
  const std::uint32_t rows = reader.Varint32();
  if (rows > kMostRows) reader.Fail();
  const auto flags = reader.TakeWord<std::uint8_t>();
  block->subjects_ = SubjectColumn::Take(reader, rows, integers);
  block->versions_ = PackedIntegers::Take(reader, rows);
  if (flags == kHasDeleted) block->deleted_ = reader.Take((std::uint64_t{rows} + 7) / 8);
  block->values_ = ValueColumn::Take(reader, rows);
  if (!reader.done() || flags > kHasDeleted || !block->IsInOrder()) {
    return absl::DataLossError("block cannot be read");
  }
  return block;
}

bool Block::IsInOrder() const {
  if (versions_.is_constant() && rows() > 0) return true;
  bool in_order = true;
  std::uint32_t i = 0;
  OwnedSubject before;
  subjects_.Visit(0, rows(), [&](const Subject& subject) {
    if (i > 0 && subject == before.view()) {
      in_order = in_order && versions_.At(i) < versions_.At(i - 1);
    }
    before.word = subject.word;
    before.bytes.assign(subject.bytes);
    ++i;
  });
  return in_order;
}

void Block::CopyValues(std::uint32_t begin, std::uint32_t end, StoredValue* out) const {
  values_.Copy(begin, end, out);
  if (deleted_.empty()) return;
  for (std::uint32_t i = begin; i < end; ++i, ++out) {
    if (IsDeleted(i)) *out = {};
  }
}

std::uint32_t Block::Find(const Subject& subject, std::uint64_t version) const {
  std::string scratch;
  for (std::uint32_t i = subjects_.LowerBound(subject); i < rows(); ++i) {
    if (subjects_.At(i, scratch) != subject) return rows();
    if (VersionAt(i) <= version) return i;
  }
  return rows();
}

}  // namespace cambium
