// W4 in TreeQL: one subscription for each project, of one template.
// SPDX-License-Identifier: Apache-2.0
#include <cstddef>
#include <cstdint>
#include <deque>
#include <initializer_list>
#include <memory>
#include <span>
#include <vector>

#include "bench/treeql/live_database.h"
#include "bench/treeql/tables.h"
#include "bench/treeql/treeql.h"

namespace cambium::bench {
namespace {

constexpr const char* kComment =
    "INSERT Comment { id: $id, issue: $issue, author: $author, created: $created, body: $body "
    "}";
constexpr const char* kStatus = "UPSERT Issue { id: $id, status: $status }";
constexpr const char* kIssue =
    "INSERT Issue { id: $id, project: $project, owner: $owner, status: $status, "
    "created: $created, title: $title }";
constexpr const char* kAddLabel = "INSERT IssueLabel { issue: $issue, label: $label }";
constexpr const char* kRemoveLabel =
    "DELETE IssueLabel WHERE issue = $issue AND label = $label";

class TreeqlW4 final : public Engine<W4> {
 public:
  explicit TreeqlW4(Place place) : database_(place, kW4Declarations) {}

  void Load(const W4Tables& tables) override {
    ImportTables(tables, database_.database());
    const std::int32_t projects = ProjectsOf(tables);
    for (std::int32_t project = 0; project < projects; ++project) {
      LiveTree& tree = trees_.emplace_back();
      database_.Subscribe(
          Live(kW4Tree),
          [this, &tree](const Frame& frame) {
            tree.Apply(frame);
            ++frames_;
          },
          Bind({{"project", project}}));
    }
  }

  void Transaction(const W4Mutation& mutation) override {
    frames_ = 0;
    Apply(mutation);
  }

  // W4 has no batches.
  void Batch(std::span<const W4Mutation> mutations) override {
    for (const W4Mutation& mutation : mutations) Transaction(mutation);
  }

  bool changed_view() const override { return frames_ > 0; }

  void Result(ResultSink& sink) const override {
    Checksum& view = sink.View("");
    std::int64_t project = 0;
    for (const LiveTree& tree : trees_) {
      for (const TreeNode& node : tree.root()) {
        const std::int64_t issue = node.Get("id").AsInt();
        view.Add({1, project, issue, node.Get("created").AsInt()});
        view.Add({4, project, issue, node.List("owner")[0].Get("id").AsInt()});
        for (const TreeNode& comment : node.List("latest")) {
          view.Add({2, project, issue, comment.Get("id").AsInt()});
        }
        for (const TreeNode& label : node.List("labels")) {
          view.Add({3, project, issue, label.Get("id").AsInt()});
        }
      }
      ++project;
    }
  }

 private:
  static void Run(const Prepared& statement, std::initializer_list<Value> values) {
    ExpectOk(statement.ExecuteWith({values.begin(), values.size()}).status());
  }

  void Apply(const W4Mutation& mutation) {
    switch (mutation.op) {
      case W4Op::kComment: {
        const W4Comment& row = mutation.comment();
        return Run(comment_, {Value::Int(row.id), Value::Int(row.issue), Value::Int(row.author),
                              Value::Int(row.created), Value::Text(row.body)});
      }
      case W4Op::kStatus:
        return Run(status_,
                   {Value::Int(mutation.issue().id), Value::Int(mutation.issue().status)});
      case W4Op::kIssue: {
        const W4Issue& row = mutation.issue();
        return Run(issue_,
                   {Value::Int(row.id), Value::Int(row.project), Value::Int(row.owner),
                    Value::Int(row.status), Value::Int(row.created), Value::Text(row.title)});
      }
      case W4Op::kAddLabel:
      case W4Op::kRemoveLabel: {
        const W4IssueLabel& row = mutation.issue_label();
        return Run(mutation.op == W4Op::kAddLabel ? add_label_ : remove_label_,
                   {Value::Int(row.issue), Value::Int(row.label)});
      }
    }
  }

  LiveDatabase database_;
  const Prepared comment_ = database_.Prepare(kComment);
  const Prepared status_ = database_.Prepare(kStatus);
  const Prepared issue_ = database_.Prepare(kIssue);
  const Prepared add_label_ = database_.Prepare(kAddLabel);
  const Prepared remove_label_ = database_.Prepare(kRemoveLabel);
  std::deque<LiveTree> trees_;  // By project; they stay where they are.
  std::size_t frames_ = 0;      // of the last transaction
};

}  // namespace

std::unique_ptr<Engine<W4>> MakeTreeqlW4() {
  return std::make_unique<TreeqlW4>(Place::kMemory);
}
std::unique_ptr<Engine<W4>> MakeTreeqlDurableW4() {
  return std::make_unique<TreeqlW4>(Place::kFolder);
}

}  // namespace cambium::bench
