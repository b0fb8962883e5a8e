// Statements and subscriptions, by number.
// SPDX-License-Identifier: Apache-2.0
#include "bench/curves/tracker.h"

#include "bench/timing.h"

namespace cambium::bench {

Parameters Place(int which) { return Bind({{"p", which / 2}, {"s", which % 2}}); }

int IssueOf(const TrackerSize& size, int place, int i) { return place * size.issues + i; }

void Do(Database& database, const std::string& statement) {
  const auto done = database.Execute(statement);
  MustHold(done.ok(), statement.c_str());
}

std::unique_ptr<Database> FilledTracker(const TrackerSize& size) {
  std::unique_ptr<Database> database = *Database::Open(":memory:");
  Do(*database, "TABLE User { id: Int = 1 KEY, name: Text = 2 }");
  Do(*database,
     "TABLE Issue { id: Int = 1 KEY, project: Int = 2, status: Int = 3, title: Text = 4, "
     "created: Int = 5, owner: User = 6, votes: Int = 7 }");
  Do(*database,
     "TABLE Comment { id: Int = 1 KEY, issue: Issue = 2 BACK comments, text: Text = 3 }");
  for (int i = 0; i < 100; ++i) {
    Do(*database, "INSERT User { id: " + std::to_string(i) + ", name: 'person " +
                      std::to_string(i) + "' }");
  }
  const int places = 2 * size.projects;
  for (int place = 0; place < places; ++place) {
    std::string transaction = "TX {";
    for (int i = 0; i < size.issues; ++i) {
      const std::string id = std::to_string(IssueOf(size, place, i));
      transaction += " INSERT Issue { id: " + id + ", project: " + std::to_string(place / 2) +
                     ", status: " + std::to_string(place % 2) +
                     ", title: 'the title of issue " + id + "', created: " + id +
                     ", owner: " + std::to_string(place % 100) +
                     ", votes: 0 }; INSERT Comment { id: " + id + ", issue: " + id +
                     ", text: 'a remark that is somewhat longer than most' };";
    }
    Do(*database, transaction + " }");
  }
  return database;
}

std::string SetTitle(int issue, int round) {
  return "UPSERT Issue { id: " + std::to_string(issue) + ", title: 'changed " +
         std::to_string(round) + "' }";
}

std::string SetVotes(int issue, int round) {
  return "UPSERT Issue { id: " + std::to_string(issue) +
         ", votes: " + std::to_string(round + 1) + " }";
}

std::string DifferentQuery(int which) {
  const std::string n = std::to_string(which);
  const char* const orders[] = {"created DESC", "title", "votes DESC, title"};
  return "LIVE MANY Issue WHERE project = " + n + " ORDER BY " + orders[which % 3] + " LIMIT " +
         std::to_string(which + 10) + " { id, title, status, owner { name } }";
}

void Crowd::Join(const std::string& query, const Parameters& parameters) {
  auto live = database_.Subscribe(
      query, [this](const Frame&) { ++frames_; }, parameters);
  MustHold(live.ok(), query.c_str());
  subscriptions_.push_back(*std::move(live));
}

void CheckTree(Database& database, int place) {
  LiveTree tree;
  std::string query = kTemplate;
  auto live = database.Subscribe(
      query, [&tree](const Frame& frame) { tree.Apply(frame); }, Place(place));
  MustHold(live.ok(), "a subscription");
  Do(database, "UPDATE Issue WHERE project = " + std::to_string(place / 2) +
                   " SET title = 'seen', created = 0 - created");
  MustHold(tree.Json() == database.Query(query.substr(5), Place(place))->Json(), "a tree");
}

}  // namespace cambium::bench
