// A database inside of a program: what docs/embedding.md shows, in its order.
//
// Expect() stops the program when it is told something that is not so.
// SPDX-License-Identifier: Apache-2.0
#include <cstdint>
#include <cstdlib>
#include <iostream>
#include <memory>
#include <string>
#include <vector>

#include "query/cambium.h"

namespace {

using cambium::Bind;
using cambium::Database;
using cambium::DatabaseSnapshot;
using cambium::Frame;
using cambium::OpenTransaction;
using cambium::Options;
using cambium::Prepared;
using cambium::SharedList;
using cambium::SharedTree;
using cambium::Value;

int expectations = 0;

void Expect(bool condition) {
  ++expectations;
  if (condition) return;
  std::cerr << "expectation " << expectations << " does not hold\n";
  std::exit(1);
}
template <typename Result>
void ExpectOk(const Result& result) {
  Expect(result.ok());
}

std::unique_ptr<Database> Open() {
  auto opened = Database::Open(":memory:");
  ExpectOk(opened);
  std::unique_ptr<Database> database = *std::move(opened);
  ExpectOk(database->Execute(
      "TABLE Issue { id: Int = 1 KEY, title: Text = 2, votes: Int = 3 DEFAULT 0 }"));
  ExpectOk(database->Execute(
      "TABLE Comment { id: Int = 1 KEY, issue: Issue = 2 BACK comments, text: Text = 3 }"));
  return database;
}

void Statements(Database& database) {
  auto done = database.Execute("INSERT Issue { id: $id, title: $title }",
                               Bind({{"id", 1}, {"title", "it's slow"}}));
  Expect(done.ok() && done->rows == 1);

  auto answer = database.Query("MANY Issue WHERE votes <= $n { id, title }", Bind({{"n", 10}}));
  Expect(answer->Json() == R"([{"id":1,"title":"it's slow"}])");
  Expect(answer->rows[0].Get("title").AsText() == "it's slow");

  auto wrong = database.Query("MANY Issue { titel }");
  Expect(!wrong.ok());
  std::cerr << cambium::RenderError(wrong.status(), "MANY Issue { titel }") << "\n";
}

void PreparedStatements(Database& database) {
  const Prepared upsert = *database.Prepare("UPSERT Issue { id: $id, title: $title }");
  const Prepared find = *database.Prepare("ONE Issue WHERE id = $id { title }");

  ExpectOk(upsert.Execute(Bind({{"id", 2}, {"title", "crash"}})));
  const std::vector<Value> row{Value::Int(3), Value::Text("typo")};
  ExpectOk(upsert.ExecuteWith(row));

  const std::vector<Value> key{Value::Int(3)};
  Expect(find.QueryWith(key)->Json() == R"({"title":"typo"})");

  ExpectOk(database.Transact([&](OpenTransaction& transaction) {
    return transaction.ExecuteWith(upsert, row).status();
  }));
}

void Transactions(Database& database) {
  auto moved = database.Transact([](OpenTransaction& transaction) -> absl::Status {
    auto votes = transaction.Query("ONE Issue WHERE id = 1 { votes }");
    if (!votes.ok()) return votes.status();
    const std::int64_t taken = votes->rows[0].Get("votes").AsInt();
    auto emptied = transaction.Execute("UPDATE Issue WHERE id = 1 SET votes = 0");
    if (!emptied.ok()) return emptied.status();
    return transaction
        .Execute("UPDATE Issue WHERE id = 2 SET votes = votes + $n", Bind({{"n", taken}}))
        .status();
  });
  ExpectOk(moved);

  const auto first = database.Begin();
  const auto second = database.Begin();
  ExpectOk(first->Execute("UPDATE Issue WHERE id = 1 SET votes = votes + 1"));
  ExpectOk(second->Execute("UPDATE Issue WHERE id = 1 SET votes = votes + 1"));
  ExpectOk(first->Commit());
  Expect(absl::IsAborted(second->Commit().status()));
}

void Snapshots(Database& database) {
  const DatabaseSnapshot before = database.Snapshot();
  ExpectOk(database.Execute("UPDATE Issue SET votes = votes + 10"));
  Expect(before.Query("MANY Issue WHERE votes >= 10 { id }")->rows.empty());
  Expect(database.Query("MANY Issue WHERE votes >= 10 { id }")->rows.size() == 3);
}

void Subscriptions(Database& database) {
  std::string last;
  auto live = database.Subscribe(
      "LIVE MANY Issue ORDER BY id LIMIT $n { id }",
      [&](const Frame& frame) { last = FrameJson(frame); }, Bind({{"n", 1}}));
  ExpectOk(live);
  ExpectOk(live->Rebind(Bind({{"n", 2}})));
  Expect(last.find(R"("ops":[["+",[],2,1,{"$k":2,"id":2}]])") != std::string::npos);
}

void Trees(Database& database) {
  SharedTree tree;
  std::shared_ptr<const SharedList> drawn;
  auto live = database.Subscribe("LIVE MANY Issue { title, MANY comments { text } }",
                                 [&](const Frame& frame) { tree.Apply(frame); });
  ExpectOk(live);
  drawn = tree.root();
  ExpectOk(database.Execute("INSERT Comment { id: 1, issue: 2, text: 'me too' }"));

  const cambium::ListChanges changes = cambium::ListChangesBetween(*drawn, *tree.root());
  Expect(changes.deletions.empty() && changes.insertions.empty());
  Expect(changes.modified_new == std::vector<std::size_t>{1});
  Expect((*drawn)[0] == (*tree.root())[0]);  // The very same object.
}

void Schemas(Database& database) {
  for (const cambium::TableDescription& table : database.Tables()) {
    for (const cambium::FieldDescription& field : table.fields) {
      Expect(!field.name.empty() && !field.type.empty());
    }
  }
  Expect(database.Tables()[0].relations[0].name == "comments");
}

void Limited() {
  Options options;
  options.limits.rows = 100'000;
  options.limits.timeout_ms = 2000;
  auto database = Database::Open(":memory:", options);
  ExpectOk(database);
}

}  // namespace

int main() {
  const std::unique_ptr<Database> database = Open();
  Statements(*database);
  PreparedStatements(*database);
  Transactions(*database);
  Snapshots(*database);
  Subscriptions(*database);
  Trees(*database);
  Schemas(*database);
  Limited();
  std::cout << expectations << " expectations hold\n";
  return 0;
}
