// Recognising look-ups, and looking up.
// SPDX-License-Identifier: Apache-2.0
#include "query/key_lookup.h"

#include <algorithm>
#include <utility>

#include "dataflow/status.h"
#include "query/entity.h"

namespace cambium {
namespace {

// A table and a WHERE.
bool IsPlain(const Query& query) {
  const Select& root = query.root;
  return !query.is_roots && !root.distinct && root.source.size() == 1 &&
         !root.source[0].hops.has_value() && !root.alias.has_value() && !root.on.has_value() &&
         root.where.has_value() && root.group_by.empty() && !root.having.has_value() &&
         root.order_by.empty() && !root.start.has_value() && !root.limit.has_value() &&
         !root.offset.has_value();
}

// The scan whose rows the plan gives, if it does no more than to choose some. The window is
// that of ONE: it has room for the row.
const Flow* ScanBelow(const Flow* flow) {
  while (flow->kind == FlowKind::kFilter || flow->kind == FlowKind::kTop) {
    flow = flow->left.get();
  }
  return flow->kind == FlowKind::kScan ? flow : nullptr;
}

}  // namespace

std::optional<KeyLookup> KeyLookup::Of(const Schema& schema, const Query& query,
                                       const std::vector<std::string>& parameters,
                                       std::shared_ptr<const SelectPlan> plan) {
  // A parameter that is declared has a type and perhaps a default of its own.
  if (!IsPlain(query) || !query.parameters.empty() || !plan->selects.empty()) {
    return std::nullopt;
  }
  const Flow* scan = ScanBelow(plan->flow.get());
  if (scan == nullptr) return std::nullopt;
  const Table* const table = schema.Find(query.root.source[0].text);
  if (table == nullptr || table->id != scan->table) return std::nullopt;
  std::optional<KeyCondition> condition =
      KeyCondition::Of(*table, *query.root.where, parameters);
  if (!condition.has_value()) return std::nullopt;
  KeyLookup lookup(*table, *std::move(condition));
  lookup.fields_.push_back(lookup.table_->key[0]);
  for (const ColumnId column : plan->layout) {
    const auto found =
        std::find_if(scan->fields.begin(), scan->fields.end(),
                     [column](const ScanColumn& field) { return field.id == column; });
    if (found == scan->fields.end()) return std::nullopt;
    const auto known = std::find(lookup.fields_.begin(), lookup.fields_.end(), found->field);
    lookup.places_.push_back(static_cast<std::size_t>(known - lookup.fields_.begin()));
    if (known == lookup.fields_.end()) lookup.fields_.push_back(found->field);
  }
  for (const std::size_t field : lookup.fields_) {
    lookup.attributes_.push_back(lookup.table_->fields[field].number);
  }
  lookup.plan_ = std::move(plan);
  return lookup;
}

TreeList KeyLookup::AnswerFrom(const std::optional<Row>& row) const {
  TreeList answer;
  if (!row.has_value()) return answer;
  std::vector<ValueView> values;
  values.reserve(places_.size());
  for (const std::size_t place : places_) values.push_back((*row)[fields_[place]]);
  answer.push_back({plan_.get(), Row(values), {}});
  return answer;
}

absl::StatusOr<std::optional<TreeList>> KeyLookup::Find(const Store& store,
                                                        std::span<const Value> values) const {
  const std::optional<std::string> subject = SubjectFor(values);
  if (!subject.has_value()) return std::optional<TreeList>();
  CAMBIUM_ASSIGN_OR_RETURN(const std::vector<Value> found,
                           store.GetEntity(table_->id, *subject, attributes_));
  std::optional<TreeList> answer(std::in_place);
  if (found[0].is_null()) return answer;
  std::vector<Value> row;
  row.reserve(places_.size());
  for (const std::size_t place : places_) {
    row.push_back(AsField(table_->fields[fields_[place]].type, found[place]));
  }
  answer->push_back({plan_.get(), Row(row), {}});
  return answer;
}

}  // namespace cambium
