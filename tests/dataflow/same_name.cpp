// The other of the two files with a key of the same name.
// SPDX-License-Identifier: Apache-2.0
#include "tests/dataflow/same_name.h"

#include "dataflow/key_index.h"

namespace cambium::testing {
namespace {

struct SameName {
  int operator()(const Row& row) const { return row.group; }
};

}  // namespace

std::function<std::size_t(int)> IndexBySameName(const Stream<Row>& stream) {
  return [index = IndexBy(stream, SameName())](int key) {
    const Group<Row>* group = index->At(key);
    return group == nullptr ? 0 : group->size();
  };
}

}  // namespace cambium::testing
