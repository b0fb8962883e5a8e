// What all sources say and do alike.
// SPDX-License-Identifier: Apache-2.0
#include "query/import/row_source.h"

namespace cambium {

std::string BadRowText(std::string_view file, const BadRow& bad) {
  std::string text = std::string(file) + ":" + std::to_string(bad.line) + ": ";
  if (!bad.field.empty()) text += bad.field + ": ";
  return text + bad.reason;
}

std::optional<Value> ValueOfMissing(const Field& field) {
  if (field.default_value.has_value()) return *field.default_value;
  if (field.nullable) return Value();
  return std::nullopt;
}

}  // namespace cambium
