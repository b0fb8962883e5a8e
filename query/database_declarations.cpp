// Declaring and dropping: what it comes to, whether everything that rests on the schema allows
// it, then the append, and only then what stands.
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <map>
#include <memory>
#include <utility>

#include "dataflow/status.h"
#include "query/catalog.h"
#include "query/database.h"
#include "query/dependents.h"
#include "query/live_plan.h"
#include "query/live_queries.h"
#include "query/plan_identity.h"
#include "query/table_change.h"

namespace cambium {
namespace {

bool HasEnum(const FieldType& type, const std::string& name) {
  if (type.detail == nullptr) return false;
  if (type.detail->name == name) return true;
  return std::any_of(type.detail->parts.begin(), type.detail->parts.end(),
                     [&name](const FieldType& part) { return HasEnum(part, name); });
}

// Tables with a field of the enum.
std::set<TypeId> TablesOf(const Schema& schema, const std::string& name) {
  std::set<TypeId> tables;
  for (const auto& table : schema.tables()) {
    for (const Field& field : table->fields) {
      if (HasEnum(field.type, name)) tables.insert(table->id);
    }
  }
  return tables;
}

// What keeps a table from being dropped, of other tables.
absl::Status CheckUnused(const Schema& schema, const Table& table, Span span) {
  for (const auto& other : schema.tables()) {
    if (other->id == table.id) continue;
    const auto refuse = [&](const std::string& name) {
      return ErrorAt(span,
                     "table " + table.name + " is referred to by " + other->name + "." + name);
    };
    for (const Field& field : other->fields) {
      const bool refers =
          field.type.kind == TypeKind::kReference && field.type.target == table.id;
      if (refers) return refuse(field.name);
    }
    for (const VirtualRelation& relation : other->relations) {
      if (relation.table.text == table.name) return refuse(relation.name.text);
    }
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status Database::LoadDeclarations() {
  CAMBIUM_ASSIGN_OR_RETURN(schema_, ReadCatalog(*store_));
  for (const auto& table : schema_.tables()) CAMBIUM_RETURN_IF_ERROR(MakeIndexes(*table));
  for (const auto& [name, assertion] : schema_.assertions()) {
    CAMBIUM_ASSIGN_OR_RETURN(auto plan, PlanAssertion(schema_, assertion));
    CAMBIUM_ASSIGN_OR_RETURN(
        auto made, live_->MakeAssertion(name, std::move(plan), RowsOf(schema_, *store_)));
    live_->KeepAssertion(name, std::move(made), schema_, *store_);
  }
  return absl::OkStatus();
}

absl::Status Database::MakeIndexes(const cambium::Table& table) {
  const Indexes standing = store_->indexes();
  std::vector<IndexChange> missing;
  for (const IndexChange& needed : IndexesOf(table)) {
    if (standing.count({needed.type, needed.attribute}) == 0) missing.push_back(needed);
  }
  return missing.empty() ? absl::OkStatus() : Append({}, missing).status();
}

absl::StatusOr<std::uint64_t> Database::Adopt(Declaration declaration) {
  CAMBIUM_RETURN_IF_ERROR(CheckDependents(schema_, declaration.schema, declaration.span));
  std::map<std::string, LiveQueries::NewAssertion> assertions;
  for (const auto& [name, assertion] : schema_.assertions()) {
    CAMBIUM_ASSIGN_OR_RETURN(auto plan, PlanAssertion(declaration.schema, assertion));
    const bool is_same = !live_->AssertionReads(name, declaration.tables) &&
                         PlanIdentity(*plan) == PlanIdentity(live_->PlanOfAssertion(name));
    if (is_same) continue;
    const ReadRows rows = RowsOf(declaration.schema, *store_, &declaration.batch);
    CAMBIUM_ASSIGN_OR_RETURN(auto made, live_->MakeAssertion(name, std::move(plan), rows));
    assertions.emplace(name, std::move(made));
  }
  std::set<std::int64_t> concerned = live_->QueriesOf(declaration.tables);
  // By the schema to come, each question once; looked up only.
  std::map<const LiveQuestion*, std::unique_ptr<LiveQuestion>> probes;
  for (const auto& [id, asked] : asked_) {
    if (!live_->IsLive(id)) continue;
    auto& probe = probes[asked.question.get()];
    if (probe == nullptr) probe = std::make_unique<LiveQuestion>(asked.question->query());
    const auto plan = probe->Plan(declaration.schema, schema_generation_,
                                  asked.parameters.Restore(), IsShared(asked));
    if (!plan.ok() || !live_->IsAnsweredBy(id, *plan)) concerned.insert(id);
  }
  TakeTime();
  AdvanceLive();
  CAMBIUM_ASSIGN_OR_RETURN(const std::uint64_t version,
                           Append(declaration.batch, declaration.indexes));
  schema_ = std::move(declaration.schema);
  ++schema_generation_;
  kept_schema_ = nullptr;
  live_->ShareNoMore(declaration.tables);
  live_->typed().Follow(schema_);
  for (auto& [name, assertion] : assertions) {
    live_->KeepAssertion(name, std::move(assertion), schema_, *store_);
  }
  ResetQueries(concerned, "schema");
  return version;
}

void Database::ResetQueries(const std::set<std::int64_t>& ids, const std::string& why) {
  std::vector<Frame> frames;
  for (const std::int64_t id : ids) {
    if (!live_->IsLive(id)) continue;  // It has failed as time went on.
    const Asked& asked = asked_.at(id);
    absl::StatusOr<LivePlan> plan = asked.question->Plan(
        schema_, schema_generation_, asked.parameters.Restore(), IsShared(asked));
    frames.push_back(live_->Reset(id, std::move(plan), schema_, *store_));
    if (frames.back().kind == FrameKind::kReset) frames.back().why = why;
  }
  Post(std::move(frames));
}

absl::StatusOr<Committed> Database::DeclareTable(std::string_view text,
                                                 const TableDeclaration& declaration) {
  CAMBIUM_ASSIGN_OR_RETURN(cambium::Table table, schema_.Resolve(declaration));
  Committed result{store_->version(), 0, "table", table.name};
  Declaration change{schema_, {}, {}, {}, declaration.name.span};
  if (const cambium::Table* standing = schema_.Find(table.name)) {
    if (*standing == table) return result;
    CAMBIUM_ASSIGN_OR_RETURN(TableChange changed, ChangeTable(*standing, table, *store_));
    change.batch = std::move(changed.batch);
    change.indexes = std::move(changed.indexes);
    change.tables.insert(table.id);
  } else {
    change.indexes = IndexesOf(table);
  }
  change.batch.push_back({KeyOfTable(table.id), Value::Text(text)});
  change.schema.Add(std::move(table));
  CAMBIUM_ASSIGN_OR_RETURN(result.commit, Adopt(std::move(change)));
  return result;
}

absl::StatusOr<Committed> Database::DeclareEnum(std::string_view text,
                                                const EnumDeclaration& declared) {
  const std::string& name = declared.name.text;
  Committed result{store_->version(), 0, "enum", name};
  Declaration change{schema_, {}, {}, {}, declared.name.span};
  if (const FieldType* standing = schema_.FindEnum(name)) {
    const FieldType before = *standing;
    CAMBIUM_ASSIGN_OR_RETURN(change.schema, schema_.With(declared));
    const FieldType& after = *change.schema.FindEnum(name);
    if (after == before) return result;
    CAMBIUM_RETURN_IF_ERROR(CheckMembersGone(schema_, after, declared.name.span, *store_));
    change.tables = TablesOf(schema_, name);
  } else {
    CAMBIUM_RETURN_IF_ERROR(change.schema.AddEnum(declared));
  }
  change.batch.push_back({KeyOfDeclared("enum", name), Value::Text(text)});
  CAMBIUM_ASSIGN_OR_RETURN(result.commit, Adopt(std::move(change)));
  return result;
}

absl::StatusOr<Committed> Database::DeclareFragment(std::string_view text,
                                                    const FragmentDeclaration& fragment) {
  const std::string& name = fragment.name.text;
  Committed result{store_->version(), 0, "fragment", name};
  const TripleKey key = KeyOfDeclared("fragment", name);
  CAMBIUM_ASSIGN_OR_RETURN(const Value standing, store_->Get(key));
  if (standing == Value::Text(text)) return result;
  Declaration change{schema_, {{key, Value::Text(text)}}, {}, {}, fragment.name.span};
  CAMBIUM_RETURN_IF_ERROR(change.schema.AddFragment(fragment));
  CAMBIUM_RETURN_IF_ERROR(CheckQuery(change.schema, QuestionOf(fragment)));
  CAMBIUM_ASSIGN_OR_RETURN(result.commit, Adopt(std::move(change)));
  return result;
}

absl::StatusOr<Committed> Database::DeclareQuery(std::string_view text,
                                                 const cambium::Query& query) {
  const std::string& name = query.name->text;
  Committed result{store_->version(), 0, "query", name};
  const NamedQuery* standing = schema_.FindQuery(name);
  if (standing != nullptr && standing->text == text) return result;
  CAMBIUM_RETURN_IF_ERROR(CheckWritable());
  CAMBIUM_RETURN_IF_ERROR(CheckQuery(schema_, query));
  CAMBIUM_ASSIGN_OR_RETURN(result.commit,
                           Append({{KeyOfDeclared("query", name), Value::Text(text)}}));
  schema_.AddQuery(name, {std::string(text), query});
  return result;
}

absl::StatusOr<Committed> Database::DropDeclared(const Drop& drop) {
  const std::string& name = drop.name.text;
  Committed result{0, 0, "drop", name};
  Declaration change{schema_, {}, {}, {}, drop.name.span};
  if (drop.kind == DropKind::kQuery) {
    if (!change.schema.RemoveQuery(name)) {
      return ErrorAt(drop.name.span,
                     "no query '" + name + "'" + DidYouMean(name, schema_.QueryNames()));
    }
    change.batch.push_back({KeyOfDeclared("query", name), Value()});
  } else {
    const cambium::Table* table = schema_.Find(name);
    if (table == nullptr) {
      return ErrorAt(drop.name.span,
                     "no table '" + name + "'" + DidYouMean(name, schema_.TableNames()));
    }
    CAMBIUM_RETURN_IF_ERROR(CheckUnused(schema_, *table, drop.name.span));
    change.batch = DropTable(*table);
    change.batch.push_back({KeyOfTable(table->id), Value::Text("DROP TABLE " + name)});
    change.tables.insert(table->id);
    change.schema.Remove(table->id);
  }
  CAMBIUM_ASSIGN_OR_RETURN(result.commit, Adopt(std::move(change)));
  return result;
}

}  // namespace cambium
