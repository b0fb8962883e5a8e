// W4 in SQLite: after each mutation, the tree of the project that it touches, once more.
//
// This is what an application without live queries does, at its best: it knows which
// project a mutation belongs to, reads that tree through indexes and leaves the others. To
// read a tree is one query for the issues with their owners and two for each issue.
// SPDX-License-Identifier: Apache-2.0
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "bench/sqlite/sqlite.h"
#include "bench/sqlite/tables.h"

namespace cambium::bench {
namespace {

static_assert(kW4Issues == 50 && kW4Comments == 3, "the queries say so");

constexpr const char* kTables = R"sql(
  CREATE TABLE users(id INTEGER PRIMARY KEY, name TEXT);
  CREATE TABLE labels(id INTEGER PRIMARY KEY, name TEXT);
  CREATE TABLE issues(id INTEGER PRIMARY KEY, project INT, owner INT, status INT,
                      created INT, title TEXT);
  CREATE TABLE comments(id INTEGER PRIMARY KEY, issue INT, author INT, created INT, body TEXT);
  CREATE TABLE issue_labels(issue INT, label INT, PRIMARY KEY(issue, label)) WITHOUT ROWID;
)sql";

constexpr const char* kIndexes = R"sql(
  CREATE INDEX issues_by_project ON issues(project, status, created, id);
  CREATE INDEX comments_by_issue ON comments(issue, created, id);
)sql";

constexpr const char* kIssuesOf = R"sql(
  SELECT issues.id, issues.created, issues.owner, issues.title, users.name
  FROM issues JOIN users ON users.id = issues.owner
  WHERE project = ? AND status = 0
  ORDER BY issues.created DESC, issues.id DESC LIMIT 50
)sql";

constexpr const char* kCommentsOf = R"sql(
  SELECT id, body FROM comments WHERE issue = ? ORDER BY created DESC, id DESC LIMIT 3
)sql";

constexpr const char* kLabelsOf = R"sql(
  SELECT labels.id, labels.name FROM issue_labels JOIN labels ON labels.id = label
  WHERE issue = ?
)sql";

class Writer {
 public:
  explicit Writer(SqlDatabase& database)
      : user_(database.Prepare("INSERT INTO users VALUES (?, ?)")),
        label_(database.Prepare("INSERT INTO labels VALUES (?, ?)")),
        issue_(database.Prepare("INSERT INTO issues VALUES (?, ?, ?, ?, ?, ?)")),
        status_(database.Prepare("UPDATE issues SET status = ? WHERE id = ?")),
        comment_(database.Prepare("INSERT INTO comments VALUES (?, ?, ?, ?, ?)")),
        add_label_(database.Prepare("INSERT INTO issue_labels VALUES (?, ?)")),
        remove_label_(
            database.Prepare("DELETE FROM issue_labels WHERE issue = ? AND label = ?")) {}

  void Insert(const W4Tables& tables) {
    for (const W4User& user : tables.users) user_.Run({user.id, user.name});
    for (const W4Label& label : tables.labels) label_.Run({label.id, label.name});
    for (const W4Issue& issue : tables.issues) Insert(issue);
    for (const W4Comment& comment : tables.comments) Insert(comment);
    for (const W4IssueLabel& pair : tables.issue_labels) {
      add_label_.Run({pair.issue, pair.label});
    }
  }

  void Apply(const W4Mutation& mutation) {
    switch (mutation.op) {
      case W4Op::kComment:
        return Insert(mutation.comment());
      case W4Op::kStatus:
        return status_.Run({mutation.issue().status, mutation.issue().id});
      case W4Op::kIssue:
        return Insert(mutation.issue());
      case W4Op::kAddLabel:
        return add_label_.Run({mutation.issue_label().issue, mutation.issue_label().label});
      case W4Op::kRemoveLabel:
        return remove_label_.Run({mutation.issue_label().issue, mutation.issue_label().label});
    }
  }

 private:
  void Insert(const W4Issue& issue) {
    issue_.Run(
        {issue.id, issue.project, issue.owner, issue.status, issue.created, issue.title});
  }

  void Insert(const W4Comment& comment) {
    comment_.Run({comment.id, comment.issue, comment.author, comment.created, comment.body});
  }

  SqlStatement user_;
  SqlStatement label_;
  SqlStatement issue_;
  SqlStatement status_;
  SqlStatement comment_;
  SqlStatement add_label_;
  SqlStatement remove_label_;
};

// A child is a comment or a label, with its text.
struct Child {
  int64_t id;
  std::string text;
  bool operator==(const Child&) const = default;
};

struct Node {
  int64_t issue;
  int64_t created;
  int64_t owner;
  std::string title;
  std::string owner_name;
  std::vector<Child> comments;
  std::vector<Child> labels;
  bool operator==(const Node&) const = default;
};

using Tree = std::vector<Node>;

class SqliteW4 final : public Engine<W4> {
 public:
  void Load(const W4Tables& tables) override {
    tables_.Insert(tables);
    tables_.database().Execute(kIndexes);
    for (const W4Issue& issue : tables.issues) RememberProject(issue);
    for (size_t project = 0; project < trees_.size(); ++project) {
      trees_[project] = ReadTree(static_cast<int64_t>(project));
    }
  }

  void Transaction(const W4Mutation& mutation) override {
    tables_.ApplyOne(mutation);
    touched_ = static_cast<size_t>(ProjectOf(mutation));
    // The tree before is kept, so that comparing them is not timed.
    before_.swap(trees_[touched_]);
    trees_[touched_] = ReadTree(static_cast<int64_t>(touched_));
  }

  void Batch(std::span<const W4Mutation> mutations) override {
    for (const W4Mutation& mutation : mutations) Transaction(mutation);
  }

  bool changed_view() const override { return before_ != trees_[touched_]; }

  void Result(ResultSink& sink) const override {
    Checksum& view = sink.View("");
    for (size_t i = 0; i < trees_.size(); ++i) {
      const auto project = static_cast<int64_t>(i);
      for (const Node& node : trees_[i]) {
        view.Add({1, project, node.issue, node.created});
        view.Add({4, project, node.issue, node.owner});
        for (const Child& comment : node.comments) {
          view.Add({2, project, node.issue, comment.id});
        }
        for (const Child& label : node.labels) view.Add({3, project, node.issue, label.id});
      }
    }
  }

 private:
  Tree ReadTree(int64_t project) {
    Tree tree;
    issues_of_.ForEachRow({project}, [&](const auto& row) {
      const int64_t issue = row(0);
      tree.push_back({issue, row(1), row(2), std::string(issues_of_.Text(3)),
                      std::string(issues_of_.Text(4)), ReadChildren(comments_of_, issue),
                      ReadChildren(labels_of_, issue)});
    });
    return tree;
  }

  static std::vector<Child> ReadChildren(SqlStatement& query, int64_t issue) {
    std::vector<Child> children;
    query.ForEachRow({issue}, [&](const auto& row) {
      children.push_back({row(0), std::string(query.Text(1))});
    });
    return children;
  }

  int32_t ProjectOf(const W4Mutation& mutation) {
    switch (mutation.op) {
      case W4Op::kComment:
        return project_of_[static_cast<size_t>(mutation.comment().issue)];
      case W4Op::kStatus:
      case W4Op::kIssue:
        RememberProject(mutation.issue());
        return mutation.issue().project;
      case W4Op::kAddLabel:
      case W4Op::kRemoveLabel:
        break;
    }
    return project_of_[static_cast<size_t>(mutation.issue_label().issue)];
  }

  void RememberProject(const W4Issue& issue) {
    const auto id = static_cast<size_t>(issue.id);
    if (id >= project_of_.size()) project_of_.resize(id + 1);
    project_of_[id] = issue.project;
    const auto projects = static_cast<size_t>(issue.project) + 1;
    if (projects > trees_.size()) trees_.resize(projects);
  }

  SqlTables<W4, Writer> tables_{kTables};
  SqlStatement issues_of_ = tables_.database().Prepare(kIssuesOf);
  SqlStatement comments_of_ = tables_.database().Prepare(kCommentsOf);
  SqlStatement labels_of_ = tables_.database().Prepare(kLabelsOf);
  // By the id of the issue.
  std::vector<int32_t> project_of_;
  // By project.
  std::vector<Tree> trees_;
  // The project of the last mutation, and its tree before it.
  size_t touched_ = 0;
  Tree before_;
};

}  // namespace

std::unique_ptr<Engine<W4>> MakeSqliteW4() { return std::make_unique<SqliteW4>(); }

}  // namespace cambium::bench
