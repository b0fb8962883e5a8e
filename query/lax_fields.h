// The fields that rows of a LAX table have beside the declared ones.
//
// The first statement that writes such a name declares it, so to speak: it gets a number above
// all that a declaration may use, which the catalog keeps as [0, 2, (type, number)] → Text.
// From then on it is a field like the others, but for `*` and the texts of declarations.
//
// That is a commit of its own, before the statement's: a statement that fails leaves the name,
// and no value of it.
//
// Cost: a look-up for each name of a statement.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "lsm/store.h"
#include "query/schema.h"
#include "query/syntax.h"

namespace cambium {

// The names that these write and that their LAX tables do not have, by table.
std::map<TypeId, std::set<std::string>> UnknownNames(const Schema& schema,
                                                     const std::vector<Mutation>& mutations);

// The table with the names as fields; `batch` gets what the catalog has to know.
Table WithUnknown(const Table& table, const std::set<std::string>& names, Batch& batch);

// A field of this name and number, of any type.
Field UnknownFieldOf(std::string name, AttributeId number);

}  // namespace cambium
