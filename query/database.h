// The public door: a store, its schema, and the queries that are kept live over it.
//
// Life of a transaction: validate → COMPUTE → append to the log, the last thing that may
// fail → COMMIT → frames to the subscribers. What fails before COMMIT leaves everything
// as it was, the views included.
//
// Frames: first the whole answer, then at most one frame a commit, in the order of
// commits; every subscriber has seen version v before any sees v + 1. Callbacks run
// outside of locks, on the thread that commits; a callback may write, whose commit is
// the next transaction, and may unsubscribe.
//
// Any thread may call any member; commits are serial.
//
// Cost of a commit: the changed rows and what they change in live answers, however large
// tables and answers are (the bounds are those of operators/ and query/bucket.h).
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "query/frame.h"
#include "query/mutation.h"
#include "query/schema.h"

namespace cambium {

class FileSystem;
class LiveQueries;

struct Options {
  // Sync each commit before it returns. Off, a commit survives the process at once and
  // the machine after Flush(). Turn it on when a power cut may not lose a commit.
  bool durable = false;
};

// What a declaration or a mutation did.
struct Committed {
  std::uint64_t commit = 0;  // The version after it; the current one if nothing changed.
  std::int64_t rows = 0;     // Rows that a mutation matched.
  std::string declared;  // "table", "enum", "fragment", "query", "assert" or "drop"; else empty
  std::string name;      // of what was declared
};

// The answer of a one-shot query.
struct Answer {
  std::shared_ptr<const SelectPlan> plan;
  TreeList rows;
  std::string Json() const { return AnswerJson(*plan, rows); }
};

using FrameSink = std::function<void(const Frame&)>;

class Database;

// Ends its subscription when it is destroyed. Outlived by its database.
class Subscription {
 public:
  Subscription() = default;
  Subscription(Subscription&& other) noexcept { *this = std::move(other); }
  Subscription& operator=(Subscription&& other) noexcept;
  ~Subscription() { Stop(); }

  std::int64_t id() const { return id_; }
  // No frame is delivered after this returns, but for one being delivered right now.
  void Stop();
  // Lets the subscription live as long as the database.
  void Release() { database_ = nullptr; }

 private:
  friend class Database;
  Subscription(Database* database, std::int64_t id) : database_(database), id_(id) {}
  Database* database_ = nullptr;
  std::int64_t id_ = 0;
};

class Database {
 public:
  // A folder, made when it is missing, or ":memory:".
  static absl::StatusOr<std::unique_ptr<Database>> Open(const std::string& path,
                                                        Options options = {});
  // Over other files than those of the operating system.
  static absl::StatusOr<std::unique_ptr<Database>> Open(std::unique_ptr<FileSystem> files,
                                                        const std::string& folder,
                                                        Options options = {});
  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;
  ~Database();

  // One statement that is no query, or one that has a name, which is remembered and not asked.
  // Frames of its commit are delivered before this returns, unless this is called from a
  // callback or another thread is delivering.
  absl::StatusOr<Committed> Execute(std::string_view statement);

  // One query without LIVE: its answer now.
  absl::StatusOr<Answer> Query(std::string_view query, const Parameters& parameters = {});

  // The plan of a query as text; of `EXPLAIN …` or of the query alone.
  absl::StatusOr<std::string> Explain(std::string_view query,
                                      const Parameters& parameters = {});

  // One query, with or without the word LIVE. The first frame is delivered before this
  // returns, under the same exception as above.
  absl::StatusOr<Subscription> Subscribe(std::string_view query, FrameSink sink,
                                         const Parameters& parameters = {});

  // Ends a subscription; false when there is none of this number.
  bool Unsubscribe(std::int64_t id);

  // Waits until every commit made so far survives a power cut.
  absl::Status Flush();

  std::uint64_t version() const;
  // How often a table was read from the store: live queries never do after their start.
  std::uint64_t scan_count() const;
  // How many rows live queries keep in memory, as often as they keep them. It depends on
  // what stands, not on what went before.
  std::size_t live_row_count() const;

 private:
  Database(std::unique_ptr<FileSystem> files, Options options);

  // A query that is subscribed to, to be planned again when the schema changes.
  struct Question {
    cambium::Query query;
    Parameters parameters;
  };

  absl::Status Start(const std::string& folder);
  absl::StatusOr<Committed> Run(std::string_view text, const Statement& statement);

  // ---------- declarations: declarations.cpp ----------
  // What a declaration comes to, while nothing of it stands.
  struct Declaration {
    Schema schema;  // behind it
    Batch batch;
    std::vector<IndexChange> indexes;
    std::set<TypeId> tables;       // that are read in another way behind it
    bool changes_queries = false;  // by something else than tables
    Span span;
  };
  absl::Status LoadDeclarations();
  absl::StatusOr<Committed> DeclareTable(std::string_view text, const TableDeclaration& table);
  absl::StatusOr<Committed> DeclareEnum(std::string_view text, const EnumDeclaration& declared);
  absl::StatusOr<Committed> DeclareFragment(std::string_view text,
                                            const FragmentDeclaration& fragment);
  absl::StatusOr<Committed> DeclareQuery(std::string_view text, const cambium::Query& query);
  absl::StatusOr<Committed> DropDeclared(const Drop& drop);
  // Checks it, appends it, and only then lets it stand.
  absl::StatusOr<std::uint64_t> Adopt(Declaration declaration);
  void ResetQueries(const std::set<std::int64_t>& ids, std::uint64_t version);
  // Makes the indexes that fields need and that are not there yet.
  absl::Status MakeIndexes(const Table& table);

  // ---------- mutations: database_mutations.cpp ----------
  // By name, the last that a transaction says of it: none ends it.
  using AssertionChanges = std::map<std::string, std::optional<AssertDeclaration>>;
  struct MadeAssertions;
  absl::StatusOr<Committed> RunMutations(const std::vector<Mutation>& mutations,
                                         bool is_preview);
  absl::StatusOr<MadeAssertions> MakeAssertions(const AssertionChanges& changes,
                                                MutationPlanner& planner);
  absl::StatusOr<Committed> Mutate(MutationPlanner& planner, const AssertionChanges& changes);
  absl::StatusOr<Committed> Preview(MutationPlanner& planner, const AssertionChanges& changes);

  absl::StatusOr<std::uint64_t> Append(const Batch& batch,
                                       std::span<const IndexChange> indexes = {});
  // Delivers queued frames, oldest first, unless somebody is at it.
  void Deliver();

  const Options options_;
  const std::unique_ptr<FileSystem> files_;
  mutable std::mutex mutex_;  // Guards everything below.
  std::unique_ptr<Store> store_;
  Schema schema_;
  std::unique_ptr<LiveQueries> live_;
  std::map<std::int64_t, std::shared_ptr<FrameSink>> sinks_;
  std::map<std::int64_t, Question> questions_;  // by subscription
  std::deque<Frame> outbox_;
  bool delivering_ = false;
};

}  // namespace cambium
