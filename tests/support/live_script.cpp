// Printing scripts, and cutting them down.
// SPDX-License-Identifier: Apache-2.0
#include "tests/support/live_script.h"

#include <algorithm>
#include <utility>

#include "query/printer.h"

namespace cambium::testing {
namespace {

// Calls `visit` with one copy of `items` for each that lacks one.
template <typename T, typename Visit>
void WithoutEach(const std::vector<T>& items, std::size_t least, Visit visit) {
  for (std::size_t i = 0; items.size() > least && i < items.size(); ++i) {
    std::vector<T> fewer = items;
    fewer.erase(fewer.begin() + static_cast<std::ptrdiff_t>(i));
    visit(std::move(fewer));
  }
}

// Simpler expressions of the same type.
std::vector<Expr> Simpler(const Expr& expr) {
  std::vector<Expr> simpler;
  switch (expr.kind) {
    case ExprKind::kNot:
    case ExprKind::kNegate:
    case ExprKind::kAnd:
    case ExprKind::kOr:
    case ExprKind::kAdd:
    case ExprKind::kSubtract:
    case ExprKind::kMultiply:
      simpler = expr.args;
      break;
    case ExprKind::kIn:
      WithoutEach(expr.args, 2, [&](std::vector<Expr> args) {
        Expr fewer = expr;
        fewer.args = std::move(args);
        if (fewer.args[0].kind == ExprKind::kPath) simpler.push_back(std::move(fewer));
      });
      break;
    default:
      break;
  }
  for (std::size_t i = 0; i < expr.args.size(); ++i) {
    for (Expr& arg : Simpler(expr.args[i])) {
      Expr with = expr;
      with.args[i] = std::move(arg);
      simpler.push_back(std::move(with));
    }
  }
  return simpler;
}

std::vector<std::optional<Expr>> SimplerWhere(const std::optional<Expr>& where) {
  if (!where.has_value()) return {};
  std::vector<std::optional<Expr>> simpler{std::nullopt};
  for (Expr& expr : Simpler(*where)) simpler.emplace_back(std::move(expr));
  return simpler;
}

// One copy of `whole` for each simpler version of a member of it.
template <typename T, typename Member, typename Of, typename Versions>
void Vary(const T& whole, Member Of::*member, Versions versions, std::vector<T>& out) {
  for (auto& version : versions) {
    T varied = whole;
    varied.*member = std::move(version);
    out.push_back(std::move(varied));
  }
}

std::vector<Select> SimplerSelects(const Select& select) {
  std::vector<Select> simpler;
  WithoutEach(select.items, 1, [&](std::vector<Item> items) {
    simpler.push_back(select);
    simpler.back().items = std::move(items);
  });
  WithoutEach(select.order_by, 0, [&](std::vector<OrderKey> keys) {
    simpler.push_back(select);
    simpler.back().order_by = std::move(keys);
  });
  Vary(select, &Select::where, SimplerWhere(select.where), simpler);
  if (select.limit.has_value()) {
    simpler.push_back(select);
    simpler.back().limit.reset();
  }
  for (std::size_t i = 0; i < select.order_by.size(); ++i) {
    const OrderKey& key = select.order_by[i];
    for (Expr& expr : Simpler(key.expr)) {
      simpler.push_back(select);
      simpler.back().order_by[i].expr = std::move(expr);
    }
    if (key.descending || key.nulls_first.has_value()) {
      simpler.push_back(select);
      simpler.back().order_by[i] = {key.expr, false, std::nullopt};
    }
  }
  for (std::size_t i = 0; i < select.items.size(); ++i) {
    const Item& item = select.items[i];
    if (item.expr.has_value()) {
      for (Expr& expr : Simpler(*item.expr)) {
        simpler.push_back(select);
        simpler.back().items[i].expr = std::move(expr);
      }
    }
    if (item.select.empty()) continue;
    for (Select& nested : SimplerSelects(item.select[0])) {
      simpler.push_back(select);
      simpler.back().items[i].select[0] = std::move(nested);
    }
  }
  return simpler;
}

std::vector<Statement> SimplerStatements(const Statement& statement) {
  std::vector<Statement> simpler;
  const auto add = [&](const auto& versions) {
    for (const auto& version : versions) simpler.emplace_back(version);
  };
  if (const auto* query = std::get_if<Query>(&statement)) {
    for (Select& select : SimplerSelects(query->root)) {
      Query simple = *query;
      simple.root = std::move(select);
      simpler.emplace_back(std::move(simple));
    }
  } else if (const auto* insert = std::get_if<Insert>(&statement)) {
    WithoutEach(insert->fields, 1, [&](std::vector<Assignment> fields) {
      simpler.emplace_back(Insert{insert->table, insert->is_upsert, std::move(fields)});
    });
  } else if (const auto* update = std::get_if<Update>(&statement)) {
    WithoutEach(update->set, 1, [&](std::vector<Assignment> set) {
      simpler.emplace_back(Update{update->table, update->where, std::move(set)});
    });
    std::vector<Update> versions;
    Vary(*update, &Update::where, SimplerWhere(update->where), versions);
    add(versions);
  } else if (const auto* erase = std::get_if<Delete>(&statement)) {
    std::vector<Delete> versions;
    Vary(*erase, &Delete::where, SimplerWhere(erase->where), versions);
    add(versions);
  }
  return simpler;
}

// Without one field of one table, in the TABLE and in every mutation of it.
Script WithoutField(const Script& script, const std::string& table, const std::string& field) {
  const auto is_it = [&](const auto& part) {
    if constexpr (requires { part.field; })
      return part.field.text == field;
    else
      return part.name.text == field;
  };
  Script without = script;
  for (ScriptStep& step : without) {
    if (auto* declared = std::get_if<TableDeclaration>(&step.statement)) {
      if (declared->name.text == table) std::erase_if(declared->fields, is_it);
    } else if (auto* insert = std::get_if<Insert>(&step.statement)) {
      if (insert->table.text == table) std::erase_if(insert->fields, is_it);
    } else if (auto* update = std::get_if<Update>(&step.statement)) {
      if (update->table.text == table) std::erase_if(update->set, is_it);
    }
  }
  return without;
}

// Whether no statement has lost so much that it cannot be written.
bool IsWhole(const Script& script) {
  return std::all_of(script.begin(), script.end(), [](const ScriptStep& step) {
    if (const auto* declared = std::get_if<TableDeclaration>(&step.statement)) {
      return !declared->fields.empty();
    }
    if (const auto* insert = std::get_if<Insert>(&step.statement)) {
      return !insert->fields.empty();
    }
    const auto* update = std::get_if<Update>(&step.statement);
    return update == nullptr || !update->set.empty();
  });
}

class Shrinker {
 public:
  Shrinker(Script script, const std::function<bool(const Script&)>& fails, std::size_t budget)
      : script_(std::move(script)), fails_(fails), budget_(budget) {}

  Script Run() {
    bool progress = true;
    while (progress && budget_ > 0) {
      progress = DropSteps();
      progress = DropFields() || progress;
      progress = SimplifySteps() || progress;
    }
    return script_;
  }

 private:
  bool Try(const Script& candidate) {
    if (budget_ == 0 || !IsWhole(candidate)) return false;
    --budget_;
    if (!fails_(candidate)) return false;
    script_ = candidate;
    return true;
  }

  // Runs of steps, the long ones first.
  bool DropSteps() {
    bool progress = false;
    for (std::size_t size = script_.size() / 2 + 1; size > 0; size /= 2) {
      for (std::size_t begin = script_.size(); begin-- > 0;) {
        const std::size_t end = std::min(begin + size, script_.size());
        if (begin >= end) continue;
        Script fewer = script_;
        fewer.erase(fewer.begin() + static_cast<std::ptrdiff_t>(begin),
                    fewer.begin() + static_cast<std::ptrdiff_t>(end));
        progress = Try(fewer) || progress;
      }
    }
    return progress;
  }

  bool DropFields() {
    bool progress = false;
    const Script before = script_;
    for (const ScriptStep& step : before) {
      const auto* table = std::get_if<TableDeclaration>(&step.statement);
      if (table == nullptr) continue;
      for (const FieldDeclaration& field : table->fields) {
        progress = Try(WithoutField(script_, table->name.text, field.name.text)) || progress;
      }
    }
    return progress;
  }

  bool SimplifySteps() {
    bool progress = false;
    for (std::size_t i = 0; i < script_.size(); ++i) {
      for (bool again = true; again;) {
        again = false;
        for (Statement& simpler : SimplerStatements(script_[i].statement)) {
          Script candidate = script_;
          candidate[i].statement = std::move(simpler);
          again = Try(candidate);
          if (again) break;
        }
        progress = progress || again;
      }
    }
    return progress;
  }

  Script script_;
  const std::function<bool(const Script&)>& fails_;
  std::size_t budget_;
};

}  // namespace

std::string PrintScript(const Script& script) {
  std::string text;
  for (const ScriptStep& step : script) {
    switch (step.kind) {
      case ScriptStep::Kind::kStatement:
        text += PrintStatement(step.statement);
        break;
      case ScriptStep::Kind::kFailing:
        text += PrintStatement(step.statement) + "  -- its write fails; then open again";
        break;
      case ScriptStep::Kind::kStop:
        text += "-- stop subscription " + std::to_string(step.subscription) +
                ", modulo those that stand";
        break;
      case ScriptStep::Kind::kReopen:
        text += "-- close and open the database; subscribe again";
        break;
    }
    text += "\n";
  }
  return text;
}

Script ShrinkScript(Script script, const std::function<bool(const Script&)>& fails,
                    std::size_t budget) {
  return Shrinker(std::move(script), fails, budget).Run();
}

}  // namespace cambium::testing
