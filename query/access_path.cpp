// From conditions to ranges of fields, and from these to the best way in.
// SPDX-License-Identifier: Apache-2.0
#include "query/access_path.h"

#include <algorithm>
#include <optional>
#include <set>
#include <utility>

#include "dataflow/key_encoding.h"
#include "query/value_kind.h"

namespace cambium {
namespace {

// What is known of the value of a field: one of some points, else a range.
struct Known {
  std::optional<std::set<Value>> points;
  ValueRange range;

  bool is_point() const { return points.has_value() && points->size() == 1; }
};
using KnownFields = std::map<std::size_t, Known>;  // by field

bool IsNumber(const FieldType& type) {
  return type.is_number() || type.storage() == TypeKind::kEnum;
}

// Whether keys and indexes of the field order this value as comparisons do.
bool Fits(const Field& field, const Value& value) {
  return field.type.storage() != TypeKind::kJson && IsOfKind(field.type, value);
}

// The conditions that some filters put on the fields of one scan.
class Conditions {
 public:
  Conditions(const Table& table, const Flow& scan) : table_(table), scan_(scan) {}

  void Add(const PlanExpr& condition) {
    switch (condition.kind) {
      case ExprKind::kAnd:
        for (const PlanExpr& arg : condition.args) Add(arg);
        return;
      case ExprKind::kEqual:
      case ExprKind::kLess:
      case ExprKind::kLessEqual:
      case ExprKind::kGreater:
      case ExprKind::kGreaterEqual:
        return AddComparison(condition);
      case ExprKind::kBetween:
        if (const auto field = FieldOf(condition.args[0])) {
          AddLeast(*field, condition.args[1]);
          AddGreatest(*field, condition.args[2]);
        }
        return;
      case ExprKind::kIn:
        return AddIn(condition);
      default:
        return;
    }
  }

  const KnownFields& known() const { return known_; }

 private:
  std::optional<std::size_t> FieldOf(const PlanExpr& expr) const {
    if (expr.kind != ExprKind::kPath) return std::nullopt;
    for (const ScanColumn& column : scan_.fields) {
      if (column.id == expr.column) return column.field;
    }
    return std::nullopt;
  }
  bool IsUsable(std::size_t field, const PlanExpr& expr) const {
    return expr.kind == ExprKind::kLiteral && Fits(table_.fields[field], expr.literal);
  }

  void AddComparison(const PlanExpr& condition) {
    for (const std::size_t mine : {std::size_t{0}, std::size_t{1}}) {
      const auto field = FieldOf(condition.args[mine]);
      const PlanExpr& other = condition.args[1 - mine];
      if (!field.has_value() || !IsUsable(*field, other)) continue;
      const bool is_less =
          condition.kind == ExprKind::kLess || condition.kind == ExprKind::kLessEqual;
      if (condition.kind == ExprKind::kEqual) {
        AddPoints(*field, {other.literal});
      } else if (is_less == (mine == 0)) {
        AddGreatest(*field, other);
      } else {
        AddLeast(*field, other);
      }
    }
  }
  void AddIn(const PlanExpr& condition) {
    const auto field = FieldOf(condition.args[0]);
    if (!field.has_value()) return;
    std::set<Value> points;
    for (std::size_t i = 1; i < condition.args.size(); ++i) {
      if (!IsUsable(*field, condition.args[i])) return;
      points.insert(condition.args[i].literal);
    }
    AddPoints(*field, std::move(points));
  }
  void AddPoints(std::size_t field, std::set<Value> points) {
    Known& known = known_[field];
    const bool is_better = !known.points.has_value() || points.size() < known.points->size();
    if (is_better) known.points = std::move(points);
  }
  void AddLeast(std::size_t field, const PlanExpr& least) {
    if (!IsUsable(field, least)) return;
    std::optional<Value>& known = known_[field].range.least;
    if (!known.has_value() || *known < least.literal) known = least.literal;
  }
  void AddGreatest(std::size_t field, const PlanExpr& greatest) {
    if (!IsUsable(field, greatest)) return;
    std::optional<Value>& known = known_[field].range.greatest;
    if (!known.has_value() || greatest.literal < *known) known = greatest.literal;
  }

  const Table& table_;
  const Flow& scan_;
  KnownFields known_;
};

// A scan, the filters on top of it that nobody else reads, and the join that they end in.
struct Chain {
  const Flow* scan = nullptr;
  const std::set<ColumnId>* needed = nullptr;  // of the scan
  std::vector<const Flow*> flows;              // filters and extends
  const Flow* join = nullptr;                  // whose right side it is
  const Flow* top = nullptr;  // or the window of all of them; then they are filters

  bool HasFiltersAlone() const {
    return std::all_of(flows.begin(), flows.end(),
                       [](const Flow* flow) { return flow->kind == FlowKind::kFilter; });
  }
};

class Chooser {
 public:
  Chooser(const Table& table, const Chain& chain, const Conditions& conditions)
      : table_(table), chain_(chain), known_(conditions.known()) {}

  AccessPath Choose() {
    for (const auto way : {&Chooser::ByKey, &Chooser::ByJoinedKey, &Chooser::ByIndexPoints,
                           &Chooser::ByJoinedIndex, &Chooser::ByKeyOrder, &Chooser::ByKeyRange,
                           &Chooser::ByIndexRange}) {
      if ((this->*way)()) return std::move(path_);
    }
    path_.text = ScanText() + ": " + WhyScan();
    return std::move(path_);
  }

 private:
  const Known* KnownOf(std::size_t field) const {
    const auto found = known_.find(field);
    return found == known_.end() ? nullptr : &found->second;
  }
  const std::string& NameOf(std::size_t field) const { return table_.fields[field].name; }
  std::string TextOf(std::size_t field, const Value& value) const {
    return JsonOf(table_.fields[field].type, value);
  }

  bool ByKey() {
    const bool is_single = table_.key.size() == 1;
    std::string subject;
    std::string text;
    for (const std::size_t field : table_.key) {
      const Known* known = KnownOf(field);
      if (known == nullptr || !known->points.has_value()) return false;
      if (!is_single && !known->is_point()) return false;
      text += (text.empty() ? " " : " and ") + PointsText(field, *known->points);
      if (is_single) break;
      AppendKey(*known->points->begin(), subject);
    }
    path_.kind = AccessKind::kKey;
    path_.text = "key lookup " + table_.name + text;
    if (!is_single) {
      path_.subjects = {std::move(subject)};
      return true;
    }
    for (const Value& point : *KnownOf(table_.key[0])->points) {
      subject.clear();
      AppendKey(point, subject);
      path_.subjects.push_back(subject);
    }
    return true;
  }

  // Where in the join's keys this column is.
  std::optional<std::size_t> JoinKeyOf(ColumnId column) const {
    const auto& keys = chain_.join->right_keys;
    const auto found = std::find(keys.begin(), keys.end(), column);
    if (found == keys.end()) return std::nullopt;
    return static_cast<std::size_t>(found - keys.begin());
  }
  std::optional<std::size_t> JoinKeyOfField(std::size_t field) const {
    for (const ScanColumn& column : chain_.scan->fields) {
      if (column.field != field) continue;
      if (const auto key = JoinKeyOf(column.id)) return key;
    }
    return std::nullopt;
  }

  bool ByJoinedKey() {
    if (chain_.join == nullptr) return false;
    std::vector<std::size_t> keys;
    for (const std::size_t field : table_.key) {
      if (const auto key = JoinKeyOfField(field)) keys.push_back(*key);
    }
    if (keys.size() < table_.key.size()) {
      const auto tuple = JoinedTuple();
      if (!tuple.has_value()) return false;
      path_.is_subject = true;
      keys = {*tuple};
    }
    path_.kind = AccessKind::kKey;
    path_.join_keys = std::move(keys);
    path_.text = "key lookup " + table_.name + JoinText();
    return true;
  }
  // A composite key that the chain computes, as references hold it.
  std::optional<std::size_t> JoinedTuple() const {
    for (const Flow* flow : chain_.flows) {
      for (const ComputedColumn& column : flow->computed) {
        const auto key = JoinKeyOf(column.id);
        if (!key.has_value() || column.expr.kind != ExprKind::kTuple) continue;
        if (IsKeyTuple(column.expr)) return key;
      }
    }
    return std::nullopt;
  }
  bool IsKeyTuple(const PlanExpr& tuple) const {
    if (tuple.args.size() != table_.key.size()) return false;
    for (std::size_t i = 0; i < tuple.args.size(); ++i) {
      const auto is_part = [&](const ScanColumn& column) {
        return column.field == table_.key[i] && column.id == tuple.args[i].column;
      };
      if (tuple.args[i].kind != ExprKind::kPath ||
          std::none_of(chain_.scan->fields.begin(), chain_.scan->fields.end(), is_part)) {
        return false;
      }
    }
    return true;
  }

  bool ByIndexPoints() { return ByIndex(true); }
  bool ByIndexRange() { return ByIndex(false); }
  bool ByIndex(bool points) {
    for (const bool unique : {true, false}) {
      for (const auto& [field, known] : known_) {
        if (!table_.fields[field].has_index() || known.points.has_value() != points) continue;
        if (table_.fields[field].is_unique != unique) continue;
        path_.kind = AccessKind::kIndex;
        SetRanges(field, known);
        path_.text = "index " + table_.name + "." + KnownText(field, known);
        return true;
      }
    }
    return false;
  }
  bool ByJoinedIndex() {
    if (chain_.join == nullptr) return false;
    for (std::size_t field = 0; field < table_.fields.size(); ++field) {
      if (!table_.fields[field].has_index()) continue;
      const auto key = JoinKeyOfField(field);
      if (!key.has_value()) continue;
      path_.kind = AccessKind::kIndex;
      path_.field = field;
      path_.join_keys = {*key};
      path_.text = "index " + table_.name + "." + NameOf(field) + JoinText();
      return true;
    }
    return false;
  }

  // Numbers that are not Ints are keys of two kinds, so no range of one kind has them all.
  bool HasKeyOrder() const {
    const FieldType& type = table_.fields[table_.key[0]].type;
    const bool is_integer =
        type.storage() == TypeKind::kInt || type.storage() == TypeKind::kEnum;
    return table_.key.size() > 1 || is_integer || !IsNumber(type);
  }
  bool ByKeyOrder() {
    const std::size_t field = table_.key[0];
    if (chain_.top == nullptr || table_.key.size() > 1 || !HasKeyOrder()) return false;
    const FlowOrder& by = chain_.top->order[0];
    const auto is_key = [&](const ScanColumn& column) {
      return column.id == by.column && column.field == field;
    };
    const std::vector<ScanColumn>& columns = chain_.scan->fields;
    if (std::none_of(columns.begin(), columns.end(), is_key)) return false;
    path_.kind = AccessKind::kKeyOrder;
    const Known* known = KnownOf(field);
    SetRanges(field, known == nullptr ? Known() : *known);
    path_.reverse = by.descending;
    path_.wanted = chain_.top->offset + *chain_.top->limit;
    path_.text = "key order " + table_.name + " by " +
                 (known == nullptr ? NameOf(field) : KnownText(field, *known)) +
                 (by.descending ? " desc" : "") + " until " + std::to_string(path_.wanted) +
                 " are found";
    return true;
  }
  bool ByKeyRange() {
    const std::size_t field = table_.key[0];
    const Known* known = KnownOf(field);
    if (known == nullptr || !HasKeyOrder()) return false;
    path_.kind = AccessKind::kKeyRange;
    SetRanges(field, *known);
    path_.text = "key range " + table_.name + " " + KnownText(field, *known);
    return true;
  }

  void SetRanges(std::size_t field, const Known& known) {
    path_.field = field;
    if (!known.points.has_value()) {
      path_.ranges = {known.range};
      return;
    }
    for (const Value& point : *known.points) path_.ranges.push_back({point, point});
  }

  std::string PointsText(std::size_t field, const std::set<Value>& points) const {
    std::string text;
    for (const Value& point : points) text += (text.empty() ? "" : ", ") + TextOf(field, point);
    return NameOf(field) + (points.size() == 1 ? " = " + text : " in (" + text + ")");
  }
  std::string KnownText(std::size_t field, const Known& known) const {
    if (known.points.has_value()) return PointsText(field, *known.points);
    std::string text = NameOf(field);
    if (known.range.least.has_value()) text += " from " + TextOf(field, *known.range.least);
    if (known.range.greatest.has_value()) {
      text += " up to " + TextOf(field, *known.range.greatest);
    }
    return text;
  }
  std::string JoinText() const {
    std::string text;
    for (const std::size_t key : path_.join_keys) {
      text +=
          (text.empty() ? " of each #" : ", #") + std::to_string(chain_.join->left_keys[key]);
    }
    return text;
  }
  std::string ScanText() const {
    std::string columns;
    for (const ScanColumn& column : chain_.scan->fields) {
      if (chain_.needed->count(column.id) == 0) continue;
      columns += (columns.empty() ? "#" : ", #") + std::to_string(column.id);
    }
    return "scan " + table_.name + " [" + columns + "]";
  }
  std::string WhyScan() const {
    std::set<std::size_t> fields;
    for (const auto& [field, known] : known_) fields.insert(field);
    if (chain_.join != nullptr) {
      for (const ScanColumn& column : chain_.scan->fields) {
        if (JoinKeyOf(column.id).has_value()) fields.insert(column.field);
      }
    }
    std::string names;
    for (const std::size_t field : fields) names += (names.empty() ? "" : ", ") + NameOf(field);
    if (!names.empty()) return "no INDEX on " + names;
    const bool has_filter =
        std::any_of(chain_.flows.begin(), chain_.flows.end(),
                    [](const Flow* flow) { return flow->kind == FlowKind::kFilter; });
    return has_filter ? "no condition compares a field with a constant"
                      : "all rows are asked for";
  }

  const Table& table_;
  const Chain& chain_;
  const KnownFields& known_;
  AccessPath path_;
};

// The one flow that reads each flow, of those that have one reader.
std::map<const Flow*, const Flow*> ReadersOf(const FlowNeeds& needs) {
  std::map<const Flow*, const Flow*> readers;
  for (const Flow* flow : needs.order()) {
    for (const FlowPtr& input : {flow->left, flow->right}) {
      if (input != nullptr && needs.readers(*input) == 1) readers[input.get()] = flow;
    }
  }
  return readers;
}

// A window of all rows that ends somewhere.
bool IsStoppingTop(const Flow& flow) {
  constexpr std::int64_t kFar = std::int64_t{1} << 32;
  return flow.kind == FlowKind::kTop && flow.columns.empty() && !flow.order.empty() &&
         flow.limit.has_value() && *flow.limit < kFar && flow.offset < kFar;
}

Chain ChainOf(const Flow& scan, const std::map<const Flow*, const Flow*>& readers) {
  Chain chain;
  chain.scan = &scan;
  for (const Flow* flow = &scan;;) {
    const auto found = readers.find(flow);
    if (found == readers.end()) return chain;
    const Flow* reader = found->second;
    if (reader->kind == FlowKind::kFilter || reader->kind == FlowKind::kExtend) {
      chain.flows.push_back(reader);
      flow = reader;
      continue;
    }
    const bool is_join =
        reader->kind == FlowKind::kJoin || reader->kind == FlowKind::kLeftJoin ||
        reader->kind == FlowKind::kSemiJoin || reader->kind == FlowKind::kAntiJoin;
    if (is_join && reader->right.get() == flow) chain.join = reader;
    if (IsStoppingTop(*reader) && chain.HasFiltersAlone()) chain.top = reader;
    return chain;
  }
}

}  // namespace

AccessPaths ChooseAccess(const Schema& schema, const FlowNeeds& needs, bool use_access) {
  AccessPaths paths;
  const std::map<const Flow*, const Flow*> readers = ReadersOf(needs);
  for (const Flow* flow : needs.order()) {
    if (flow->kind != FlowKind::kScan) continue;
    AccessPath& path = paths[flow];
    if (!use_access) continue;
    const Table& table = *schema.FindById(flow->table);
    Chain chain = ChainOf(*flow, readers);
    chain.needed = &needs.Of(*flow);
    Conditions conditions(table, *flow);
    for (const Flow* above : chain.flows) {
      if (above->kind == FlowKind::kFilter) conditions.Add(above->condition);
    }
    path = Chooser(table, chain, conditions).Choose();
  }
  return paths;
}

AccessPath AccessWhere(const Table& table, const PlanExpr& condition) {
  Flow scan;
  scan.kind = FlowKind::kScan;
  scan.table = table.id;
  for (std::size_t field = 0; field < table.fields.size(); ++field) {
    scan.fields.push_back({field, field});
  }
  const std::set<ColumnId> needed;
  Chain chain;
  chain.scan = &scan;
  chain.needed = &needed;
  Conditions conditions(table, scan);
  conditions.Add(condition);
  return Chooser(table, chain, conditions).Choose();
}

AccessPath AccessByValues(const Table& table, std::size_t field,
                          const std::set<Value>& values) {
  AccessPath path;
  if (!table.fields[field].has_index()) return path;
  path.kind = AccessKind::kIndex;
  path.field = field;
  for (const Value& value : values) path.ranges.push_back({value, value});
  return path;
}

}  // namespace cambium
