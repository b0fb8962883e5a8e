// Following tables: their rows, and their declarations.
// SPDX-License-Identifier: Apache-2.0
#include "query/typed_inputs.h"

#include <algorithm>

#include "dataflow/check.h"
#include "query/entity.h"

namespace cambium {

// ---------- one input ----------

TypedSource::TypedSource(TypedInputs& inputs, const StructMatch& match,
                         std::span<const StructMember> members)
    : inputs_(inputs),
      table_(match.table->id),
      name_(match.table->name),
      members_(members),
      positions_(match.positions) {
  for (const std::size_t position : positions_) {
    fields_.push_back(match.table->fields[position]);
  }
  inputs_.sources_[table_].push_back(this);
}

TypedSource::~TypedSource() {
  const auto found = inputs_.sources_.find(table_);
  if (found == inputs_.sources_.end()) return;
  std::erase(found->second, this);
  if (found->second.empty()) inputs_.sources_.erase(found);
}

void TypedSource::Route(const EntityChange& change) {
  const auto is_same = [&change](std::size_t position) {
    return (*change.before)[position] == (*change.after)[position];
  };
  const bool stays = change.before.has_value() && change.after.has_value() &&
                     std::all_of(positions_.begin(), positions_.end(), is_same);
  if (stays) return;
  if (change.before.has_value()) Give(*change.before, -1);
  if (change.after.has_value()) Give(*change.after, 1);
}

void TypedSource::ReadStanding(const std::function<void(const Row&)>& visit) const {
  CAMBIUM_CHECK(inputs_.store_ != nullptr, "a typed stream is used outside of Derive()");
  const Table* const table = inputs_.schema_->FindById(table_);
  if (!standing_->status.ok() || table == nullptr)
    return inputs_.read_.Update(standing_->status);
  inputs_.read_.Update(
      ScanEntities(*inputs_.store_, *table, KeyAndMembers(*table, positions_),
                   [&visit](const std::string&, const Row& row) { visit(row); }));
}

void TypedSource::Follow(const Schema& schema) {
  const Table* const table = schema.FindById(table_);
  if (table == nullptr) {
    standing_->status = absl::FailedPreconditionError("table was dropped: " + name_);
    return;
  }
  const absl::StatusOr<StructMatch> match = MatchStruct(schema, table->name, members_);
  if (!match.ok()) {
    standing_->status = absl::FailedPreconditionError("table was declared anew: " +
                                                      std::string(match.status().message()));
    return;
  }
  for (std::size_t i = 0; i < fields_.size(); ++i) {
    const Field& field = table->fields[match->positions[i]];
    if (field.number == fields_[i].number && field.type == fields_[i].type) continue;
    standing_->status = absl::FailedPreconditionError(
        "table was declared anew: field is another one: " + name_ + "." + field.name);
    return;
  }
  positions_ = match->positions;
}

// ---------- all inputs ----------

TypedInputs::~TypedInputs() {
  for (DerivedSlot* slot : slots_) {
    slot->database = nullptr;
    slot->Drop();
  }
}

TypedInputs::Reading::Reading(TypedInputs& inputs, const Schema& schema, const Store& store)
    : inputs_(inputs) {
  inputs_.schema_ = &schema;
  inputs_.store_ = &store;
  inputs_.read_ = absl::OkStatus();
}

TypedInputs::Reading::~Reading() {
  inputs_.schema_ = nullptr;
  inputs_.store_ = nullptr;
}

void TypedInputs::Route(const Changes& changes) {
  for (const auto& [type, table] : changes.tables) {
    const auto found = sources_.find(type);
    if (found == sources_.end()) continue;
    for (const auto& [subject, change] : table.entities) {
      if (change.before == change.after) continue;
      for (TypedSource* source : found->second) source->Route(change);
    }
  }
}

void TypedInputs::Follow(const Schema& schema) {
  for (auto table = sources_.begin(); table != sources_.end();) {
    for (TypedSource* source : table->second) source->Follow(schema);
    const auto has_ended = [](const TypedSource* source) {
      return !source->standing()->status.ok();
    };
    ended_count_ += std::erase_if(table->second, has_ended);
    table = table->second.empty() ? sources_.erase(table) : std::next(table);
  }
}

}  // namespace cambium
