// Declarations as questions.
// SPDX-License-Identifier: Apache-2.0
#include "query/dependents.h"

#include <utility>

#include "dataflow/status.h"

namespace cambium {
namespace {

absl::Status CheckBoth(const Schema& before, const Schema& after, const Query& query,
                       const std::string& name, Span span) {
  const absl::Status status = CheckQuery(after, query);
  if (status.ok() || !CheckQuery(before, query).ok()) return absl::OkStatus();
  return ErrorAt(span, name + " needs what would go: " + std::string(status.message()));
}

Query QuestionOf(const Table& table, const VirtualRelation& relation) {
  Select related;
  related.span = relation.name.span;
  related.source.push_back(Step(relation.name));
  Item item;
  item.kind = ItemKind::kSelect;
  item.span = relation.name.span;
  item.select.push_back(std::move(related));
  Query query;
  query.root.source.push_back(Step(Name{table.name, relation.name.span}));
  query.root.items.push_back(std::move(item));
  return query;
}

Query QuestionOf(const AssertDeclaration& assertion) {
  Query query;
  query.is_roots = true;
  Item item;
  item.label = Name{"holds", assertion.name.span};
  item.expr = assertion.condition;
  query.root.items.push_back(std::move(item));
  return query;
}

}  // namespace

Query QuestionOf(const FragmentDeclaration& fragment) {
  Query query;
  query.root.span = fragment.name.span;
  query.root.source.push_back(Step(fragment.table));
  query.root.items = fragment.items;
  return query;
}

absl::StatusOr<std::shared_ptr<const SelectPlan>> PlanAssertion(
    const Schema& schema, const AssertDeclaration& assertion) {
  CAMBIUM_ASSIGN_OR_RETURN(SelectPlan plan, PlanQuery(schema, QuestionOf(assertion)));
  if (FollowsTime(plan)) {
    return ErrorAt(assertion.condition.span,
                   "an assertion cannot ask for NOW(): time passes without a commit");
  }
  const FieldType& type = plan.scalars[0].type;
  if (type.kind != TypeKind::kBool && type.kind != TypeKind::kNull) {
    return ErrorAt(assertion.condition.span, "expected a truth value, found " + TypeText(type));
  }
  return std::make_shared<const SelectPlan>(std::move(plan));
}

absl::Status CheckDependents(const Schema& before, const Schema& after, Span span) {
  for (const auto& table : after.tables()) {
    for (const VirtualRelation& relation : table->relations) {
      CAMBIUM_RETURN_IF_ERROR(CheckBoth(before, after, QuestionOf(*table, relation),
                                        "relation " + table->name + "." + relation.name.text,
                                        span));
    }
  }
  for (const FragmentDeclaration& fragment : after.fragments()) {
    CAMBIUM_RETURN_IF_ERROR(
        CheckBoth(before, after, QuestionOf(fragment), "fragment " + fragment.name.text, span));
  }
  for (const auto& [name, query] : after.queries()) {
    CAMBIUM_RETURN_IF_ERROR(CheckBoth(before, after, query.query, "query " + name, span));
  }
  for (const auto& [name, assertion] : after.assertions()) {
    CAMBIUM_RETURN_IF_ERROR(
        CheckBoth(before, after, QuestionOf(assertion), "assertion " + name, span));
  }
  return absl::OkStatus();
}

}  // namespace cambium
