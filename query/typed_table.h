// The rows of a table as structs: to write, to read, and to derive live views from.
//
//     struct Order { …; static constexpr auto kFields = StructFields("id", &Order::id, …); };
//
//     auto orders = database.Table<Order>("Order");
//     orders->Insert({.id = 1, .team = "core", .cents = 999}).status();
//     auto spend = Derive(
//         [](const Stream<Order>& all) {
//           return all.GroupBy(&Order::team).Sum(&Order::cents).Materialize();
//         },
//         *orders);
//     (*spend)->Get("core");
//
// Streams are those of the typed operators (operators/operators.h), on the graph that keeps
// live queries: each commit is one step of both. Functions given to them run in the commit.
// What cannot be computed, such as a sum that overflows, an assertion (AssertEmpty) that does
// not hold, or what a function throws, refuses the commit before it is written: the writer
// gets the error or the exception, and everything stands as it was. A preview leaves nothing.
//
// What Derive() gives holds its streams in the graph until it is destroyed. A declaration
// behind which the struct does not fit the same fields any more ends it, not the declaration:
// views keep what they have, and status() says why. It is ended by the end of the database.
//
// Shared by all that is derived of one table as one struct: the input, and the indexes by the
// same keys. An input keeps no rows; only fields that the struct names are read, and what
// changes others goes no further.
//
// Threads: any may call any member here, and read views while others commit; each answer is
// that of some commit. What Derive()'s function makes stays in what it returns: streams and
// views are copied, moved out or ended nowhere else. Functions of operators, and callbacks of
// Stream::Subscribe, run with the database's lock taken, so they call neither it nor tables.
//
// Cost of a commit: what the operators state, for the rows that it changes. Of Derive(): the
// rows that stand.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <optional>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "dataflow/check.h"
#include "dataflow/status.h"
#include "dataflow/stream.h"
#include "operators/materialize.h"
#include "query/struct_fields.h"
#include "query/typed_inputs.h"
#include "query/typed_rows.h"

namespace cambium {

template <typename T>
class TypedTable {
 public:
  const std::string& name() const { return rows_.table(); }

  // One commit each, as the statements of these names: an Upsert writes the fields that the
  // struct names and leaves others, a Delete of nothing is no commit.
  absl::StatusOr<Committed> Insert(const T& row) const {
    return rows_.Write(WriteKind::kInsert, ValuesOf(row));
  }
  absl::StatusOr<Committed> Upsert(const T& row) const {
    return rows_.Write(WriteKind::kUpsert, ValuesOf(row));
  }
  // By the key, field by field.
  template <typename... Key>
  absl::StatusOr<Committed> Delete(const Key&... key) const {
    return rows_.Delete(KeyOf(key...));
  }
  template <typename... Key>
  absl::StatusOr<std::optional<T>> Get(const Key&... key) const {
    return Struct(rows_.Get(KeyOf(key...)));
  }

  // The same inside of a transaction, which sees its own changes. After an error of a write it
  // can only be dropped. Delete() says whether there was a row.
  absl::Status Insert(OpenTransaction& transaction, const T& row) const {
    return rows_.Write(transaction, WriteKind::kInsert, ValuesOf(row));
  }
  absl::Status Upsert(OpenTransaction& transaction, const T& row) const {
    return rows_.Write(transaction, WriteKind::kUpsert, ValuesOf(row));
  }
  template <typename... Key>
  absl::StatusOr<bool> Delete(OpenTransaction& transaction, const Key&... key) const {
    return rows_.Delete(transaction, KeyOf(key...));
  }
  template <typename... Key>
  absl::StatusOr<std::optional<T>> Get(OpenTransaction& transaction, const Key&... key) const {
    return Struct(rows_.Get(transaction, KeyOf(key...)));
  }

  // Calls `visit(const T&)` for each row of a version, in the order of keys, without a lock.
  template <typename Visit>
  absl::Status ForEach(const DatabaseSnapshot& snapshot, Visit visit) const {
    return rows_.ForEach(snapshot, [&visit](const Row& row) { visit(FromRow(row)); });
  }
  // Of the newest.
  template <typename Visit>
  absl::Status ForEach(Visit visit) const {
    return ForEach(rows_.database().Snapshot(), std::move(visit));
  }

  const TypedRows& rows() const { return rows_; }

 private:
  friend class Database;
  explicit TypedTable(TypedRows rows) : rows_(std::move(rows)) {}

  template <typename Part>
  static Value KeyValue(const Part& part) {
    if constexpr (std::is_integral_v<Part> && !std::is_same_v<Part, bool>) {
      return internal::ToValue(static_cast<std::int64_t>(part));
    } else if constexpr (std::is_convertible_v<const Part&, std::string_view>) {
      return Value::Text(part);
    } else {
      return internal::ToValue(part);
    }
  }
  template <typename... Key>
  static std::vector<Value> KeyOf(const Key&... key) {
    return {KeyValue(key)...};
  }
  static T FromRow(const Row& row) {
    return StructOf<T>([&row](std::size_t i) { return row[i]; });
  }
  static absl::StatusOr<std::optional<T>> Struct(absl::StatusOr<std::optional<Row>> row) {
    CAMBIUM_RETURN_IF_ERROR(row.status());
    if (!row->has_value()) return std::optional<T>();
    return std::optional<T>(FromRow(**row));
  }

  TypedRows rows_;
};

// What was derived from tables, such as a View, or a struct of several.
template <typename Kept>
class Derived {
 public:
  Derived(Derived&&) noexcept = default;
  Derived& operator=(Derived&& other) noexcept {
    std::swap(slot_, other.slot_);
    return *this;
  }
  ~Derived() {
    if (slot_ == nullptr || slot_->database == nullptr) return;
    const TypedLock lock(*slot_->database);
    lock.inputs().Forget(*slot_);
    slot_->Drop();
  }

  // Not behind the end of the database.
  const Kept& operator*() const {
    CAMBIUM_CHECK(slot_->kept.has_value(), "what was derived ended with its database");
    return *slot_->kept;
  }
  const Kept* operator->() const { return &**this; }

  // OK while it follows its tables; else why it has ended.
  absl::Status status() const {
    if (slot_->database == nullptr) {
      return absl::FailedPreconditionError("database has ended");
    }
    const TypedLock lock(*slot_->database);
    for (const auto& standing : slot_->standings) {
      CAMBIUM_RETURN_IF_ERROR(standing->status);
    }
    return absl::OkStatus();
  }

 private:
  struct Slot final : DerivedSlot {
    std::optional<Kept> kept;
    void Drop() override { kept.reset(); }
  };

  template <typename Make, typename... T>
  friend auto Derive(const Make& make, const TypedTable<T>&... tables)
      -> absl::StatusOr<Derived<std::invoke_result_t<const Make&, const Stream<T>&...>>>;

  Derived() : slot_(std::make_unique<Slot>()) {}

  std::unique_ptr<Slot> slot_;
};

// Calls `make(const Stream<T>&…)`, which builds on the streams of the tables, of one database,
// and keeps what it returns.
template <typename Make, typename... T>
auto Derive(const Make& make, const TypedTable<T>&... tables)
    -> absl::StatusOr<Derived<std::invoke_result_t<const Make&, const Stream<T>&...>>> {
  static_assert(sizeof...(T) > 0, "cambium: Derive needs tables");
  Derived<std::invoke_result_t<const Make&, const Stream<T>&...>> derived;
  auto& slot = *derived.slot_;
  Database& database = std::get<0>(std::tie(tables...)).rows().database();
  CAMBIUM_CHECK(((&tables.rows().database() == &database) && ...),
                "tables of several databases are derived from");
  const TypedLock lock(database);
  TypedInputs& inputs = lock.inputs();
  const auto match = [&lock](const auto& table) {
    return MatchStruct(lock.schema(), table.name(), table.rows().members());
  };
  const std::tuple matches(match(tables)...);
  const auto first_error = [](const auto&... each) {
    absl::Status status;
    (status.Update(each.status()), ...);
    return status;
  };
  CAMBIUM_RETURN_IF_ERROR(std::apply(first_error, matches));
  const TypedInputs::Reading reading(inputs, lock.schema(), lock.store());
  std::apply(
      [&](const auto&... each) {
        // Braces, so that inputs come in the order of tables.
        const std::tuple<Stream<T>...> streams{inputs.StreamOf<T>(*each, slot)...};
        slot.kept.emplace(std::apply(make, streams));
      },
      matches);
  absl::Status status = reading.status();
  if (!status.ok()) {
    slot.Drop();
    return status;
  }
  slot.database = &database;
  inputs.Keep(slot);
  return derived;
}

template <typename T>
absl::StatusOr<TypedTable<T>> Database::Table(std::string_view name) {
  static_assert(Element<T>, "cambium: an element must have == and <");
  CAMBIUM_ASSIGN_OR_RETURN(TypedRows rows, TypedRows::Of(*this, name, kMembersOf<T>));
  return TypedTable<T>(std::move(rows));
}

}  // namespace cambium
