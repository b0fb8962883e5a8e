// Statements, selects and clauses. Expressions are in expression_parser.cpp.
// SPDX-License-Identifier: Apache-2.0
#include "query/parser.h"

#include <charconv>

#include "dataflow/status.h"
#include "query/expression_parser.h"
#include "query/token_cursor.h"

namespace cambium {
namespace {

constexpr int kMaxDepth = 64;

class Parser {
 public:
  explicit Parser(std::vector<Token> tokens) : cursor_(std::move(tokens)) {}

  absl::StatusOr<Statement> ParseWhole() {
    CAMBIUM_ASSIGN_OR_RETURN(Statement statement, ParseOne());
    cursor_.TakeSymbol(";");
    if (!cursor_.AtEnd()) return cursor_.Unexpected("the end of the statement");
    return statement;
  }

 private:
  absl::StatusOr<Statement> ParseOne() {
    if (cursor_.TakeKeyword("TABLE")) return ParseTable();
    if (cursor_.TakeKeyword("INSERT")) return ParseInsert();
    if (cursor_.TakeKeyword("UPDATE")) return ParseUpdate();
    if (cursor_.TakeKeyword("DELETE")) return ParseDelete();
    for (const char* later : {"ENUM", "FRAGMENT", "QUERY", "UPSERT", "TX", "PREVIEW", "ASSERT",
                              "DROP", "EXPLAIN", "ONE", "VIEW"}) {
      CAMBIUM_RETURN_IF_ERROR(RefuseLater(later));
    }
    if (cursor_.AtSymbol("{")) {
      return ErrorAt(cursor_.Peek().span, "several roots in one query are not built yet");
    }
    Query query;
    query.live = cursor_.TakeKeyword("LIVE");
    if (!cursor_.AtKeyword("MANY")) return cursor_.Unexpected("a statement");
    CAMBIUM_ASSIGN_OR_RETURN(query.root, ParseSelect());
    query.live = cursor_.TakeKeyword("LIVE") || query.live;
    return query;
  }

  // A word of the grammar that the parser does not take yet says so.
  absl::Status RefuseLater(std::string_view keyword) const {
    if (!cursor_.AtKeyword(keyword)) return absl::OkStatus();
    return ErrorAt(cursor_.Peek().span, std::string(keyword) + " is not built yet");
  }

  // ---------- schema ----------

  absl::StatusOr<Statement> ParseTable() {
    TableDeclaration table;
    CAMBIUM_ASSIGN_OR_RETURN(table.name, cursor_.ExpectName("the name of a table"));
    if (!cursor_.TakeKeyword("STRICT")) CAMBIUM_RETURN_IF_ERROR(RefuseLater("LAX"));
    CAMBIUM_RETURN_IF_ERROR(cursor_.ExpectSymbol("{"));
    while (!cursor_.TakeSymbol("}")) {
      const bool is_composite_key = cursor_.AtKeyword("KEY") && cursor_.AtSymbol("(", 1);
      if (is_composite_key) {
        if (!table.composite_key.empty()) {
          return ErrorAt(cursor_.Peek().span, "table has two keys: " + table.name.text);
        }
        CAMBIUM_RETURN_IF_ERROR(ParseCompositeKey(table));
      } else {
        for (const char* later : {"MANY", "RESERVED"}) {
          if (!cursor_.AtSymbol(":", 1)) CAMBIUM_RETURN_IF_ERROR(RefuseLater(later));
        }
        CAMBIUM_ASSIGN_OR_RETURN(FieldDeclaration field, ParseField());
        table.fields.push_back(std::move(field));
      }
      if (!cursor_.TakeSymbol(",")) cursor_.TakeSymbol(";");
    }
    return table;
  }

  absl::Status ParseCompositeKey(TableDeclaration& table) {
    cursor_.Take();
    cursor_.Take();
    do {
      CAMBIUM_ASSIGN_OR_RETURN(Name name, cursor_.ExpectName("a field"));
      table.composite_key.push_back(std::move(name));
    } while (cursor_.TakeSymbol(","));
    return cursor_.ExpectSymbol(")");
  }

  absl::StatusOr<FieldDeclaration> ParseField() {
    FieldDeclaration field;
    CAMBIUM_ASSIGN_OR_RETURN(field.name, cursor_.ExpectName("the name of a field"));
    CAMBIUM_RETURN_IF_ERROR(cursor_.ExpectSymbol(":"));
    CAMBIUM_ASSIGN_OR_RETURN(field.type.name, cursor_.ExpectName("a type"));
    if (cursor_.TakeSymbol("(")) {
      CAMBIUM_ASSIGN_OR_RETURN(field.type.scale, ParseCount("a number of digits"));
      CAMBIUM_RETURN_IF_ERROR(cursor_.ExpectSymbol(")"));
    }
    field.nullable = cursor_.TakeSymbol("?");
    CAMBIUM_RETURN_IF_ERROR(cursor_.ExpectSymbol("="));
    field.number_span = cursor_.Peek().span;
    CAMBIUM_ASSIGN_OR_RETURN(field.number, ParseCount("a field number"));
    for (;;) {
      for (const char* later : {"UNIQUE", "ON"}) {
        if (!cursor_.AtSymbol(":", 1)) CAMBIUM_RETURN_IF_ERROR(RefuseLater(later));
      }
      if (cursor_.AtSymbol(":", 1)) return field;  // The next member; its comma is optional.
      if (cursor_.AtKeyword("KEY") && cursor_.AtSymbol("(", 1)) return field;
      if (cursor_.TakeKeyword("KEY")) {
        field.is_key = true;
      } else if (cursor_.TakeKeyword("INDEX")) {
        field.is_indexed = true;
      } else if (cursor_.TakeKeyword("BACK")) {
        CAMBIUM_ASSIGN_OR_RETURN(field.back, cursor_.ExpectName("the name of a relation"));
      } else if (cursor_.TakeKeyword("DEFAULT")) {
        CAMBIUM_ASSIGN_OR_RETURN(field.default_value, ParseLiteral(cursor_));
      } else {
        return field;
      }
    }
  }

  absl::StatusOr<std::int64_t> ParseCount(const std::string& what) {
    const Token& token = cursor_.Peek();
    if (token.kind == TokenKind::kParameter) {
      return ErrorAt(token.span, "parameters are not built yet");
    }
    if (token.kind != TokenKind::kInt) return cursor_.Unexpected(what);
    std::int64_t count = 0;
    const char* end = token.text.data() + token.text.size();
    if (std::from_chars(token.text.data(), end, count).ec != std::errc()) {
      return ErrorAt(token.span, "number does not fit Int: " + token.text);
    }
    cursor_.Take();
    return count;
  }

  // ---------- queries ----------

  absl::StatusOr<Select> ParseSelect() {
    if (++depth_ > kMaxDepth) {
      return ErrorAt(cursor_.Peek().span, "selects are nested deeper than 64");
    }
    Select select;
    const Span begin = cursor_.Peek().span;
    CAMBIUM_RETURN_IF_ERROR(cursor_.ExpectKeyword("MANY"));
    if (!cursor_.AtSymbol("{", 1)) CAMBIUM_RETURN_IF_ERROR(RefuseLater("DISTINCT"));
    CAMBIUM_ASSIGN_OR_RETURN(select.source, cursor_.ExpectName("a table or a relation"));
    CAMBIUM_RETURN_IF_ERROR(ParseClauses(select));
    CAMBIUM_RETURN_IF_ERROR(ParseItems(select));
    select.span = cursor_.Since(begin);
    --depth_;
    return select;
  }

  absl::Status ParseClauses(Select& select) {
    while (!cursor_.AtSymbol("{")) {
      const Token clause = cursor_.Peek();
      bool repeated = false;
      if (cursor_.TakeKeyword("WHERE")) {
        repeated = select.where.has_value();
        CAMBIUM_ASSIGN_OR_RETURN(select.where, ParseExpression(cursor_));
      } else if (cursor_.TakeKeyword("ORDER")) {
        repeated = !select.order_by.empty();
        CAMBIUM_RETURN_IF_ERROR(ParseOrderBy(select));
      } else if (cursor_.TakeKeyword("LIMIT")) {
        repeated = select.limit.has_value();
        CAMBIUM_ASSIGN_OR_RETURN(select.limit, ParseCount("a limit"));
      } else {
        for (const char* later : {"AS", "ON", "GROUP", "HAVING", "START", "OFFSET"}) {
          CAMBIUM_RETURN_IF_ERROR(RefuseLater(later));
        }
        if (cursor_.AtSymbol(".") || cursor_.AtSymbol("+") || cursor_.AtSymbol("*")) {
          return ErrorAt(clause.span, "a source of more than one step is not built yet");
        }
        return cursor_.Unexpected("a clause or '{'");
      }
      if (repeated) return ErrorAt(clause.span, "clause is given twice: " + clause.text);
    }
    return absl::OkStatus();
  }

  absl::Status ParseOrderBy(Select& select) {
    CAMBIUM_RETURN_IF_ERROR(cursor_.ExpectKeyword("BY"));
    do {
      OrderKey key;
      CAMBIUM_ASSIGN_OR_RETURN(key.expr, ParseExpression(cursor_));
      if (!cursor_.TakeKeyword("ASC")) key.descending = cursor_.TakeKeyword("DESC");
      if (cursor_.TakeKeyword("NULLS")) {
        key.nulls_first = cursor_.TakeKeyword("FIRST");
        if (!*key.nulls_first && !cursor_.TakeKeyword("LAST")) {
          return cursor_.Unexpected("FIRST or LAST");
        }
      }
      select.order_by.push_back(std::move(key));
    } while (cursor_.TakeSymbol(","));
    return absl::OkStatus();
  }

  absl::Status ParseItems(Select& select) {
    CAMBIUM_RETURN_IF_ERROR(cursor_.ExpectSymbol("{"));
    do {
      if (!select.items.empty() && cursor_.AtSymbol("}")) break;  // a trailing comma
      CAMBIUM_ASSIGN_OR_RETURN(Item item, ParseItem());
      select.items.push_back(std::move(item));
    } while (cursor_.TakeSymbol(","));
    return cursor_.ExpectSymbol("}");
  }

  absl::StatusOr<Item> ParseItem() {
    Item item;
    const Span begin = cursor_.Peek().span;
    if (cursor_.TakeSymbol("*")) {
      item.all_fields = true;
    } else if (cursor_.AtSymbol("...")) {
      return ErrorAt(begin, "spreads and fragments are not built yet");
    } else {
      if (cursor_.Peek().kind == TokenKind::kName && cursor_.AtSymbol(":", 1)) {
        CAMBIUM_ASSIGN_OR_RETURN(item.label, cursor_.ExpectName("a label"));
        cursor_.Take();
      }
      // A keyword in front of a name starts a select; alone or in front of an operator it
      // is a field of that name.
      bool starts_select = cursor_.Peek(1).kind == TokenKind::kName;
      for (const char* word : {"AND", "OR", "NOT", "IN", "IS", "BETWEEN", "LIKE", "ILIKE"}) {
        starts_select = starts_select && !cursor_.AtKeyword(word, 1);
      }
      for (const char* later : {"ONE", "RECURSE", "EXISTS", "EVERY", "COUNT", "CASE"}) {
        if (starts_select) CAMBIUM_RETURN_IF_ERROR(RefuseLater(later));
      }
      if (cursor_.AtKeyword("MANY") && starts_select) {
        CAMBIUM_ASSIGN_OR_RETURN(Select select, ParseSelect());
        item.select.push_back(std::move(select));
      } else {
        CAMBIUM_ASSIGN_OR_RETURN(item.expr, ParseExpression(cursor_));
        if (cursor_.AtSymbol("{")) {
          return ErrorAt(cursor_.Peek().span,
                         "a block without MANY in front of its relation is not built yet");
        }
      }
    }
    item.span = cursor_.Since(begin);
    return item;
  }

  // ---------- mutations ----------

  absl::StatusOr<Statement> ParseInsert() {
    Insert insert;
    CAMBIUM_ASSIGN_OR_RETURN(insert.table, cursor_.ExpectName("the name of a table"));
    CAMBIUM_RETURN_IF_ERROR(cursor_.ExpectSymbol("{"));
    do {
      Assignment field;
      CAMBIUM_ASSIGN_OR_RETURN(field.field, cursor_.ExpectName("a field"));
      CAMBIUM_RETURN_IF_ERROR(cursor_.ExpectSymbol(":"));
      CAMBIUM_ASSIGN_OR_RETURN(field.value, ParseExpression(cursor_));
      insert.fields.push_back(std::move(field));
    } while (cursor_.TakeSymbol(",") && !cursor_.AtSymbol("}"));
    CAMBIUM_RETURN_IF_ERROR(cursor_.ExpectSymbol("}"));
    return insert;
  }

  absl::StatusOr<Statement> ParseUpdate() {
    Update update;
    CAMBIUM_ASSIGN_OR_RETURN(update.table, cursor_.ExpectName("the name of a table"));
    CAMBIUM_RETURN_IF_ERROR(ParseWhere(update.where));
    CAMBIUM_RETURN_IF_ERROR(cursor_.ExpectKeyword("SET"));
    do {
      Assignment assignment;
      CAMBIUM_ASSIGN_OR_RETURN(assignment.field, cursor_.ExpectName("a field"));
      CAMBIUM_RETURN_IF_ERROR(cursor_.ExpectSymbol("="));
      CAMBIUM_ASSIGN_OR_RETURN(assignment.value, ParseExpression(cursor_));
      update.set.push_back(std::move(assignment));
    } while (cursor_.TakeSymbol(","));
    return update;
  }

  absl::StatusOr<Statement> ParseDelete() {
    Delete erase;
    CAMBIUM_ASSIGN_OR_RETURN(erase.table, cursor_.ExpectName("the name of a table"));
    CAMBIUM_RETURN_IF_ERROR(ParseWhere(erase.where));
    return erase;
  }

  absl::Status ParseWhere(std::optional<Expr>& where) {
    if (!cursor_.TakeKeyword("WHERE")) return absl::OkStatus();
    CAMBIUM_ASSIGN_OR_RETURN(where, ParseExpression(cursor_));
    return absl::OkStatus();
  }

  TokenCursor cursor_;
  int depth_ = 0;
};

}  // namespace

absl::StatusOr<Statement> ParseStatement(std::string_view text) {
  CAMBIUM_ASSIGN_OR_RETURN(std::vector<Token> tokens, Tokenize(text));
  return Parser(std::move(tokens)).ParseWhole();
}

}  // namespace cambium
