// Where typed streams enter the graph of live queries.
//
//     commit ──► rows before and after ──► structs, once for each struct type ──► operators
//                                          if a field that the struct names has changed
//
// An input is shared by all that is derived of one table as one struct. It keeps no rows: what
// comes late starts from what the store holds.
//
// Follows the two phases of a step, in which a failure of a typed operator drops the step. Not
// safe for concurrent use.
//
// Cost of a change: a struct for each side of it and for each struct type of its table.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "dataflow/input_node.h"
#include "dataflow/shared_index.h"
#include "dataflow/stream.h"
#include "lsm/store.h"
#include "query/mutation.h"
#include "query/struct_match.h"

namespace cambium {

class Database;
class TypedInputs;

// Whether an input still follows its table: OK, or why not. Guarded by the database's lock.
struct TypedStanding {
  absl::Status status;
};

// An input, whatever struct it gives.
class TypedSource {
 public:
  TypedSource(TypedInputs& inputs, const StructMatch& match,
              std::span<const StructMember> members);
  TypedSource(const TypedSource&) = delete;
  TypedSource& operator=(const TypedSource&) = delete;

  TypeId table() const { return table_; }
  const std::string& table_name() const { return name_; }
  const std::shared_ptr<TypedStanding>& standing() const { return standing_; }

  void Route(const EntityChange& change);
  // Behind a declaration: goes on if the struct fits the same fields as before, else it ends.
  void Follow(const Schema& schema);

 protected:
  virtual ~TypedSource();
  // A row of the table comes or goes; positions() are those of members in it.
  virtual void Give(const Row& row, Weight weight) = 0;
  const std::vector<std::size_t>& positions() const { return positions_; }
  // Calls `visit(row)` for each row that stands, whose members stand at positions 1, 2, …
  void ReadStanding(const std::function<void(const Row&)>& visit) const;

 private:
  TypedInputs& inputs_;
  const TypeId table_;
  const std::string name_;
  const std::span<const StructMember> members_;
  std::vector<std::size_t> positions_;
  std::vector<Field> fields_;  // As they were when the input was made.
  const std::shared_ptr<TypedStanding> standing_ = std::make_shared<TypedStanding>();
};

// What somebody keeps of typed streams: it is in the graph, so it goes when the graph does.
class DerivedSlot {
 public:
  DerivedSlot() = default;
  DerivedSlot(const DerivedSlot&) = delete;
  DerivedSlot& operator=(const DerivedSlot&) = delete;
  virtual ~DerivedSlot() = default;
  virtual void Drop() = 0;

  Database* database = nullptr;                                 // Null once that has ended.
  std::vector<std::shared_ptr<const TypedStanding>> standings;  // Of the inputs.
};

class TypedInputs {
 public:
  explicit TypedInputs(Graph& graph) : graph_(graph) {}
  TypedInputs(const TypedInputs&) = delete;
  TypedInputs& operator=(const TypedInputs&) = delete;
  // Drops what is kept.
  ~TypedInputs();

  // While it lives streams are made, and read what they start from.
  class Reading {
   public:
    Reading(TypedInputs& inputs, const Schema& schema, const Store& store);
    Reading(const Reading&) = delete;
    Reading& operator=(const Reading&) = delete;
    ~Reading();
    // Whether all could be read so far.
    const absl::Status& status() const { return inputs_.read_; }

   private:
    TypedInputs& inputs_;
  };

  // The stream of a table as structs, which fit it, for this slot.
  template <Element T>
  Stream<T> StreamOf(const StructMatch& match, DerivedSlot& slot);

  void Keep(DerivedSlot& slot) { slots_.insert(&slot); }
  void Forget(DerivedSlot& slot) { slots_.erase(&slot); }

  // COMPUTE.
  void Route(const Changes& changes);
  // Behind COMMIT: calls what subscribes to typed streams.
  void Deliver() { graph_.Deliver(); }
  // Behind a declaration.
  void Follow(const Schema& schema);

  bool empty() const { return sources_.empty(); }
  bool Reads(TypeId table) const { return sources_.count(table) != 0; }
  Graph& graph() { return graph_; }

 private:
  friend class TypedSource;

  Graph& graph_;
  std::map<TypeId, std::vector<TypedSource*>> sources_;  // None is empty, and none has ended.
  std::set<DerivedSlot*> slots_;
  // While somebody is Reading.
  const Schema* schema_ = nullptr;
  const Store* store_ = nullptr;
  absl::Status read_;
  std::uint64_t ended_count_ = 0;  // Inputs that come now are not those that have ended.
};

// ---------------------------------------------------------------------------------
// Implementation. Readers of the interface can stop here.

template <Element T>
class TypedInputNode final : public SourceWire<T>, public TypedSource {
 public:
  TypedInputNode(TypedInputs& inputs, const StructMatch& match)
      : SourceWire<T>(inputs.graph().arena(),
                      [this](Delta<T>& out) {
                        ReadStanding([&out](const Row& row) {
                          const auto value = [&row](std::size_t i) { return row[i + 1]; };
                          out.Add(StructOf<T>(value), 1);
                        });
                      }),
        TypedSource(inputs, match, kMembersOf<T>),
        graph_(inputs.graph()) {}

  void Compute() override { this->FinishDelta(); }
  std::string name() const override { return "typed table " + table_name(); }

 private:
  void Give(const Row& row, Weight weight) override {
    const auto value = [&](std::size_t i) { return row[positions()[i]]; };
    this->delta_.Add(StructOf<T>(value), weight);
    graph_.MarkDirty(*this);
  }

  Graph& graph_;
};

template <Element T>
Stream<T> TypedInputs::StreamOf(const StructMatch& match, DerivedSlot& slot) {
  const std::string identity = "typed table " + std::to_string(match.table->id) + ":" +
                               TypeIdentity<T>() + ":" + std::to_string(ended_count_);
  auto& node = graph_.Shared<TypedInputNode<T>>(identity, [&]() -> TypedInputNode<T>& {
    return graph_.Own(std::make_unique<TypedInputNode<T>>(*this, match), {});
  });
  slot.standings.push_back(node.standing());
  return Stream<T>(node);
}

}  // namespace cambium
