// The functions that an expression can call: one registry, in families.
//
//     numbers   ABS ROUND FLOOR CEIL
//     texts     LENGTH UPPER LOWER SUBSTR TRIM REPLACE CONCAT
//     times     YEAR MONTH DAY HOUR DATE_TRUNC
//     choices   COALESCE NULLIF IF GREATEST LEAST
//     casts     INT FLOAT DECIMAL TEXT TIME DATE
//     JSON      JSON_GET
//
// Names are case-insensitive. Unless it says that it takes NULL, a function of a NULL is NULL.
// docs/treeql.md says what each does.
//
// Law: a function depends on its arguments alone.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "query/expression.h"

namespace cambium {

struct Function {
  using Typing = absl::Status (*)(PlanExpr& call);
  using Evaluation = Value (*)(const PlanExpr& call, std::span<const ValueView> args,
                               absl::Status& error);

  static constexpr std::size_t kAnyNumber = static_cast<std::size_t>(-1);

  std::string_view name;
  std::string_view usage;  // "SUBSTR(text, from [, count])"
  std::size_t least_args;
  std::size_t most_args;
  // Checks and adapts the arguments, whose number is right, and sets the type of the call. May
  // make it another expression: IF is a CASE.
  Typing type;
  Evaluation evaluate;  // Null when Typing leaves no call.
  bool takes_null = false;
  bool takes_ratio = false;  // Others see it rounded, as a Decimal.
};

// Null when there is none.
const Function* FindFunction(std::string_view name);
std::vector<std::string> FunctionNames();

// RATIO(number) of an Int or a Decimal, FLOAT(ratio) and DECIMAL(ratio), the last rounded to
// the scale of the call: what typing makes of numbers that meet. No text names these.
const Function& RatioFunction(TypeKind to);

// The families, each in a file of its own.
std::span<const Function> NumberFunctions();
std::span<const Function> TextFunctions();
std::span<const Function> TimeFunctions();
std::span<const Function> ChoiceFunctions();
std::span<const Function> CastFunctions();
std::span<const Function> JsonFunctions();

}  // namespace cambium
