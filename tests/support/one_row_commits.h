// Commits of one row, and a look-up, whose costs are guarded: in requests for memory and in
// instructions.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdlib>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "query/cambium.h"

namespace cambium::testing {

// A thousand issues of ten projects, and live queries over them.
class IssuesOfProjects {
 public:
  explicit IssuesOfProjects(const std::vector<std::string>& queries) {
    const auto table =
        database_->Execute("TABLE Issue { id: Int = 1 KEY, project: Int = 2, votes: Int = 3 }");
    if (!table.ok()) std::abort();
    upsert_ = *database_->Prepare("UPSERT Issue { id: $id, project: $project, votes: $votes }");
    find_ = *database_->Prepare("ONE Issue WHERE id = $id { votes }");
    for (int id = 0; id < kRows; ++id) Upsert(id, 0);
    for (const std::string& query : queries) {
      auto live = *database_->Subscribe(query, [this](const Frame&) { ++frames_; });
      live.Release();
    }
  }
  IssuesOfProjects(const IssuesOfProjects&) = delete;
  IssuesOfProjects& operator=(const IssuesOfProjects&) = delete;

  // Another row and other votes for each `i` of a thousand.
  void Commit(int i) { Upsert(37 * i % kRows, 1 + i % 1000); }
  void LookUp(int i) {
    const Value id = Value::Int(37 * i % kRows);
    if (!find_.QueryWith(std::span(&id, 1)).ok()) std::abort();
  }
  int frames() const { return frames_; }

 private:
  static constexpr int kRows = 1000;

  void Upsert(int id, int votes) {
    const Value values[] = {Value::Int(id), Value::Int(id % 10), Value::Int(votes)};
    if (!upsert_.ExecuteWith(values).ok()) std::abort();
  }

  std::unique_ptr<Database> database_ = *Database::Open(":memory:");
  Prepared upsert_;
  Prepared find_;
  int frames_ = 0;
};

// What is measured: by its name, beside which live queries, and what it does.
struct OneRowCommit {
  std::string name;
  std::vector<std::string> queries;
  std::function<void(IssuesOfProjects&, int)> work;
};

inline std::vector<OneRowCommit> OneRowCommits() {
  const auto commit = [](IssuesOfProjects& issues, int i) { issues.Commit(i); };
  std::vector<std::string> of_each_project;
  for (int project = 0; project < 10; ++project) {
    of_each_project.push_back("LIVE MANY Issue WHERE project = " + std::to_string(project) +
                              " ORDER BY votes DESC LIMIT 5 { id, votes }");
  }
  return {
      {"look-up", {}, [](IssuesOfProjects& issues, int i) { issues.LookUp(i); }},
      {"upsert", {}, commit},
      {"upsert-filter", {"LIVE MANY Issue WHERE votes > 10 { id }"}, commit},
      {"upsert-group",
       {"LIVE MANY Issue GROUP BY project { project, n: COUNT(*), sum: SUM(votes), "
        "most: MAX(votes) }"},
       commit},
      {"upsert-template", std::move(of_each_project), commit},
  };
}

// Of each kind so many that are not counted, until all is as it stays, and so many that are.
inline constexpr int kWarmCommits = 400;
inline constexpr int kCountedCommits = 201;

}  // namespace cambium::testing
