// A table: an input whose elements have keys, so that no element can stand twice.
//
//     auto [users, user_table] = graph.AddTable<User>(&User::id);
//     graph.Transact([&] { user_table.Upsert({42, "core"}); user_table.Erase(7); });
//
// Several changes of one key in a transaction collapse to one, in their order. Inserting a
// key that stands, or erasing one that does not, fails the transaction, naming the table.
//
// Law: the contents are what a map would hold after the same calls.
// Cost: one probe per call, one per key at COMMIT; the rows are held once, by key.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <type_traits>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "dataflow/key_index.h"
#include "dataflow/split_map.h"
#include "dataflow/stream.h"

namespace cambium {

template <Element T, typename KeyOf>
class TableNode final : public Wire<T> {
 public:
  using Key = ImageOf<KeyOf, T>;

  TableNode(Arena& arena, KeyOf key_of, std::string name)
      : Wire<T>(arena), key_of_(std::move(key_of)), name_(std::move(name)) {}

  void Insert(T row) {
    const Key key = std::invoke(key_of_, row);
    if (Now(key) != nullptr)
      return Refuse(absl::AlreadyExistsError("key exists already in " + name_));
    after_[key] = std::move(row);
  }
  void Upsert(T row) {
    Key key = std::invoke(key_of_, row);
    after_[std::move(key)] = std::move(row);
  }
  void Erase(const Key& key) {
    if (Now(key) == nullptr)
      return Refuse(absl::NotFoundError("key does not exist in " + name_));
    after_[key] = std::nullopt;
  }
  // The row as it stands in the running transaction; null when there is none.
  const T* Now(const Key& key) const {
    const auto found = after_.find(key);
    if (found != after_.end()) return found->second.has_value() ? &*found->second : nullptr;
    return rows_.Find(key);
  }

  void Compute() override {
    for (const auto& [key, row] : after_) {
      if (const T* before = rows_.Find(key)) this->delta_.Add(*before, -1);
      if (row.has_value()) this->delta_.Add(*row, 1);
    }
    // The table of changes has no order of its own.
    this->delta_.Consolidate();
    if (!refusal_.ok()) this->delta_.Fail(refusal_);
  }
  void Commit() override {
    for (auto& [key, row] : after_) {
      if (row.has_value()) {
        rows_.InsertOrAssign(key, std::move(*row));
      } else {
        rows_.Erase(key);
      }
    }
  }
  void Clear() override {
    Wire<T>::Clear();
    after_.clear();
    refusal_ = absl::OkStatus();
  }
  std::string name() const override { return "table " + name_; }
  std::size_t state_rows() const override { return rows_.size(); }

 protected:
  void ComputeContents(Delta<T>& out) const override {
    rows_.ForEach([&out](const Key&, const T& row) { out.Add(row, 1); });
  }

 private:
  void Refuse(absl::Status refusal) {
    if (refusal_.ok()) refusal_ = std::move(refusal);
  }

  const KeyOf key_of_;
  const std::string name_;
  SplitMap<Key, T> rows_;
  absl::flat_hash_map<Key, std::optional<T>> after_;  // What this transaction changes.
  absl::Status refusal_;
};

// The writing end of a table. Call it inside of Graph::Transact().
template <Element T, typename KeyOf>
class KeyedInput {
 public:
  using Key = ImageOf<KeyOf, T>;

  explicit KeyedInput(TableNode<T, KeyOf>& node) : handle_(node) {}

  void Insert(T row) { Changed().Insert(std::move(row)); }
  void Upsert(T row) { Changed().Upsert(std::move(row)); }
  void Erase(const Key& key) { Changed().Erase(key); }
  const T* Find(const Key& key) const { return node().Now(key); }

 private:
  TableNode<T, KeyOf>& node() const {
    return *static_cast<TableNode<T, KeyOf>*>(handle_.node());
  }
  TableNode<T, KeyOf>& Changed() {
    handle_.graph()->MarkDirty(node());
    return node();
  }
  NodeHandle handle_;
};

template <Element T, typename KeyOf>
struct NewTable {
  static_assert(std::is_void_v<decltype(CheckKey<KeyOf, T>())>);
  Stream<T> stream;
  KeyedInput<T, KeyOf> table;
};

template <Element T, typename KeyOf>
NewTable<T, KeyOf> Graph::AddTable(KeyOf key_of, std::string name) {
  auto& node = Own(
      std::make_unique<TableNode<T, KeyOf>>(arena_, std::move(key_of), std::move(name)), {});
  Hold(node);
  return {Stream<T>(node), KeyedInput<T, KeyOf>(node)};
}

}  // namespace cambium
