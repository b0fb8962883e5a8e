// Which statement it is, and the forms of a query.
// SPDX-License-Identifier: Apache-2.0
#include "query/parser.h"

#include "dataflow/status.h"
#include "query/expression_parser.h"
#include "query/literal_parser.h"
#include "query/mutation_parser.h"
#include "query/schema_parser.h"
#include "query/select_parser.h"
#include "query/syntax_hint.h"
#include "query/token_cursor.h"

namespace cambium {
namespace {

absl::StatusOr<Parameter> ParseParameter(TokenCursor& cursor) {
  if (cursor.Peek().kind != TokenKind::kParameter) return cursor.Unexpected("a parameter");
  Parameter parameter;
  const Token token = cursor.Take();
  parameter.name = {token.text, token.span};
  CAMBIUM_RETURN_IF_ERROR(cursor.ExpectSymbol(":"));
  CAMBIUM_ASSIGN_OR_RETURN(parameter.type, ParseType(cursor));
  parameter.nullable = cursor.TakeSymbol("?");
  if (cursor.TakeSymbol("=")) {
    CAMBIUM_ASSIGN_OR_RETURN(parameter.default_value, ParseLiteral(cursor));
  }
  return parameter;
}

// QUERY name($a: Int, $b: Text = 'x')
absl::Status ParseQueryName(TokenCursor& cursor, Query& query) {
  CAMBIUM_ASSIGN_OR_RETURN(query.name, cursor.ExpectName("the name of a query"));
  if (!cursor.TakeSymbol("(")) return absl::OkStatus();
  do {
    CAMBIUM_ASSIGN_OR_RETURN(Parameter parameter, ParseParameter(cursor));
    query.parameters.push_back(std::move(parameter));
  } while (cursor.TakeSymbol(","));
  return cursor.ExpectSymbol(")");
}

absl::StatusOr<Query> ParseQuery(TokenCursor& cursor) {
  Query query;
  if (cursor.TakeKeyword("QUERY")) CAMBIUM_RETURN_IF_ERROR(ParseQueryName(cursor, query));
  query.live = cursor.TakeKeyword("LIVE");
  if (cursor.AtSymbol("{")) {
    query.is_roots = true;
    query.root.span = cursor.Peek().span;
    CAMBIUM_ASSIGN_OR_RETURN(query.root.items, ParseItems(cursor));
    query.root.span = cursor.Since(query.root.span);
  } else if (cursor.AtKeyword("MANY") || cursor.AtKeyword("ONE")) {
    CAMBIUM_ASSIGN_OR_RETURN(query.root, ParseSelect(cursor));
  } else {
    return cursor.Unexpected("a statement");
  }
  query.live = cursor.TakeKeyword("LIVE") || query.live;
  return query;
}

absl::StatusOr<Statement> ParseOne(TokenCursor& cursor) {
  if (cursor.TakeKeyword("TABLE")) return ParseTable(cursor);
  if (cursor.TakeKeyword("ENUM")) return ParseEnum(cursor);
  if (cursor.TakeKeyword("FRAGMENT")) return ParseFragment(cursor);
  if (cursor.TakeKeyword("TX")) return ParseTransaction(cursor);
  if (cursor.TakeKeyword("PREVIEW")) {
    CAMBIUM_RETURN_IF_ERROR(cursor.ExpectKeyword("TX"));
    CAMBIUM_ASSIGN_OR_RETURN(Transaction transaction, ParseTransaction(cursor));
    transaction.is_preview = true;
    return transaction;
  }
  if (cursor.TakeKeyword("EXPLAIN")) {
    CAMBIUM_ASSIGN_OR_RETURN(Query query, ParseQuery(cursor));
    return Explain{std::move(query)};
  }
  if (cursor.AtKeyword("VIEW")) {
    return ErrorAt(cursor.Peek().span, "VIEW is reserved for later");
  }
  CAMBIUM_ASSIGN_OR_RETURN(std::optional<Mutation> mutation, ParseMutation(cursor));
  if (mutation.has_value()) {
    return std::visit([](auto& known) { return Statement(std::move(known)); }, *mutation);
  }
  return ParseQuery(cursor);
}

absl::StatusOr<Statement> ParseWhole(TokenCursor& cursor) {
  CAMBIUM_ASSIGN_OR_RETURN(Statement statement, ParseOne(cursor));
  cursor.TakeSymbol(";");
  if (!cursor.AtEnd()) return cursor.Unexpected("the end of the statement");
  return statement;
}

}  // namespace

absl::StatusOr<Statement> ParseStatement(std::string_view text) {
  // What is longer has data in it that belongs into parameters or a file to import.
  constexpr std::size_t kMostBytes = 64 << 10;
  if (text.size() > kMostBytes) {
    return absl::InvalidArgumentError("statement is longer than " + std::to_string(kMostBytes) +
                                      " bytes: " + std::to_string(text.size()));
  }
  absl::StatusOr<std::vector<Token>> tokens = Tokenize(text);
  if (!tokens.ok()) {
    const std::size_t place = PlaceOf(tokens.status()).value_or(text.size());
    return WithHint(tokens.status(), CharacterHint(text, place));
  }
  TokenCursor cursor(*std::move(tokens));
  absl::StatusOr<Statement> statement = ParseWhole(cursor);
  if (statement.ok() || !PlaceOf(statement.status()).has_value()) return statement;
  const std::size_t place = *PlaceOf(statement.status());
  return WithHint(statement.status(), SyntaxHint(text, *Tokenize(text), place));
}

}  // namespace cambium
