// A live query that begins over large tables, slice by slice, while commits go on.
//
//     version 7     snapshot   the rows of its tables, slice by slice     read without the lock
//     8, 9, 10, …   commits    wait as changed rows; then they are fed, too, in their order
//     version 42               nothing waits any more: it is live
//
// Its nodes stand in the graph from the start, but no commit reaches them: what is fed to its
// inputs is a step of their own, under the database's lock and no larger than a slice. Only
// time reaches them, which is the same for all.
//
// Law: once nothing waits, the instance is what one is that is filled at once, now.
//
// Something may go wrong over a part of the rows that goes well over all of them, such as a sum
// that overflows, and something may be written that it is not told of. Either way it is spoilt:
// the query is begun anew, and what is wrong in truth is found then.
//
// Members say whether they need the lock; those that do are called by one thread at a time, the
// others by the one that hydrates.
//
// Cost: that of filling at once, and of the graph's work for each slice; a copy of each change
// that is committed meanwhile.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <vector>

#include "absl/status/status.h"
#include "lsm/store.h"
#include "query/asked_rows.h"
#include "query/entity_scan.h"
#include "query/live_instance.h"
#include "query/live_plan.h"
#include "query/mutation.h"
#include "query/subscription.h"

namespace cambium {

class Hydration {
 public:
  // `instance`: over empty tables. `reads_asked`: whether rows that can be asked for are to be
  // read as well, since nobody has them. It is one of `all` for as long as it lives. With the
  // lock, as its destructor.
  Hydration(LivePlan plan, std::unique_ptr<LiveInstance> instance, bool reads_asked,
            const Schema& schema, Store& store, std::size_t slice,
            std::vector<Hydration*>& all);
  Hydration(const Hydration&) = delete;
  Hydration& operator=(const Hydration&) = delete;
  ~Hydration();

  // ---------- without the lock ----------

  // How much there is, for who wants to know.
  absl::Status Count();
  // Reads the next slice.
  absl::Status Read();
  // Read so far, and how many there are, if they were counted.
  HydrationProgress progress() const { return {read_, total_}; }
  std::chrono::steady_clock::time_point begin() const { return begin_; }

  // ---------- with the lock ----------

  // Gives the inputs what waits, at most a slice of it. The step is the caller's.
  void Feed();
  // Whether there is nothing more to read or to feed.
  bool is_whole() const;

  // The two phases of a commit.
  void Stage(const Changes& changes);
  void Commit(std::uint64_t version);
  void Abandon();

  void Spoil() { is_spoilt_ = true; }
  bool is_spoilt() const { return is_spoilt_; }
  // The last commit that it was told of.
  std::uint64_t version() const { return version_; }

  const LivePlan& plan() const { return plan_; }
  LiveInstance& instance() { return *instance_; }
  // It has nothing more to do then.
  std::unique_ptr<LiveInstance> TakeInstance();
  // The rows that its inputs have been asked for have come with the slices, and here are those
  // that can be.
  bool reads_asked() const { return reads_asked_; }
  struct Shelved {
    TypeId table = 0;
    std::shared_ptr<AskedRows> rows;
  };
  const std::vector<Shelved>& shelved() const { return shelved_; }

 private:
  // An input, with the values that its rows are asked for by and the bounds of their range.
  struct Taker {
    TableInput* input;
    Row values;
    Row bounds;
  };
  // What is read of a table for some inputs.
  struct Source {
    std::shared_ptr<const Table> table;
    // Of one with asked rows all who ask for some, else just one.
    std::vector<Taker> takers;
    std::shared_ptr<AskedRows> asked;
    std::unique_ptr<EntityScan> scan;  // Null once all is read.
  };
  struct Fed {
    TableInput* input;
    Row row;
    Weight weight;
  };
  struct Changed {
    TypeId table;
    EntityChange change;
  };

  Source& SourceOf(TableInput& input, const std::shared_ptr<const Table>& table);
  bool Reads(TypeId table) const;
  void Follow(const Changed& changed);
  void Give(const Source& source, const Row& whole, Weight weight);

  const std::chrono::steady_clock::time_point begin_ = std::chrono::steady_clock::now();
  const LivePlan plan_;
  std::unique_ptr<LiveInstance> instance_;
  const bool reads_asked_;
  const Store& store_;
  const std::size_t slice_;
  std::vector<Hydration*>& all_;
  Snapshot snapshot_;
  std::vector<Source> sources_;
  std::vector<Shelved> shelved_;
  std::uint64_t read_ = 0;
  std::uint64_t total_ = 0;
  std::size_t at_ = 0;  // Sources before are read.
  std::vector<Fed> slice_rows_;
  std::deque<Changed> behind_;   // Of commits since the snapshot.
  std::vector<Changed> staged_;  // Of the one that is being made.
  bool is_staged_ = false;       // Whether that one writes rows at all.
  std::uint64_t version_;
  bool is_spoilt_ = false;
};

}  // namespace cambium
