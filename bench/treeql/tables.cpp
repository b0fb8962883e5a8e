// From structs to values, field by field.
// SPDX-License-Identifier: Apache-2.0
#include "bench/treeql/tables.h"

#include <algorithm>
#include <vector>

#include "bench/treeql/live_database.h"

namespace cambium::bench {
namespace {

template <typename Named>
void FillNamed(const Named& row, std::vector<Value>& values) {
  values = {Value::Int(row.id), Value::Text(row.name)};
}

}  // namespace

void ImportTables(const W1Tables& tables, Database& database) {
  ImportRows(database, "Customer", tables.customers,
             [](const W1Customer& row, std::vector<Value>& values) {
               values = {Value::Int(row.id), Value::Int(row.tier), Value::Int(row.region)};
             });
  ImportRows(database, "Order", tables.orders,
             [](const W1Order& row, std::vector<Value>& values) {
               values = {Value::Int(row.id), Value::Int(row.customer), Value::Int(row.status),
                         Value::Int(row.cents)};
             });
}

void ImportTables(const W4Tables& tables, Database& database) {
  ImportRows(database, "User", tables.users, FillNamed<W4User>);
  ImportRows(database, "Label", tables.labels, FillNamed<W4Label>);
  ImportRows(
      database, "Issue", tables.issues, [](const W4Issue& row, std::vector<Value>& values) {
        values = {Value::Int(row.id),     Value::Int(row.project), Value::Int(row.owner),
                  Value::Int(row.status), Value::Int(row.created), Value::Text(row.title)};
      });
  ImportRows(database, "Comment", tables.comments,
             [](const W4Comment& row, std::vector<Value>& values) {
               values = {Value::Int(row.id), Value::Int(row.issue), Value::Int(row.author),
                         Value::Int(row.created), Value::Text(row.body)};
             });
  ImportRows(database, "IssueLabel", tables.issue_labels,
             [](const W4IssueLabel& row, std::vector<Value>& values) {
               values = {Value::Int(row.issue), Value::Int(row.label)};
             });
}

std::int32_t ProjectsOf(const W4Tables& tables) {
  std::int32_t projects = 0;
  for (const W4Issue& issue : tables.issues) projects = std::max(projects, issue.project + 1);
  return projects;
}

}  // namespace cambium::bench
