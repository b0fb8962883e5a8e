// Selects and statements. One writer for both forms, which differ only in what stands between
// the members of a block.
// SPDX-License-Identifier: Apache-2.0
#include "query/printer.h"

#include "query/expression_printer.h"

namespace cambium {
namespace {

std::string PrintOrderKey(const OrderKey& key) {
  std::string text = PrintBeforeKeyword(key.expr) + (key.descending ? " DESC" : "");
  if (key.nulls_first.has_value()) text += *key.nulls_first ? " NULLS FIRST" : " NULLS LAST";
  return text;
}

std::string PrintLabel(const std::optional<Name>& label) {
  return label.has_value() ? label->text + ": " : "";
}

std::string PrintGroupKey(const GroupSyntax& key) {
  return PrintLabel(key.label) + PrintBeforeKeyword(key.expr);
}

std::string PrintStart(const Start& start) {
  const std::string where = start.inclusive ? "AT " : "AFTER ";
  if (start.parameter.has_value()) return where + "$" + start.parameter->text;
  return where + "(" + PrintList(start.values, PrintExpr) + ")";
}

std::string PrintType(const TypeSyntax& type) {
  if (!type.scale.has_value()) return type.name.text;
  return type.name.text + "(" + std::to_string(*type.scale) + ")";
}

std::string PrintName(const Name& name) { return name.text; }

std::string PrintField(const FieldDeclaration& field) {
  std::string text = field.name.text + ": " + PrintType(field.type) +
                     (field.nullable ? "?" : "") + " = " + std::to_string(field.number);
  if (field.is_key) text += " KEY";
  if (field.is_unique) text += " UNIQUE";
  if (field.is_indexed) text += " INDEX";
  if (field.back.has_value()) text += " BACK " + field.back->text;
  if (field.default_value.has_value()) {
    text += " DEFAULT " + PrintLiteral(field.default_value->literal);
  }
  if (field.on_delete == OnDelete::kRestrict) text += " ON DELETE RESTRICT";
  if (field.on_delete == OnDelete::kCascade) text += " ON DELETE CASCADE";
  if (field.on_delete == OnDelete::kNull) text += " ON DELETE NULL";
  return text;
}

std::string PrintReserved(const Reserved& reserved) {
  if (reserved.number.has_value()) return std::to_string(*reserved.number);
  return PrintLiteral(Value::Text(reserved.name));
}

std::string PrintParameter(const Parameter& parameter) {
  std::string text = "$" + parameter.name.text + ": " + PrintType(parameter.type) +
                     (parameter.nullable ? "?" : "");
  if (parameter.default_value.has_value()) {
    text += " = " + PrintLiteral(parameter.default_value->literal);
  }
  return text;
}

// UPDATE's SET is no keyword behind what may go on as a sum.
std::string PrintBeforeSet(const Expr& expr) {
  const std::string text = PrintBeforeKeyword(expr);
  const bool is_closure = text.back() == '+' || text.back() == '*';
  return is_closure ? "(" + text + ")" : text;
}

class Writer {
 public:
  explicit Writer(bool in_lines) : in_lines_(in_lines) {}

  std::string Selected(const Select& select) {
    std::string text;
    if (select.cardinality == Cardinality::kMany) text = "MANY ";
    if (select.cardinality == Cardinality::kOne) text = "ONE ";
    if (select.distinct) text += "DISTINCT ";
    return text + Sourced(select);
  }

  std::string operator()(const Query& query) {
    std::string text;
    if (query.name.has_value()) {
      text = "QUERY " + query.name->text;
      if (!query.parameters.empty()) {
        text += "(" + PrintList(query.parameters, PrintParameter) + ")";
      }
      text += " ";
    }
    if (query.live) text += "LIVE ";
    return text + (query.is_roots ? Items(query.root.items) : Selected(query.root));
  }

  std::string operator()(const TableDeclaration& table) {
    std::vector<std::string> members;
    for (const FieldDeclaration& field : table.fields) members.push_back(PrintField(field));
    if (!table.composite_key.empty()) {
      members.push_back("KEY (" + PrintList(table.composite_key, PrintName) + ")");
    }
    for (const VirtualRelation& relation : table.relations) {
      members.push_back("MANY " + relation.name.text + ": " + relation.table.text + " VIA " +
                        PrintPath(relation.via));
    }
    if (!table.reserved.empty()) {
      members.push_back("RESERVED " + PrintList(table.reserved, PrintReserved));
    }
    return "TABLE " + table.name.text + (table.is_lax ? " LAX " : " ") +
           Block(members, ",", [](const std::string& member) { return member; });
  }

  std::string operator()(const EnumDeclaration& declaration) {
    return "ENUM " + declaration.name.text + " " +
           Block(declaration.members, ",", [](const EnumDeclaration::Member& member) {
             return member.name.text + " = " + std::to_string(member.number);
           });
  }

  std::string operator()(const FragmentDeclaration& fragment) {
    return "FRAGMENT " + fragment.name.text + " ON " + fragment.table.text + " " +
           Items(fragment.items);
  }

  std::string operator()(const Insert& insert) {
    const auto print = [](const Assignment& field) {
      return field.field.text + ": " + PrintExpr(field.value);
    };
    return (insert.is_upsert ? "UPSERT " : "INSERT ") + insert.table.text + " { " +
           PrintList(insert.fields, print) + " }";
  }

  std::string operator()(const Update& update) {
    const auto print = [](const Assignment& field) {
      return field.field.text + " = " + PrintExpr(field.value);
    };
    return "UPDATE " + update.table.text +
           (update.where.has_value() ? " WHERE " + PrintBeforeSet(*update.where) : "") +
           " SET " + PrintList(update.set, print);
  }

  std::string operator()(const Delete& erase) {
    return "DELETE " + erase.table.text +
           (erase.where.has_value() ? " WHERE " + PrintExpr(*erase.where) : "");
  }

  std::string operator()(const AssertDeclaration& assertion) {
    return "ASSERT " + assertion.name.text + ": " + PrintExpr(assertion.condition);
  }

  std::string operator()(const Drop& drop) {
    const char* kind = drop.kind == DropKind::kAssert  ? "ASSERT "
                       : drop.kind == DropKind::kTable ? "TABLE "
                                                       : "QUERY ";
    return std::string("DROP ") + kind + drop.name.text;
  }

  std::string operator()(const Transaction& transaction) {
    return (transaction.is_preview ? "PREVIEW TX " : "TX ") +
           Block(transaction.mutations, ";",
                 [this](const Mutation& mutation) { return std::visit(*this, mutation); });
  }

  std::string operator()(const Explain& explain) { return "EXPLAIN " + (*this)(explain.query); }

 private:
  template <typename T, typename Print>
  std::string Block(const std::vector<T>& members, const std::string& between, Print print) {
    ++depth_;
    std::string text;
    for (const T& member : members) {
      text += (text.empty() ? "{" : between) + Break() + print(member);
    }
    --depth_;
    return text + Break() + "}";
  }
  std::string Break() const {
    return in_lines_ ? "\n" + std::string(2 * depth_, ' ') : std::string(" ");
  }

  std::string Items(const std::vector<Item>& items) {
    return Block(items, ",", [this](const Item& item) { return PrintItem(item); });
  }

  std::string Sourced(const Select& select) {
    return PrintPath(select.source) + PrintClauses(select) + " " + Items(select.items);
  }

  std::string PrintItem(const Item& item) {
    const std::string label = PrintLabel(item.label);
    switch (item.kind) {
      case ItemKind::kAllFields:
        return "*";
      case ItemKind::kExpr:
        return label + PrintExpr(*item.expr);
      case ItemKind::kSelect:
        return label + Selected(item.select[0]);
      case ItemKind::kSpread:
        return "..." + Sourced(item.select[0]);
      case ItemKind::kFragment:
        return "..." + item.fragment.text;
      case ItemKind::kRecurse:
        break;
    }
    return label + "RECURSE " + PrintPath(item.select[0].source) +
           PrintClauses(item.select[0]) +
           (item.depth.has_value() ? " DEPTH " + std::to_string(*item.depth) : "");
  }

  const bool in_lines_;
  std::size_t depth_ = 0;
};

}  // namespace

std::string PrintClauses(const Clauses& clauses) {
  std::string text;
  if (clauses.alias.has_value()) text += " AS " + clauses.alias->text;
  if (clauses.on.has_value()) text += " ON " + PrintBeforeKeyword(*clauses.on);
  if (clauses.where.has_value()) text += " WHERE " + PrintBeforeKeyword(*clauses.where);
  if (!clauses.group_by.empty()) {
    text += " GROUP BY " + PrintList(clauses.group_by, PrintGroupKey);
  }
  if (clauses.having.has_value()) text += " HAVING " + PrintBeforeKeyword(*clauses.having);
  if (!clauses.order_by.empty()) {
    text += " ORDER BY " + PrintList(clauses.order_by, PrintOrderKey);
  }
  if (clauses.start.has_value()) text += " START " + PrintStart(*clauses.start);
  if (clauses.limit.has_value()) text += " LIMIT " + PrintExpr(*clauses.limit);
  if (clauses.offset.has_value()) text += " OFFSET " + PrintExpr(*clauses.offset);
  return text;
}

std::string PrintSelect(const Select& select) { return Writer(false).Selected(select); }

std::string PrintStatement(const Statement& statement) {
  return std::visit(Writer(false), statement) + ";";
}

std::string FormatStatement(const Statement& statement) {
  return std::visit(Writer(true), statement) + ";";
}

}  // namespace cambium
