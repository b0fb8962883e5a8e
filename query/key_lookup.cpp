// Recognising look-ups, and looking up.
// SPDX-License-Identifier: Apache-2.0
#include "query/key_lookup.h"

#include <algorithm>
#include <span>
#include <utility>

#include "absl/container/inlined_vector.h"
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
  for (const ColumnId column : plan->layout) {
    const auto found =
        std::find_if(scan->fields.begin(), scan->fields.end(),
                     [column](const ScanColumn& field) { return field.id == column; });
    if (found == scan->fields.end()) return std::nullopt;
    lookup.fields_.push_back(found->field);
  }
  lookup.reader_.emplace(*table, lookup.fields_);
  lookup.plan_ = std::move(plan);
  return lookup;
}

TreeList KeyLookup::AnswerFrom(const std::optional<Row>& row) const {
  TreeList answer;
  if (!row.has_value()) return answer;
  answer.push_back({plan_.get(), row->Project(fields_), {}});
  return answer;
}

absl::StatusOr<std::optional<TreeList>> KeyLookup::Find(const Store& store,
                                                        std::span<const Value> values) const {
  const std::optional<std::string> subject = SubjectFor(values);
  if (!subject.has_value()) return std::optional<TreeList>();
  absl::InlinedVector<Value, 8> found(fields_.size());
  const std::span<Value> all(found.data(), found.size());
  CAMBIUM_ASSIGN_OR_RETURN(const bool stands, reader_->Read(store, *subject, all));
  std::optional<TreeList> answer(std::in_place);
  if (stands) answer->push_back({plan_.get(), Row(all), {}});
  return answer;
}

}  // namespace cambium
