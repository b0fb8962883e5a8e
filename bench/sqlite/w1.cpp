// W1 in SQLite: GROUP BY over a join, and triggers that keep the groups.
//
// The triggers keep a row per group and one per distinct amount of a group, in order, so
// the least and the greatest amount are one seek away at any time.
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
  CREATE TABLE customers(id INTEGER PRIMARY KEY, tier INT, region INT);
  CREATE TABLE orders(id INTEGER PRIMARY KEY, customer INT, status INT, cents INT);
)sql";

constexpr const char* kIndexes = R"sql(
  CREATE INDEX orders_by_customer ON orders(customer, status, cents);
  CREATE INDEX customers_by_tier ON customers(tier, id);
)sql";

constexpr const char* kQuery = R"sql(
  SELECT tier, status, count(*), sum(cents), min(cents), max(cents)
  FROM customers JOIN orders ON orders.customer = customers.id
  GROUP BY tier, status
)sql";

constexpr const char* kTriggers = R"sql(
  CREATE TABLE groups(tier INT, status INT, orders INT, cents INT,
                      PRIMARY KEY(tier, status)) WITHOUT ROWID;
  CREATE TABLE amounts(tier INT, status INT, cents INT, orders INT,
                       PRIMARY KEY(tier, status, cents)) WITHOUT ROWID;
  CREATE TRIGGER order_inserted AFTER INSERT ON orders BEGIN
    INSERT INTO groups SELECT tier, new.status, 1, new.cents FROM customers
      WHERE id = new.customer
      ON CONFLICT DO UPDATE SET orders = orders + 1, cents = cents + excluded.cents;
    INSERT INTO amounts SELECT tier, new.status, new.cents, 1 FROM customers
      WHERE id = new.customer
      ON CONFLICT DO UPDATE SET orders = orders + 1;
  END;
  CREATE TRIGGER order_deleted AFTER DELETE ON orders BEGIN
    UPDATE groups SET orders = orders - 1, cents = cents - old.cents
      WHERE tier = (SELECT tier FROM customers WHERE id = old.customer)
        AND status = old.status;
    UPDATE amounts SET orders = orders - 1
      WHERE tier = (SELECT tier FROM customers WHERE id = old.customer)
        AND status = old.status AND cents = old.cents;
    DELETE FROM amounts
      WHERE tier = (SELECT tier FROM customers WHERE id = old.customer)
        AND status = old.status AND cents = old.cents AND orders = 0;
  END;
  CREATE TRIGGER order_updated AFTER UPDATE ON orders BEGIN
    UPDATE groups SET orders = orders - 1, cents = cents - old.cents
      WHERE tier = (SELECT tier FROM customers WHERE id = old.customer)
        AND status = old.status;
    UPDATE amounts SET orders = orders - 1
      WHERE tier = (SELECT tier FROM customers WHERE id = old.customer)
        AND status = old.status AND cents = old.cents;
    DELETE FROM amounts
      WHERE tier = (SELECT tier FROM customers WHERE id = old.customer)
        AND status = old.status AND cents = old.cents AND orders = 0;
    INSERT INTO groups SELECT tier, new.status, 1, new.cents FROM customers
      WHERE id = new.customer
      ON CONFLICT DO UPDATE SET orders = orders + 1, cents = cents + excluded.cents;
    INSERT INTO amounts SELECT tier, new.status, new.cents, 1 FROM customers
      WHERE id = new.customer
      ON CONFLICT DO UPDATE SET orders = orders + 1;
  END;
)sql";

constexpr const char* kMaintained = R"sql(
  SELECT tier, status, orders, cents,
    (SELECT min(cents) FROM amounts AS a WHERE a.tier = g.tier AND a.status = g.status),
    (SELECT max(cents) FROM amounts AS a WHERE a.tier = g.tier AND a.status = g.status)
  FROM groups AS g WHERE orders > 0
)sql";

class Writer {
 public:
  explicit Writer(SqlDatabase& database)
      : insert_customer_(database.Prepare("INSERT INTO customers VALUES (?, ?, ?)")),
        insert_order_(database.Prepare("INSERT INTO orders VALUES (?, ?, ?, ?)")),
        update_order_(database.Prepare(
            "UPDATE orders SET customer = ?2, status = ?3, cents = ?4 WHERE id = ?1")),
        delete_order_(database.Prepare("DELETE FROM orders WHERE id = ?")) {}

  void Insert(const W1Tables& tables) {
    for (const auto& [id, tier, region] : tables.customers) {
      insert_customer_.Run({id, tier, region});
    }
    for (const W1Order& order : tables.orders) Write(insert_order_, order);
  }

  void Apply(const W1Change& change) {
    if (!change.has_after()) {
      delete_order_.Run({change.id});
    } else {
      Write(change.has_before() ? update_order_ : insert_order_, change.after());
    }
  }

 private:
  static void Write(SqlStatement& statement, const W1Order& order) {
    statement.Run({order.id, order.customer, order.status, order.cents});
  }

  SqlStatement insert_customer_;
  SqlStatement insert_order_;
  SqlStatement update_order_;
  SqlStatement delete_order_;
};

constexpr size_t kColumns = 6;

void Report(const SqlRows<kColumns>& rows, ResultSink& sink) {
  Checksum& view = sink.View("");
  for (const auto& row : rows) view.Add({row[0], row[1], row[2], row[3], row[4], row[5]});
}

class SqliteW1 final : public Evaluator<W1> {
 public:
  void Load(const W1Tables& tables) override {
    tables_.Insert(tables);
    tables_.database().Execute(kIndexes);
  }
  void Apply(std::span<const W1Change> changes) override { tables_.Apply(changes); }
  void Evaluate() override {
    SqlStatement query = tables_.database().Prepare(kQuery);
    rows_ = RowsOf<kColumns>(query);
  }
  void Result(ResultSink& sink) const override { Report(rows_, sink); }

 private:
  SqlTables<W1, Writer> tables_{kTables};
  SqlRows<kColumns> rows_;
};

class SqliteTriggersW1 final : public Engine<W1> {
 public:
  void Load(const W1Tables& tables) override { tables_.Insert(tables); }
  void Transaction(const W1Change& change) override { tables_.ApplyOne(change); }
  void Batch(std::span<const W1Change> changes) override { tables_.Apply(changes); }
  void Result(ResultSink& sink) const override { Report(RowsOf<kColumns>(query_), sink); }

 private:
  SqlTables<W1, Writer> tables_{std::string(kTables) + kTriggers};
  // Reading steps the statement, which changes nothing that an observer sees.
  mutable SqlStatement query_ = tables_.database().Prepare(kMaintained);
};

}  // namespace

std::unique_ptr<Evaluator<W1>> MakeSqliteW1() { return std::make_unique<SqliteW1>(); }

std::unique_ptr<Engine<W1>> MakeSqliteTriggersW1() {
  return std::make_unique<SqliteTriggersW1>();
}

}  // namespace cambium::bench
