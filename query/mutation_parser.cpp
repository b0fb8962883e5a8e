// A function for each kind of mutation.
// SPDX-License-Identifier: Apache-2.0
#include "query/mutation_parser.h"

#include "dataflow/status.h"
#include "query/expression_parser.h"

namespace cambium {
namespace {

absl::StatusOr<Insert> ParseInsert(TokenCursor& cursor, bool is_upsert) {
  Insert insert;
  insert.is_upsert = is_upsert;
  CAMBIUM_ASSIGN_OR_RETURN(insert.table, cursor.ExpectName("the name of a table"));
  CAMBIUM_RETURN_IF_ERROR(cursor.ExpectSymbol("{"));
  do {
    Assignment field;
    CAMBIUM_ASSIGN_OR_RETURN(field.field, cursor.ExpectName("a field"));
    CAMBIUM_RETURN_IF_ERROR(cursor.ExpectSymbol(":"));
    CAMBIUM_ASSIGN_OR_RETURN(field.value, ParseExpression(cursor));
    insert.fields.push_back(std::move(field));
  } while (cursor.TakeSymbol(",") && !cursor.AtSymbol("}"));
  CAMBIUM_RETURN_IF_ERROR(cursor.ExpectSymbol("}"));
  return insert;
}

absl::Status ParseWhere(TokenCursor& cursor, std::optional<Expr>& where) {
  if (!cursor.TakeKeyword("WHERE")) return absl::OkStatus();
  CAMBIUM_ASSIGN_OR_RETURN(where, ParseExpression(cursor));
  return absl::OkStatus();
}

absl::StatusOr<Update> ParseUpdate(TokenCursor& cursor) {
  Update update;
  CAMBIUM_ASSIGN_OR_RETURN(update.table, cursor.ExpectName("the name of a table"));
  CAMBIUM_RETURN_IF_ERROR(ParseWhere(cursor, update.where));
  CAMBIUM_RETURN_IF_ERROR(cursor.ExpectKeyword("SET"));
  do {
    Assignment assignment;
    CAMBIUM_ASSIGN_OR_RETURN(assignment.field, cursor.ExpectName("a field"));
    CAMBIUM_RETURN_IF_ERROR(cursor.ExpectSymbol("="));
    CAMBIUM_ASSIGN_OR_RETURN(assignment.value, ParseExpression(cursor));
    update.set.push_back(std::move(assignment));
  } while (cursor.TakeSymbol(","));
  return update;
}

absl::StatusOr<Delete> ParseDelete(TokenCursor& cursor) {
  Delete erase;
  CAMBIUM_ASSIGN_OR_RETURN(erase.table, cursor.ExpectName("the name of a table"));
  CAMBIUM_RETURN_IF_ERROR(ParseWhere(cursor, erase.where));
  return erase;
}

absl::StatusOr<AssertDeclaration> ParseAssert(TokenCursor& cursor) {
  AssertDeclaration assertion;
  CAMBIUM_ASSIGN_OR_RETURN(assertion.name, cursor.ExpectName("the name of an assertion"));
  CAMBIUM_RETURN_IF_ERROR(cursor.ExpectSymbol(":"));
  CAMBIUM_ASSIGN_OR_RETURN(assertion.condition, ParseExpression(cursor));
  return assertion;
}

absl::StatusOr<Drop> ParseDrop(TokenCursor& cursor) {
  Drop drop;
  if (cursor.TakeKeyword("TABLE")) {
    drop.kind = DropKind::kTable;
  } else if (cursor.TakeKeyword("QUERY")) {
    drop.kind = DropKind::kQuery;
  } else if (!cursor.TakeKeyword("ASSERT")) {
    return cursor.Unexpected("ASSERT, TABLE or QUERY");
  }
  CAMBIUM_ASSIGN_OR_RETURN(drop.name, cursor.ExpectName("a name"));
  return drop;
}

}  // namespace

absl::StatusOr<std::optional<Mutation>> ParseMutation(TokenCursor& cursor) {
  if (cursor.TakeKeyword("INSERT")) return ParseInsert(cursor, false);
  if (cursor.TakeKeyword("UPSERT")) return ParseInsert(cursor, true);
  if (cursor.TakeKeyword("UPDATE")) return ParseUpdate(cursor);
  if (cursor.TakeKeyword("DELETE")) return ParseDelete(cursor);
  if (cursor.TakeKeyword("ASSERT")) return ParseAssert(cursor);
  if (cursor.TakeKeyword("DROP")) return ParseDrop(cursor);
  return std::nullopt;
}

absl::StatusOr<Transaction> ParseTransaction(TokenCursor& cursor) {
  Transaction transaction;
  CAMBIUM_RETURN_IF_ERROR(cursor.ExpectSymbol("{"));
  do {
    if (!transaction.mutations.empty() && cursor.AtSymbol("}")) break;  // a trailing semicolon
    CAMBIUM_ASSIGN_OR_RETURN(std::optional<Mutation> mutation, ParseMutation(cursor));
    if (!mutation.has_value()) return cursor.Unexpected("a mutation");
    transaction.mutations.push_back(*std::move(mutation));
  } while (cursor.TakeSymbol(";"));
  CAMBIUM_RETURN_IF_ERROR(cursor.ExpectSymbol("}"));
  return transaction;
}

}  // namespace cambium
