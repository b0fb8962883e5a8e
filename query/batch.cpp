// Columns of values, computed for the positions that are asked for.
// SPDX-License-Identifier: Apache-2.0
#include "query/batch.h"

#include <algorithm>
#include <functional>
#include <numeric>
#include <utility>

#include "query/arithmetic.h"
#include "query/like.h"

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
  // Of the `size` places from `first` on, which count from 0.
  BatchEvaluator(const ColumnsView& rows, std::size_t first, std::size_t size, ByteArena& texts)
      : size_(size), texts_(texts) {
    columns_.reserve(rows.columns.size());
    for (const ValueView* column : rows.columns) columns_.push_back(column + first);
  }

  // Of some row. Which one is first is not known: they are computed node by node.
  bool failed() const { return !error_.ok(); }

  void Compute(const PlanExpr& expr, const Positions& at, Column& out) {
    switch (expr.kind) {
      case ExprKind::kLiteral:
        for (const std::uint32_t i : at) out[i] = expr.literal;
        return;
      case ExprKind::kPath:
        for (const std::uint32_t i : at) out[i] = columns_[expr.column][i];
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
      case ExprKind::kIn:
        return In(expr, at, out);
      case ExprKind::kCoalesce:
        return Coalesce(expr, at, out);
      case ExprKind::kCase:
        return Case(expr, at, out);
      case ExprKind::kLike:
        return Binary(expr, at, out, [](const ValueView& left, const ValueView& right) {
          if (left.is_null() || right.is_null()) return ValueView();
          return Truth(Like(left.AsText(), right.AsText()));
        });
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
    if (free_.empty()) return Column(size_);
    Column column = std::move(free_.back());
    free_.pop_back();
    return column;
  }
  void Give(Column column) { free_.push_back(std::move(column)); }

  template <typename Operation>
  void Binary(const PlanExpr& expr, const Positions& at, Column& out, Operation operation) {
    // A field is read where it is.
    const bool is_field = expr.args[0].kind == ExprKind::kPath;
    if (!is_field) Compute(expr.args[0], at, out);
    const ValueView* left = is_field ? columns_[expr.args[0].column] : out.data();
    // The literal of `votes > 10` needs no column.
    if (expr.args[1].kind == ExprKind::kLiteral) {
      const ValueView right = expr.args[1].literal;
      for (const std::uint32_t i : at) out[i] = operation(left[i], right);
      return;
    }
    Column right = Take();
    Compute(expr.args[1], at, right);
    for (const std::uint32_t i : at) out[i] = operation(left[i], right[i]);
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

  // The first operand that is equal to one of the others.
  void In(const PlanExpr& expr, const Positions& at, Column& out) {
    Column tested = Take();
    Column arg = Take();
    Compute(expr.args[0], at, tested);
    for (const std::uint32_t i : at) out[i] = Truth(false);
    Positions undecided = at;
    for (std::size_t n = 1; n < expr.args.size(); ++n) {
      const ValueView& literal = expr.args[n].literal;
      const bool is_literal = expr.args[n].kind == ExprKind::kLiteral;
      if (!is_literal) Compute(expr.args[n], undecided, arg);
      std::size_t kept = 0;
      for (const std::uint32_t i : undecided) {
        const ValueView one = is_literal ? literal : arg[i];
        const bool is_unknown = tested[i].is_null() || one.is_null();
        const bool is_equal = !is_unknown && tested[i] == one;
        if (is_unknown) out[i] = ValueView();
        if (is_equal) out[i] = Truth(true);
        undecided[kept] = i;
        kept += is_equal ? 0 : 1;
      }
      undecided.resize(kept);
    }
    Give(std::move(arg));
    Give(std::move(tested));
  }

  void Coalesce(const PlanExpr& expr, const Positions& at, Column& out) {
    Positions undecided = at;
    for (const PlanExpr& arg : expr.args) {
      Compute(arg, undecided, out);
      std::erase_if(undecided, [&out](std::uint32_t i) { return !out[i].is_null(); });
    }
  }

  void Case(const PlanExpr& expr, const Positions& at, Column& out) {
    Column truth = Take();
    Positions undecided = at;
    Positions chosen;
    std::size_t n = 0;
    for (; n + 1 < expr.args.size(); n += 2) {
      Compute(expr.args[n], undecided, truth);
      chosen.clear();
      std::size_t kept = 0;
      for (const std::uint32_t i : undecided) {
        const bool is_chosen = IsTrue(truth[i]);
        if (is_chosen) chosen.push_back(i);
        undecided[kept] = i;
        kept += is_chosen ? 0 : 1;
      }
      undecided.resize(kept);
      Compute(expr.args[n + 1], chosen, out);
    }
    Give(std::move(truth));
    if (n < expr.args.size()) return Compute(expr.args[n], undecided, out);
    for (const std::uint32_t i : undecided) out[i] = ValueView();
  }

  void ByRow(const PlanExpr& expr, const Positions& at, Column& out) {
    for (const std::uint32_t i : at) {
      const Value value = Evaluate(expr, Fields(columns_, i), error_);
      out[i] = value;
      // A view of a short text has its bytes, of a long one a pointer to what is kept here.
      if (value.heap_bytes() == 0) continue;
      out[i] = ValueView::OfBytes(value.type(), texts_.Copy(value.bytes()));
    }
  }

  const std::size_t size_;
  ByteArena& texts_;
  std::vector<const ValueView*> columns_;
  std::vector<Column> free_;
  absl::Status error_;
};

// Which of the places has an error first, one by one.
void FindError(const PlanExpr& expr, const ColumnsView& rows, std::size_t first,
               const Positions& at, absl::Status& error) {
  for (const std::uint32_t i : at) Evaluate(expr, Fields(rows.columns, first + i), error);
}

}  // namespace

void EvaluateBatch(const PlanExpr& expr, const ColumnsView& rows, std::vector<ValueView>& out,
                   ByteArena& texts, absl::Status& error) {
  const std::size_t end = out.size() + rows.size;
  out.reserve(end);
  Positions at(std::min(rows.size, kBatch));
  std::iota(at.begin(), at.end(), 0);
  Column column(at.size());
  for (std::size_t first = 0; first < rows.size; first += kBatch) {
    at.resize(std::min(kBatch, rows.size - first));
    BatchEvaluator evaluator(rows, first, at.size(), texts);
    evaluator.Compute(expr, at, column);
    if (evaluator.failed()) {
      FindError(expr, rows, first, at, error);
      break;
    }
    out.insert(out.end(), column.begin(),
               column.begin() + static_cast<std::ptrdiff_t>(at.size()));
  }
  out.resize(end);
}

void KeepTrue(const PlanExpr& where, const ColumnsView& rows, std::vector<std::uint32_t>& at,
              absl::Status& error) {
  ByteArena texts;
  Column column(std::min(rows.size, kBatch));
  Positions batch;
  std::size_t kept = 0;
  for (std::size_t i = 0; i < at.size();) {
    const std::size_t first = at[i] - at[i] % kBatch;
    batch.clear();
    for (; i < at.size() && at[i] < first + kBatch; ++i) {
      batch.push_back(at[i] - static_cast<std::uint32_t>(first));
    }
    BatchEvaluator evaluator(rows, first, std::min(kBatch, rows.size - first), texts);
    evaluator.Compute(where, batch, column);
    if (evaluator.failed()) {
      FindError(where, rows, first, batch, error);
      break;
    }
    for (const std::uint32_t place : batch) {
      if (IsTrue(column[place])) at[kept++] = place + static_cast<std::uint32_t>(first);
    }
  }
  at.resize(kept);
}

}  // namespace cambium
