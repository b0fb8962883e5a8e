// A live query that begins over large tables, while commits go on.
//
//     version 7     snapshot   its nodes are made and filled from it    without the lock
//     8, 9, 10, …   commits    wait as changed rows; then they are fed, in their order
//     version 42               nothing waits any more: it is live
//
// Its nodes are filled in a nursery (dataflow/graph.h), by the thread that asks. Then they join
// the graph, where no commit reaches them: what is fed to their inputs is a step of their own,
// under the database's lock and no larger than a slice. The time they have from a clock of
// their own.
//
// Law: once nothing waits, the instance is what one is that is filled at once, now.
//
// Something may have no value over the rows of the snapshot that has one over those that stand
// now, such as a sum that overflows, and something may be written that it is not told of.
// Either way it is spoilt: the query is begun anew, and what is wrong in truth is found then.
//
// Members say whether they need the lock; those that do are called by one thread at a time, the
// others by the one that hydrates.
//
// Cost: that of filling at once; a copy of each change that is committed meanwhile, and of the
// graph's work for them.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <vector>

#include "absl/status/status.h"
#include "lsm/store.h"
#include "query/asked_rows.h"
#include "query/live_instance.h"
#include "query/live_plan.h"
#include "query/mutation.h"
#include "query/subscription.h"

namespace cambium {

// What a hydration begins from.
struct HydrationStart {
  LivePlan plan;
  std::vector<InputShape> inputs;  // Of the plan.
  // Whether rows that can be asked for are to be read as well, since nobody has them.
  bool reads_asked = false;
  std::int64_t now = 0;
  std::size_t slice = 1;
};

class Hydration {
 public:
  // It is one of `all` for as long as it lives. With the lock, as its destructor.
  Hydration(HydrationStart start, Graph& graph, const Schema& schema, Store& store,
            std::vector<Hydration*>& all);
  Hydration(const Hydration&) = delete;
  Hydration& operator=(const Hydration&) = delete;
  ~Hydration();

  // ---------- without the lock ----------

  // How much there is, for who wants to know.
  absl::Status Count();
  // Makes the nodes, and fills them with the rows of the snapshot. Asks `goes_on` behind each
  // slice that it has read; CANCELLED if it does not.
  absl::Status Fill(const std::function<bool()>& goes_on);
  // Makes rows for the inputs of what is fed next.
  void Prepare();
  // Read so far, and how many there are, if they were counted.
  HydrationProgress progress() const { return {read_, total_}; }
  std::chrono::steady_clock::time_point begin() const { return begin_; }

  // ---------- with the lock ----------

  // Once it is filled: the nodes become part of the graph.
  void Join(Graph& graph);
  // Gives the inputs what was prepared. The step is the caller's.
  void Feed(std::int64_t now);
  // Whether there is nothing more to feed.
  bool is_whole() const;
  // Whether what waits is more than the next slice, so that there is time to be asked whether
  // to go on. Who commits each time that it is asked would never come to an end else.
  bool lags() const { return !asked_rows_.empty() || !behind_.empty(); }

  // The two phases of a commit.
  void Stage(const Changes& changes);
  void Commit(std::uint64_t version);
  void Abandon();

  void Spoil() { is_spoilt_ = true; }
  bool is_spoilt() const { return is_spoilt_; }
  // The last commit that it was told of.
  std::uint64_t version() const { return version_; }

  const LivePlan& plan() const { return start_.plan; }
  LiveInstance& instance() { return *instance_; }
  // It has nothing more to do then.
  std::unique_ptr<LiveInstance> TakeInstance();
  // The rows that its inputs have been asked for have come as well, and here are those that can
  // be.
  bool reads_asked() const { return start_.reads_asked; }
  struct Shelved {
    TypeId table = 0;
    std::shared_ptr<AskedRows> rows;
  };
  std::vector<Shelved> shelved() const;

 private:
  // An input by its number, with the values that its rows are asked for by and the bounds of
  // their range.
  struct Taker {
    std::size_t input;
    Row values;
    Row bounds;
  };
  // What is read of a table for some inputs.
  struct Source {
    std::shared_ptr<const Table> table;
    // Of one with asked rows all who ask for some, else just one.
    std::vector<Taker> takers;
    std::shared_ptr<AskedRows> asked;
  };
  struct Fed {
    std::size_t input;
    Row row;
    Weight weight;
  };
  struct Changed {
    TypeId table;
    EntityChange change;
  };

  Source& SourceOf(const InputShape& input, const Schema& schema);
  bool Reads(TypeId table) const;
  // All rows of a table with these fields; calls `each(row)`.
  template <typename Each>
  absl::Status Read(const std::shared_ptr<const Table>& table,
                    const std::vector<std::size_t>& fields,
                    const std::function<bool()>& goes_on, Each each);
  absl::Status ReadAsked(Source& source, const std::function<bool()>& goes_on);
  void Take();
  void Follow(const Changed& changed);
  void Give(const Source& source, const Row& whole, Weight weight, std::vector<Fed>& to) const;

  const std::chrono::steady_clock::time_point begin_ = std::chrono::steady_clock::now();
  const HydrationStart start_;
  const Store& store_;
  std::vector<Hydration*>& all_;
  const Snapshot snapshot_;
  std::vector<Source> sources_;
  Graph nursery_;
  std::unique_ptr<LiveInstance> instance_;
  std::uint64_t read_ = 0;
  std::uint64_t total_ = 0;
  std::vector<Fed> asked_rows_;  // Of the snapshot, for inputs that ask for them.
  std::size_t asked_fed_ = 0;    // Those before have been prepared.
  std::vector<Changed> taken_;   // To be prepared next, behind those rows.
  std::vector<Fed> prepared_;    // To be fed next.
  std::deque<Changed> behind_;   // Of commits since the snapshot.
  std::vector<Changed> staged_;  // Of the one that is being made.
  bool is_staged_ = false;       // Whether that one writes rows at all.
  std::uint64_t version_;
  bool is_spoilt_ = false;
};

}  // namespace cambium
