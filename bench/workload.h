// The workloads as types: which tables, which changes, which question.
//
// A workload is a tag that engines are written against, `Engine<W1>`. It names the tables
// that are loaded, the change that one transaction makes and the views whose checksums are
// compared. W2 asks three questions of the same data, so it has three tags; W8 is W1's
// question on other sizes and shares its tag; W6 and W7 reuse the data of W4 and W1.
//
// kFullRows is MainRows at scale 1: the two tell the scale of tables read from files.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <string_view>
#include <vector>

#include "bench/rows.h"

namespace cambium::bench {

// Everything that a run feeds to an engine, in the order in which it is fed.
template <typename TablesType, typename ChangeType>
struct Input {
  TablesType tables;
  std::vector<ChangeType> transactions;  // One change each.
  std::vector<ChangeType> batches;       // End to end, each of `batch_size` changes.
  size_t batch_size = 0;                 // Zero exactly when there are no batches.
};

struct W1Tables {
  std::vector<W1Customer> customers;
  std::vector<W1Order> orders;
};

struct W2Tables {
  std::vector<W2Edge> edges;
  std::vector<W2Root> roots;
};

struct W3Tables {
  std::vector<W3Edge> edges;
};

struct W4Tables {
  std::vector<W4User> users;
  std::vector<W4Label> labels;
  std::vector<W4Issue> issues;
  std::vector<W4Comment> comments;
  std::vector<W4IssueLabel> issue_labels;
};

struct W5Tables {
  std::vector<W5Event> events;
};

using W1Input = Input<W1Tables, W1Change>;
using W2Input = Input<W2Tables, W2Swap>;
using W3Input = Input<W3Tables, W3Change>;
using W4Input = Input<W4Tables, W4Mutation>;
using W5Input = Input<W5Tables, W5Change>;

// Rows (tier, status, count, sum, min, max) of cents over orders joined with customers.
inline constexpr int kW1Tiers = 5;
inline constexpr int kW1Statuses = 4;

struct W1 {
  static constexpr std::string_view kName = "W1";
  static constexpr std::string_view kTitle = "rollup of orders by tier and status";
  static constexpr std::array<std::string_view, 1> kViews = {""};
  static constexpr double kRowsPerChange = 1;
  using Tables = W1Tables;
  using Change = W1Change;
  using Input = W1Input;

  static constexpr size_t kFullRows = 1'000'000;
  static size_t MainRows(const Tables& tables) { return tables.orders.size(); }
};

// The data of W2; each of its three questions is a workload of its own.
struct W2 {
  static constexpr std::string_view kName = "W2";
  static constexpr double kRowsPerChange = 2;
  using Tables = W2Tables;
  using Change = W2Swap;
  using Input = W2Input;

  static constexpr size_t kFullRows = 400'000;
  static size_t MainRows(const Tables& tables) { return tables.edges.size(); }
};

// Rows (root, node): every node that a path from the root reaches, the root included.
struct W2Reach : W2 {
  static constexpr std::string_view kName = "W2.reach";
  static constexpr std::string_view kTitle = "nodes reachable from each root";
  static constexpr std::array<std::string_view, 1> kViews = {"reach"};
};

// Rows (root, node, hops), where hops is the length of the shortest such path.
struct W2Dist : W2 {
  static constexpr std::string_view kName = "W2.dist";
  static constexpr std::string_view kTitle = "hop distance from each root";
  static constexpr std::array<std::string_view, 1> kViews = {"dist"};
};

// Rows (node): every node that is reachable from some root.
struct W2Union : W2 {
  static constexpr std::string_view kName = "W2.union";
  static constexpr std::string_view kTitle = "nodes reachable from any root";
  static constexpr std::array<std::string_view, 1> kViews = {"union"};
};

// View "": one row (number of triangles). View "two_paths": one row, the number of paths
// a < b < c along two edges.
struct W3 {
  static constexpr std::string_view kName = "W3";
  static constexpr std::string_view kTitle = "triangles and two-paths";
  static constexpr std::array<std::string_view, 2> kViews = {"", "two_paths"};
  static constexpr double kRowsPerChange = 1;
  using Tables = W3Tables;
  using Change = W3Change;
  using Input = W3Input;

  static constexpr size_t kFullRows = 200'000;
  static size_t MainRows(const Tables& tables) { return tables.edges.size(); }
};

// For each project its open issues, newest first (created descending, then id descending),
// at most kW4Issues, each with its owner, its newest kW4Comments comments and its labels.
// Rows of the one view: (1, project, issue, created), (4, project, issue, owner),
// (2, project, issue, comment) and (3, project, issue, label).
inline constexpr size_t kW4Issues = 50;
inline constexpr size_t kW4Comments = 3;

struct W4 {
  static constexpr std::string_view kName = "W4";
  static constexpr std::string_view kTitle = "issue tracker: a tree for each project";
  static constexpr std::array<std::string_view, 1> kViews = {""};
  static constexpr double kRowsPerChange = 1;
  using Tables = W4Tables;
  using Change = W4Mutation;
  using Input = W4Input;

  static constexpr size_t kFullRows = 200'000;
  static size_t MainRows(const Tables& tables) { return tables.issues.size(); }
};

// View "top10": rows (item, events) of the ten items with most events, ties by lower item.
// View "distinct": rows (item, users) for every item with an event.
inline constexpr size_t kW5Top = 10;

struct W5 {
  static constexpr std::string_view kName = "W5";
  static constexpr std::string_view kTitle = "top items and distinct users";
  static constexpr std::array<std::string_view, 2> kViews = {"top10", "distinct"};
  static constexpr double kRowsPerChange = 1;
  using Tables = W5Tables;
  using Change = W5Change;
  using Input = W5Input;

  static constexpr size_t kFullRows = 1'000'000;
  static size_t MainRows(const Tables& tables) { return tables.events.size(); }
};

}  // namespace cambium::bench
