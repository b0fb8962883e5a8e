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

}  // namespace cambium
