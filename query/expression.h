// A typed expression over the columns of a row, and its value.
//
// Three-valued logic as SQL has it: a comparison with NULL is NULL, AND and OR let the
// side decide that can. Arithmetic is exact or fails; it never wraps. query/operation.h makes
// expressions, and says what each kind demands of its operands.
//
// Law: for an expression that PlanOperation has typed, and rows whose columns have the types
// of its paths, the value has the expression's type or is NULL.
//
// Cost of a value: one visit per node, and AND, OR, IN, CASE and ?? stop once they are decided.
// Nothing is allocated but texts of more than 14 bytes that are no field's.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "dataflow/row.h"
#include "query/field_type.h"
#include "query/schema.h"
#include "query/syntax.h"

namespace cambium {

struct Function;

struct PlanExpr {
  ExprKind kind = ExprKind::kLiteral;
  Span span;  // where it stands in the text, for errors of a value
  FieldType type;
  Value literal;                       // kLiteral
  std::size_t column = 0;              // kPath: where in the row
  const Function* function = nullptr;  // kCall
  std::vector<PlanExpr> args;
};

// What an expression reads: the fields of a row, or one place of several columns. A view.
class Fields {
 public:
  explicit Fields(const Row& row) : row_(&row) {}
  Fields(std::span<const ValueView* const> columns, std::size_t place)
      : columns_(columns), place_(place) {}

  ValueView operator[](std::size_t i) const {
    return row_ != nullptr ? (*row_)[i] : columns_[i][place_];
  }

 private:
  const Row* row_ = nullptr;
  std::span<const ValueView* const> columns_;
  std::size_t place_ = 0;
};

// The value for these fields. An overflow or a cast that cannot be sets `error`, with its
// place, if that is OK still, and is NULL.
Value Evaluate(const PlanExpr& expr, const Fields& fields, absl::Status& error);
inline Value Evaluate(const PlanExpr& expr, const Row& row, absl::Status& error) {
  return Evaluate(expr, Fields(row), error);
}

// The same without a copy: a field or a literal is read where it stands, anything else is
// computed into `computed`. Valid as long as all three.
ValueView Read(const PlanExpr& expr, const Fields& fields, Value& computed,
               absl::Status& error);
inline ValueView Read(const PlanExpr& expr, const Row& row, Value& computed,
                      absl::Status& error) {
  return Read(expr, Fields(row), computed, error);
}

// What a value is that cannot be computed: NULL, and the first such message is kept.
Value Failure(const PlanExpr& expr, const std::string& message, absl::Status& error);
Value Overflow(const PlanExpr& expr, absl::Status& error);

// For WHERE: NULL is not true.
inline bool IsTrue(const ValueView& value) { return !value.is_null() && value.AsBool(); }

// Resolves and types expressions over the fields of a table. `read` lists the fields
// that a row holds, by position; a field met for the first time is added at its end.
class ExpressionPlanner {
 public:
  // `now` is what NOW() is, if it can be asked.
  ExpressionPlanner(const Schema& schema, const Table& table, std::vector<std::size_t>& read,
                    Value now = Value())
      : schema_(schema), table_(table), read_(read), now_(std::move(now)) {}

  absl::StatusOr<PlanExpr> Plan(const Expr& expr);
  absl::StatusOr<PlanExpr> PlanTruth(const Expr& expr);  // must be a Bool or NULL
  PlanExpr ReadField(std::size_t field);

 private:
  absl::StatusOr<PlanExpr> PlanPath(const Expr& expr);

  const Schema& schema_;
  const Table& table_;
  std::vector<std::size_t>& read_;
  const Value now_;
};

}  // namespace cambium
