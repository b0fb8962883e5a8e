// From changed fields to inputs.
// SPDX-License-Identifier: Apache-2.0
#include "query/input_router.h"

#include <algorithm>
#include <utility>

#include "dataflow/check.h"
#include "dataflow/status.h"

namespace cambium {

void InputRouter::Index(TableRoutes& routes) {
  routes.by_field.clear();
  for (const auto& readers : routes.readers) {
    for (const std::size_t field : readers->fields) {
      if (routes.by_field.size() <= field) routes.by_field.resize(field + 1);
      routes.by_field[field].push_back(readers.get());
    }
  }
}

auto InputRouter::FindShelf(TableRoutes& routes, const std::vector<std::size_t>& fields)
    -> Shelf* {
  for (Shelf& shelf : routes.asked) {
    if (shelf.is_shared && shelf.rows->fields() == fields) return &shelf;
  }
  return nullptr;
}

bool InputRouter::IsShelved(const InputShape& input) const {
  const auto table = tables_.find(input.table);
  if (table == tables_.end()) return false;
  return std::any_of(table->second.asked.begin(), table->second.asked.end(),
                     [&input](const Shelf& shelf) {
                       return shelf.is_shared && shelf.rows->fields() == input.asked.fields;
                     });
}

auto InputRouter::ShelfOf(const TableInput& input) const -> Shelved {
  const auto shelved = shelves_.find(&input);
  if (shelved == shelves_.end()) return {};
  for (const Shelf& shelf : tables_.at(input.table).asked) {
    if (shelf.rows == shelved->second) return {shelf.rows->row_count(), shelf.users};
  }
  return {};
}

void InputRouter::Shelve(TypeId table, std::shared_ptr<AskedRows> rows) {
  TableRoutes& routes = tables_[table];
  if (FindShelf(routes, rows->fields()) != nullptr) return;
  routes.asked.push_back({std::move(rows), 0, true});
}

absl::Status InputRouter::AddAsked(TableInput& input, const Schema& schema, const Store& store,
                                   TableRoutes& routes) {
  if (Shelf* shelf = FindShelf(routes, input.asked.fields)) {
    ++shelf->users;
    shelves_[&input] = shelf->rows;
    return absl::OkStatus();
  }
  auto rows = std::make_shared<AskedRows>(input.asked.fields);
  CAMBIUM_RETURN_IF_ERROR(rows->Fill(store, *schema.FindById(input.table)));
  shelves_[&input] = rows;
  routes.asked.push_back({std::move(rows), 1, true});
  return absl::OkStatus();
}

absl::Status InputRouter::Add(RoutedQuery& query, const Schema& schema, const Store& store) {
  for (TableInput& input : query.nodes.inputs) {
    TableRoutes& routes = tables_[input.table];
    if (!input.asked.empty()) {
      absl::Status filled = AddAsked(input, schema, store, routes);
      if (filled.ok()) continue;
      Remove(query, {});
      return filled;
    }
    auto found = std::find_if(routes.readers.begin(), routes.readers.end(),
                              [&](const auto& each) { return each->fields == input.fields; });
    if (found == routes.readers.end()) {
      routes.readers.push_back(std::make_unique<Readers>());
      routes.readers.back()->fields = input.fields;
      Index(routes);
      found = routes.readers.end() - 1;
    }
    (*found)->inputs.push_back({&query, &input});
  }
  return absl::OkStatus();
}

void InputRouter::Remove(RoutedQuery& query, const std::vector<Row>& asked) {
  for (TableInput& input : query.nodes.inputs) {
    const auto table = tables_.find(input.table);
    if (table == tables_.end()) continue;
    TableRoutes& routes = table->second;
    const auto shelved = shelves_.find(&input);
    if (shelved != shelves_.end()) {
      for (const Row& values : asked) shelved->second->Forget({&query, &input}, values);
      const auto shelf =
          std::find_if(routes.asked.begin(), routes.asked.end(),
                       [&](const Shelf& each) { return each.rows == shelved->second; });
      if (--shelf->users == 0) routes.asked.erase(shelf);
      shelves_.erase(shelved);
      continue;
    }
    for (auto readers = routes.readers.begin(); readers != routes.readers.end(); ++readers) {
      auto& inputs = (*readers)->inputs;
      const auto found = std::find(inputs.begin(), inputs.end(), RoutedInput{&query, &input});
      if (found == inputs.end()) continue;
      *found = inputs.back();
      inputs.pop_back();
      if (inputs.empty()) {
        routes.readers.erase(readers);
        Index(routes);
      }
      break;
    }
  }
}

void InputRouter::Ask(RoutedQuery& query, const Row& values) {
  for (TableInput& input : query.nodes.inputs) {
    if (!input.asked.empty()) shelves_.at(&input)->Ask({&query, &input}, values);
  }
}

void InputRouter::Follow(RoutedQuery& query, const Row& values) {
  for (TableInput& input : query.nodes.inputs) {
    if (!input.asked.empty()) shelves_.at(&input)->Follow({&query, &input}, values);
  }
}

void InputRouter::Leave(RoutedQuery& query, const Row& values) {
  for (TableInput& input : query.nodes.inputs) {
    if (!input.asked.empty()) shelves_.at(&input)->Leave({&query, &input}, values);
  }
}

void InputRouter::Forget(RoutedQuery& query, const Row& values) {
  for (TableInput& input : query.nodes.inputs) {
    if (!input.asked.empty()) shelves_.at(&input)->Forget({&query, &input}, values);
  }
}

void InputRouter::ShareNoMore(const std::set<TypeId>& tables) {
  for (auto& [table, routes] : tables_) {
    if (tables.count(table) == 0) continue;
    for (Shelf& shelf : routes.asked) shelf.is_shared = false;
  }
}

void InputRouter::Reach(RoutedQuery& query) {
  if (std::exchange(query.is_reached, true)) return;
  reached_.push_back(&query);
}

void InputRouter::Give(const EntityChange& change, const Readers& readers) {
  for (const auto& [row, weight] :
       {std::pair(&change.before, -1), std::pair(&change.after, 1)}) {
    if (!row->has_value()) continue;
    const Row read = (*row)->Project(readers.fields);
    for (const RoutedInput& input : readers.inputs) {
      input.input->Add(read, weight);
      Reach(*input.query);
    }
  }
}

void InputRouter::Route(const EntityChange& change, TableRoutes& routes) {
  if (change.before == change.after) return;
  for (const Shelf& shelf : routes.asked) {
    shelf.rows->Route(change, [this](RoutedQuery& query) { Reach(query); });
  }
  if (!change.before.has_value() || !change.after.has_value()) {
    for (const auto& readers : routes.readers) Give(change, *readers);
    return;
  }
  ++mark_;
  for (std::size_t field = 0; field < routes.by_field.size(); ++field) {
    if ((*change.before)[field] == (*change.after)[field]) continue;
    for (Readers* readers : routes.by_field[field]) {
      if (std::exchange(readers->mark, mark_) != mark_) Give(change, *readers);
    }
  }
}

void InputRouter::Route(const Changes& changes) {
  for (const auto& [type, table] : changes.tables) {
    const auto found = tables_.find(type);
    if (found == tables_.end()) continue;
    for (const Shelf& shelf : found->second.asked) changed_.push_back(shelf.rows.get());
    for (const auto& [subject, change] : table.entities) Route(change, found->second);
  }
}

void InputRouter::Commit() {
  for (AskedRows* rows : changed_) rows->Commit();
  EndStep();
}

void InputRouter::Abandon() {
  for (AskedRows* rows : changed_) rows->Abandon();
  EndStep();
}

void InputRouter::EndStep() {
  changed_.clear();
  for (RoutedQuery* query : reached_) query->is_reached = false;
  reached_.clear();
}

std::size_t InputRouter::held_count() const {
  std::size_t held = 0;
  for (const auto& [table, routes] : tables_) {
    for (const Shelf& shelf : routes.asked) held += shelf.rows->row_count();
  }
  return held;
}

}  // namespace cambium
