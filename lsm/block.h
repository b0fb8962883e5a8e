// A block: up to some thousand rows of one run, column by column.
//
//     rows        varint, from 1 to 65,536
//     flags       one byte: 1 when some rows are deleted triples
//     subjects    lsm/subject_column.h
//     versions    of the commits that wrote the rows, packed (lsm/packed_integers.h)
//     deleted     one bit for each row, the first in the lowest; only with the flag
//     values      lsm/value_column.h
//
// Rows ascend by subject, and those of one subject descend by version. Nothing may follow.
//
// Law: what Parse accepts is safe to read in every way; a deleted row has the value NULL.
//
// Cost: Parse looks at every row once; after that any row is read by itself.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "lsm/subject_column.h"
#include "lsm/value_column.h"

namespace cambium {

// The three columns of a block that is to be, of equal size.
struct BlockColumns {
  std::span<const Subject> subjects;
  std::span<const std::uint64_t> versions;
  std::span<const StoredValue> values;  // NULL where deleted.
};
std::string EncodeBlock(const BlockColumns& columns, bool integers);

class Block {
 public:
  // The block that follows the first `skip` bytes. DataLoss when there is none.
  static absl::StatusOr<std::shared_ptr<const Block>> Parse(std::string bytes, std::size_t skip,
                                                            bool integers);

  std::uint32_t rows() const { return subjects_.size(); }
  const SubjectColumn& subjects() const { return subjects_; }
  std::uint64_t VersionAt(std::uint32_t i) const { return versions_.At(i); }
  const PackedIntegers& versions() const { return versions_; }
  StoredValue ValueAt(std::uint32_t i) const {
    return IsDeleted(i) ? StoredValue() : values_.At(i);
  }
  void CopyValues(std::uint32_t begin, std::uint32_t end, StoredValue* out) const;

  // The first row of the subject whose version is at most `version`; rows() if none is.
  std::uint32_t Find(const Subject& subject, std::uint64_t version) const;

  // As it was encoded.
  std::string_view body() const { return body_; }
  std::size_t memory() const { return sizeof *this + bytes_.capacity(); }

 private:
  Block() = default;
  bool IsDeleted(std::uint32_t i) const {
    return !deleted_.empty() && (static_cast<unsigned char>(deleted_[i / 8]) >> i % 8 & 1) != 0;
  }
  bool IsInOrder() const;

  std::string bytes_;  // With slack for packed columns.
  std::string_view body_;
  SubjectColumn subjects_;
  PackedIntegers versions_;
  std::string_view deleted_;
  ValueColumn values_;
};

}  // namespace cambium
