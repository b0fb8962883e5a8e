// A sink hears of each operation in its turn.
// SPDX-License-Identifier: Apache-2.0
#include "query/tree_sink.h"

#include <string>

#include "doctest/doctest.h"
#include "tests/support/statements.h"

namespace cambium {
namespace {

// Writes down what it hears.
class Scribe final : public TreeSink {
 public:
  std::string Take() { return std::exchange(heard_, {}); }

  void Begin(const Frame& frame) override {
    const bool is_open = frame.kind == FrameKind::kOpen;
    heard_ += is_open ? "begin; " : "begin +" + std::to_string(frame.to - frame.from) + "; ";
  }
  void Insert(const Path& list, const PathKey& key, std::size_t at,
              const TreeNode& node) override {
    Hear("+", list);
    heard_ += " " + KeyOf(key) + " at " + std::to_string(at) + ": " +
              PlainText(node.plan->scalars[0].type, node.row[node.plan->scalars[0].column]) +
              "; ";
  }
  void Erase(const Path& list, const PathKey& key) override {
    Hear("-", list);
    heard_ += " " + KeyOf(key) + "; ";
  }
  void Move(const Path& list, const PathKey& key, std::size_t at) override {
    Hear("^", list);
    heard_ += " " + KeyOf(key) + " at " + std::to_string(at) + "; ";
  }
  void Set(const Path& row, std::span<const std::pair<PlanColumn, Value>> fields) override {
    Hear("=", row);
    for (const auto& [scalar, value] : fields) {
      heard_ += " " + scalar.label + " " + PlainText(scalar.type, value);
    }
    heard_ += "; ";
  }
  void Replace(const Path& slot, const TreeNode* node) override {
    Hear("*", slot);
    heard_ += node == nullptr ? " none; " : " a row; ";
  }
  void End() override { heard_ += "end"; }

 private:
  static std::string KeyOf(const PathKey& key) {
    return PlainText(key.plan->keys[0].type, key.key[0]);
  }
  void Hear(const std::string& letter, const Path& path) {
    heard_ += letter;
    for (const PathStep& step : path) {
      const auto* key = std::get_if<PathKey>(&step);
      heard_ += "/" + (key != nullptr ? KeyOf(*key) : std::get<std::string>(step));
    }
  }

  std::string heard_;
};

struct Heard {
  Heard(Database& database, std::string_view query) {
    live =
        *database.Subscribe(query, [this](const Frame& frame) { StreamFrame(frame, scribe); });
  }
  Scribe scribe;
  Subscription live;
};

TEST_SUITE("TreeSink") {
  TEST_CASE("hears the first answer as insertions and then what changes") {
    auto database = testing::OpenWith({testing::kIssueTable, testing::kCommentTable,
                                       "INSERT Issue { id: 1, title: 'a', votes: 5 }",
                                       "INSERT Issue { id: 2, title: 'b', votes: 3 }"});
    Heard heard(*database,
                "MANY Issue ORDER BY votes DESC { title, votes, MANY comments { text } }");
    CHECK(heard.scribe.Take() == "begin; + 1 at 0: a; + 2 at 1: b; end");
    testing::Do(*database,
                "TX { UPDATE Issue WHERE id = 2 SET votes = 9, title = 'B'; "
                "INSERT Comment { id: 7, issue: 1, text: 'c' } }");
    CHECK(heard.scribe.Take() ==
          "begin +1; ^ 2 at 0; =/2 title B votes 9; +/1/comments 7 at 0: c; end");
    testing::Do(*database, "TX { DELETE Issue WHERE id = 2; DELETE Comment }");
    CHECK(heard.scribe.Take() == "begin +1; - 2; -/1/comments 7; end");
  }

  TEST_CASE("hears of slots") {
    auto database = testing::OpenWith({testing::kIssueTable});
    Heard one(*database, "ONE Issue ORDER BY votes { votes }");
    Heard roots(*database, "{ n: COUNT Issue, best: ONE Issue { id } }");
    CHECK(one.scribe.Take() == "begin; * none; end");
    CHECK(roots.scribe.Take() == "begin; * a row; end");
    testing::Do(*database, "INSERT Issue { id: 1, title: 'a' }");
    CHECK(one.scribe.Take() == "begin +1; * a row; end");
    CHECK(roots.scribe.Take() == "begin +1; = n 1; */best a row; end");
  }

  TEST_CASE("hears nothing of other frames") {
    Scribe scribe;
    for (const FrameKind kind : {FrameKind::kError, FrameKind::kEnd, FrameKind::kPreview}) {
      Frame frame;
      frame.kind = kind;
      StreamFrame(frame, scribe);
    }
    CHECK(scribe.Take().empty());
  }
}

}  // namespace
}  // namespace cambium
