// Memory: bytes for each row, against the number of rows, by malloc's own books.
//
// memory.view is all that a participant holds for W1: tables, view, and what lies between. An
// evaluator holds its tables alone, and what it needs to answer.
// memory.parts is one thing at a time, over rows of three (typed) or four (TreeQL) integers:
//
//     typed   table     the rows, as a view of an input
//             join      the rows by a key, as one side of a join whose other side is empty
//             maximum   the greatest amount of a key; each has about ten rows
//     treeql  written   the rows, by UPSERTs of a thousand a transaction, in a memtable that
//                       may hold them all
//             imported  the rows, as files of columns
//             index     what an INDEX of a field adds to the rows that were written
//             live      what a live query of all rows and fields adds, with no copy of its own
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>

#include "bench/engine.h"
#include "bench/harness/catalog.h"

namespace cambium::bench {

Case MemoryOfViewCase(const std::string& engine, std::unique_ptr<Engine<W1>> (*make)());
Case MemoryOfViewCase(const std::string& engine, std::unique_ptr<Evaluator<W1>> (*make)());

Case TypedMemoryOfPartsCase();
Case TreeqlMemoryOfPartsCase();

}  // namespace cambium::bench
