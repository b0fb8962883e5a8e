// A live answer as immutable trees that share what did not change: one for each version.
//
//     version 41     root ── a ── b ── c         a change inside of b
//     version 42     root'── a ── b'── c         a and c are the very same objects
//
// A holder of an old tree keeps it, unchanged, on any thread. Whether a row or anything below
// it has changed is the comparison of two pointers, which is what user interfaces that draw
// only what is new ask for; ListChangesBetween() has the rows of two lists that they need.
//
// Law: the tree after a frame is the answer at its version. A node is the same object as before
// if neither its row nor anything below has changed.
//
// Cost of a frame: the lists and rows on the paths of its operations are copied, once each; of
// a list that is a pointer for each row. Rows are searched in their list by key.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_set.h"
#include "query/tree_sink.h"

namespace cambium {

struct SharedNode;
using SharedList = std::vector<std::shared_ptr<const SharedNode>>;

struct SharedNode {
  std::shared_ptr<const SelectPlan> plan;  // Labels and types.
  Row row;
  std::vector<std::shared_ptr<const SharedList>> lists;  // one for each select of the plan

  Row key() const { return row.Slice(plan->key_begin, plan->key_end); }
  // By label; one that the block does not have is a mistake in the program.
  ValueView Get(std::string_view label) const;
  const std::shared_ptr<const SharedList>& List(std::string_view label) const;
};

class SharedTree final : public TreeSink {
 public:
  // `frame` is the next of its subscription.
  void Apply(const Frame& frame) { StreamFrame(frame, *this); }

  // Of a ONE or of roots the row, if there is one. Never null.
  const std::shared_ptr<const SharedList>& root() const { return root_; }
  std::uint64_t version() const { return version_; }

  void Begin(const Frame& frame) override;
  void Insert(const Path& list, const PathKey& key, std::size_t at,
              const TreeNode& node) override;
  void Erase(const Path& list, const PathKey& key) override;
  void Move(const Path& list, const PathKey& key, std::size_t at) override;
  void Set(const Path& row, std::span<const std::pair<PlanColumn, Value>> fields) override;
  void Replace(const Path& slot, const TreeNode* node) override;
  void End() override;

 private:
  struct Place {
    SharedList* list;
    SharedNode* node;  // Null if the path ends at a list, or a slot with no row.
  };
  // The same thing, made new if it is not of this frame yet.
  template <typename Shared>
  Shared& Own(std::shared_ptr<const Shared>& shared);
  // All on the path is this frame's own.
  Place Walk(const Path& path);
  std::shared_ptr<const SharedNode> Made(const TreeNode& node);

  std::shared_ptr<const SelectPlan> plan_;
  std::shared_ptr<const SharedList> root_ = std::make_shared<const SharedList>();
  std::uint64_t version_ = 0;
  absl::flat_hash_set<const void*> own_;  // Made by this frame; nobody else has seen them.
};

// How one list becomes another, by positions: the old ones of what goes, the new ones of what
// comes. A row that moves goes and comes, and is named in `moves` too; moves are as few as can
// be. A row that stands in both but is another object is modified. Taking out `deletions` from
// behind, putting in `insertions` from the front and drawing `modified_new` anew gives the
// list.
struct ListChanges {
  std::vector<std::size_t> deletions;                      // ascending
  std::vector<std::size_t> insertions;                     // ascending
  std::vector<std::pair<std::size_t, std::size_t>> moves;  // old and new, ascending by new
  std::vector<std::size_t> modified_old;                   // of the same rows
  std::vector<std::size_t> modified_new;                   // ascending

  bool operator==(const ListChanges&) const = default;
};

// Cost: O(n log n) in what lies between the rows that both lists begin and end with.
ListChanges ListChangesBetween(const SharedList& before, const SharedList& after);

}  // namespace cambium
