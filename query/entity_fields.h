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

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "lsm/store.h"
#include "query/schema.h"

namespace cambium {

class EntityFields {
 public:
  // `table` outlives it.
  EntityFields(const Table& table, std::vector<std::size_t> fields);

  // The values in the order of the fields, of their types; nothing if there is no such row.
  absl::StatusOr<std::optional<std::vector<Value>>> Read(
      const Store& store, const std::string& subject,
      std::uint64_t version = Store::kNow) const;

 private:
  const Table* table_;
  std::vector<std::size_t> fields_;
  std::vector<AttributeId> attributes_;  // Of those that are not of the key.
};

}  // namespace cambium
