// Look-ups in memory and in the store.
// SPDX-License-Identifier: Apache-2.0
#include "query/import/row_check.h"

#include <utility>

#include "dataflow/status.h"
#include "lsm/run_key.h"
#include "query/entity.h"

namespace cambium {

absl::StatusOr<RowCheck> RowCheck::Make(const Table& table, const Store& store,
                                        Subjects subjects) {
  RowCheck check(table, store, std::move(subjects));
  for (const SubjectKind kind : {SubjectKind::kInteger, SubjectKind::kBytes}) {
    ColumnRange range;
    range.type = table.id;
    range.attributes = {table.fields[table.key[0]].number};
    range.kind = kind;
    CAMBIUM_ASSIGN_OR_RETURN(const auto scan, store.ScanColumns(range));
    ColumnBatch batch;
    CAMBIUM_ASSIGN_OR_RETURN(const bool has_rows, scan->Next(1, batch));
    check.has_rows_ = check.has_rows_ || has_rows;
  }
  return check;
}

bool RowCheck::SubjectSet::Contains(const std::string& subject) const {
  const TripleKey key{0, 0, subject};
  const Place place = PlaceOf(key);
  return place.run.has_integers() ? integers_.contains(place.subject.word)
                                  : others_.contains(subject);
}

void RowCheck::SubjectSet::Insert(std::string subject) {
  TripleKey key{0, 0, std::move(subject)};
  const Place place = PlaceOf(key);
  if (place.run.has_integers()) {
    integers_.insert(place.subject.word);
  } else {
    others_.insert(std::move(key.subject));
  }
}

absl::StatusOr<bool> RowCheck::IsKeyTaken(const std::string& subject) {
  if (has_rows_) {
    CAMBIUM_ASSIGN_OR_RETURN(const bool stands, Exists(*store_, *table_, subject));
    if (stands) return true;
  }
  if (!seen_.has_value()) {
    if (greatest_ < subject) return false;
    if (greatest_ == subject) return true;
    seen_.emplace();
    CAMBIUM_RETURN_IF_ERROR(
        subjects_([this](std::string_view earlier) { seen_->Insert(std::string(earlier)); }));
  }
  return seen_->Contains(subject);
}

absl::StatusOr<bool> RowCheck::IsValueTaken(std::size_t field, const Value& value) const {
  const auto known = values_.find(field);
  if (known != values_.end() && known->second.contains(value)) return true;
  if (!has_rows_) return false;
  IndexRange range;
  range.type = table_->id;
  range.attribute = table_->fields[field].number;
  range.values.least = range.values.greatest = value;
  CAMBIUM_ASSIGN_OR_RETURN(const std::unique_ptr<IndexScan> scan, store_->ScanIndex(range));
  IndexBatch batch;
  return scan->Next(1, batch);
}

absl::StatusOr<std::optional<BadRow>> RowCheck::Check(const std::string& subject,
                                                      const SourceRow& row) {
  const auto refuse = [this, &row](const std::string& fields, const std::string& what) {
    return BadRow{row.line, fields, what + " exists already in " + table_->name,
                  std::string(row.raw)};
  };
  const auto shown = [this, &row](std::size_t field) {
    return JsonOf(table_->fields[field].type, row.values[field]);
  };
  CAMBIUM_ASSIGN_OR_RETURN(const bool is_key_taken, IsKeyTaken(subject));
  if (is_key_taken) {
    std::string names;
    std::string key;
    for (const std::size_t field : table_->key) {
      names += (names.empty() ? "" : ", ") + table_->fields[field].name;
      key += (key.empty() ? "" : ", ") + shown(field);
    }
    return refuse(names, "key " + (table_->key.size() == 1 ? key : "(" + key + ")"));
  }
  for (std::size_t i = 0; i < table_->fields.size(); ++i) {
    const Field& field = table_->fields[i];
    if (!field.is_unique || row.values[i].is_null()) continue;
    CAMBIUM_ASSIGN_OR_RETURN(const bool is_taken, IsValueTaken(i, row.values[i]));
    if (is_taken) return refuse(field.name, "value " + shown(i));
  }
  for (std::size_t i = 0; i < table_->fields.size(); ++i) {
    const bool is_value = table_->fields[i].is_unique && !row.values[i].is_null();
    if (is_value) values_[i].insert(row.values[i]);
  }
  if (greatest_ < subject) greatest_ = subject;
  if (seen_.has_value()) seen_->Insert(subject);
  return std::nullopt;
}

}  // namespace cambium
