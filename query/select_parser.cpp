// Clause by clause and item by item.
// SPDX-License-Identifier: Apache-2.0
#include "query/select_parser.h"

#include "dataflow/status.h"
#include "query/expression_parser.h"
#include "query/literal_parser.h"

namespace cambium {
namespace {

// A literal or a parameter that says how many; whether it is an Int is checked later.
absl::StatusOr<Expr> ParseAmount(TokenCursor& cursor, const std::string& what) {
  const Token token = cursor.Peek();
  if (token.kind == TokenKind::kInt) return ParseLiteral(cursor);
  if (token.kind != TokenKind::kParameter) return cursor.Unexpected(what);
  Expr parameter;
  parameter.kind = ExprKind::kParameter;
  parameter.span = token.span;
  parameter.name = {token.text, token.span};
  cursor.Take();
  return parameter;
}

// Behind a key of GROUP BY or ORDER BY: takes the comma if another key follows. RECURSE has
// no end of its own, so there a comma may also be that of its block: in front of a label, a
// spread, a star, a select or the closing brace.
bool TakeCommaOfKeys(TokenCursor& cursor, bool have_labels) {
  if (!cursor.AtSymbol(",")) return false;
  for (const char* symbol : {"...", "*", "}"}) {
    if (cursor.AtSymbol(symbol, 1)) return false;
  }
  const bool is_label = cursor.Peek(1).kind == TokenKind::kName && cursor.AtSymbol(":", 2);
  if (is_label && !have_labels) return false;
  const bool is_select =
      (cursor.AtKeyword("MANY", 1) || cursor.AtKeyword("ONE", 1)) && cursor.AtPath(2);
  return !is_select && cursor.TakeSymbol(",");
}

absl::Status ParseGroupBy(TokenCursor& cursor, Clauses& clauses) {
  CAMBIUM_RETURN_IF_ERROR(cursor.ExpectKeyword("BY"));
  do {
    GroupSyntax key;
    if (cursor.Peek().kind == TokenKind::kName && cursor.AtSymbol(":", 1)) {
      CAMBIUM_ASSIGN_OR_RETURN(key.label, cursor.ExpectName("a label"));
      cursor.Take();
    }
    CAMBIUM_ASSIGN_OR_RETURN(key.expr, ParseExpression(cursor));
    clauses.group_by.push_back(std::move(key));
  } while (TakeCommaOfKeys(cursor, true));
  return absl::OkStatus();
}

absl::Status ParseOrderBy(TokenCursor& cursor, Clauses& clauses) {
  CAMBIUM_RETURN_IF_ERROR(cursor.ExpectKeyword("BY"));
  do {
    OrderKey key;
    CAMBIUM_ASSIGN_OR_RETURN(key.expr, ParseExpression(cursor));
    if (!cursor.TakeKeyword("ASC")) key.descending = cursor.TakeKeyword("DESC");
    if (cursor.TakeKeyword("NULLS")) {
      key.nulls_first = cursor.TakeKeyword("FIRST");
      if (!*key.nulls_first && !cursor.TakeKeyword("LAST")) {
        return cursor.Unexpected("FIRST or LAST");
      }
    }
    clauses.order_by.push_back(std::move(key));
  } while (TakeCommaOfKeys(cursor, false));
  return absl::OkStatus();
}

absl::Status ParseStart(TokenCursor& cursor, Clauses& clauses) {
  Start start;
  const Span begin = cursor.Peek().span;
  start.inclusive = cursor.TakeKeyword("AT");
  if (!start.inclusive && !cursor.TakeKeyword("AFTER")) {
    return cursor.Unexpected("AFTER or AT");
  }
  if (cursor.Peek().kind == TokenKind::kParameter) {
    const Token token = cursor.Take();
    start.parameter = Name{token.text, token.span};
  } else {
    CAMBIUM_RETURN_IF_ERROR(cursor.ExpectSymbol("("));
    do {
      CAMBIUM_ASSIGN_OR_RETURN(Expr value, ParseExpression(cursor));
      start.values.push_back(std::move(value));
    } while (cursor.TakeSymbol(","));
    CAMBIUM_RETURN_IF_ERROR(cursor.ExpectSymbol(")"));
  }
  start.span = cursor.Since(begin);
  clauses.start = std::move(start);
  return absl::OkStatus();
}

// One clause; whether it is another of its kind. False if none begins here.
absl::StatusOr<bool> ParseClause(TokenCursor& cursor, Clauses& clauses, bool& repeated) {
  if (cursor.TakeKeyword("AS")) {
    repeated = clauses.alias.has_value();
    CAMBIUM_ASSIGN_OR_RETURN(clauses.alias, cursor.ExpectName("an alias"));
  } else if (cursor.TakeKeyword("ON")) {
    repeated = clauses.on.has_value();
    CAMBIUM_ASSIGN_OR_RETURN(clauses.on, ParseExpression(cursor));
  } else if (cursor.TakeKeyword("WHERE")) {
    repeated = clauses.where.has_value();
    CAMBIUM_ASSIGN_OR_RETURN(clauses.where, ParseExpression(cursor));
  } else if (cursor.TakeKeyword("GROUP")) {
    repeated = !clauses.group_by.empty();
    CAMBIUM_RETURN_IF_ERROR(ParseGroupBy(cursor, clauses));
  } else if (cursor.TakeKeyword("HAVING")) {
    repeated = clauses.having.has_value();
    CAMBIUM_ASSIGN_OR_RETURN(clauses.having, ParseExpression(cursor));
  } else if (cursor.TakeKeyword("ORDER")) {
    repeated = !clauses.order_by.empty();
    CAMBIUM_RETURN_IF_ERROR(ParseOrderBy(cursor, clauses));
  } else if (cursor.TakeKeyword("START")) {
    repeated = clauses.start.has_value();
    CAMBIUM_RETURN_IF_ERROR(ParseStart(cursor, clauses));
  } else if (cursor.TakeKeyword("LIMIT")) {
    repeated = clauses.limit.has_value();
    CAMBIUM_ASSIGN_OR_RETURN(clauses.limit, ParseAmount(cursor, "a limit"));
  } else if (cursor.TakeKeyword("OFFSET")) {
    repeated = clauses.offset.has_value();
    CAMBIUM_ASSIGN_OR_RETURN(clauses.offset, ParseAmount(cursor, "an offset"));
  } else {
    return false;
  }
  return true;
}

// `comments WHERE … { … }` without MANY: a path, then clauses or a block.
bool GoesOnAsSelect(const TokenCursor& cursor) {
  if (cursor.AtSymbol("{")) return true;
  for (const char* word :
       {"AS", "ON", "WHERE", "GROUP", "HAVING", "ORDER", "START", "LIMIT", "OFFSET"}) {
    if (cursor.AtKeyword(word)) return true;
  }
  return false;
}

absl::StatusOr<Select> ParseBehindSource(TokenCursor& cursor, Select select) {
  CAMBIUM_RETURN_IF_ERROR(cursor.Enter());
  CAMBIUM_RETURN_IF_ERROR(ParseClauses(cursor, "{", select));
  CAMBIUM_ASSIGN_OR_RETURN(select.items, ParseItems(cursor));
  select.span = cursor.Since(select.span);
  cursor.Leave();
  return select;
}

// Behind its dots: a relation with a block, or the name of a fragment.
absl::Status ParseSpread(TokenCursor& cursor, Item& item) {
  Select select;
  select.span = cursor.Peek().span;
  select.cardinality = Cardinality::kOne;
  CAMBIUM_ASSIGN_OR_RETURN(select.source, ParsePath(cursor));
  if (!cursor.AtSymbol("{")) {
    item.kind = ItemKind::kFragment;
    if (select.source.size() > 1) return cursor.Unexpected("'{'");
    item.fragment = select.source[0];
    return absl::OkStatus();
  }
  item.kind = ItemKind::kSpread;
  CAMBIUM_ASSIGN_OR_RETURN(Select whole, ParseBehindSource(cursor, std::move(select)));
  item.select.push_back(std::move(whole));
  return absl::OkStatus();
}

absl::Status ParseRecurse(TokenCursor& cursor, Item& item) {
  item.kind = ItemKind::kRecurse;
  Select select;
  select.span = cursor.Peek().span;
  CAMBIUM_ASSIGN_OR_RETURN(select.source, ParsePath(cursor));
  CAMBIUM_RETURN_IF_ERROR(ParseClauses(cursor, "", select));
  select.span = cursor.Since(select.span);
  item.select.push_back(std::move(select));
  if (cursor.TakeKeyword("DEPTH")) {
    CAMBIUM_ASSIGN_OR_RETURN(item.depth, ParseCount(cursor, "a depth"));
  }
  return absl::OkStatus();
}

absl::StatusOr<Item> ParseItem(TokenCursor& cursor) {
  Item item;
  const Span begin = cursor.Peek().span;
  if (cursor.TakeSymbol("*")) {
    item.kind = ItemKind::kAllFields;
  } else if (cursor.TakeSymbol("...")) {
    CAMBIUM_RETURN_IF_ERROR(ParseSpread(cursor, item));
  } else {
    if (cursor.Peek().kind == TokenKind::kName && cursor.AtSymbol(":", 1)) {
      CAMBIUM_ASSIGN_OR_RETURN(item.label, cursor.ExpectName("a label"));
      cursor.Take();
    }
    if (AtSelect(cursor)) {
      item.kind = ItemKind::kSelect;
      CAMBIUM_ASSIGN_OR_RETURN(Select select, ParseSelect(cursor));
      item.select.push_back(std::move(select));
    } else if (cursor.AtKeyword("RECURSE") && cursor.AtPath(1)) {
      cursor.Take();
      CAMBIUM_RETURN_IF_ERROR(ParseRecurse(cursor, item));
    } else {
      CAMBIUM_ASSIGN_OR_RETURN(item.expr, ParseExpression(cursor));
      if (item.expr->kind == ExprKind::kPath && GoesOnAsSelect(cursor)) {
        item.kind = ItemKind::kSelect;
        Select select;
        select.span = item.expr->span;
        select.cardinality = Cardinality::kInferred;
        select.source = std::move(item.expr->path);
        item.expr.reset();
        CAMBIUM_ASSIGN_OR_RETURN(Select whole, ParseBehindSource(cursor, std::move(select)));
        item.select.push_back(std::move(whole));
      }
    }
  }
  item.span = cursor.Since(begin);
  return item;
}

}  // namespace

bool AtSelect(const TokenCursor& cursor) {
  return (cursor.AtKeyword("MANY") || cursor.AtKeyword("ONE")) && cursor.AtPath(1);
}

absl::StatusOr<Select> ParseSelect(TokenCursor& cursor) {
  Select select;
  select.span = cursor.Peek().span;
  if (cursor.TakeKeyword("ONE")) {
    select.cardinality = Cardinality::kOne;
  } else {
    CAMBIUM_RETURN_IF_ERROR(cursor.ExpectKeyword("MANY"));
    if (cursor.AtKeyword("DISTINCT") && cursor.AtPath(1)) {
      cursor.Take();
      select.distinct = true;
    }
  }
  if (cursor.Peek().kind != TokenKind::kName) {
    return cursor.Unexpected("a table or a relation");
  }
  CAMBIUM_ASSIGN_OR_RETURN(select.source, ParsePath(cursor));
  return ParseBehindSource(cursor, std::move(select));
}

absl::Status ParseClauses(TokenCursor& cursor, std::string_view end, Clauses& clauses) {
  while (end.empty() || !cursor.AtSymbol(end)) {
    const Token clause = cursor.Peek();
    bool repeated = false;
    CAMBIUM_ASSIGN_OR_RETURN(const bool is_clause, ParseClause(cursor, clauses, repeated));
    if (!is_clause && end.empty()) return absl::OkStatus();
    if (!is_clause) return cursor.Unexpected("a clause or '" + std::string(end) + "'");
    if (repeated) return ErrorAt(clause.span, "clause is given twice: " + clause.text);
  }
  return absl::OkStatus();
}

absl::StatusOr<std::vector<Item>> ParseItems(TokenCursor& cursor) {
  CAMBIUM_RETURN_IF_ERROR(cursor.ExpectSymbol("{"));
  std::vector<Item> items;
  do {
    if (!items.empty() && cursor.AtSymbol("}")) break;  // a trailing comma
    CAMBIUM_ASSIGN_OR_RETURN(Item item, ParseItem(cursor));
    items.push_back(std::move(item));
  } while (cursor.TakeSymbol(","));
  CAMBIUM_RETURN_IF_ERROR(cursor.ExpectSymbol("}"));
  return items;
}

}  // namespace cambium
