// Literals and parameters.
// SPDX-License-Identifier: Apache-2.0
#include "query/given_value.h"

#include <algorithm>

namespace cambium {

std::optional<GivenValue> GivenValue::Of(const Expr& expr,
                                         const std::vector<std::string>& parameters) {
  if (expr.kind == ExprKind::kLiteral) return GivenValue(expr.literal);
  if (expr.kind != ExprKind::kParameter) return std::nullopt;
  const auto named = std::find(parameters.begin(), parameters.end(), expr.name.text);
  if (named == parameters.end()) return std::nullopt;
  return GivenValue(static_cast<std::size_t>(named - parameters.begin()));
}

const Value& GivenValue::In(std::span<const Value> values) const {
  const auto* const place = std::get_if<std::size_t>(&source_);
  return place != nullptr ? values[*place] : std::get<Value>(source_);
}

std::optional<std::vector<GivenField>> GivenFields(const Table& table,
                                                   const std::vector<Assignment>& assignments,
                                                   const std::vector<std::string>& parameters) {
  std::vector<GivenField> given;
  for (const Assignment& assignment : assignments) {
    const std::optional<std::size_t> field = table.FindField(assignment.field.text);
    if (!field.has_value()) return std::nullopt;
    const bool is_repeated =
        std::any_of(given.begin(), given.end(),
                    [&](const GivenField& before) { return before.field == *field; });
    std::optional<GivenValue> value = GivenValue::Of(assignment.value, parameters);
    if (is_repeated || !value.has_value()) return std::nullopt;
    given.push_back({*field, *std::move(value), assignment.value.span});
  }
  return given;
}

}  // namespace cambium
