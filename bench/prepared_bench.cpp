// What do a look-up by key and an upsert of one row cost, prepared, beside SQLite's?
//
// Microseconds of processor time of one call, over a table of four fields in memory: for both
// the same rows, the same random keys, a commit for each upsert, and answers that are read and
// compared. SQLite's statements are prepared too, and its key is the rowid, which is its
// quickest. "planned" is ours with parameters by name: a query is planned each time, a mutation
// parsed too.
// `--quick` runs everything for a moment, as a test.
// SPDX-License-Identifier: Apache-2.0
#include <cstdint>
#include <cstdio>
#include <string>
#include <string_view>
#include <vector>

#include "bench/sqlite/database.h"
#include "bench/timing.h"
#include "query/cambium.h"

namespace cambium::bench {
namespace {

constexpr char kTable[] =
    "TABLE Issue { id: Int = 1 KEY, title: Text = 2, open: Bool = 3, votes: Int = 4 }";
constexpr char kFind[] = "ONE Issue WHERE id = $id { title, votes }";
constexpr char kUpsert[] = "UPSERT Issue { id: $id, title: $title, open: TRUE, votes: $votes }";

struct Sizes {
  std::int64_t rows;
  int times;  // medians of so many
  int calls;  // in each
};

class Keys {
 public:
  explicit Keys(std::int64_t rows) : rows_(rows) {}
  std::int64_t Next() {
    state_ = state_ * 6364136223846793005 + 1442695040888963407;
    return static_cast<std::int64_t>((state_ >> 33) % static_cast<std::uint64_t>(rows_));
  }

 private:
  std::int64_t rows_;
  std::uint64_t state_ = 1;
};

std::string TitleOf(std::int64_t id) { return "the title of issue " + std::to_string(id); }

// Microseconds of one call.
template <typename Call>
double Cost(const Sizes& sizes, Call call) {
  Keys keys(sizes.rows);
  return MedianMicroseconds(sizes.times,
                            [&](int) {
                              for (int i = 0; i < sizes.calls; ++i) call(keys.Next());
                            }) /
         sizes.calls;
}

struct Costs {
  double find = 0;
  double find_text = 0;
  double upsert = 0;
  double upsert_text = 0;
  std::int64_t checksum = 0;
};

Costs MeasureCambium(const Sizes& sizes) {
  auto database = *Database::Open(":memory:");
  MustHold(database->Execute(kTable).ok(), "the table is declared");
  const Prepared upsert = *database->Prepare(kUpsert);
  const Prepared find = *database->Prepare(kFind);
  std::vector<Value> row(3);
  const auto put = [&](std::int64_t id, std::int64_t votes) {
    row[0] = Value::Int(id);
    row[1] = Value::Text(TitleOf(id));
    row[2] = Value::Int(votes);
    MustHold(upsert.ExecuteWith(row).ok(), "a row is written");
  };
  for (std::int64_t id = 0; id < sizes.rows; ++id) put(id, id);
  Costs costs;
  std::vector<Value> key(1);
  costs.find = Cost(sizes, [&](std::int64_t id) {
    key[0] = Value::Int(id);
    const Answer answer = *find.QueryWith(key);
    costs.checksum += answer.rows[0].Get("votes").AsInt() +
                      static_cast<std::int64_t>(answer.rows[0].Get("title").AsText().size());
  });
  costs.upsert = Cost(sizes, [&](std::int64_t id) { put(id, id + 1); });
  costs.find_text = Cost(sizes, [&](std::int64_t id) {
    MustHold(find.Query(Bind({{"id", id}})).ok(), "a row is found");
  });
  costs.upsert_text = Cost(sizes, [&](std::int64_t id) {
    MustHold(
        database->Execute(kUpsert, Bind({{"id", id}, {"title", TitleOf(id)}, {"votes", id}}))
            .ok(),
        "a row is written");
  });
  return costs;
}

Costs MeasureSqlite(const Sizes& sizes) {
  SqlDatabase database(
      "CREATE TABLE issue (id INTEGER PRIMARY KEY, title TEXT NOT NULL, open INTEGER NOT NULL, "
      "votes INTEGER NOT NULL)");
  SqlStatement upsert = database.Prepare(
      "INSERT INTO issue (id, title, open, votes) VALUES (?, ?, 1, ?) ON CONFLICT (id) DO "
      "UPDATE SET title = excluded.title, open = excluded.open, votes = excluded.votes");
  SqlStatement find = database.Prepare("SELECT votes, title FROM issue WHERE id = ?");
  const auto put = [&](std::int64_t id, std::int64_t votes) {
    const std::string title = TitleOf(id);
    upsert.Run({id, std::string_view(title), votes});
  };
  for (std::int64_t id = 0; id < sizes.rows; ++id) put(id, id);
  Costs costs;
  costs.find = Cost(sizes, [&](std::int64_t id) {
    find.ForEachRow({id}, [&](auto row) {
      costs.checksum += row(0) + static_cast<std::int64_t>(find.Text(1).size());
    });
  });
  costs.upsert = Cost(sizes, [&](std::int64_t id) { put(id, id + 1); });
  return costs;
}

void Run(bool quick) {
  const Sizes sizes = quick ? Sizes{1000, 3, 500} : Sizes{100'000, 11, 20'000};
  const Costs ours = MeasureCambium(sizes);
  const Costs theirs = MeasureSqlite(sizes);
  MustHold(ours.checksum == theirs.checksum, "both find the same");
  std::printf("%-16s %10s %10s %10s %8s   µs per call\n", "", "prepared", "planned", "SQLite",
              "ratio");
  std::printf("%-16s %10.2f %10.2f %10.2f %8.2f\n", "look-up by key", ours.find, ours.find_text,
              theirs.find, ours.find / theirs.find);
  std::printf("%-16s %10.2f %10.2f %10.2f %8.2f\n", "upsert", ours.upsert, ours.upsert_text,
              theirs.upsert, ours.upsert / theirs.upsert);
}

}  // namespace
}  // namespace cambium::bench

int main(int argc, char** argv) {
  cambium::bench::Run(argc > 1 && std::string_view(argv[1]) == "--quick");
}
