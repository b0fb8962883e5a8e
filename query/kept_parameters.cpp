// Literals apart from all else.
// SPDX-License-Identifier: Apache-2.0
#include "query/kept_parameters.h"

#include <utility>

namespace cambium {

KeptParameters::KeptParameters(const Parameters& parameters) {
  Parameters others;
  literals_.reserve(parameters.size());
  for (const auto& [name, value] : parameters) {
    if (value.kind == ExprKind::kLiteral) {
      literals_.push_back({name, value.literal, value.name.text, value.span});
    } else {
      others.emplace(name, value);
    }
  }
  if (!others.empty()) others_ = std::make_unique<const Parameters>(std::move(others));
}

Parameters KeptParameters::Restore() const {
  Parameters parameters;
  if (others_ != nullptr) parameters = *others_;
  for (const Literal& literal : literals_) {
    Expr& value = parameters[literal.name];
    value.literal = literal.value;
    value.name.text = literal.text;
    value.span = literal.span;
  }
  return parameters;
}

}  // namespace cambium
