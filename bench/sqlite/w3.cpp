// W3 in SQLite: a three-way self-join, and triggers that count what an edge adds or takes.
// SPDX-License-Identifier: Apache-2.0
#include <cstdint>
#include <memory>
#include <span>
#include <string>

#include "bench/sqlite/sqlite.h"
#include "bench/sqlite/tables.h"

namespace cambium::bench {
namespace {

constexpr const char* kTables = R"sql(
  CREATE TABLE edges(low INT, high INT, PRIMARY KEY(low, high)) WITHOUT ROWID;
)sql";

constexpr const char* kTriangles = R"sql(
  SELECT count(*) FROM edges AS ab
  JOIN edges AS bc ON bc.low = ab.high
  JOIN edges AS ac ON ac.low = ab.low AND ac.high = bc.high
)sql";

constexpr const char* kTwoPaths = R"sql(
  SELECT ifnull(sum(above), 0) FROM edges AS ab
  JOIN (SELECT low, count(*) AS above FROM edges GROUP BY low) AS bc ON bc.low = ab.high
)sql";

// Adds or takes what the edge is part of. Whether the edge itself is among the edges makes
// no difference: no triangle and no two-path has it twice.
std::string CountsWith(const std::string& edge, const std::string& sign) {
  const std::string low = edge + ".low";
  const std::string high = edge + ".high";
  return "UPDATE counts SET triangles = triangles " + sign +
         " ((SELECT count(*) FROM edges AS x JOIN edges AS y ON y.low = " + high +
         " AND y.high = x.high WHERE x.low = " + low +
         ") + (SELECT count(*) FROM edges AS x JOIN edges AS y ON y.low = x.high AND y.high "
         "= " +
         high + " WHERE x.low = " + low +
         ") + (SELECT count(*) FROM edges AS x JOIN edges AS y ON y.low = x.low AND y.high = " +
         high + " WHERE x.high = " + low + ")), two_paths = two_paths " + sign +
         " ((SELECT count(*) FROM edges WHERE high = " + low +
         ") + (SELECT count(*) FROM edges WHERE low = " + high + "));";
}

std::string Triggers() {
  return "CREATE INDEX edges_by_high ON edges(high, low);"
         "CREATE TABLE counts(triangles INT, two_paths INT);"
         "INSERT INTO counts VALUES (0, 0);"
         "CREATE TRIGGER edge_inserted AFTER INSERT ON edges BEGIN " +
         CountsWith("new", "+") +
         " END; CREATE TRIGGER edge_deleted AFTER DELETE ON edges BEGIN " +
         CountsWith("old", "-") + " END;";
}

class Writer {
 public:
  explicit Writer(SqlDatabase& database)
      : insert_(database.Prepare("INSERT INTO edges VALUES (?, ?)")),
        delete_(database.Prepare("DELETE FROM edges WHERE low = ? AND high = ?")) {}

  void Insert(const W3Tables& tables) {
    for (const W3Edge& edge : tables.edges) insert_.Run({edge.low, edge.high});
  }

  void Apply(const W3Change& change) {
    SqlStatement& statement = change.sign > 0 ? insert_ : delete_;
    statement.Run({change.edge.low, change.edge.high});
  }

 private:
  SqlStatement insert_;
  SqlStatement delete_;
};

class SqliteW3 final : public Evaluator<W3> {
 public:
  void Load(const W3Tables& tables) override { tables_.Insert(tables); }
  void Apply(std::span<const W3Change> changes) override { tables_.Apply(changes); }
  void Evaluate() override {
    triangles_ = Count(kTriangles);
    two_paths_ = Count(kTwoPaths);
  }
  void Result(ResultSink& sink) const override {
    sink.View("").Add({triangles_});
    sink.View("two_paths").Add({two_paths_});
  }

 private:
  int64_t Count(const char* sql) {
    SqlStatement query = tables_.database().Prepare(sql);
    return RowsOf<1>(query).front()[0];
  }

  SqlTables<W3, Writer> tables_{kTables};
  int64_t triangles_ = 0;
  int64_t two_paths_ = 0;
};

class SqliteTriggersW3 final : public Engine<W3> {
 public:
  void Load(const W3Tables& tables) override { tables_.Insert(tables); }
  void Transaction(const W3Change& change) override { tables_.ApplyOne(change); }
  void Batch(std::span<const W3Change> changes) override { tables_.Apply(changes); }
  void Result(ResultSink& sink) const override {
    const auto [triangles, two_paths] = RowsOf<2>(query_).front();
    sink.View("").Add({triangles});
    sink.View("two_paths").Add({two_paths});
  }

 private:
  SqlTables<W3, Writer> tables_{kTables + Triggers()};
  // Reading steps the statement, which changes nothing that an observer sees.
  mutable SqlStatement query_ =
      tables_.database().Prepare("SELECT triangles, two_paths FROM counts");
};

}  // namespace

std::unique_ptr<Evaluator<W3>> MakeSqliteW3() { return std::make_unique<SqliteW3>(); }

std::unique_ptr<Engine<W3>> MakeSqliteTriggersW3() {
  return std::make_unique<SqliteTriggersW3>();
}

}  // namespace cambium::bench
