// The newest writes, in memory, sorted: what the log holds and no sorted file yet.
//
// Each run has its own index from subjects to chains of rows, newest first. Integers are
// found by pages: a page is 64 integers next to each other, one bit says which of them are
// there, and their chains stand close together in an array. So dense subjects cost 8 bytes
// each and one step of a small tree for 64 of them, and sparse ones no more than in a plain
// tree. Other subjects are in a tree by their bytes.
//
// One thread applies, any number read: a lock is shared by readers and held alone while a
// batch is applied. Rows never change once they are linked, so what a reader has copied out
// of the index may be read without the lock as long as the memtable is kept alive.
//
// Cost: Apply and Find O(log n); bytes() is what all this takes, about.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <optional>
#include <shared_mutex>
#include <span>
#include <string_view>
#include <vector>

#include "absl/container/btree_map.h"
#include "absl/container/flat_hash_map.h"
#include "lsm/byte_arena.h"
#include "lsm/commit.h"
#include "lsm/row_batch.h"
#include "lsm/sorted_file.h"

namespace cambium {

class Memtable {
 public:
  Memtable() = default;
  Memtable(const Memtable&) = delete;
  Memtable& operator=(const Memtable&) = delete;

  // Writes of one commit, newer than all before; a later one with the same subject wins.
  void Apply(std::uint64_t version, std::span<const Write> writes);

  // The newest row of the subject up to the version.
  std::optional<RowFound> Find(const RunKey& run, const Subject& subject,
                               std::uint64_t version) const;

  // Appends to `out` the rows of up to `most` subjects, from `from` on (behind it, if it is
  // `after`), ascending or, if `reverse`, descending; `from` is null for the beginning. Of each
  // subject the newest row up to the version, or all rows if the version is kAllVersions.
  // False when no subject is left. The batch does not pin the memtable.
  struct Reading {
    RunKey run;
    const Subject* from = nullptr;
    bool after = false;
    bool reverse = false;
    std::uint64_t version = 0;
  };
  static constexpr std::uint64_t kAllVersions = UINT64_MAX;
  bool Copy(const Reading& reading, std::size_t most, RowBatch& out) const;

  // Ascending.
  std::vector<RunKey> runs() const;

  bool empty() const { return greatest_version_ == 0; }
  std::uint64_t least_version() const { return least_version_; }
  std::uint64_t greatest_version() const { return greatest_version_; }
  std::size_t bytes() const { return bytes_; }

 private:
  struct Entry {
    std::uint64_t version;
    const Entry* older;
    StoredValue value;
  };
  // In the arena, and behind it the chains of the integers that are present, in order.
  struct Page {
    std::uint64_t present;
    std::uint64_t capacity;
    const Entry** chains() { return reinterpret_cast<const Entry**>(this + 1); }
    const Entry* const* chains() const {
      return reinterpret_cast<const Entry* const*>(this + 1);
    }
  };
  struct Run {
    absl::btree_map<std::uint64_t, Page*> pages;  // By subject word / 64.
    absl::btree_map<std::string_view, const Entry*> texts;
  };

  const Entry** Place(Run& run, bool integers, const Subject& subject);
  const Entry** PlaceInPage(Page*& page, std::uint64_t word);
  static const Entry* Chain(const Run& run, bool integers, const Subject& subject);
  template <typename Visit>
  static bool VisitIntegers(const Run& run, const Reading& reading, Visit visit);
  template <typename Visit>
  static bool VisitTexts(const Run& run, const Reading& reading, Visit visit);
  template <typename Visit>
  static bool VisitPage(std::uint64_t number, const Page& page, bool reverse, Visit visit);

  mutable std::shared_mutex mutex_;  // Guards what is linked together below.
  absl::flat_hash_map<RunKey, std::unique_ptr<Run>> runs_;
  ByteArena arena_;
  std::size_t index_bytes_ = 0;
  std::atomic<std::size_t> bytes_ = 0;
  std::atomic<std::uint64_t> least_version_ = 0;
  std::atomic<std::uint64_t> greatest_version_ = 0;
};

}  // namespace cambium
