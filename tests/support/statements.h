// Short ways from TreeQL text to schemas, plans, answers and errors.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <initializer_list>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "doctest/doctest.h"
#include "query/database.h"
#include "query/live_tree.h"
#include "query/parser.h"
#include "query/plan.h"

namespace cambium::testing {

// "line:column: message", or "ok".
inline std::string ErrorLine(const absl::Status& status, std::string_view text) {
  if (status.ok()) return "ok";
  const std::string rendered = RenderError(status, text);
  return rendered.substr(0, rendered.find('\n'));
}

template <typename Kind>
Kind Parse(std::string_view text) {
  const absl::StatusOr<Statement> statement = ParseStatement(text);
  REQUIRE_MESSAGE(statement.ok(), ErrorLine(statement.status(), text));
  REQUIRE(std::holds_alternative<Kind>(*statement));
  return std::get<Kind>(*statement);
}

inline Schema MakeSchema(std::initializer_list<std::string_view> declarations) {
  Schema schema;
  for (const std::string_view text : declarations) {
    absl::StatusOr<Table> table = schema.Resolve(Parse<TableDeclaration>(text));
    REQUIRE_MESSAGE(table.ok(), ErrorLine(table.status(), text));
    schema.Add(*std::move(table));
  }
  return schema;
}

inline SelectPlan MakePlan(const Schema& schema, std::string_view query) {
  absl::StatusOr<SelectPlan> plan = PlanQuery(schema, Parse<Query>(query));
  REQUIRE_MESSAGE(plan.ok(), ErrorLine(plan.status(), query));
  return *std::move(plan);
}

inline Committed Do(Database& database, std::string_view statement) {
  const absl::StatusOr<Committed> committed = database.Execute(statement);
  REQUIRE_MESSAGE(committed.ok(), ErrorLine(committed.status(), statement));
  return *committed;
}

inline std::string Ask(Database& database, std::string_view query) {
  const absl::StatusOr<Answer> answer = database.Query(query);
  REQUIRE_MESSAGE(answer.ok(), ErrorLine(answer.status(), query));
  return answer->Json();
}

// What is wrong with a statement, whatever it is: "line:column: message", or "ok".
inline std::string Refusal(Database& database, std::string_view text) {
  const absl::StatusOr<Statement> statement = ParseStatement(text);
  if (!statement.ok()) return ErrorLine(statement.status(), text);
  const auto* query = std::get_if<Query>(&*statement);
  if (query == nullptr) return ErrorLine(database.Execute(text).status(), text);
  if (!query->live) return ErrorLine(database.Query(text).status(), text);
  return ErrorLine(database.Subscribe(text, [](const Frame&) {}).status(), text);
}

// A database in memory, after these statements.
inline std::unique_ptr<Database> OpenWith(std::initializer_list<std::string_view> statements) {
  absl::StatusOr<std::unique_ptr<Database>> database = Database::Open(":memory:");
  REQUIRE(database.ok());
  for (const std::string_view statement : statements) Do(**database, statement);
  return *std::move(database);
}

// The tables that most tests use.
inline constexpr std::string_view kIssueTable =
    "TABLE Issue { id: Int = 1 KEY, title: Text = 2, open: Bool = 3 DEFAULT TRUE, "
    "votes: Int = 4 DEFAULT 0 }";
inline constexpr std::string_view kCommentTable =
    "TABLE Comment { id: Int = 1 KEY, issue: Issue = 2 BACK comments, text: Text = 3, "
    "stars: Int? = 4 }";

// A subscriber that keeps its frames and a tree that follows them.
struct Recorder {
  std::vector<Frame> frames;
  LiveTree tree;

  FrameSink Sink() {
    return [this](const Frame& frame) {
      frames.push_back(frame);
      if (IsWhole(frame) || frame.kind == FrameKind::kDelta) tree.Apply(frame);
    };
  }
  // The frames since the last call as JSON, a line each.
  std::string Take() {
    std::string lines;
    for (const Frame& frame : std::exchange(frames, {})) lines += FrameJson(frame) + "\n";
    return lines;
  }
};

inline Subscription Follow(Database& database, std::string_view query, Recorder& recorder) {
  absl::StatusOr<Subscription> subscription = database.Subscribe(query, recorder.Sink());
  REQUIRE_MESSAGE(subscription.ok(), ErrorLine(subscription.status(), query));
  return *std::move(subscription);
}

}  // namespace cambium::testing
