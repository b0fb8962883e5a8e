// What does an expression cost for one row, and how much of that does a batch save?
//
// Nanoseconds of processor time per row, over rows of six fields: one row after the other as
// commits have them (row), and all at once as scans do (batch, and where it is a condition,
// select). The two are checked to agree, and one row at a time to allocate nothing.
// `--quick` runs everything for a moment, as a test.
// SPDX-License-Identifier: Apache-2.0
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <new>
#include <numeric>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "bench/timing.h"
#include "query/batch.h"
#include "query/expression_parser.h"
#include "query/parser.h"

namespace {

std::size_t allocations = 0;

}  // namespace

void* operator new(std::size_t size) {
  ++allocations;
  void* const block = std::malloc(size);
  if (block == nullptr) std::abort();
  return block;
}
void operator delete(void* block) noexcept { std::free(block); }
void operator delete(void* block, std::size_t) noexcept { std::free(block); }

namespace cambium::bench {
namespace {

struct Question {
  const char* text;
  bool allocates;  // A text of more than 14 bytes for every row.
};

constexpr Question kQuestions[] = {
    {"votes", false},
    {"votes > 500", false},
    {"votes > 500 AND open", false},
    {"votes > 990 AND open AND price < 10", false},
    {"votes BETWEEN 250 AND 750", false},
    {"votes IN (1, 2, 3, 5, 8, 13, 21, 34)", false},
    {"stars IS NULL OR stars > 3", false},
    {"votes * 2 + id", false},
    {"votes / 7 % 5 = 1", false},
    {"price * 1.19", false},
    {"title LIKE '%needle%'", false},
    {"title = 'the title of issue 77777'", false},
    {"CASE WHEN open THEN votes ELSE 0 END", false},
    {"ABS(votes - 500)", false},
    {"LENGTH(title)", false},
    {"UPPER(title)", true},
};

Schema MakeSchema() {
  Schema schema;
  const absl::StatusOr<Statement> table = ParseStatement(
      "TABLE Issue { id: Int = 1 KEY, title: Text = 2, open: Bool = 3, votes: Int = 4, "
      "stars: Int? = 5, price: Decimal(2) = 6 }");
  schema.Add(*schema.Resolve(std::get<TableDeclaration>(*table)));
  return schema;
}

std::vector<Row> MakeRows(std::int64_t count) {
  std::vector<Row> rows;
  std::uint64_t state = 1;
  for (std::int64_t id = 0; id < count; ++id) {
    state = state * 6364136223846793005 + 1442695040888963407;
    const auto random = static_cast<std::int64_t>(state >> 40);
    rows.push_back({Value::Int(id), Value::Text("the title of issue " + std::to_string(id)),
                    Value::Bool(random % 2 == 0), Value::Int(random % 1000),
                    random % 5 == 0 ? Value() : Value::Int(random % 5),
                    Value::Of({random % 100'000, 2})});
  }
  return rows;
}

PlanExpr Planned(const Schema& schema, std::string_view text) {
  const std::vector<Token> tokens = *Tokenize(text);
  TokenCursor cursor(tokens);
  std::vector<std::size_t> read{0, 1, 2, 3, 4, 5};
  return *ExpressionPlanner(schema, *schema.Find("Issue"), read).Plan(*ParseExpression(cursor));
}

void Measure(const Question& question, const Schema& schema, const std::vector<Row>& rows,
             int times) {
  const PlanExpr expr = Planned(schema, question.text);
  const auto per_row = [&rows](double microseconds) {
    return microseconds * 1000 / static_cast<double>(rows.size());
  };
  absl::Status error;
  std::uint64_t one_by_one = 0;
  const std::size_t before = allocations;
  const double row = per_row(MedianMicroseconds(times, [&](int) {
    one_by_one = 0;
    for (const Row& each : rows) {
      Value own;
      one_by_one += Read(expr, each, own, error).Hash();
    }
  }));
  // The list of times is all that a median needs.
  MustHold(question.allocates || allocations - before < 64,
           "one row at a time allocates nothing");
  std::vector<std::vector<ValueView>> fields(rows[0].size());
  ColumnsView columns{rows.size(), {}};
  for (std::size_t i = 0; i < fields.size(); ++i) {
    for (const Row& each : rows) fields[i].push_back(each[i]);
    columns.columns.push_back(fields[i].data());
  }
  std::vector<ValueView> values;
  std::uint64_t at_once = 0;
  const double batch = per_row(MedianMicroseconds(times, [&](int) {
    values.clear();
    at_once = 0;
    ByteArena texts;
    EvaluateBatch(expr, columns, values, texts, error);
    for (const ValueView& value : values) at_once += value.Hash();
  }));
  MustHold(one_by_one == at_once, "a batch has the values of its rows");
  MustHold(error.ok(), "no row has an error");
  std::printf("%-40s %8.1f %8.1f", question.text, row, batch);
  if (expr.type.kind == TypeKind::kBool) {
    std::vector<std::uint32_t> found;
    const double select = per_row(MedianMicroseconds(times, [&](int) {
      found.resize(rows.size());
      std::iota(found.begin(), found.end(), 0);
      KeepTrue(expr, columns, found, error);
    }));
    std::printf(" %8.1f", select);
  }
  std::printf("\n");
}

void Run(bool quick) {
  const Schema schema = MakeSchema();
  const std::vector<Row> rows = MakeRows(quick ? 3000 : 100'000);
  std::printf("%-40s %8s %8s %8s   ns per row\n", "expression", "row", "batch", "select");
  for (const Question& question : kQuestions) Measure(question, schema, rows, quick ? 3 : 21);
}

}  // namespace
}  // namespace cambium::bench

int main(int argc, char** argv) {
  cambium::bench::Run(argc > 1 && std::string_view(argv[1]) == "--quick");
}
