// Recognising keys, and encoding them.
// SPDX-License-Identifier: Apache-2.0
#include "query/key_condition.h"

#include <algorithm>

#include "dataflow/key_encoding.h"

namespace cambium {

std::optional<KeyCondition> KeyCondition::Of(const Table& table, const Expr& condition,
                                             const std::vector<std::string>& parameters) {
  KeyCondition found(table);
  if (!found.Take(condition, parameters)) return std::nullopt;
  const bool is_whole = std::all_of(found.parts_.begin(), found.parts_.end(),
                                    [](const auto& part) { return part.has_value(); });
  if (!is_whole) return std::nullopt;
  return found;
}

bool KeyCondition::Take(const Expr& condition, const std::vector<std::string>& parameters) {
  if (condition.kind == ExprKind::kAnd) {
    return std::all_of(condition.args.begin(), condition.args.end(),
                       [&](const Expr& part) { return Take(part, parameters); });
  }
  if (condition.kind != ExprKind::kEqual) return false;
  const bool field_first = condition.args[0].kind == ExprKind::kPath;
  const Expr& path = condition.args[field_first ? 0 : 1];
  const Expr& value = condition.args[field_first ? 1 : 0];
  if (path.kind != ExprKind::kPath || path.path.size() != 1 || path.path[0].hops.has_value()) {
    return false;
  }
  const std::optional<std::size_t> field = table_->FindField(path.path[0].text);
  if (!field.has_value()) return false;
  const auto part = std::find(table_->key.begin(), table_->key.end(), *field);
  if (part == table_->key.end()) return false;
  std::optional<GivenValue>& place =
      parts_[static_cast<std::size_t>(part - table_->key.begin())];
  if (place.has_value()) return false;
  place = GivenValue::Of(value, parameters);
  return place.has_value();
}

std::optional<std::string> KeyCondition::SubjectFor(std::span<const Value> values) const {
  std::string subject;
  for (std::size_t i = 0; i < parts_.size(); ++i) {
    const Value& given = parts_[i]->In(values);
    const FieldType& type = table_->fields[table_->key[i]].type;
    if (given.is_null()) return std::nullopt;
    const absl::StatusOr<Value> typed = CoerceTo(type, given);
    if (!typed.ok()) return std::nullopt;
    // Numbers are compared exactly: one that had to be rounded is the planner's to answer.
    if (given.is_number() && *typed != given) return std::nullopt;
    AppendKey(*typed, subject);
  }
  return subject;
}

}  // namespace cambium
