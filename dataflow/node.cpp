// What every node is made of, compiled once: programs have many kinds of nodes.
// SPDX-License-Identifier: Apache-2.0
#include "dataflow/node.h"

namespace cambium {

Node::Node() = default;
Node::~Node() = default;

}  // namespace cambium
