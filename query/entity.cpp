// Rows to triples and back.
// SPDX-License-Identifier: Apache-2.0
#include "query/entity.h"

#include "absl/container/inlined_vector.h"
#include "dataflow/key_encoding.h"
#include "dataflow/status.h"
#include "query/entity_fields.h"

namespace cambium {

Value AsField(const FieldType& type, const Value& value) {
  const TypeKind stored = type.storage();
  const bool may_differ = stored == TypeKind::kFloat || stored == TypeKind::kDecimal ||
                          (stored == TypeKind::kAny && value.is_number());
  if (!may_differ) return value;
  absl::StatusOr<Value> typed = CoerceTo(type, value);
  return typed.ok() ? *std::move(typed) : value;
}

std::string SubjectOf(const Table& table, const Row& row) {
  std::string subject;
  for (const std::size_t field : table.key) AppendKey(row[field], subject);
  return subject;
}

std::string SubjectOf(const Table& table, std::span<const Value> row) {
  std::string subject;
  for (const std::size_t field : table.key) AppendKey(row[field], subject);
  return subject;
}

absl::StatusOr<bool> Exists(const Store& store, const Table& table, const std::string& subject,
                            std::uint64_t version) {
  const AttributeId first_key = table.fields[table.key[0]].number;
  CAMBIUM_ASSIGN_OR_RETURN(const Value found,
                           store.Get({table.id, first_key, subject}, version));
  return !found.is_null();
}

absl::StatusOr<std::optional<Row>> ReadEntity(const Store& store, const Table& table,
                                              const std::string& subject,
                                              std::uint64_t version) {
  absl::InlinedVector<Value, 8> values(table.fields.size());
  const std::span<Value> all(values.data(), values.size());
  CAMBIUM_ASSIGN_OR_RETURN(const bool stands,
                           EntityFields(table).Read(store, subject, all, version));
  return stands ? std::optional<Row>(Row(all)) : std::nullopt;
}

std::string SubjectOfReference(const Table& table, const ValueView& reference) {
  // Of a composite key the value is the encoding itself.
  if (table.key.size() > 1) return std::string(reference.bytes());
  std::string subject;
  AppendKey(reference, subject);
  return subject;
}

absl::Status ScanEntities(const Store& store, const Table& table,
                          const std::vector<std::size_t>& read, const EntityVisitor& visit,
                          std::uint64_t version) {
  std::vector<AttributeId> attributes;
  attributes.reserve(read.size());
  for (const std::size_t field : read) attributes.push_back(table.fields[field].number);
  const auto visit_stored = [&](const std::string& subject, std::span<const Value> found) {
    std::vector<Value> values;
    values.reserve(found.size());
    for (std::size_t i = 0; i < found.size(); ++i) {
      values.push_back(AsField(table.fields[read[i]].type, found[i]));
    }
    visit(subject, Row(values));
  };
  return store.Scan(table.id, attributes, visit_stored, version);
}

void AppendTriples(const Table& table, const std::string& subject, const EntityChange& change,
                   Batch& batch) {
  for (std::size_t i = 0; i < table.fields.size(); ++i) {
    const ValueView before = change.before.has_value() ? (*change.before)[i] : ValueView();
    const ValueView after = change.after.has_value() ? (*change.after)[i] : ValueView();
    if (before == after) continue;
    batch.push_back({{table.id, table.fields[i].number, subject}, Value(after)});
  }
  if (change.after.has_value() && !change.is_replaced) return;
  // Or another row of this key would have them, should the field be declared again.
  for (const AttributeId number : table.dropped) {
    batch.push_back({{table.id, number, subject}, Value()});
  }
}

}  // namespace cambium
