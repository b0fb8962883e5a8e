// A schema becoming another one: what is declared beside tables, and what is declared anew.
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <utility>

#include "dataflow/status.h"
#include "query/schema.h"

namespace cambium {

absl::StatusOr<Schema> Schema::With(const EnumDeclaration& declaration) const {
  CAMBIUM_ASSIGN_OR_RETURN(FieldType changed, EnumType(declaration));
  Schema next;
  for (const FieldType& type : enums_) {
    const bool is_it = type.detail->name == declaration.name.text;
    next.enums_.push_back(is_it ? changed : type);
  }
  for (const auto& table : tables_) {
    next.Expect(table->name);
    for (const Field& field : table->fields) {
      if (!field.awaits.empty()) next.Expect(field.awaits);
    }
  }
  for (const auto& table : tables_) {
    next.ContinueAt(table->id);
    absl::StatusOr<Table> again = next.Resolve(*table->declaration);
    if (!again.ok()) {
      return ErrorAt(declaration.name.span, "table " + table->name + " needs what would go: " +
                                                std::string(again.status().message()));
    }
    again->SetUnknown(table->unknown);
    again->dropped = table->dropped;
    next.Add(*std::move(again));
  }
  next.ContinueAt(next_id_);
  next.fragments_ = fragments_;
  next.queries_ = queries_;
  next.assertions_ = assertions_;
  return next;
}

void Table::SetUnknown(const std::vector<Field>& now) {
  std::erase_if(fields, [](const Field& field) { return field.is_unknown(); });
  unknown.clear();
  for (const Field& field : now) {
    if (!FindField(field.name).has_value()) unknown.push_back(field);
  }
  if (is_lax) fields.insert(fields.end(), unknown.begin(), unknown.end());
}

void Schema::Remove(TypeId table) {
  std::erase_if(tables_, [table](const auto& known) { return known->id == table; });
}

absl::Status Schema::AddFragment(FragmentDeclaration fragment) {
  if (Find(fragment.table.text) == nullptr) {
    return ErrorAt(fragment.table.span, "no table '" + fragment.table.text + "'" +
                                            DidYouMean(fragment.table.text, TableNames()));
  }
  for (FragmentDeclaration& known : fragments_) {
    if (known.name.text != fragment.name.text) continue;
    known = std::move(fragment);
    return absl::OkStatus();
  }
  fragments_.push_back(std::move(fragment));
  return absl::OkStatus();
}

const FragmentDeclaration* Schema::FindFragment(std::string_view name) const {
  for (const FragmentDeclaration& fragment : fragments_) {
    if (fragment.name.text == name) return &fragment;
  }
  return nullptr;
}

std::vector<std::string> Schema::FragmentNames() const {
  std::vector<std::string> names;
  for (const FragmentDeclaration& fragment : fragments_) names.push_back(fragment.name.text);
  return names;
}

const NamedQuery* Schema::FindQuery(std::string_view name) const {
  const auto found = queries_.find(name);
  return found == queries_.end() ? nullptr : &found->second;
}

std::vector<std::string> Schema::QueryNames() const {
  std::vector<std::string> names;
  for (const auto& [name, query] : queries_) names.push_back(name);
  return names;
}

void Schema::AddQuery(std::string name, NamedQuery query) {
  queries_.insert_or_assign(std::move(name), std::move(query));
}

bool Schema::RemoveQuery(std::string_view name) {
  const auto found = queries_.find(name);
  if (found == queries_.end()) return false;
  queries_.erase(found);
  return true;
}

void Schema::AddAssertion(AssertDeclaration assertion) {
  std::string name = assertion.name.text;
  assertions_.insert_or_assign(std::move(name), std::move(assertion));
}

bool Schema::RemoveAssertion(std::string_view name) {
  const auto found = assertions_.find(name);
  if (found == assertions_.end()) return false;
  assertions_.erase(found);
  return true;
}

}  // namespace cambium
