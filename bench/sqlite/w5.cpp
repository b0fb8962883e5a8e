// W5 in SQLite: two GROUP BYs over one index, and triggers that keep a row per item.
// SPDX-License-Identifier: Apache-2.0
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>

#include "bench/sqlite/sqlite.h"
#include "bench/sqlite/tables.h"

namespace cambium::bench {
namespace {

static_assert(kW5Top == 10, "the queries say LIMIT 10");

constexpr const char* kTables = R"sql(
  CREATE TABLE events(id INTEGER PRIMARY KEY, user INT, item INT, score INT);
)sql";

constexpr const char* kIndex = "CREATE INDEX events_by_item ON events(item, user)";

constexpr const char* kTop = R"sql(
  SELECT item, count(*) AS events FROM events
  GROUP BY item ORDER BY events DESC, item LIMIT 10
)sql";

constexpr const char* kDistinct = "SELECT item, count(DISTINCT user) FROM events GROUP BY item";

// An item whose last event goes keeps its row, with zeros.
constexpr const char* kTriggers = R"sql(
  CREATE TABLE items(item INTEGER PRIMARY KEY, events INT, users INT);
  CREATE INDEX items_by_events ON items(events, item);
  CREATE TABLE pairs(item INT, user INT, events INT, PRIMARY KEY(item, user)) WITHOUT ROWID;
  CREATE TRIGGER event_inserted AFTER INSERT ON events BEGIN
    INSERT INTO pairs VALUES (new.item, new.user, 1)
      ON CONFLICT DO UPDATE SET events = events + 1;
    INSERT INTO items VALUES (new.item, 1, 1)
      ON CONFLICT DO UPDATE SET events = events + 1, users = users +
        (SELECT events = 1 FROM pairs WHERE item = new.item AND user = new.user);
  END;
  CREATE TRIGGER event_deleted AFTER DELETE ON events BEGIN
    UPDATE pairs SET events = events - 1 WHERE item = old.item AND user = old.user;
    UPDATE items SET events = events - 1, users = users -
      (SELECT events = 0 FROM pairs WHERE item = old.item AND user = old.user)
      WHERE item = old.item;
    DELETE FROM pairs WHERE item = old.item AND user = old.user AND events = 0;
  END;
)sql";

constexpr const char* kMaintainedTop =
    "SELECT item, events FROM items WHERE events > 0 ORDER BY events DESC, item LIMIT 10";

constexpr const char* kMaintainedDistinct = "SELECT item, users FROM items WHERE users > 0";

class Writer {
 public:
  explicit Writer(SqlDatabase& database)
      : insert_(database.Prepare("INSERT INTO events VALUES (?, ?, ?, ?)")),
        delete_(database.Prepare("DELETE FROM events WHERE id = ?")) {}

  void Insert(const W5Tables& tables) {
    for (const W5Event& event : tables.events) Insert(event);
  }

  void Apply(const W5Change& change) {
    if (change.sign > 0) {
      Insert(change.event);
    } else {
      delete_.Run({change.event.id});
    }
  }

 private:
  void Insert(const W5Event& event) {
    insert_.Run({event.id, event.user, event.item, event.score});
  }

  SqlStatement insert_;
  SqlStatement delete_;
};

void Report(const SqlRows<2>& top, const SqlRows<2>& distinct, ResultSink& sink) {
  Checksum& top_view = sink.View("top10");
  for (const auto& [item, events] : top) top_view.Add({item, events});
  Checksum& distinct_view = sink.View("distinct");
  for (const auto& [item, users] : distinct) distinct_view.Add({item, users});
}

class SqliteW5 final : public Evaluator<W5> {
 public:
  void Load(const W5Tables& tables) override {
    tables_.Insert(tables);
    tables_.database().Execute(kIndex);
  }
  void Apply(std::span<const W5Change> changes) override { tables_.Apply(changes); }
  void Evaluate() override {
    SqlStatement top = tables_.database().Prepare(kTop);
    SqlStatement distinct = tables_.database().Prepare(kDistinct);
    top_ = RowsOf<2>(top);
    distinct_ = RowsOf<2>(distinct);
  }
  void Result(ResultSink& sink) const override { Report(top_, distinct_, sink); }

 private:
  SqlTables<W5, Writer> tables_{kTables};
  SqlRows<2> top_;
  SqlRows<2> distinct_;
};

class SqliteTriggersW5 final : public Engine<W5> {
 public:
  void Load(const W5Tables& tables) override { tables_.Insert(tables); }
  void Transaction(const W5Change& change) override { tables_.ApplyOne(change); }
  void Batch(std::span<const W5Change> changes) override { tables_.Apply(changes); }
  void Result(ResultSink& sink) const override {
    Report(RowsOf<2>(top_), RowsOf<2>(distinct_), sink);
  }

 private:
  SqlTables<W5, Writer> tables_{std::string(kTables) + kTriggers};
  // Reading steps the statements, which changes nothing that an observer sees.
  mutable SqlStatement top_ = tables_.database().Prepare(kMaintainedTop);
  mutable SqlStatement distinct_ = tables_.database().Prepare(kMaintainedDistinct);
};

}  // namespace

std::unique_ptr<Evaluator<W5>> MakeSqliteW5() { return std::make_unique<SqliteW5>(); }

std::unique_ptr<Engine<W5>> MakeSqliteTriggersW5() {
  return std::make_unique<SqliteTriggersW5>();
}

}  // namespace cambium::bench
