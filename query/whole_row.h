// All fields of the rows of a table: as they are declared, and as a scan reads them, which
// takes the first field of the key in front.
//
//     TABLE Post { title: Text = 1, id: Int = 2 KEY }      declared title, id; read id, title
//
// Cost: of a row that was read with its key elsewhere a copy.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <vector>

#include "dataflow/row.h"
#include "query/schema.h"

namespace cambium {

// As declared.
std::vector<std::size_t> AllFields(const Table& table);

class WholeRow {
 public:
  explicit WholeRow(const Table& table);

  // As a scan reads them.
  const std::vector<std::size_t>& fields() const { return fields_; }
  // Where each field stands among these.
  const std::vector<std::size_t>& places() const { return places_; }

  // A row that was read so, as declared.
  Row Declared(const Row& read) const { return in_place_ ? read : read.Project(places_); }

 private:
  const bool in_place_;  // The key is declared first.
  std::vector<std::size_t> fields_;
  std::vector<std::size_t> places_;
};

}  // namespace cambium
