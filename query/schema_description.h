// What there is in a database, as plain structs: for programs that show or generate something
// from its tables.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "query/schema.h"

namespace cambium {

struct FieldDescription {
  std::string name;
  std::string type;  // as a declaration says it: "Int", "Decimal(2)", an enum or a table
  std::int64_t number = 0;
  bool nullable = false;
  bool is_key = false;
  bool is_unique = false;
  bool is_indexed = false;
  std::string refers_to;                     // the table of a reference, else empty
  std::optional<std::string> default_value;  // as JSON
};

// What leads from a row to others, besides its references.
struct RelationDescription {
  std::string name;
  std::string table;  // whose rows it leads to
  std::string via;    // the field there that refers back, or the path of a MANY … VIA
  bool is_one = false;
};

struct TableDescription {
  std::string name;
  std::vector<FieldDescription> fields;        // as declared
  std::vector<std::string> key;                // names of fields, in key order
  std::vector<RelationDescription> relations;  // by name
};

// In the order of declaration.
std::vector<TableDescription> DescribeTables(const Schema& schema);

}  // namespace cambium
