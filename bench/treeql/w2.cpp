// W2 in TreeQL: closures of a relation that goes over a table of edges.
//
// The roots are rows of a table that refer to nodes; reach and dist are a list below each, and
// union is one list over all of them.
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <memory>
#include <numeric>
#include <span>
#include <utility>
#include <variant>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "bench/checksum.h"
#include "bench/treeql/keyed_rows.h"
#include "bench/treeql/live_database.h"
#include "bench/treeql/treeql.h"

namespace cambium::bench {
namespace {

constexpr const char* kEdges =
    "TABLE Edge { from: Node = 1 BACK edges, to: Node = 2, KEY (from, to) }";
constexpr const char* kNodes = "TABLE Node { id: Int = 1 KEY, MANY next: Node VIA edges.to }";
constexpr const char* kRoots = "TABLE Root { node: Node = 1 KEY }";
constexpr const char* kPut = "INSERT Edge { from: $from, to: $to }";
constexpr const char* kRemove = "DELETE Edge WHERE from = $from AND to = $to";

struct AskReach {
  static constexpr const char* kLabels[] = {"id"};
  static constexpr const char* kQuery =
      "LIVE MANY Root { node, reached: MANY node.next* { id } }";
};

struct AskDist {
  static constexpr const char* kLabels[] = {"id", "hops"};
  static constexpr const char* kQuery =
      "LIVE MANY Root { node, reached: MANY node.next* { id, hops: DEPTH } }";
};

struct AskUnion {
  static constexpr const char* kLabels[] = {"id"};
  static constexpr const char* kQuery = "LIVE MANY Root.node.next* { id }";
};

// What a client has of the answer: the rows of its lists by the root, or all in one, and by
// key.
class ReachedRows {
 public:
  void Apply(const Frame& frame) {
    if (IsWhole(frame)) {
      lists_.clear();
      for (const TreeNode& node : frame.data) Take(node);
    }
    for (const TreeOp& op : frame.ops) Apply(op);
  }

  void Report(std::span<const char* const> labels, Checksum& view) const {
    for (const auto& [root, rows] : lists_) {
      for (const auto& [key, row] : rows) {
        std::uint64_t hash = 0;
        if (root.size() > 0) hash = Mix(hash ^ static_cast<std::uint64_t>(root[0].AsInt()));
        for (const char* const label : labels) {
          hash = Mix(hash ^ static_cast<std::uint64_t>(row.Get(label).AsInt()));
        }
        view.hash += hash;
        ++view.rows;
      }
    }
  }

 private:
  using Rows = absl::flat_hash_map<Row, TreeNode>;

  void Take(const TreeNode& node) {
    if (node.lists.empty()) {
      lists_[Row()].insert_or_assign(node.key(), node);
      return;
    }
    Rows& rows = lists_[node.key()];
    for (const TreeNode& each : node.lists[0]) rows.insert_or_assign(each.key(), each);
  }
  static Row RootOf(const Path& path) {
    return path.empty() ? Row() : std::get<PathKey>(path.front()).key;
  }
  void Apply(const TreeOp& op) {
    Rows& rows = lists_[RootOf(op.path)];
    if (op.kind == TreeOpKind::kInsert) rows.insert_or_assign(op.key.key, *op.node);
    if (op.kind == TreeOpKind::kErase) rows.erase(op.key.key);
    if (op.kind != TreeOpKind::kSet) return;
    SetFields(op, rows.at(std::get<PathKey>(op.path.back()).key));
  }

  absl::flat_hash_map<Row, Rows> lists_;
};

template <typename Question, typename Ask>
class TreeqlW2 final : public Engine<Question> {
 public:
  explicit TreeqlW2(Place place) : database_(place, {kNodes, kEdges, kRoots}) {}

  void Load(const W2Tables& tables) override {
    database_.Import("Node", NodesOf(tables), [](std::int32_t id, std::vector<Value>& values) {
      values[0] = Value::Int(id);
    });
    database_.Import("Root", tables.roots, [](const W2Root& root, std::vector<Value>& values) {
      values[0] = Value::Int(root.node);
    });
    database_.Import("Edge", tables.edges, [](const W2Edge& edge, std::vector<Value>& values) {
      values[0] = Value::Int(edge.from);
      values[1] = Value::Int(edge.to);
    });
    database_.Subscribe(Ask::kQuery, [this](const Frame& frame) { rows_.Apply(frame); });
  }

  void Transaction(const W2Swap& swap) override { Batch(std::span(&swap, 1)); }

  void Batch(std::span<const W2Swap> swaps) override {
    database_.Transact([&](OpenTransaction& transaction) {
      for (const W2Swap& swap : swaps) {
        absl::Status status = Run(transaction, remove_, swap.deleted);
        if (status.ok()) status = Run(transaction, put_, swap.inserted);
        if (!status.ok()) return status;
      }
      return absl::OkStatus();
    });
  }

  void Result(ResultSink& sink) const override {
    rows_.Report(Ask::kLabels, sink.View(Question::kViews[0]));
  }

 private:
  // All up to the greatest that an edge has: those without an edge may get one later.
  static std::vector<std::int32_t> NodesOf(const W2Tables& tables) {
    std::int32_t greatest = 0;
    for (const W2Edge& edge : tables.edges) greatest = std::max({greatest, edge.from, edge.to});
    std::vector<std::int32_t> nodes(static_cast<std::size_t>(greatest) + 1);
    std::iota(nodes.begin(), nodes.end(), 0);
    return nodes;
  }
  static absl::Status Run(OpenTransaction& transaction, const Prepared& statement,
                          const W2Edge& edge) {
    const Value ends[] = {Value::Int(edge.from), Value::Int(edge.to)};
    return transaction.ExecuteWith(statement, ends).status();
  }

  LiveDatabase database_;
  const Prepared put_ = database_.Prepare(kPut);
  const Prepared remove_ = database_.Prepare(kRemove);
  ReachedRows rows_;
};

}  // namespace

std::unique_ptr<Engine<W2Reach>> MakeTreeqlW2Reach() {
  return std::make_unique<TreeqlW2<W2Reach, AskReach>>(Place::kMemory);
}
std::unique_ptr<Engine<W2Dist>> MakeTreeqlW2Dist() {
  return std::make_unique<TreeqlW2<W2Dist, AskDist>>(Place::kMemory);
}
std::unique_ptr<Engine<W2Union>> MakeTreeqlW2Union() {
  return std::make_unique<TreeqlW2<W2Union, AskUnion>>(Place::kMemory);
}

}  // namespace cambium::bench
