// The public door: a store, its schema, and the queries that are kept live over it.
//
// Life of a transaction: validate → COMPUTE → append to the log, the last thing that may
// fail → COMMIT → frames to the subscribers. What fails before COMMIT leaves everything
// as it was, the views included.
//
// Frames: first the whole answer, then at most one frame a commit, in the order of
// commits; every subscriber has seen version v before any sees v + 1. Callbacks run
// outside of locks, on the thread that commits, and may call anything here;
// docs/live.md is the whole contract.
//
// Any thread may call any member; commits are serial.
//
// Cost of a commit: the changed rows and what they change in live answers, however large
// tables and answers are (the bounds are those of operators/ and query/bucket.h).
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
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
#include "query/import/import.h"
#include "query/kept_parameters.h"
#include "query/live_statistics.h"
#include "query/mutation.h"
#include "query/one_shot.h"
#include "query/query_limits.h"
#include "query/recent_commits.h"
#include "query/schema.h"
#include "query/schema_description.h"
#include "query/sql/sql_text.h"
#include "query/subscription.h"

namespace cambium {

class Clock;
class DatabaseSnapshot;
class Delivery;
class FileSystem;
class Hydration;
struct LivePlan;
class LiveQueries;
class LiveQuestion;
class LiveQuestions;
class OpenTransaction;
class Prepared;
template <typename T>
class TypedTable;

struct Options {
  // Sync each commit before it returns. Off, a commit survives the process at once and
  // the machine after Flush(). Turn it on when a power cut may not lose a commit.
  bool durable = false;
  // What time it is; outlives the database. Null: the operating system says it.
  Clock* clock = nullptr;
  // How one-shot queries are planned. Turn one off to see that it changes no answer.
  OneShotRules one_shot;
  // Live queries of one shape share what keeps them. Turn it off to see that it changes no
  // answer.
  bool share_live = true;
  // A live query that begins over more rows than this is filled while others commit; then it
  // takes in what they have changed, so many rows at a time. Lower it where commits must not
  // wait.
  std::size_t hydration_slice = 4096;
  // Nothing is written, so nobody is kept from opening the same folder, which must be there.
  // Turn it on to look at what another process has open, or may not be changed.
  bool read_only = false;
  // Of the store: commits that are not in sorted files yet, blocks that were read, directories
  // of files. Live queries come on top. Raise it where more is read than fits.
  std::size_t store_memory_bytes = std::size_t{64} << 20;
  QueryLimits limits;
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
  std::uint64_t read_count = 0;  // Entries of the store that were read for it.
  std::string Json() const { return AnswerJson(*plan, rows); }
};

// Why frames were sent: query/commit_reasons.h, with names.
struct CommitChanges {
  struct Table {
    std::string name;
    std::uint64_t inserted = 0;
    std::uint64_t updated = 0;
    std::uint64_t deleted = 0;
    std::vector<std::string> keys;  // The first few of all these.
  };
  std::uint64_t commit = 0;
  std::vector<Table> tables;
  std::uint64_t frames = 0;  // That it caused,
  std::uint64_t ops = 0;     // and operations in them.
};

// For people; for programs; for Graphviz (query/plan_graph.h has both).
enum class ExplainFormat { kText, kJson, kDot };

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

  // One statement that is no query, or one that has a name, which is remembered and not asked;
  // parameters are those of a mutation. Frames of its commit are delivered before this returns,
  // unless this is called from a callback or another thread is delivering.
  absl::StatusOr<Committed> Execute(std::string_view statement,
                                    const Parameters& parameters = {});

  // One query without LIVE: its answer now.
  absl::StatusOr<Answer> Query(std::string_view query, const Parameters& parameters = {});

  // A query or a mutation to run often: query/prepared.h.
  absl::StatusOr<Prepared> Prepare(std::string_view statement);

  // The rows of a table as structs, to write, read, and derive streams from, all of it in
  // query/typed_table.h. An error says where the struct does not fit the table.
  template <typename T>
  absl::StatusOr<TypedTable<T>> Table(std::string_view name);

  // Many transactions may be open; query/open_transaction.h says what a commit asks of them.
  std::unique_ptr<OpenTransaction> Begin();
  // Runs `body` in a transaction and commits it, unless `body` returns an error, which is the
  // result then. After a conflict all that is tried again, so many times in all.
  absl::StatusOr<Committed> Transact(const std::function<absl::Status(OpenTransaction&)>& body,
                                     int attempts = 10);

  // The newest version, to ask while others write: query/database_snapshot.h.
  DatabaseSnapshot Snapshot();

  // The tables that there are, in the order of declaration.
  std::vector<TableDescription> Tables() const;

  // The plan of a query; of `EXPLAIN …` or of the query alone. Of one that is live, as text,
  // also what its operators have done and keep.
  absl::StatusOr<std::string> Explain(std::string_view query, const Parameters& parameters = {},
                                      ExplainFormat format = ExplainFormat::kText);

  // One query, with or without the word LIVE, as a statement for another database, whose tables
  // are those of SchemaSql(). docs/sql.md says what has no equivalent there, and is an error.
  absl::StatusOr<SqlText> ExplainSql(std::string_view query, SqlDialect dialect,
                                     const Parameters& parameters = {});
  // CREATE TABLE and CREATE INDEX, one statement each.
  absl::StatusOr<std::vector<std::string>> SchemaSql(SqlDialect dialect);

  // One query, with or without the word LIVE. The first frame is delivered before this
  // returns, under the same exception as above.
  absl::StatusOr<Subscription> Subscribe(std::string_view query, FrameSink sink,
                                         const Parameters& parameters = {},
                                         const SubscribeOptions& options = {});
  // The same for who polls; the first frame waits when this returns.
  absl::StatusOr<LiveQueue> Watch(std::string_view query, const Parameters& parameters = {},
                                  const SubscribeOptions& options = {});

  // Gives parameters of a subscription other values; those that are not named keep theirs. The
  // subscriber receives what that changes as a delta, from the version that it has seen to the
  // current one, which may be the same; nothing if it changes nothing. The frame is delivered
  // before this returns, under the same exception as above. On an error all stays as it was.
  absl::Status Rebind(std::int64_t id, const Parameters& parameters);

  // Ends a subscription, as Subscription::Stop() does; false when there is none of this number.
  bool Unsubscribe(std::int64_t id);

  // NOW() is the time of the last commit, of the last subscription, or what this was given
  // last, whichever is latest. Rows that come or go by that reach subscribers as a frame
  // whose `from` and `to` are the version that stands. Without a time, that of the clock.
  void AdvanceTime(std::optional<std::int64_t> micros = std::nullopt);
  // When AdvanceTime() will next have something to say, as far as rows wait for a moment:
  // `WHERE at > NOW()`. What else reads NOW() changes whenever time does.
  std::optional<std::int64_t> NextDeadline() const;

  // Inserts the rows of a source as one commit (query/import/import.h). Frames as of Execute().
  absl::StatusOr<Imported> Import(RowSource& rows, std::string_view table,
                                  const ImportOptions& options = {});

  // Waits until every commit made so far survives a power cut.
  absl::Status Flush();

  // Makes a database of its own of all that is committed by now, in a folder that is not there
  // yet, on the same file system; commits wait meanwhile. Its files are links to those of this
  // one, which are never written again, so it is quick and takes no room at first. After an
  // error the folder is to be removed. Not for a database in memory.
  absl::Status Backup(const std::string& folder);

  // The statements that declare all that is declared, formatted, in an order in which they can
  // be executed.
  absl::StatusOr<std::vector<std::string>> Declarations() const;
  // The text of each query that has a name, as it was declared, by name.
  std::map<std::string, std::string> NamedQueries() const;
  // Of the store: what it has in memory and in files, and what it has done.
  StoreStatistics Statistics() const;
  // Reads every byte of the store and says what is wrong first.
  absl::Status Verify() const;
  // What a commit changed in tables and what that came to for live queries: `to` of a frame
  // says which commit to ask for. NotFound but for the last ones that live queries heard of.
  absl::StatusOr<CommitChanges> Why(std::uint64_t commit) const;
  // Of the live queries: operators, what is shared, subscriptions. Cost: all that they hold.
  LiveQueryStatistics LiveStatistics() const;
  // The graph of the live queries in Graphviz's language, with counters.
  std::string Dot() const;

  std::uint64_t version() const;
  // How often a table was read from the store: live queries never do after their start.
  std::uint64_t scan_count() const;
  // How many rows live queries keep in memory, as often as they keep them. It depends on
  // what stands, not on what went before.
  std::size_t live_row_count() const;

 private:
  friend class DatabaseSnapshot;
  friend class LiveQueue;
  friend class OpenTransaction;
  friend class Prepared;
  friend class TypedLock;
  friend class TypedRows;

  Database(std::unique_ptr<FileSystem> files, Options options);

  absl::Status Start(const std::string& folder);
  absl::StatusOr<Committed> ExecuteStatement(std::string_view text, const Statement& statement);
  absl::StatusOr<Committed> Run(std::string_view text, const Statement& statement);
  absl::Status CheckWritable() const;
  // How a query is answered over a schema; and that answer, at a version that had it.
  absl::StatusOr<std::shared_ptr<const SelectPlan>> PlanOver(const Schema& schema,
                                                             const cambium::Query& query,
                                                             const Parameters& parameters,
                                                             const Value& now) const;
  absl::StatusOr<Answer> AnswerOver(const Schema& schema,
                                    std::shared_ptr<const SelectPlan> plan,
                                    std::uint64_t version) const;

  // ---------- declarations: database_declarations.cpp ----------
  // What a declaration comes to, while nothing of it stands.
  struct Declaration {
    Schema schema;  // behind it
    Batch batch;
    std::vector<IndexChange> indexes;
    std::set<TypeId> tables;  // that are read in another way behind it
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
  void ResetQueries(const std::set<std::int64_t>& ids, const std::string& why);
  // Makes the indexes that fields need and that are not there yet.
  absl::Status MakeIndexes(const cambium::Table& table);

  // ---------- mutations: database_mutations.cpp ----------
  // By name, the last that a transaction says of it: none ends it.
  using AssertionChanges = std::map<std::string, std::optional<AssertDeclaration>>;
  struct MadeAssertions;
  // Gives LAX tables the fields that these write for the first time.
  absl::Status AddUnknownFields(const std::vector<Mutation>& mutations);
  absl::StatusOr<Committed> RunMutations(const std::vector<Mutation>& mutations,
                                         bool is_preview);
  absl::StatusOr<MadeAssertions> MakeAssertions(const AssertionChanges& changes,
                                                MutationPlanner& planner);
  absl::StatusOr<Committed> Mutate(MutationPlanner& planner,
                                   const AssertionChanges& assertions = {});
  absl::StatusOr<Committed> Preview(MutationPlanner& planner,
                                    const AssertionChanges& assertions);

  absl::StatusOr<std::uint64_t> Append(const Batch& batch,
                                       std::span<const IndexChange> indexes = {});
  // What time it is from now on; never less than before.
  std::int64_t TakeTime();
  void AdvanceLive();
  // One staged outside of the log unless it is small, and one as a transaction like any other,
  // for those who need to hear of each row; none of them delivers.
  bool NeedsDelta(TypeId table) const;
  absl::StatusOr<Imported> ImportStaged(RowSource& rows, const cambium::Table& table,
                                        const ImportOptions& options);
  absl::StatusOr<Imported> ImportLive(RowSource& rows, const cambium::Table& table,
                                      const ImportOptions& options);
  // ---- database_live.cpp ----
  // What each subscription asks, to plan it again, and how large its answer may be.
  struct Asked {
    std::shared_ptr<LiveQuestion> question;
    KeptParameters parameters;
    std::size_t max_rows = 0;
  };
  absl::StatusOr<std::shared_ptr<const SubscriptionStanding>> Attach(
      std::string_view text, FrameSink sink, const Parameters& parameters,
      const SubscribeOptions& options);
  // Fills a query over large tables as far as the store stands when this returns, which leaves
  // the lock meanwhile; null if it is to be filled at once. The plan is that of the schema
  // then. database_hydration.cpp
  absl::StatusOr<std::unique_ptr<Hydration>> Hydrate(const Asked& asked,
                                                     const SubscribeOptions& options,
                                                     std::unique_lock<std::mutex>& lock,
                                                     LivePlan& plan);
  // Leaves frames to who delivers them; subscriptions that failed, or are too large, end.
  void Post(std::vector<Frame> frames);
  void PostWhole(std::int64_t id);
  // Calls callbacks, outside of the lock.
  void Deliver();

  const Options options_;
  const std::unique_ptr<FileSystem> files_;
  std::string folder_;         // Set once, by Start().
  bool is_in_memory_ = false;  // Set once, by Open().
  mutable std::mutex mutex_;   // Guards everything below.
  std::unique_ptr<Store> store_;
  Schema schema_;
  std::shared_ptr<const Schema> kept_schema_;  // A copy for snapshots; null if nobody has one.
  std::uint64_t schema_generation_ = 1;        // Another one once declarations have changed it.
  RecentCommits recent_;
  std::int64_t time_ = INT64_MIN;  // that has been seen
  std::unique_ptr<LiveQueries> live_;
  std::unique_ptr<LiveQuestions> questions_;
  std::map<std::int64_t, Asked> asked_;
  // One whose rows are counted has an answer of its own.
  bool IsShared(const Asked& asked) const { return options_.share_live && asked.max_rows == 0; }
  const std::unique_ptr<Delivery> delivery_;  // Has a lock of its own.
};

}  // namespace cambium
