// Scripts at random: small schemas with every kind of relation, tiny domains so that
// collisions are the norm, queries of every clause, histories with phases.
// SPDX-License-Identifier: Apache-2.0
#include <set>
#include <utility>

#include "tests/support/live_script.h"
#include "tests/support/naive.h"
#include "tests/support/random_treeql.h"

namespace cambium::testing {
namespace {

class ScriptMaker {
 public:
  explicit ScriptMaker(Random& random)
      : random_(random),
        keys_(random.Between(2, random.OneIn(3) ? 12 : 6)),
        make_(random, model_, keys_) {}

  Script Make() {
    MakeTables();
    if (random_.OneIn(4)) AddQuery();
    for (std::int64_t i = random_.Between(0, 6 * keys_); i > 0; --i) Execute(AnInsert());
    AddQuery();
    for (std::int64_t i = random_.Between(5, 30); i > 0; --i) AddAction();
    if (random_.OneIn(3)) AddPhases();
    if (random_.OneIn(3)) RemoveAll();
    return std::move(script_);
  }

 private:
  // ---------- schema ----------

  FieldDeclaration AField(const std::string& name, const std::string& type) {
    FieldDeclaration field;
    field.name = Named(name);
    field.type.name = Named(type);
    if (type == "Decimal") field.type.scale = random_.Between(1, 2);
    field.number = ++number_;
    return field;
  }

  void MakeTables() {
    // Words of the language are names as good as others.
    static const std::vector<std::string> kNames = {"n", "m",    "t",    "b",     "d",
                                                    "w", "key",  "live", "limit", "order",
                                                    "x", "desc", "many", "nulls", "set"};
    static const std::vector<std::string> kTypes = {"Int",  "Int",     "Int", "Text",
                                                    "Bool", "Decimal", "Time"};
    static const std::vector<std::string> kKeyTypes = {"Int", "Int",  "Int",     "Int",
                                                       "Int", "Text", "Decimal", "Time"};
    const std::int64_t count = random_.OneIn(3) ? random_.Between(2, 4) : 3;
    for (std::int64_t i = 0; i < count; ++i) {
      TableDeclaration table;
      table.name = Named(std::string(1, static_cast<char>('A' + i)));
      number_ = random_.Between(0, 2);
      const bool composite = i > 0 && i + 1 == count && random_.OneIn(2);
      std::vector<FieldDeclaration> fields;
      if (!composite) {
        fields.push_back(AField("id", random_.Pick(kKeyTypes)));
        fields.back().is_key = true;
      }
      if (i > 0) fields.push_back(AReference("up", i, i - 1));
      if (i > 0 && random_.OneIn(3)) {
        fields.push_back(AReference("via", i, random_.Between(0, i - 1)));
      }
      if (!composite && random_.OneIn(3)) fields.push_back(AReference("own", i, i));
      std::set<std::string> taken;
      for (std::int64_t f = random_.Between(1, 4); f > 0; --f) {
        const std::string& name = random_.Pick(kNames);
        if (!taken.insert(name).second) continue;
        fields.push_back(AField(name, random_.Pick(kTypes)));
        FieldDeclaration& field = fields.back();
        field.nullable = random_.OneIn(2);
        if (random_.OneIn(4))
          field.default_value = make_.ALiteral(KindOf(field), ScaleOf(field));
      }
      if (composite) MakeKey(table, fields);
      // The key may stand anywhere.
      if (random_.OneIn(4)) std::swap(fields.front(), fields.back());
      table.fields = std::move(fields);
      Execute(table);
    }
  }

  FieldDeclaration AReference(const std::string& name, std::int64_t from, std::int64_t to) {
    FieldDeclaration field = AField(name, std::string(1, static_cast<char>('A' + to)));
    field.nullable = random_.OneIn(2);
    if (!random_.OneIn(10)) {
      field.back = Named(std::string(1, static_cast<char>('a' + from)) + "_" + name);
    }
    field.is_indexed = random_.OneIn(4);
    return field;
  }

  // Two or three fields, a reference perhaps among them.
  void MakeKey(TableDeclaration& table, std::vector<FieldDeclaration>& fields) {
    while (table.composite_key.size() < 2 && table.composite_key.size() < fields.size()) {
      FieldDeclaration& field = fields[random_.Below(fields.size())];
      bool taken = field.type.name.text == "Bool";
      for (const Name& name : table.composite_key) taken |= name.text == field.name.text;
      if (taken && !random_.OneIn(10)) continue;
      if (taken) break;
      field.nullable = false;
      table.composite_key.push_back(field.name);
    }
    if (table.composite_key.size() < 2) {
      for (FieldDeclaration& field : fields) {
        bool taken = false;
        for (const Name& name : table.composite_key) taken |= name.text == field.name.text;
        if (taken || table.composite_key.size() >= 2) continue;
        field.nullable = false;
        table.composite_key.push_back(field.name);
      }
    }
  }

  static NaiveKind KindOf(const FieldDeclaration& field) {
    const std::string& type = field.type.name.text;
    if (type == "Bool") return NaiveKind::kBool;
    if (type == "Text") return NaiveKind::kText;
    return type == "Time" ? NaiveKind::kTime : NaiveKind::kDecimal;
  }
  static int ScaleOf(const FieldDeclaration& field) {
    return static_cast<int>(field.type.scale.value_or(0));
  }

  // ---------- queries ----------

  void AddQuery() {
    Query query;
    query.live = true;
    query.root = make_.ASelect(random_.OneIn(2) ? model_.tables()[0] : ATable(), 0);
    ScriptStep step;
    step.statement = std::move(query);
    script_.push_back(std::move(step));
    ++subscriptions_;
  }

  // ---------- mutations ----------

  void Execute(Statement statement) {
    model_.Apply(statement);
    ScriptStep step;
    step.statement = std::move(statement);
    script_.push_back(std::move(step));
  }

  const NaiveTable& ATable() { return random_.Pick(model_.tables()); }

  // Often one that is free still.
  Expr AKey(const NaiveTable& table, const NaiveField& field) {
    Expr key = make_.AValue(field);
    for (int tries = 0; tries < 3 && table.key.size() == 1; ++tries) {
      const auto value = NaiveFit(field, NaiveConstant(key));
      if (value.has_value() && !table.rows.contains({*value})) break;
      key = make_.AValue(field);
    }
    return key;
  }

  Statement AnInsert() {
    const NaiveTable& table = ATable();
    Insert insert;
    insert.table = Named(table.name);
    for (const NaiveField& field : table.fields) {
      const bool optional = field.nullable || field.fallback.has_value();
      if (random_.OneIn(optional ? 4 : 80)) continue;
      const bool is_key = &field == &table.fields[table.key[0]];
      insert.fields.push_back(
          {Named(field.name), is_key ? AKey(table, field) : make_.AValue(field)});
    }
    if (insert.fields.empty()) {
      const NaiveField& field = table.fields[table.key[0]];
      insert.fields.push_back({Named(field.name), make_.AValue(field)});
    }
    return insert;
  }

  static Insert InsertOf(const NaiveTable& table, const NaiveRow& row) {
    Insert insert;
    insert.table = Named(table.name);
    for (std::size_t i = 0; i < row.size(); ++i) {
      insert.fields.push_back({Named(table.fields[i].name), LiteralOf(row[i])});
    }
    return insert;
  }

  static Expr IsRow(const NaiveTable& table, const NaiveRow& key) {
    std::vector<Expr> equal;
    for (std::size_t i = 0; i < key.size(); ++i) {
      equal.push_back(MakeExpr(ExprKind::kEqual,
                               {FieldPath(table.fields[table.key[i]]), LiteralOf(key[i])}));
    }
    if (equal.size() == 1) return equal[0];
    return MakeExpr(ExprKind::kAnd, std::move(equal));
  }

  // Often one row; else some, or one time in `all` all of them.
  std::optional<Expr> AWhere(const NaiveTable& table, std::uint64_t all) {
    if (random_.OneIn(all)) return std::nullopt;
    if (table.rows.empty() || random_.OneIn(all)) return make_.ATruth(table, 1);
    return IsRow(table, ARow(table).first);
  }

  const std::pair<const NaiveRow, NaiveRow>& ARow(const NaiveTable& table) {
    return *std::next(table.rows.begin(),
                      static_cast<std::ptrdiff_t>(random_.Below(table.rows.size())));
  }

  Statement AnUpdate() {
    const NaiveTable& table = ATable();
    Update update;
    update.table = Named(table.name);
    update.where = AWhere(table, 3);
    std::set<std::string> taken;
    for (std::int64_t i = random_.Between(1, 2); i > 0; --i) {
      const NaiveField& field =
          random_.OneIn(3) ? random_.Pick(table.fields) : make_.ANonKey(table);
      if (taken.insert(field.name).second) {
        update.set.push_back({Named(field.name), ANewValue(table, field)});
      }
    }
    return update;
  }

  // Of what it was: shifted, mirrored, or that of another field; or anything.
  Expr ANewValue(const NaiveTable& table, const NaiveField& field) {
    const auto others = make_.FieldsOf(table, field.kind);
    if (random_.OneIn(5)) return FieldPath(*random_.Pick(others));
    if (IsNumber(field.kind) && random_.OneIn(2)) {
      const Expr step = Literal(Value::Int(random_.Between(-1, 2)));
      const Expr mirror = Literal(Value::Int(random_.Between(1, keys_)));
      return random_.OneIn(2) ? MakeExpr(ExprKind::kAdd, {FieldPath(field), step})
                              : MakeExpr(ExprKind::kSubtract, {mirror, FieldPath(field)});
    }
    if (field.kind == NaiveKind::kBool && random_.OneIn(2)) return make_.ATruth(table, 1);
    return make_.AValue(field);
  }

  Statement ADelete() {
    const NaiveTable& table = ATable();
    return Delete{Named(table.name), AWhere(table, 12)};
  }

  void DeleteAndInsertAgain() {
    const NaiveTable& table = ATable();
    if (table.rows.empty()) return;
    const auto [key, row] = ARow(table);
    Execute(Delete{Named(table.name), IsRow(table, key)});
    Insert insert = InsertOf(table, row);
    if (random_.OneIn(2)) {
      const std::size_t i = random_.Below(table.fields.size());
      insert.fields[i].value = make_.AValue(table.fields[i]);
    }
    Execute(insert);
  }

  // Two rows change their keys with one another, as far as the key is one number.
  void SwapKeys() {
    const NaiveTable& table = ATable();
    const NaiveField& key = table.fields[table.key[0]];
    if (table.rows.size() < 2 || !IsNumber(key.kind)) return;
    const Expr left = LiteralOf(ARow(table).first[0]);
    const Expr right = LiteralOf(ARow(table).first[0]);
    Update update;
    update.table = Named(table.name);
    update.where = MakeExpr(ExprKind::kIn, {FieldPath(key), left, right});
    update.set.push_back(
        {Named(key.name), MakeExpr(ExprKind::kSubtract,
                                   {MakeExpr(ExprKind::kAdd, {left, right}), FieldPath(key)})});
    Execute(update);
  }

  void AddAction() {
    switch (random_.Below(16)) {
      case 0:
      case 1:
      case 2:
      case 3:
        return Execute(AnInsert());
      case 4:
      case 5:
        return Execute(ADelete());
      case 6:
        return DeleteAndInsertAgain();
      case 7:
        return SwapKeys();
      case 8:
        if (subscriptions_ < 4 && random_.OneIn(2)) AddQuery();
        return;
      case 9:
        if (random_.OneIn(6)) AddStep(ScriptStep::Kind::kReopen);
        if (random_.OneIn(6)) AddFailing();
        if (random_.OneIn(8)) AddStep(ScriptStep::Kind::kStop);
        return;
      default:
        return Execute(AnUpdate());
    }
  }

  void AddStep(ScriptStep::Kind kind) {
    ScriptStep step;
    step.kind = kind;
    step.subscription = random_.Below(4);
    script_.push_back(std::move(step));
  }

  void AddFailing() {
    AddStep(ScriptStep::Kind::kFailing);
    script_.back().statement = random_.OneIn(2) ? AnInsert() : AnUpdate();
    script_.back().written_halves = static_cast<unsigned>(random_.Below(3));
  }

  void RemoveAll() {
    std::vector<std::string> names;
    for (const NaiveTable& table : model_.tables()) names.push_back(table.name);
    if (random_.OneIn(2)) std::swap(names.front(), names.back());
    for (const std::string& name : names) Execute(Delete{Named(name), std::nullopt});
  }

  // Remove all, add back, edit to random, edit back.
  void AddPhases() {
    const std::vector<NaiveTable> before = model_.tables();
    if (random_.OneIn(2)) {
      RemoveAll();
    } else {
      for (const NaiveTable& table : before) {
        for (const auto& [key, row] : table.rows) {
          Execute(Delete{Named(table.name), IsRow(table, key)});
        }
      }
    }
    for (const NaiveTable& table : before) {
      for (const auto& [key, row] : table.rows) Execute(InsertOf(table, row));
    }
    for (std::int64_t i = random_.Between(1, 6); i > 0; --i) Execute(AnUpdate());
    EditBack(before);
  }

  void EditBack(const std::vector<NaiveTable>& before) {
    for (const NaiveTable& table : before) {
      const NaiveTable now = model_.TableAt(table.name);
      for (const auto& [key, row] : now.rows) {
        if (!table.rows.contains(key)) Execute(Delete{Named(table.name), IsRow(table, key)});
      }
      for (const auto& [key, row] : table.rows) {
        if (!now.rows.contains(key)) {
          Execute(InsertOf(table, row));
          continue;
        }
        Update update;
        update.table = Named(table.name);
        update.where = IsRow(table, key);
        for (std::size_t i = 0; i < row.size(); ++i) {
          update.set.push_back({Named(table.fields[i].name), LiteralOf(row[i])});
        }
        Execute(update);
      }
    }
  }

  Random& random_;
  const std::int64_t keys_;  // The greatest key.
  NaiveDatabase model_;      // What the script has made so far.
  RandomTreeql make_;
  std::int64_t number_ = 0;  // The last field number.
  Script script_;
  int subscriptions_ = 0;
};

}  // namespace

Script RandomScript(Random& random) { return ScriptMaker(random).Make(); }

}  // namespace cambium::testing
