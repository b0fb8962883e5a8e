// Which members hold which types.
// SPDX-License-Identifier: Apache-2.0
#include "query/struct_match.h"

#include <algorithm>
#include <string>

#include "query/diagnostic.h"

namespace cambium {
namespace {

// As a program writes it.
std::string TextOf(MemberKind kind) {
  switch (kind) {
    case MemberKind::kBool:
      return "bool";
    case MemberKind::kInt:
      return "std::int64_t";
    case MemberKind::kEnum:
      return "enum class";
    case MemberKind::kFloat:
      return "double";
    case MemberKind::kDecimal:
      return "cambium::Decimal";
    case MemberKind::kText:
      return "std::string";
    case MemberKind::kTime:
      return "cambium::Time";
    case MemberKind::kDate:
      return "cambium::Date";
    case MemberKind::kUuid:
      return "cambium::UuidBytes";
    case MemberKind::kValue:
      return "cambium::Value";
  }
  return "";
}

std::string TextOf(MemberKind kind, bool is_optional) {
  if (!is_optional || kind == MemberKind::kValue) return TextOf(kind);
  return "std::optional<" + TextOf(kind) + ">";
}

// The member that holds the values of a type best.
MemberKind BestFor(const FieldType& type) {
  switch (type.storage()) {
    case TypeKind::kBool:
      return MemberKind::kBool;
    case TypeKind::kInt:
      return MemberKind::kInt;
    case TypeKind::kEnum:
      return MemberKind::kEnum;
    case TypeKind::kFloat:
      return MemberKind::kFloat;
    case TypeKind::kDecimal:
      return MemberKind::kDecimal;
    case TypeKind::kText:
    case TypeKind::kBytes:
    case TypeKind::kJson:
      return MemberKind::kText;
    case TypeKind::kTime:
      return MemberKind::kTime;
    case TypeKind::kDate:
      return MemberKind::kDate;
    case TypeKind::kUuid:
      return MemberKind::kUuid;
    case TypeKind::kNull:
    case TypeKind::kRatio:
    case TypeKind::kTuple:
    case TypeKind::kReference:
    case TypeKind::kAny:
      return MemberKind::kValue;
  }
  return MemberKind::kValue;
}

bool Holds(MemberKind kind, const FieldType& type) {
  const MemberKind best = BestFor(type);
  return kind == best || kind == MemberKind::kValue ||
         (kind == MemberKind::kInt && best == MemberKind::kEnum);
}

}  // namespace

absl::StatusOr<StructMatch> MatchStruct(const Schema& schema, std::string_view table,
                                        std::span<const StructMember> members) {
  StructMatch match;
  match.table = schema.Find(table);
  if (match.table == nullptr) {
    return absl::NotFoundError("no table '" + std::string(table) + "'" +
                               DidYouMean(table, schema.TableNames()));
  }
  for (const StructMember& member : members) {
    const auto position = match.table->FindField(member.name);
    if (!position.has_value()) {
      return absl::NotFoundError("no field '" + std::string(member.name) + "' on " +
                                 match.table->name +
                                 DidYouMean(member.name, match.table->FieldNames()));
    }
    const Field& field = match.table->fields[*position];
    const std::string name = match.table->name + "." + field.name;
    if (!field.awaits.empty()) {
      return absl::FailedPreconditionError(
          "field refers to a table that is not declared yet: " + name + ": " + field.awaits);
    }
    const auto taken = std::find(match.positions.begin(), match.positions.end(), *position);
    if (taken != match.positions.end()) {
      return absl::InvalidArgumentError("field is named by two members of the struct: " + name);
    }
    if (!Holds(member.kind, field.type) || (field.nullable && !member.is_optional)) {
      return absl::InvalidArgumentError(
          "field " + name + " is " + TypeText(field.type) + (field.nullable ? "?" : "") +
          ", which needs a member of type " + TextOf(BestFor(field.type), field.nullable) +
          ", not " + TextOf(member.kind, member.is_optional));
    }
    match.positions.push_back(*position);
  }
  return match;
}

std::vector<std::size_t> KeyAndMembers(const Table& table,
                                       const std::vector<std::size_t>& positions) {
  std::vector<std::size_t> fields{table.key[0]};
  fields.insert(fields.end(), positions.begin(), positions.end());
  return fields;
}

}  // namespace cambium
