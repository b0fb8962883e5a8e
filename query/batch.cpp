// Columns of values, computed for the positions that are asked for.
// SPDX-License-Identifier: Apache-2.0
#include "query/batch.h"

#include <algorithm>
#include <functional>
#include <numeric>
#include <utility>

#include "query/arithmetic.h"

namespace cambium {
namespace {

// Few enough that the columns of an expression stay in the cache.
constexpr std::size_t kBatch = 1024;

using Column = std::vector<ValueView>;  // By position; only those asked for are set.
using Positions = std::vector<std::uint32_t>;

ValueView Truth(bool truth) { return ValueView::OfWord(ValueType::kBool, truth ? 1 : 0); }

bool IsArithmetic(ExprKind kind) {
  switch (kind) {
    case ExprKind::kAdd:
    case ExprKind::kSubtract:
    case ExprKind::kMultiply:
    case ExprKind::kDivide:
    case ExprKind::kModulo:
      return true;
    default:
      return false;
  }
}

class BatchEvaluator {
 public:
  explicit BatchEvaluator(std::span<const Row> rows) : rows_(rows) {}

  // Of some row. Which one is first is not known: they are computed node by node.
  bool failed() const { return !error_.ok(); }

  void Compute(const PlanExpr& expr, const Positions& at, Column& out) {
    switch (expr.kind) {
      case ExprKind::kLiteral:
        for (const std::uint32_t i : at) out[i] = expr.literal;
        return;
      case ExprKind::kPath:
        for (const std::uint32_t i : at) out[i] = rows_[i][expr.column];
        return;
      case ExprKind::kAnd:
        return Logic(expr, at, false, out);
      case ExprKind::kOr:
        return Logic(expr, at, true, out);
      case ExprKind::kNot:
        Compute(expr.args[0], at, out);
        for (const std::uint32_t i : at) {
          if (!out[i].is_null()) out[i] = Truth(!out[i].AsBool());
        }
        return;
      case ExprKind::kIsNull:
        Compute(expr.args[0], at, out);
        for (const std::uint32_t i : at) out[i] = Truth(out[i].is_null());
        return;
      case ExprKind::kIs:
        return Binary(expr, at, out, [](const ValueView& left, const ValueView& right) {
          return Truth(left == right);
        });
      case ExprKind::kBetween:
        return Between(expr, at, out);
      case ExprKind::kEqual:
        return Compare(expr, at, out, std::equal_to<>());
      case ExprKind::kNotEqual:
        return Compare(expr, at, out, std::not_equal_to<>());
      case ExprKind::kLess:
        return Compare(expr, at, out, std::less<>());
      case ExprKind::kLessEqual:
        return Compare(expr, at, out, std::less_equal<>());
      case ExprKind::kGreater:
        return Compare(expr, at, out, std::greater<>());
      case ExprKind::kGreaterEqual:
        return Compare(expr, at, out, std::greater_equal<>());
      default:
        break;
    }
    if (!IsArithmetic(expr.kind)) return ByRow(expr, at, out);
    // A number or a time has no bytes of its own: its view is all of it.
    Binary(expr, at, out, [&](const ValueView& left, const ValueView& right) -> ValueView {
      return Arithmetic(expr, left, right, error_);
    });
  }

 private:
  // A column of values that no one needs any more is used again.
  Column Take() {
    if (free_.empty()) return Column(rows_.size());
    Column column = std::move(free_.back());
    free_.pop_back();
    return column;
  }
  void Give(Column column) { free_.push_back(std::move(column)); }

  template <typename Operation>
  void Binary(const PlanExpr& expr, const Positions& at, Column& out, Operation operation) {
    Compute(expr.args[0], at, out);
    // The literal of `votes > 10` needs no column.
    if (expr.args[1].kind == ExprKind::kLiteral) {
      const ValueView right = expr.args[1].literal;
      for (const std::uint32_t i : at) out[i] = operation(out[i], right);
      return;
    }
    Column right = Take();
    Compute(expr.args[1], at, right);
    for (const std::uint32_t i : at) out[i] = operation(out[i], right[i]);
    Give(std::move(right));
  }

  template <typename Order>
  void Compare(const PlanExpr& expr, const Positions& at, Column& out, Order order) {
    Binary(expr, at, out, [order](const ValueView& left, const ValueView& right) {
      return Ordered(order, left, right);
    });
  }

  template <typename Order>
  static ValueView Ordered(Order order, const ValueView& left, const ValueView& right) {
    if (left.is_null() || right.is_null()) return {};
    if (left.type() == right.type() && ValueView::ComparesAsWord(left.type())) {
      return Truth(order(static_cast<std::int64_t>(left.word()),
                         static_cast<std::int64_t>(right.word())));
    }
    return Truth(order(left, right));
  }

  // An operand is computed where none before it has decided.
  void Logic(const PlanExpr& expr, const Positions& at, bool deciding, Column& out) {
    for (const std::uint32_t i : at) out[i] = Truth(!deciding);
    Positions undecided = at;
    Column value = Take();
    for (const PlanExpr& arg : expr.args) {
      Compute(arg, undecided, value);
      std::size_t kept = 0;
      for (const std::uint32_t i : undecided) {
        const bool decides = !value[i].is_null() && value[i].AsBool() == deciding;
        if (decides || value[i].is_null()) out[i] = value[i];
        undecided[kept] = i;
        kept += decides ? 0 : 1;
      }
      undecided.resize(kept);
    }
    Give(std::move(value));
  }

  // x >= least AND x <= greatest.
  void Between(const PlanExpr& expr, const Positions& at, Column& out) {
    Column tested = Take();
    Column limit = Take();
    Compute(expr.args[0], at, tested);
    Compute(expr.args[1], at, limit);
    Positions undecided;
    undecided.reserve(at.size());
    for (const std::uint32_t i : at) {
      out[i] = Ordered(std::greater_equal<>(), tested[i], limit[i]);
      if (out[i].is_null() || out[i].AsBool()) undecided.push_back(i);
    }
    Compute(expr.args[2], undecided, limit);
    for (const std::uint32_t i : undecided) {
      const ValueView below = Ordered(std::less_equal<>(), tested[i], limit[i]);
      const bool decides = !below.is_null() && !below.AsBool();
      if (decides || !out[i].is_null()) out[i] = below;
    }
    Give(std::move(limit));
    Give(std::move(tested));
  }

  void ByRow(const PlanExpr& expr, const Positions& at, Column& out) {
    for (const std::uint32_t i : at) {
      Value value = Evaluate(expr, rows_[i], error_);
      out[i] = value;
      // A view of a short text has its bytes, of a long one a pointer to what is kept here.
      if (value.heap_bytes() > 0) kept_.push_back(std::move(value));
    }
  }

  std::span<const Row> rows_;
  std::vector<Column> free_;
  std::vector<Value> kept_;
  absl::Status error_;
};

// Calls `visit(first, column)` for one batch after another, or nothing when a row has an error.
template <typename Visit>
void ForBatches(const PlanExpr& expr, std::span<const Row> rows, absl::Status& error,
                Visit visit) {
  Positions at(std::min(rows.size(), kBatch));
  std::iota(at.begin(), at.end(), 0);
  Column column(at.size());
  for (std::size_t first = 0; first < rows.size(); first += kBatch) {
    const std::span<const Row> batch =
        rows.subspan(first, std::min(kBatch, rows.size() - first));
    at.resize(batch.size());
    BatchEvaluator evaluator(batch);
    evaluator.Compute(expr, at, column);
    if (evaluator.failed()) {
      for (const Row& row : batch) Evaluate(expr, row, error);
      return;
    }
    visit(first, std::span<const ValueView>(column).first(batch.size()));
  }
}

}  // namespace

void EvaluateBatch(const PlanExpr& expr, std::span<const Row> rows, std::vector<Value>& out,
                   absl::Status& error) {
  const std::size_t end = out.size() + rows.size();
  out.reserve(end);
  ForBatches(expr, rows, error, [&out](std::size_t, std::span<const ValueView> column) {
    for (const ValueView& value : column) out.emplace_back(value);
  });
  out.resize(end);
}

void SelectTrue(const PlanExpr& where, std::span<const Row> rows,
                std::vector<std::uint32_t>& out, absl::Status& error) {
  ForBatches(where, rows, error, [&out](std::size_t first, std::span<const ValueView> column) {
    for (std::size_t i = 0; i < column.size(); ++i) {
      if (IsTrue(column[i])) out.push_back(static_cast<std::uint32_t>(first + i));
    }
  });
}

}  // namespace cambium
