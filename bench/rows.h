// The rows of every workload, as plain structs: what an engine is given.
//
// The structs of W1, W2, W3 and W5 are runs of 32-bit integers in the order of the columns
// of their files, so a `.bin` file is the memory of an array of them. W4 has texts and
// lives in `.csv` files only.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <variant>

namespace cambium::bench {

// W1 and W8: orders rolled up by the tier of their customer.

struct W1Customer {
  int32_t id;
  int32_t tier;
  int32_t region;
};

struct W1Order {
  int32_t id;
  int32_t customer;
  int32_t status;
  int32_t cents;
};

enum class W1Op : int32_t { kInsert = 0, kUpdate = 1, kDelete = 2 };

// One order inserted, updated or deleted. The columns of a side that is absent are -1.
struct W1Change {
  W1Op op;
  int32_t id;
  int32_t customer;
  int32_t status;
  int32_t cents;
  int32_t old_customer;
  int32_t old_status;
  int32_t old_cents;

  bool has_before() const { return op != W1Op::kInsert; }
  bool has_after() const { return op != W1Op::kDelete; }
  W1Order before() const { return {id, old_customer, old_status, old_cents}; }
  W1Order after() const { return {id, customer, status, cents}; }
};

// W2: a directed graph and the nodes to start from.

struct W2Edge {
  int32_t from;
  int32_t to;
  bool operator==(const W2Edge&) const = default;
};

struct W2Root {
  int32_t node;
};

// One transaction: an edge that exists is deleted and one that does not is inserted.
struct W2Swap {
  W2Edge deleted;
  W2Edge inserted;
};

// W3: an undirected graph; the ends of an edge are in order, low < high.

struct W3Edge {
  int32_t low;
  int32_t high;
  bool operator==(const W3Edge&) const = default;
};

struct W3Change {
  int32_t sign;  // +1 inserts the edge, -1 deletes it.
  W3Edge edge;
};

// W4, W6 and W7: an issue tracker.

struct W4User {
  int32_t id;
  std::string name;
};

struct W4Label {
  int32_t id;
  std::string name;
};

inline constexpr int32_t kW4Open = 0;
inline constexpr int32_t kW4Closed = 1;

struct W4Issue {
  int32_t id;
  int32_t project;
  int32_t owner;
  int32_t status;
  int32_t created;  // Seconds since 1970.
  std::string title;
};

struct W4Comment {
  int32_t id;
  int32_t issue;
  int32_t author;
  int32_t created;
  std::string body;
};

struct W4IssueLabel {
  int32_t issue;
  int32_t label;
  bool operator==(const W4IssueLabel&) const = default;
};

// The letter is the first column of the mutation's line.
enum class W4Op : char {
  kComment = 'c',      // A W4Comment is inserted.
  kStatus = 's',       // A W4Issue changes its status; the row is the one after.
  kIssue = 'i',        // A W4Issue is inserted, open.
  kAddLabel = 'l',     // A W4IssueLabel is inserted.
  kRemoveLabel = 'r',  // A W4IssueLabel is deleted.
};

struct W4Mutation {
  W4Op op;
  std::variant<W4Comment, W4Issue, W4IssueLabel> row;

  const W4Comment& comment() const { return std::get<W4Comment>(row); }
  const W4Issue& issue() const { return std::get<W4Issue>(row); }
  const W4IssueLabel& issue_label() const { return std::get<W4IssueLabel>(row); }
};

// W5: events counted by item.

struct W5Event {
  int32_t id;
  int32_t user;
  int32_t item;
  int32_t score;
};

struct W5Change {
  int32_t sign;  // +1 inserts the event, -1 deletes it.
  W5Event event;
};

}  // namespace cambium::bench
