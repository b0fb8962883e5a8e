// Members of declarations, one function each.
// SPDX-License-Identifier: Apache-2.0
#include "query/schema_parser.h"

#include "dataflow/status.h"
#include "query/expression_parser.h"
#include "query/literal_parser.h"
#include "query/select_parser.h"

namespace cambium {
namespace {

absl::Status ParseCompositeKey(TokenCursor& cursor, TableDeclaration& table) {
  if (!table.composite_key.empty()) {
    return ErrorAt(cursor.Peek().span, "table has two keys: " + table.name.text);
  }
  cursor.Take();
  cursor.Take();
  do {
    CAMBIUM_ASSIGN_OR_RETURN(Name name, cursor.ExpectName("a field"));
    table.composite_key.push_back(std::move(name));
  } while (cursor.TakeSymbol(","));
  return cursor.ExpectSymbol(")");
}

// MANY albums: Album VIA tracks.album
absl::Status ParseVirtualRelation(TokenCursor& cursor, TableDeclaration& table) {
  cursor.Take();
  VirtualRelation relation;
  CAMBIUM_ASSIGN_OR_RETURN(relation.name, cursor.ExpectName("the name of a relation"));
  CAMBIUM_RETURN_IF_ERROR(cursor.ExpectSymbol(":"));
  CAMBIUM_ASSIGN_OR_RETURN(relation.table, cursor.ExpectName("the name of a table"));
  CAMBIUM_RETURN_IF_ERROR(cursor.ExpectKeyword("VIA"));
  CAMBIUM_ASSIGN_OR_RETURN(relation.via, ParsePath(cursor));
  table.relations.push_back(std::move(relation));
  return absl::OkStatus();
}

absl::Status ParseReserved(TokenCursor& cursor, TableDeclaration& table) {
  cursor.Take();
  do {
    Reserved reserved;
    reserved.span = cursor.Peek().span;
    if (cursor.Peek().kind == TokenKind::kString) {
      reserved.name = cursor.Take().text;
    } else {
      CAMBIUM_ASSIGN_OR_RETURN(reserved.number, ParseCount(cursor, "a field number or a name"));
    }
    table.reserved.push_back(std::move(reserved));
    // The comma may also stand in front of the next member.
    const TokenKind next = cursor.Peek(1).kind;
    if (next != TokenKind::kInt && next != TokenKind::kString) return absl::OkStatus();
  } while (cursor.TakeSymbol(","));
  return absl::OkStatus();
}

absl::StatusOr<OnDelete> ParseOnDelete(TokenCursor& cursor) {
  CAMBIUM_RETURN_IF_ERROR(cursor.ExpectKeyword("DELETE"));
  if (cursor.TakeKeyword("RESTRICT")) return OnDelete::kRestrict;
  if (cursor.TakeKeyword("CASCADE")) return OnDelete::kCascade;
  if (cursor.TakeKeyword("NULL")) return OnDelete::kNull;
  return cursor.Unexpected("RESTRICT, CASCADE or NULL");
}

bool AtMember(const TokenCursor& cursor) {
  if (cursor.AtSymbol(":", 1)) return true;
  if (cursor.AtKeyword("KEY") && cursor.AtSymbol("(", 1)) return true;
  if (cursor.AtKeyword("MANY") && cursor.AtSymbol(":", 2)) return true;
  const TokenKind next = cursor.Peek(1).kind;
  return cursor.AtKeyword("RESERVED") &&
         (next == TokenKind::kInt || next == TokenKind::kString);
}

absl::StatusOr<FieldDeclaration> ParseField(TokenCursor& cursor) {
  FieldDeclaration field;
  CAMBIUM_ASSIGN_OR_RETURN(field.name, cursor.ExpectName("the name of a field"));
  CAMBIUM_RETURN_IF_ERROR(cursor.ExpectSymbol(":"));
  CAMBIUM_ASSIGN_OR_RETURN(field.type, ParseType(cursor));
  field.nullable = cursor.TakeSymbol("?");
  CAMBIUM_RETURN_IF_ERROR(cursor.ExpectSymbol("="));
  field.number_span = cursor.Peek().span;
  CAMBIUM_ASSIGN_OR_RETURN(field.number, ParseCount(cursor, "a field number"));
  while (!AtMember(cursor)) {
    const Span span = cursor.Peek().span;
    if (cursor.TakeKeyword("KEY")) {
      field.is_key = true;
    } else if (cursor.TakeKeyword("UNIQUE")) {
      field.is_unique = true;
    } else if (cursor.TakeKeyword("INDEX")) {
      field.is_indexed = true;
    } else if (cursor.TakeKeyword("BACK")) {
      CAMBIUM_ASSIGN_OR_RETURN(field.back, cursor.ExpectName("the name of a relation"));
    } else if (cursor.TakeKeyword("DEFAULT")) {
      CAMBIUM_ASSIGN_OR_RETURN(field.default_value, ParseLiteral(cursor));
    } else if (cursor.TakeKeyword("ON")) {
      field.on_delete_span = span;
      CAMBIUM_ASSIGN_OR_RETURN(field.on_delete, ParseOnDelete(cursor));
    } else {
      return field;
    }
  }
  return field;
}

}  // namespace

absl::StatusOr<TypeSyntax> ParseType(TokenCursor& cursor) {
  TypeSyntax type;
  CAMBIUM_ASSIGN_OR_RETURN(type.name, cursor.ExpectName("a type"));
  if (cursor.TakeSymbol("(")) {
    CAMBIUM_ASSIGN_OR_RETURN(type.scale, ParseCount(cursor, "a number of digits"));
    CAMBIUM_RETURN_IF_ERROR(cursor.ExpectSymbol(")"));
  }
  return type;
}

absl::StatusOr<TableDeclaration> ParseTable(TokenCursor& cursor) {
  TableDeclaration table;
  CAMBIUM_ASSIGN_OR_RETURN(table.name, cursor.ExpectName("the name of a table"));
  if (!cursor.TakeKeyword("STRICT")) table.is_lax = cursor.TakeKeyword("LAX");
  CAMBIUM_RETURN_IF_ERROR(cursor.ExpectSymbol("{"));
  while (!cursor.TakeSymbol("}")) {
    const TokenKind next = cursor.Peek(1).kind;
    if (cursor.AtKeyword("KEY") && cursor.AtSymbol("(", 1)) {
      CAMBIUM_RETURN_IF_ERROR(ParseCompositeKey(cursor, table));
    } else if (cursor.AtKeyword("MANY") && next == TokenKind::kName) {
      CAMBIUM_RETURN_IF_ERROR(ParseVirtualRelation(cursor, table));
    } else if (cursor.AtKeyword("RESERVED") && !cursor.AtSymbol(":", 1)) {
      CAMBIUM_RETURN_IF_ERROR(ParseReserved(cursor, table));
    } else {
      CAMBIUM_ASSIGN_OR_RETURN(FieldDeclaration field, ParseField(cursor));
      table.fields.push_back(std::move(field));
    }
    if (!cursor.TakeSymbol(",")) cursor.TakeSymbol(";");
  }
  return table;
}

absl::StatusOr<EnumDeclaration> ParseEnum(TokenCursor& cursor) {
  EnumDeclaration declaration;
  CAMBIUM_ASSIGN_OR_RETURN(declaration.name, cursor.ExpectName("the name of an enum"));
  CAMBIUM_RETURN_IF_ERROR(cursor.ExpectSymbol("{"));
  do {
    if (!declaration.members.empty() && cursor.AtSymbol("}")) break;  // a trailing comma
    EnumDeclaration::Member member;
    CAMBIUM_ASSIGN_OR_RETURN(member.name, cursor.ExpectName("the name of a value"));
    CAMBIUM_RETURN_IF_ERROR(cursor.ExpectSymbol("="));
    CAMBIUM_ASSIGN_OR_RETURN(member.number, ParseCount(cursor, "a number"));
    declaration.members.push_back(std::move(member));
  } while (cursor.TakeSymbol(","));
  CAMBIUM_RETURN_IF_ERROR(cursor.ExpectSymbol("}"));
  return declaration;
}

absl::StatusOr<FragmentDeclaration> ParseFragment(TokenCursor& cursor) {
  FragmentDeclaration fragment;
  CAMBIUM_ASSIGN_OR_RETURN(fragment.name, cursor.ExpectName("the name of a fragment"));
  CAMBIUM_RETURN_IF_ERROR(cursor.ExpectKeyword("ON"));
  CAMBIUM_ASSIGN_OR_RETURN(fragment.table, cursor.ExpectName("the name of a table"));
  CAMBIUM_ASSIGN_OR_RETURN(fragment.items, ParseItems(cursor));
  return fragment;
}

}  // namespace cambium
