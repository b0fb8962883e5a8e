// The tables and questions of W1 and W4 in TreeQL, for whoever lets them live or opens them
// again.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <initializer_list>
#include <string>

#include "bench/workload.h"
#include "query/cambium.h"

namespace cambium::bench {

inline constexpr std::initializer_list<const char*> kW1Declarations = {
    "TABLE Customer { id: Int = 1 KEY, tier: Int = 2, region: Int = 3 }",
    "TABLE Order { id: Int = 1 KEY, customer: Customer = 2, status: Int = 3, cents: Int = 4 }"};
inline constexpr const char* kW1Rollup =
    "MANY Order GROUP BY tier: customer.tier, status { tier, status, n: COUNT(*), "
    "sum: SUM(cents), least: MIN(cents), most: MAX(cents) }";

inline constexpr std::initializer_list<const char*> kW4Declarations = {
    "TABLE User { id: Int = 1 KEY, name: Text = 2 }",
    "TABLE Label { id: Int = 1 KEY, name: Text = 2 }",
    "TABLE Issue { id: Int = 1 KEY, project: Int = 2, owner: User = 3, status: Int = 4, "
    "created: Int = 5, title: Text = 6 }",
    "TABLE Comment { id: Int = 1 KEY, issue: Issue = 2 BACK comments, author: User = 3, "
    "created: Int = 4, body: Text = 5 }",
    "TABLE IssueLabel { issue: Issue = 1 BACK tags, label: Label = 2, KEY (issue, label) }"};
static_assert(kW4Issues == 50 && kW4Comments == 3 && kW4Open == 0, "the query says so");
// Of one $project.
inline constexpr const char* kW4Tree =
    "MANY Issue WHERE project = $project AND status = 0 "
    "ORDER BY created DESC, id DESC LIMIT 50 { id, created, title, owner { id, name }, "
    "latest: MANY comments ORDER BY created DESC, id DESC LIMIT 3 { id, body }, "
    "labels: MANY tags.label { id, name } }";

// The query, kept up to date.
inline std::string Live(const char* query) { return std::string("LIVE ") + query; }

// Into a database with the declarations.
void ImportTables(const W1Tables& tables, Database& database);
void ImportTables(const W4Tables& tables, Database& database);

// Numbered from zero.
std::int32_t ProjectsOf(const W4Tables& tables);

}  // namespace cambium::bench
