// The parameters of one query with their values: as syntax, and typed as they are declared.
//
// What is not bound has its default. A value that is not of the declared type, NULL for one
// that cannot be, a list where one value is needed, and a name that a named query does not
// declare are errors, at the place of the name.
//
// Cost: a search among the declared parameters, of which there are few.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "absl/status/statusor.h"
#include "query/expression.h"
#include "query/parameters.h"
#include "query/schema.h"

namespace cambium {

// Of a query that is looked at and not asked, a parameter may be open: it stands for NULL.
enum class ParameterUse { kNeedsValues, kMayBeOpen };

class BoundParameters {
 public:
  // All outlive this.
  BoundParameters(const Schema& schema, const Query& query, const Parameters& parameters,
                  ParameterUse use = ParameterUse::kNeedsValues)
      : schema_(schema), query_(query), parameters_(parameters), use_(use) {}

  // Whether nobody has given it a value, and nobody needs to.
  bool IsOpen(const Name& name) const;

  // A literal or a tuple of literals.
  absl::StatusOr<Expr> ValueOf(const Name& name) const;
  // A literal of the declared type.
  absl::StatusOr<PlanExpr> Planned(const Name& name) const;
  // x IN $list as x IN (…).
  absl::StatusOr<Expr> InList(const Expr& in) const;

 private:
  const Schema& schema_;
  const Query& query_;
  const Parameters& parameters_;
  const ParameterUse use_;
};

}  // namespace cambium
