// Some fields of one row of a table, looked up by its subject.
//
// The fields of the key are not read: the subject is their encoding. Nor is it asked whether
// the row is there, where another field of it is found; only if all of them are NULL the
// triple of the first key field is looked for, by whose presence a row exists.
//
// Law: what Read() gives is what the triples of all these fields would, and of the first key
// field's.
//
// Cost: a look-up in the store for each field that is not of the key, or one if there is none.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

#include "absl/container/inlined_vector.h"
#include "absl/status/statusor.h"
#include "lsm/store.h"
#include "query/schema.h"

namespace cambium {

class EntityFields {
 public:
  // `table` outlives it.
  EntityFields(const Table& table, std::span<const std::size_t> fields);
  // All, as declared.
  explicit EntityFields(const Table& table);

  // Into `values`, one for each field, in their order and of their types; false if there is no
  // such row.
  absl::StatusOr<bool> Read(const Store& store, const std::string& subject,
                            std::span<Value> values, std::uint64_t version = Store::kNow) const;

 private:
  void Add(std::size_t field);

  const Table* table_;
  absl::InlinedVector<std::size_t, 8> fields_;
  absl::InlinedVector<AttributeId, 8> attributes_;  // Of those that are not of the key.
};

}  // namespace cambium
