// Recognising look-ups, and looking up.
// SPDX-License-Identifier: Apache-2.0
#include "query/key_lookup.h"

#include <algorithm>
#include <utility>

#include "dataflow/key_encoding.h"
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

bool KeyLookup::TakeKeys(const Expr& condition, const std::vector<std::string>& parameters) {
  if (condition.kind == ExprKind::kAnd) {
    return std::all_of(condition.args.begin(), condition.args.end(),
                       [&](const Expr& part) { return TakeKeys(part, parameters); });
  }
  if (condition.kind != ExprKind::kEqual) return false;
  const bool field_first = condition.args[0].kind == ExprKind::kPath;
  const Expr& path = condition.args[field_first ? 0 : 1];
  const Expr& value = condition.args[field_first ? 1 : 0];
  if (path.kind != ExprKind::kPath || path.path.size() != 1 || path.path[0].hops.has_value()) {
    return false;
  }
  const std::optional<std::size_t> field = table_->FindField(path.path[0].text);
  if (!field.has_value()) return false;
  const auto part = std::find(table_->key.begin(), table_->key.end(), *field);
  if (part == table_->key.end()) return false;
  auto& place = key_[static_cast<std::size_t>(part - table_->key.begin())];
  if (place.has_value()) return false;
  if (value.kind == ExprKind::kLiteral) {
    place = value.literal;
    return true;
  }
  if (value.kind != ExprKind::kParameter) return false;
  const auto named = std::find(parameters.begin(), parameters.end(), value.name.text);
  place = static_cast<std::size_t>(named - parameters.begin());
  return named != parameters.end();
}

std::optional<KeyLookup> KeyLookup::Of(const Schema& schema, const Query& query,
                                       const std::vector<std::string>& parameters,
                                       std::shared_ptr<const SelectPlan> plan) {
  // A parameter that is declared has a type and perhaps a default of its own.
  if (!IsPlain(query) || !query.parameters.empty() || !plan->selects.empty()) {
    return std::nullopt;
  }
  const Flow* scan = ScanBelow(plan->flow.get());
  if (scan == nullptr) return std::nullopt;
  KeyLookup lookup;
  lookup.table_ = schema.Find(query.root.source[0].text);
  if (lookup.table_ == nullptr || lookup.table_->id != scan->table) return std::nullopt;
  lookup.key_.resize(lookup.table_->key.size());
  if (!lookup.TakeKeys(*query.root.where, parameters)) return std::nullopt;
  for (const auto& part : lookup.key_) {
    if (!part.has_value()) return std::nullopt;
  }
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

std::optional<std::string> KeyLookup::SubjectFor(std::span<const Value> values) const {
  std::string subject;
  for (std::size_t i = 0; i < key_.size(); ++i) {
    const auto* parameter = std::get_if<std::size_t>(&*key_[i]);
    const Value& given = parameter != nullptr ? values[*parameter] : std::get<Value>(*key_[i]);
    const FieldType& type = table_->fields[table_->key[i]].type;
    if (given.is_null()) return std::nullopt;
    const absl::StatusOr<Value> typed = CoerceTo(type, given);
    if (!typed.ok()) return std::nullopt;
    // Numbers are compared exactly: one that had to be rounded is the query's to answer.
    if (given.is_number() && *typed != given) return std::nullopt;
    AppendKey(*typed, subject);
  }
  return subject;
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
