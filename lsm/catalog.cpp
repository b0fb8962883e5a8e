// Pairs of numbers as keys.
// SPDX-License-Identifier: Apache-2.0
#include "lsm/catalog.h"

#include "dataflow/key_encoding.h"
#include "dataflow/status.h"

namespace cambium {

std::string CatalogSubject(std::uint32_t scope, std::uint32_t number) {
  std::string subject;
  AppendKey(Value::Int(scope), subject);
  AppendKey(Value::Int(number), subject);
  return subject;
}

absl::StatusOr<CatalogEntry> ReadCatalogSubject(std::string_view subject) {
  const auto take = [&]() -> absl::StatusOr<std::uint32_t> {
    CAMBIUM_ASSIGN_OR_RETURN(const Value number, TakeKey(subject));
    if (number.type() == ValueType::kInt && number.AsInt() >= 0 &&
        number.AsInt() <= std::int64_t{UINT32_MAX}) {
      return static_cast<std::uint32_t>(number.AsInt());
    }
    return absl::DataLossError("catalog has a subject that is no pair of numbers");
  };
  CatalogEntry entry;
  CAMBIUM_ASSIGN_OR_RETURN(entry.scope, take());
  CAMBIUM_ASSIGN_OR_RETURN(entry.number, take());
  if (!subject.empty()) {
    return absl::DataLossError("catalog has a subject that is no pair of numbers");
  }
  return entry;
}

}  // namespace cambium
