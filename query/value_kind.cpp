// The type of a value beside that of a field.
// SPDX-License-Identifier: Apache-2.0
#include "query/value_kind.h"

namespace cambium {

bool IsOfKind(const FieldType& type, const Value& value) {
  switch (type.storage()) {
    case TypeKind::kBool:
      return value.type() == ValueType::kBool;
    case TypeKind::kText:
      return value.type() == ValueType::kText;
    case TypeKind::kTime:
      return value.type() == ValueType::kTime;
    case TypeKind::kDate:
      return value.type() == ValueType::kDate;
    case TypeKind::kUuid:
      return value.type() == ValueType::kUuid;
    case TypeKind::kJson:
      return value.type() == ValueType::kJson;
    case TypeKind::kBytes:
    case TypeKind::kTuple:
      return value.type() == ValueType::kBytes;
    default:
      return (type.is_number() || type.storage() == TypeKind::kEnum) && value.is_number();
  }
}

}  // namespace cambium
