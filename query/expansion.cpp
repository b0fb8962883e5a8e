// The guards around what a name stands for.
// SPDX-License-Identifier: Apache-2.0
#include "query/expansion.h"

#include <algorithm>
#include <string>

#include "query/diagnostic.h"

namespace cambium {
namespace {

absl::Status ShownAt(Span use, const absl::Status& status) {
  return status.ok() ? status : ErrorAt(use, std::string(status.message()));
}

}  // namespace

absl::Status Expansion::OfFragment(
    const Name& name, const Table* table,
    const std::function<absl::Status(const std::vector<Item>&)>& plan) {
  const FragmentDeclaration* fragment = schema_.FindFragment(name.text);
  if (fragment == nullptr) {
    return ErrorAt(name.span, "no fragment '" + name.text + "'" +
                                  DidYouMean(name.text, schema_.FragmentNames()));
  }
  if (table == nullptr || table->name != fragment->table.text) {
    return ErrorAt(name.span,
                   "fragment " + name.text + " is of " + fragment->table.text + " rows");
  }
  if (++fragment_depth_ > kMaxFragmentDepth) {
    return ErrorAt(name.span, "fragments are nested deeper than " +
                                  std::to_string(kMaxFragmentDepth) + ": " + name.text);
  }
  if (++fragment_uses_ > kMaxFragmentUses) {
    return ErrorAt(name.span, "query uses fragments more than " +
                                  std::to_string(kMaxFragmentUses) + " times: " + name.text);
  }
  const absl::Status planned = plan(fragment->items);
  --fragment_depth_;
  return ShownAt(name.span, planned);
}

absl::Status Expansion::OfRelation(
    const VirtualRelation& relation, Span use,
    const std::function<absl::StatusOr<const Table*>(const PathSyntax&)>& follow) {
  const std::string& name = relation.name.text;
  if (std::find(open_.begin(), open_.end(), &relation) != open_.end()) {
    return ErrorAt(use, "relation '" + name + "' is VIA a path that leads over itself");
  }
  open_.push_back(&relation);
  const absl::StatusOr<const Table*> reached = follow(relation.via);
  open_.pop_back();
  if (!reached.ok()) return ShownAt(use, reached.status());
  if ((*reached)->name == relation.table.text) return absl::OkStatus();
  return ErrorAt(use, "relation '" + name + "' is of " + relation.table.text +
                          ", and its path leads to " + (*reached)->name);
}

}  // namespace cambium
