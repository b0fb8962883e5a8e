// W6: a tracker in memory, and crowds of live queries over it.
//
// Its issues lie in *places*: a place is a project and a status, and each has equally many
// issues, each with one comment. The subscriptions of the template are of one place each, so
// they are as many as there are places, and all have different answers.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <deque>
#include <memory>
#include <string>
#include <utility>

#include "query/cambium.h"

namespace cambium::bench {

struct TrackerSize {
  int projects;  // Each has issues of two statuses.
  int issues;    // of a project and status
  int commits;
  int most;  // subscriptions
};

inline constexpr char kTemplate[] =
    "LIVE MANY Issue WHERE project = $p AND status = $s "
    "ORDER BY created DESC, id DESC LIMIT 50 "
    "{ id, title, owner { name }, latest: MANY comments ORDER BY id DESC LIMIT 3 { text } }";

// The parameters of the place with this number.
Parameters Place(int which);

// Issue `i` of the place with this number; places follow each other.
int IssueOf(const TrackerSize& size, int place, int i);

std::unique_ptr<Database> FilledTracker(const TrackerSize& size);

// Ends the process if the statement fails.
void Do(Database& database, const std::string& statement);

// Statements of one row: a field that the template reads, and one that it does not.
std::string SetTitle(int issue, int round);
std::string SetVotes(int issue, int round);

// A query of one project; no two are of one shape: every one has another limit.
std::string DifferentQuery(int which);

// Subscriptions whose frames are counted and otherwise ignored.
class Crowd {
 public:
  explicit Crowd(Database& database) : database_(database) {}

  void Join(const std::string& query, const Parameters& parameters);
  // The one that has joined last.
  void Leave() { subscriptions_.pop_back(); }

  int size() const { return static_cast<int>(subscriptions_.size()); }
  // Frames since the last call.
  std::uint64_t TakeFrames() { return std::exchange(frames_, 0); }

 private:
  Database& database_;
  std::uint64_t frames_ = 0;
  std::deque<Subscription> subscriptions_;
};

// Ends the process unless the tree that frames have built is the answer asked anew. Changes the
// issues of the place's project.
void CheckTree(Database& database, int place);

}  // namespace cambium::bench
