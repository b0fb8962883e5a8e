// Recursive descent over the operators, a function for each level and each form.
// SPDX-License-Identifier: Apache-2.0
#include "query/expression_parser.h"

#include <utility>

#include "dataflow/status.h"
#include "query/literal_parser.h"
#include "query/select_parser.h"
#include "query/words.h"

namespace cambium {
namespace {

struct Comparison {
  std::string_view symbol;
  ExprKind kind;
};
constexpr Comparison kComparisons[] = {
    {"=", ExprKind::kEqual},      {"!=", ExprKind::kNotEqual},     {"<>", ExprKind::kNotEqual},
    {"<=", ExprKind::kLessEqual}, {">=", ExprKind::kGreaterEqual}, {"<", ExprKind::kLess},
    {">", ExprKind::kGreater}};

class ExpressionParser {
 public:
  explicit ExpressionParser(TokenCursor& cursor) : cursor_(cursor) {}

  absl::StatusOr<Expr> Or() {
    CAMBIUM_RETURN_IF_ERROR(cursor_.Enter());
    CAMBIUM_ASSIGN_OR_RETURN(Expr first, And());
    if (cursor_.AtKeyword("OR")) {
      first = Make(ExprKind::kOr, first.span, std::move(first));
      while (cursor_.TakeKeyword("OR")) {
        CAMBIUM_ASSIGN_OR_RETURN(Expr next, And());
        first.args.push_back(std::move(next));
      }
      first.span = cursor_.Since(first.span);
    }
    cursor_.Leave();
    return first;
  }

  // A path, or the table or relation that it stands for.
  absl::StatusOr<PathSyntax> Path() {
    PathSyntax path;
    do {
      CAMBIUM_ASSIGN_OR_RETURN(Name name, cursor_.ExpectName("a name"));
      Step step(std::move(name));
      CAMBIUM_ASSIGN_OR_RETURN(step.hops, Closure());
      path.push_back(std::move(step));
      if (path.size() <= kMaxSteps) continue;
      return ErrorAt(path.back().span,
                     "path has more than " + std::to_string(kMaxSteps) + " steps");
    } while (cursor_.TakeSymbol("."));
    return path;
  }

 private:
  // Each is a join, and planned inside of the one before it: as deep as statements nest.
  static constexpr std::size_t kMaxSteps = 64;

  template <typename... Args>
  Expr Make(ExprKind kind, Span begin, Args&&... args) {
    Expr expr;
    expr.kind = kind;
    (expr.args.push_back(std::forward<Args>(args)), ...);
    expr.span = cursor_.Since(begin);
    return expr;
  }

  absl::StatusOr<Expr> And() {
    CAMBIUM_ASSIGN_OR_RETURN(Expr first, Not());
    if (!cursor_.AtKeyword("AND")) return first;
    Expr both = Make(ExprKind::kAnd, first.span, std::move(first));
    while (cursor_.TakeKeyword("AND")) {
      CAMBIUM_ASSIGN_OR_RETURN(Expr next, Not());
      both.args.push_back(std::move(next));
    }
    both.span = cursor_.Since(both.span);
    return both;
  }

  absl::StatusOr<Expr> Not() {
    const Span begin = cursor_.Peek().span;
    int count = 0;
    while (AtNot() && cursor_.TakeKeyword("NOT")) ++count;
    CAMBIUM_ASSIGN_OR_RETURN(Expr operand, Compare());
    // Pairs of NOT cancel; the last pair stays, since it demands a truth value.
    for (int i = 0; i < (count > 2 ? 2 - count % 2 : count); ++i) {
      operand = Make(ExprKind::kNot, begin, std::move(operand));
    }
    return operand;
  }

  // A NOT that no operand follows is a field of that name.
  bool AtNot() const {
    if (!cursor_.AtKeyword("NOT")) return false;
    return cursor_.AtOperand(1) || cursor_.AtKeyword("NOT", 1) || cursor_.AtKeyword("DEPTH", 1);
  }

  absl::StatusOr<Expr> Compare() {
    CAMBIUM_ASSIGN_OR_RETURN(Expr left, Coalesce());
    const Span begin = left.span;
    for (const auto& [symbol, kind] : kComparisons) {
      if (!cursor_.TakeSymbol(symbol)) continue;
      CAMBIUM_ASSIGN_OR_RETURN(Expr right, Coalesce());
      return Make(kind, begin, std::move(left), std::move(right));
    }
    if (cursor_.TakeKeyword("IS")) {
      const bool negated = cursor_.TakeKeyword("NOT");
      return Negated(negated, Is(std::move(left)));
    }
    const bool negated = cursor_.AtKeyword("NOT");
    const std::size_t word = negated ? 1 : 0;
    for (const char* keyword : {"IN", "BETWEEN", "LIKE", "ILIKE"}) {
      if (!cursor_.AtKeyword(keyword, word)) continue;
      if (negated) cursor_.Take();
      cursor_.Take();
      const std::string_view taken = keyword;
      if (taken == "IN") return Negated(negated, In(std::move(left)));
      if (taken == "BETWEEN") return Negated(negated, Between(std::move(left)));
      CAMBIUM_ASSIGN_OR_RETURN(Expr pattern, Coalesce());
      const ExprKind kind = taken == "LIKE" ? ExprKind::kLike : ExprKind::kILike;
      return Negated(negated, Make(kind, begin, std::move(left), std::move(pattern)));
    }
    return left;
  }

  absl::StatusOr<Expr> Negated(bool negated, absl::StatusOr<Expr> positive) {
    if (!negated || !positive.ok()) return positive;
    const Span begin = positive->span;
    return Make(ExprKind::kNot, begin, *std::move(positive));
  }

  // Behind IS or IS NOT.
  absl::StatusOr<Expr> Is(Expr left) {
    const Span begin = left.span;
    const bool is_null = cursor_.AtKeyword("NULL") && !cursor_.AtSymbol(".", 1);
    if (is_null) {
      cursor_.Take();
      return Make(ExprKind::kIsNull, begin, std::move(left));
    }
    CAMBIUM_ASSIGN_OR_RETURN(Expr right, Coalesce());
    return Make(ExprKind::kIs, begin, std::move(left), std::move(right));
  }

  absl::StatusOr<Expr> Between(Expr tested) {
    const Span begin = tested.span;
    CAMBIUM_ASSIGN_OR_RETURN(Expr least, Coalesce());
    CAMBIUM_RETURN_IF_ERROR(cursor_.ExpectKeyword("AND"));
    CAMBIUM_ASSIGN_OR_RETURN(Expr greatest, Coalesce());
    return Make(ExprKind::kBetween, begin, std::move(tested), std::move(least),
                std::move(greatest));
  }

  absl::StatusOr<Expr> In(Expr tested) {
    const Span begin = tested.span;
    if (cursor_.Peek().kind == TokenKind::kParameter) {
      return Make(ExprKind::kInParameter, begin, std::move(tested), Parameter());
    }
    if (!cursor_.TakeSymbol("(")) return cursor_.Unexpected("'('");
    Expr in = Make(ExprKind::kIn, begin, std::move(tested));
    if (AtSelect(cursor_)) {
      in.kind = ExprKind::kInSelect;
      CAMBIUM_ASSIGN_OR_RETURN(Select select, ParseSelect(cursor_));
      in.select.push_back(std::move(select));
    } else {
      do {
        CAMBIUM_ASSIGN_OR_RETURN(Expr candidate, Or());
        in.args.push_back(std::move(candidate));
      } while (cursor_.TakeSymbol(","));
    }
    CAMBIUM_RETURN_IF_ERROR(cursor_.ExpectSymbol(")"));
    in.span = cursor_.Since(begin);
    return in;
  }

  absl::StatusOr<Expr> Coalesce() {
    CAMBIUM_ASSIGN_OR_RETURN(Expr left, Add());
    if (!cursor_.AtSymbol("??")) return left;
    Expr all = Make(ExprKind::kCoalesce, left.span, std::move(left));
    while (cursor_.TakeSymbol("??")) {
      CAMBIUM_ASSIGN_OR_RETURN(Expr next, Add());
      all.args.push_back(std::move(next));
    }
    all.span = cursor_.Since(all.span);
    return all;
  }

  struct Operator {
    const char* symbol;
    ExprKind kind;
  };

  absl::StatusOr<Expr> Add() {
    static constexpr Operator kOperators[] = {
        {"+", ExprKind::kAdd}, {"-", ExprKind::kSubtract}, {"||", ExprKind::kConcat}};
    return Chain(kOperators, &ExpressionParser::Multiply);
  }
  absl::StatusOr<Expr> Multiply() {
    static constexpr Operator kOperators[] = {
        {"*", ExprKind::kMultiply}, {"/", ExprKind::kDivide}, {"%", ExprKind::kModulo}};
    return Chain(kOperators, &ExpressionParser::Unary);
  }

  // Operators of one level, which nest to the left.
  absl::StatusOr<Expr> Chain(const Operator (&operators)[3],
                             absl::StatusOr<Expr> (ExpressionParser::*operand)()) {
    CAMBIUM_ASSIGN_OR_RETURN(Expr left, (this->*operand)());
    for (;;) {
      const Operator* found = nullptr;
      for (const Operator& candidate : operators) {
        if (found == nullptr && cursor_.TakeSymbol(candidate.symbol)) found = &candidate;
      }
      if (found == nullptr) return left;
      CAMBIUM_RETURN_IF_ERROR(cursor_.CountLink());
      CAMBIUM_ASSIGN_OR_RETURN(Expr right, (this->*operand)());
      const Span begin = left.span;
      left = Make(found->kind, begin, std::move(left), std::move(right));
    }
  }

  absl::StatusOr<Expr> Unary() {
    const Span begin = cursor_.Peek().span;
    if (!cursor_.AtSymbol("-") || AtNumber(cursor_, 1)) return Primary();
    cursor_.Take();
    CAMBIUM_ASSIGN_OR_RETURN(Expr operand, Primary());
    return Make(ExprKind::kNegate, begin, std::move(operand));
  }

  absl::StatusOr<Expr> Primary() {
    const Token token = cursor_.Peek();
    if (token.kind == TokenKind::kParameter) return Parameter();
    if (token.kind == TokenKind::kName) return Word();
    if (AtLiteral(cursor_)) return ParseLiteral(cursor_);
    if (!cursor_.TakeSymbol("(")) return cursor_.Unexpected("an expression");
    CAMBIUM_ASSIGN_OR_RETURN(Expr inner, Or());
    if (!cursor_.AtSymbol(",")) {
      CAMBIUM_RETURN_IF_ERROR(cursor_.ExpectSymbol(")"));
      return inner;
    }
    Expr tuple = Make(ExprKind::kTuple, token.span, std::move(inner));
    while (cursor_.TakeSymbol(",")) {
      CAMBIUM_ASSIGN_OR_RETURN(Expr next, Or());
      tuple.args.push_back(std::move(next));
    }
    CAMBIUM_RETURN_IF_ERROR(cursor_.ExpectSymbol(")"));
    tuple.span = cursor_.Since(token.span);
    return tuple;
  }

  Expr Parameter() {
    const Token token = cursor_.Take();
    Expr parameter = Make(ExprKind::kParameter, token.span);
    parameter.name = {token.text, token.span};
    return parameter;
  }

  // What starts with a name: a keyword where one can stand, else a path.
  absl::StatusOr<Expr> Word() {
    const Token first = cursor_.Peek();
    if (AtLiteral(cursor_)) return ParseLiteral(cursor_);
    const bool before_relation = cursor_.AtSymbol("(", 1) || cursor_.AtPath(1);
    if (cursor_.AtKeyword("EXISTS") && before_relation) return Exists();
    if (cursor_.AtKeyword("EVERY") && cursor_.AtSymbol("(", 1)) return Every();
    if (cursor_.AtKeyword("CASE") && cursor_.AtKeyword("WHEN", 1)) return Case();
    if (cursor_.AtKeyword("COUNT") && cursor_.AtPath(1)) return CountRelation();
    if (cursor_.AtSymbol("(", 1)) {
      for (std::size_t i = 0; i < kAggregateNames.size(); ++i) {
        if (!cursor_.AtKeyword(kAggregateNames[i])) continue;
        return Aggregate(static_cast<AggregateKind>(i));
      }
      return Call();
    }
    Expr path = Make(ExprKind::kPath, first.span);
    CAMBIUM_ASSIGN_OR_RETURN(path.path, Path());
    path.span = cursor_.Since(first.span);
    return path;
  }

  // `+`, `*` and `{2,3}` behind a name are a closure, unless an operand follows.
  absl::StatusOr<std::optional<Hops>> Closure() {
    std::optional<Hops> hops;
    const bool is_plus = cursor_.AtSymbol("+");
    if (is_plus || cursor_.AtSymbol("*")) {
      if (cursor_.AtOperand(1)) return hops;
      cursor_.Take();
      hops = Hops{is_plus ? 1 : 0, std::nullopt};
      return hops;
    }
    const bool is_range = cursor_.AtSymbol("{") && cursor_.Peek(1).kind == TokenKind::kInt &&
                          (cursor_.AtSymbol("}", 2) || cursor_.AtSymbol(",", 2));
    if (!is_range) return hops;
    const Span begin = cursor_.Take().span;
    hops.emplace();
    CAMBIUM_ASSIGN_OR_RETURN(hops->least, ParseCount(cursor_, "a number of hops"));
    hops->most = hops->least;
    if (cursor_.TakeSymbol(",")) {
      CAMBIUM_ASSIGN_OR_RETURN(hops->most, ParseCount(cursor_, "a number of hops"));
    }
    CAMBIUM_RETURN_IF_ERROR(cursor_.ExpectSymbol("}"));
    if (*hops->most < hops->least) {
      return ErrorAt(cursor_.Since(begin), "the least number of hops is above the greatest");
    }
    return hops;
  }

  absl::StatusOr<Expr> Call() {
    Expr call = Make(ExprKind::kCall, cursor_.Peek().span);
    CAMBIUM_ASSIGN_OR_RETURN(call.name, cursor_.ExpectName("a function"));
    cursor_.Take();
    if (!cursor_.AtSymbol(")")) {
      do {
        CAMBIUM_ASSIGN_OR_RETURN(Expr arg, Or());
        call.args.push_back(std::move(arg));
      } while (cursor_.TakeSymbol(","));
    }
    CAMBIUM_RETURN_IF_ERROR(cursor_.ExpectSymbol(")"));
    call.span = cursor_.Since(call.name.span);
    return call;
  }

  absl::StatusOr<Expr> Case() {
    const Span begin = cursor_.Take().span;
    Expr chosen = Make(ExprKind::kCase, begin);
    while (cursor_.TakeKeyword("WHEN")) {
      CAMBIUM_ASSIGN_OR_RETURN(Expr condition, Or());
      CAMBIUM_RETURN_IF_ERROR(cursor_.ExpectKeyword("THEN"));
      CAMBIUM_ASSIGN_OR_RETURN(Expr value, Or());
      chosen.args.push_back(std::move(condition));
      chosen.args.push_back(std::move(value));
    }
    if (cursor_.TakeKeyword("ELSE")) {
      CAMBIUM_ASSIGN_OR_RETURN(Expr otherwise, Or());
      chosen.args.push_back(std::move(otherwise));
    }
    CAMBIUM_RETURN_IF_ERROR(cursor_.ExpectKeyword("END"));
    chosen.span = cursor_.Since(begin);
    return chosen;
  }

  // `comments`, or `(comments WHERE …)`.
  absl::StatusOr<RelationSyntax> Relation() {
    RelationSyntax relation;
    const Span begin = cursor_.Peek().span;
    const bool in_brackets = cursor_.TakeSymbol("(");
    CAMBIUM_ASSIGN_OR_RETURN(relation.path, Path());
    if (in_brackets) CAMBIUM_RETURN_IF_ERROR(ParseClauses(cursor_, ")", relation));
    if (in_brackets) cursor_.Take();
    relation.span = cursor_.Since(begin);
    return relation;
  }

  absl::StatusOr<Expr> Exists() {
    const Span begin = cursor_.Take().span;
    Expr exists = Make(ExprKind::kExists, begin);
    CAMBIUM_ASSIGN_OR_RETURN(RelationSyntax relation, Relation());
    exists.relation.push_back(std::move(relation));
    exists.span = cursor_.Since(begin);
    return exists;
  }

  absl::StatusOr<Expr> Every() {
    const Span begin = cursor_.Take().span;
    Expr every = Make(ExprKind::kEvery, begin);
    CAMBIUM_RETURN_IF_ERROR(cursor_.ExpectSymbol("("));
    RelationSyntax relation;
    relation.span = cursor_.Peek().span;
    CAMBIUM_ASSIGN_OR_RETURN(relation.path, Path());
    CAMBIUM_RETURN_IF_ERROR(ParseClauses(cursor_, "", relation));
    relation.span = cursor_.Since(relation.span);
    every.relation.push_back(std::move(relation));
    CAMBIUM_RETURN_IF_ERROR(cursor_.ExpectKeyword("HAVE"));
    CAMBIUM_ASSIGN_OR_RETURN(Expr condition, Or());
    every.args.push_back(std::move(condition));
    CAMBIUM_RETURN_IF_ERROR(cursor_.ExpectSymbol(")"));
    every.span = cursor_.Since(begin);
    return every;
  }

  // COUNT comments, COUNT DISTINCT comments
  absl::StatusOr<Expr> CountRelation() {
    const Span begin = cursor_.Take().span;
    Expr count = Make(ExprKind::kAggregate, begin);
    const bool behind = cursor_.AtPath(1) || cursor_.AtSymbol("(", 1);
    count.distinct = behind && cursor_.TakeKeyword("DISTINCT");
    CAMBIUM_ASSIGN_OR_RETURN(RelationSyntax relation, Relation());
    count.relation.push_back(std::move(relation));
    count.span = cursor_.Since(begin);
    return count;
  }

  // SUM(x), COUNT(*) OF comments, COUNT(comments WHERE x)
  absl::StatusOr<Expr> Aggregate(AggregateKind kind) {
    const Span begin = cursor_.Take().span;
    Expr aggregate = Make(ExprKind::kAggregate, begin);
    aggregate.aggregate = kind;
    CAMBIUM_RETURN_IF_ERROR(cursor_.ExpectSymbol("("));
    if (kind == AggregateKind::kCount && cursor_.AtSymbol("*") && cursor_.AtSymbol(")", 1)) {
      cursor_.Take();
    } else {
      aggregate.distinct = cursor_.AtOperand(1) && cursor_.TakeKeyword("DISTINCT");
      const Span inner = cursor_.Peek().span;
      CAMBIUM_ASSIGN_OR_RETURN(Expr arg, Or());
      if (kind == AggregateKind::kCount && arg.kind == ExprKind::kPath && !aggregate.distinct &&
          !cursor_.AtSymbol(")")) {
        RelationSyntax relation;
        relation.path = std::move(arg.path);
        CAMBIUM_RETURN_IF_ERROR(ParseClauses(cursor_, ")", relation));
        cursor_.Take();
        relation.span = cursor_.Since(inner);
        aggregate.relation.push_back(std::move(relation));
        aggregate.span = cursor_.Since(begin);
        return aggregate;
      }
      aggregate.args.push_back(std::move(arg));
    }
    CAMBIUM_RETURN_IF_ERROR(cursor_.ExpectSymbol(")"));
    if (cursor_.AtKeyword("OF") && (cursor_.AtPath(1) || cursor_.AtSymbol("(", 1))) {
      cursor_.Take();
      CAMBIUM_ASSIGN_OR_RETURN(RelationSyntax relation, Relation());
      aggregate.relation.push_back(std::move(relation));
    }
    aggregate.span = cursor_.Since(begin);
    return aggregate;
  }

  TokenCursor& cursor_;
};

}  // namespace

absl::StatusOr<Expr> ParseExpression(TokenCursor& cursor) {
  return ExpressionParser(cursor).Or();
}

absl::StatusOr<PathSyntax> ParsePath(TokenCursor& cursor) {
  return ExpressionParser(cursor).Path();
}

}  // namespace cambium
