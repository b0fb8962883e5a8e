#pragma once
#include "query/expression.h"
namespace cambium {
absl::StatusOr<PlanExpr> PlanOperation(const Expr& expr, std::vector<PlanExpr> args);
absl::StatusOr<PlanExpr> PlanLiteral(const Expr& expr);
}
