// Scans, look-ups, and the choice between them.
// SPDX-License-Identifier: Apache-2.0
#include "query/table_reader.h"

#include <algorithm>
#include <utility>

#include "dataflow/key_encoding.h"
#include "dataflow/status.h"
#include "query/entity.h"
#include "query/entity_fields.h"
#include "query/entity_scan.h"

namespace cambium {
namespace {

// As many rows are scanned in the time of one look-up.
constexpr std::size_t kRowsPerLookUp = 32;
// So few look-ups are never too many.
constexpr std::size_t kAlwaysFew = 16;
// Who stops early often stops here.
constexpr std::size_t kFirstBatch = 64;

// Values in the types of their field, which is how most are stored.
class FieldColumn {
 public:
  explicit FieldColumn(const FieldType& type) : type_(type), stored_(type.storage()) {}

  void Clear() { values_.clear(); }
  void Add(const ValueView& value) {
    // A number has no bytes of its own: the view is all of it.
    values_.push_back(Fits(value) ? value : ValueView(AsField(type_, Value(value))));
  }
  void Fill(const std::vector<StoredValue>& stored) {
    values_.resize(stored.size());
    for (std::size_t i = 0; i < stored.size(); ++i) values_[i] = stored[i].View();
    const bool may_differ = stored_ == TypeKind::kFloat || stored_ == TypeKind::kDecimal ||
                            stored_ == TypeKind::kAny;
    if (!may_differ) return;
    for (ValueView& value : values_) {
      if (!Fits(value)) value = AsField(type_, Value(value));
    }
  }
  const std::vector<ValueView>& values() const { return values_; }

 private:
  bool Fits(const ValueView& value) const {
    if (value.is_null()) return true;
    if (stored_ == TypeKind::kFloat) return value.type() == ValueType::kFloat;
    if (stored_ == TypeKind::kAny) return !value.is_number();
    if (stored_ != TypeKind::kDecimal) return true;
    return value.type() == ValueType::kDecimal && value.scale() == type_.scale;
  }

  const FieldType& type_;
  const TypeKind stored_;
  std::vector<ValueView> values_;
};

std::vector<FieldColumn> ColumnsOf(const Table& table, std::span<const std::size_t> fields) {
  std::vector<FieldColumn> columns;
  columns.reserve(fields.size());
  for (const std::size_t field : fields) columns.emplace_back(table.fields[field].type);
  return columns;
}

ColumnsView ViewOf(const std::vector<FieldColumn>& columns) {
  ColumnsView view{columns[0].values().size(), {}};
  for (const FieldColumn& column : columns) view.columns.push_back(column.values().data());
  return view;
}

std::vector<AttributeId> AttributesOf(const Table& table, std::span<const std::size_t> fields) {
  std::vector<AttributeId> attributes;
  attributes.reserve(fields.size());
  for (const std::size_t field : fields) attributes.push_back(table.fields[field].number);
  return attributes;
}

std::string KeyOf(const Value& value) {
  std::string key;
  AppendKey(value, key);
  return key;
}

// Subjects that are integers; a bound that is none is left to the filters.
void SetIntegers(const ValueRange& keys, ColumnRange& range) {
  if (keys.least.has_value() && keys.least->type() == ValueType::kInt) {
    range.least = OwnedSubject(IntegerSubject(keys.least->AsInt()));
  }
  if (keys.greatest.has_value() && keys.greatest->type() == ValueType::kInt &&
      keys.greatest->AsInt() < INT64_MAX) {
    range.end = OwnedSubject(IntegerSubject(keys.greatest->AsInt() + 1));
  }
}

void SetBytes(const ValueRange& keys, ColumnRange& range) {
  if (keys.least.has_value()) {
    range.least = OwnedSubject(BytesSubject(KeyOf(*keys.least)));
  }
  if (keys.greatest.has_value()) {
    const RunKey run{range.type, range.attributes[0], range.kind};
    range.end = RunRange::OfPrefix(run, KeyOf(*keys.greatest)).end;
  }
}

}  // namespace

absl::Status TableReader::Scan(const Table& table, std::span<const std::size_t> fields,
                               const ValueRange& keys, bool reverse, const Visit& visit) {
  ColumnRange range;
  range.type = table.id;
  range.attributes = AttributesOf(table, fields);
  range.reverse = reverse;
  bool goes_on = true;
  for (const SubjectKind kind : {SubjectKind::kInteger, SubjectKind::kBytes}) {
    range.kind = kind;
    range.least.reset();
    range.end.reset();
    if (!keys.is_all() && kind == SubjectKind::kInteger) SetIntegers(keys, range);
    if (!keys.is_all() && kind == SubjectKind::kBytes) SetBytes(keys, range);
    CAMBIUM_RETURN_IF_ERROR(ScanKind(table, fields, range, visit, goes_on));
    if (!goes_on) break;
  }
  return absl::OkStatus();
}

absl::Status TableReader::ScanKind(const Table& table, std::span<const std::size_t> fields,
                                   const ColumnRange& range, const Visit& visit,
                                   bool& goes_on) {
  CAMBIUM_ASSIGN_OR_RETURN(const auto scan, store_.ScanColumns(range, version_));
  std::vector<FieldColumn> columns = ColumnsOf(table, fields);
  std::size_t most = kFirstBatch;
  for (ColumnBatch batch; goes_on;) {
    CAMBIUM_ASSIGN_OR_RETURN(const bool more, scan->Next(most, batch));
    if (!more) return absl::OkStatus();
    most = ColumnScan::kUsualBatch;
    read_count_ += batch.size();
    for (std::size_t i = 0; i < columns.size(); ++i) columns[i].Fill(batch.columns[i]);
    goes_on = visit(ViewOf(columns));
  }
  return absl::OkStatus();
}

absl::Status TableReader::LookUp(const Table& table, std::span<const std::size_t> fields,
                                 std::span<const std::string> subjects, const Visit& visit) {
  const EntityFields reader(table, fields);
  std::vector<FieldColumn> columns = ColumnsOf(table, fields);
  for (std::size_t first = 0; first < subjects.size();) {
    const std::size_t end = std::min(subjects.size(), first + ColumnScan::kUsualBatch);
    std::vector<std::vector<Value>> found;  // Keeps the texts of a batch.
    found.reserve(end - first);
    for (; first < end; ++first) {
      std::vector<Value> values(fields.size());
      CAMBIUM_ASSIGN_OR_RETURN(const bool stands,
                               reader.Read(store_, subjects[first], values, version_));
      ++read_count_;
      if (stands) found.push_back(std::move(values));
    }
    for (std::size_t i = 0; i < columns.size(); ++i) {
      columns[i].Clear();
      for (const std::vector<Value>& values : found) columns[i].Add(values[i]);
    }
    if (!found.empty() && !visit(ViewOf(columns))) return absl::OkStatus();
  }
  return absl::OkStatus();
}

absl::Status TableReader::Read(const Table& table, std::span<const std::size_t> fields,
                               const AccessPath& path, const Visit& visit) {
  const auto kind = path.is_by_join() ? AccessKind::kScan : path.kind;
  bool goes_on = true;
  const Visit visit_until_enough = [&](const ColumnsView& rows) {
    return goes_on = visit(rows);
  };
  switch (kind) {
    case AccessKind::kKey: {
      CAMBIUM_ASSIGN_OR_RETURN(const bool is_few, IsFew(table, path.subjects.size()));
      if (!is_few) break;
      return LookUp(table, fields, path.subjects, visit);
    }
    case AccessKind::kKeyOrder:
    case AccessKind::kKeyRange:
      for (std::size_t i = 0; goes_on && i < path.ranges.size(); ++i) {
        CAMBIUM_RETURN_IF_ERROR(
            Scan(table, fields, path.ranges[i], path.reverse, visit_until_enough));
      }
      return absl::OkStatus();
    case AccessKind::kIndex: {
      if (!has_indexes()) break;
      std::vector<std::string> found;
      CAMBIUM_ASSIGN_OR_RETURN(bool is_few, IsFew(table, path.ranges.size()));
      for (std::size_t i = 0; is_few && i < path.ranges.size(); ++i) {
        CAMBIUM_ASSIGN_OR_RETURN(is_few, AddIndexed(table, path.field, path.ranges[i], found));
      }
      if (!is_few) break;
      return LookUp(table, fields, found, visit);
    }
    case AccessKind::kScan:
      break;
  }
  return Scan(table, fields, {}, false, visit);
}

absl::StatusOr<bool> TableReader::AddIndexed(const Table& table, std::size_t field,
                                             const ValueRange& values,
                                             std::vector<std::string>& subjects) {
  IndexRange range;
  range.type = table.id;
  range.attribute = table.fields[field].number;
  range.values = values;
  const auto found = store_.ScanIndex(range, version_);
  // A declaration that failed may have taken the index; the rows stand.
  if (absl::IsNotFound(found.status()) || absl::IsFailedPrecondition(found.status())) {
    return false;
  }
  CAMBIUM_RETURN_IF_ERROR(found.status());
  const std::unique_ptr<IndexScan>& scan = *found;
  std::size_t next_look = 4 * kAlwaysFew;
  for (IndexBatch batch;;) {
    CAMBIUM_ASSIGN_OR_RETURN(const bool more, scan->Next(kAlwaysFew, batch));
    if (!more) return true;
    read_count_ += batch.size();
    for (const std::string_view subject : batch.subjects) subjects.emplace_back(subject);
    if (subjects.size() < next_look) continue;
    CAMBIUM_ASSIGN_OR_RETURN(const bool is_few, IsFew(table, subjects.size()));
    if (!is_few) return false;
    next_look = 4 * subjects.size();
  }
}

absl::StatusOr<bool> TableReader::IsFew(const Table& table, std::size_t count) {
  if (count <= kAlwaysFew) return true;
  const std::size_t wanted = count * kRowsPerLookUp;
  CAMBIUM_ASSIGN_OR_RETURN(const std::uint64_t seen,
                           CountEntities(store_, table, wanted - 1, version_));
  read_count_ += seen;
  return seen >= wanted;
}

}  // namespace cambium
