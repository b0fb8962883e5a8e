// Walking syntax for parameters.
// SPDX-License-Identifier: Apache-2.0
#include "query/binding.h"

#include <algorithm>
#include <functional>

#include "dataflow/status.h"

namespace cambium {
namespace {

// Finds every place of a statement where a parameter can stand.
class ParameterVisitor {
 public:
  // A kParameter, or a kInParameter, which names it in its second operand; and START $name.
  std::function<void(Expr&)> on_expr;
  std::function<void(Start&)> on_start;

  void Visit(Expr& expr) {
    if (expr.kind == ExprKind::kParameter || expr.kind == ExprKind::kInParameter) {
      if (expr.kind == ExprKind::kInParameter) Visit(expr.args[0]);
      return on_expr(expr);
    }
    for (Expr& arg : expr.args) Visit(arg);
    for (RelationSyntax& relation : expr.relation) Visit(relation);
    for (Select& select : expr.select) Visit(select);
  }
  void Visit(std::optional<Expr>& expr) {
    if (expr.has_value()) Visit(*expr);
  }
  void Visit(Clauses& clauses) {
    Visit(clauses.on);
    Visit(clauses.where);
    for (GroupSyntax& group : clauses.group_by) Visit(group.expr);
    Visit(clauses.having);
    for (OrderKey& key : clauses.order_by) Visit(key.expr);
    if (clauses.start.has_value()) {
      for (Expr& value : clauses.start->values) Visit(value);
      if (clauses.start->parameter.has_value()) on_start(*clauses.start);
    }
    Visit(clauses.limit);
    Visit(clauses.offset);
  }
  void Visit(RelationSyntax& relation) { Visit(static_cast<Clauses&>(relation)); }
  void Visit(Select& select) {
    Visit(static_cast<Clauses&>(select));
    for (Item& item : select.items) {
      Visit(item.expr);
      for (Select& nested : item.select) Visit(nested);
    }
  }
  void Visit(Query& query) { Visit(query.root); }
  void Visit(Explain& explain) { Visit(explain.query); }
  void Visit(Insert& insert) {
    for (Assignment& field : insert.fields) Visit(field.value);
  }
  void Visit(Update& update) {
    Visit(update.where);
    for (Assignment& set : update.set) Visit(set.value);
  }
  void Visit(Delete& erase) { Visit(erase.where); }
  void Visit(Transaction& transaction) {
    for (Mutation& mutation : transaction.mutations) {
      std::visit([this](auto& each) { Visit(each); }, mutation);
    }
  }
  // What stays true or is declared has no parameters.
  template <typename Other>
  void Visit(Other& /*statement*/) {}
};

const Name& NameIn(const Expr& expr) {
  return expr.kind == ExprKind::kParameter ? expr.name : expr.args[1].name;
}

class Binder {
 public:
  explicit Binder(const Parameters& parameters) : parameters_(parameters) {
    visitor_.on_expr = [this](Expr& expr) { status_.Update(Bind(expr)); };
    visitor_.on_start = [this](Start& start) { status_.Update(Bind(start)); };
  }

  template <typename Mutation>
  absl::Status Run(Mutation& mutation) {
    visitor_.Visit(mutation);
    return status_;
  }

 private:
  absl::StatusOr<Expr> ValueOf(const Name& name) const {
    const auto found = parameters_.find(name.text);
    if (found == parameters_.end()) {
      return ErrorAt(name.span, "parameter has no value: $" + name.text);
    }
    Expr value = found->second;
    value.span = name.span;
    for (Expr& part : value.args) part.span = name.span;
    return value;
  }

  absl::Status Bind(Expr& expr) {
    CAMBIUM_ASSIGN_OR_RETURN(Expr value, ValueOf(NameIn(expr)));
    if (expr.kind == ExprKind::kInParameter) {
      expr.kind = ExprKind::kIn;
      expr.args.resize(1);
      if (value.kind == ExprKind::kLiteral) {
        expr.args.push_back(std::move(value));
      } else {
        for (Expr& candidate : value.args) expr.args.push_back(std::move(candidate));
      }
      return absl::OkStatus();
    }
    expr = std::move(value);
    return absl::OkStatus();
  }

  absl::Status Bind(Start& start) {
    CAMBIUM_ASSIGN_OR_RETURN(Expr value, ValueOf(*start.parameter));
    start.parameter.reset();
    if (value.kind == ExprKind::kLiteral) {
      start.values = {std::move(value)};
    } else {
      start.values = std::move(value.args);
    }
    return absl::OkStatus();
  }

  const Parameters& parameters_;
  ParameterVisitor visitor_;
  absl::Status status_;
};

}  // namespace

bool IsMutation(const Statement& statement) {
  return std::holds_alternative<Insert>(statement) ||
         std::holds_alternative<Update>(statement) ||
         std::holds_alternative<Delete>(statement) ||
         std::holds_alternative<Transaction>(statement);
}

Expr ArgumentOf(const Value& value) {
  Expr literal;
  literal.literal = value;
  return literal;
}

Parameters Bind(std::initializer_list<std::pair<std::string, Argument>> arguments) {
  Parameters parameters;
  for (const auto& [name, argument] : arguments) {
    Expr& bound = parameters[name];
    if (const auto* integer = std::get_if<std::int64_t>(&argument)) {
      bound = ArgumentOf(Value::Int(*integer));
    } else if (const auto* number = std::get_if<double>(&argument)) {
      bound = ArgumentOf(Value::Float(*number));
    } else if (const auto* truth = std::get_if<bool>(&argument)) {
      bound = ArgumentOf(Value::Bool(*truth));
    } else if (const auto* text = std::get_if<std::string>(&argument)) {
      bound = ArgumentOf(Value::Text(*text));
    } else if (const auto* value = std::get_if<Value>(&argument)) {
      bound = ArgumentOf(*value);
    } else {
      bound.kind = ExprKind::kTuple;
      for (const Value& part : std::get<std::vector<Value>>(argument)) {
        bound.args.push_back(ArgumentOf(part));
      }
    }
  }
  return parameters;
}

std::vector<std::string> ParameterNames(const Statement& statement) {
  std::vector<std::string> names;
  const auto add = [&names](const Name& name) {
    if (std::find(names.begin(), names.end(), name.text) == names.end()) {
      names.push_back(name.text);
    }
  };
  if (const auto* query = std::get_if<Query>(&statement)) {
    for (const Parameter& parameter : query->parameters) add(parameter.name);
  }
  ParameterVisitor visitor;
  visitor.on_expr = [&add](Expr& expr) { add(NameIn(expr)); };
  visitor.on_start = [&add](Start& start) { add(*start.parameter); };
  Statement copy = statement;
  std::visit([&visitor](auto& each) { visitor.Visit(each); }, copy);
  return names;
}

absl::Status BindParameters(const Parameters& parameters, Statement& statement) {
  if (!IsMutation(statement)) return absl::OkStatus();
  Binder binder(parameters);
  return std::visit([&binder](auto& each) { return binder.Run(each); }, statement);
}

}  // namespace cambium
