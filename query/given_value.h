// Values that a statement names where they stand: literals, or parameters by their places.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "dataflow/value.h"
#include "query/schema.h"
#include "query/syntax.h"

namespace cambium {

class GivenValue {
 public:
  // Nothing if the expression has to be computed, or is a parameter without a name here.
  static std::optional<GivenValue> Of(const Expr& expr,
                                      const std::vector<std::string>& parameters);

  // Values in the order of those parameters. What this gives lives as long as both.
  const Value& In(std::span<const Value> values) const;

 private:
  using Source = std::variant<std::size_t, Value>;
  explicit GivenValue(Source source) : source_(std::move(source)) {}

  Source source_;
};

// A field of a row, and the value that it is given.
struct GivenField {
  std::size_t field = 0;
  GivenValue value;
  Span span;  // of the value
};

// Nothing if a name is no field of the table or comes twice, or if a value has to be computed.
std::optional<std::vector<GivenField>> GivenFields(const Table& table,
                                                   const std::vector<Assignment>& assignments,
                                                   const std::vector<std::string>& parameters);

}  // namespace cambium
