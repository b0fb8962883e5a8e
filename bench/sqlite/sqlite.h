// SQLite as a peer, in memory: recomputation by a query, and maintenance by triggers.
//
// How far does a general database get that every application already has? "sqlite" asks the
// whole query again, with the indexes that its planner uses best; for W4 it asks again only
// for the project that a mutation touches. "sqlite-triggers" keeps the answer in tables
// that triggers update, written by hand for each view.
//
//     sqlite           W1  orders(customer, status, cents), customers(tier, id)
//                      W3  edges by (low, high)
//                      W4  issues(project, status, created, id), comments(issue, created,
//                          id), issue_labels by (issue, label)
//                      W5  events(item, user)
//     sqlite-triggers  W1  amounts by (tier, status, cents)
//                      W3  edges by (low, high) and by (high, low)
//                      W5  pairs by (item, user), items(events, item)
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>

#include "bench/engine.h"

namespace cambium::bench {

std::unique_ptr<Evaluator<W1>> MakeSqliteW1();
std::unique_ptr<Evaluator<W3>> MakeSqliteW3();
std::unique_ptr<Engine<W4>> MakeSqliteW4();
std::unique_ptr<Evaluator<W5>> MakeSqliteW5();

std::unique_ptr<Engine<W1>> MakeSqliteTriggersW1();
std::unique_ptr<Engine<W3>> MakeSqliteTriggersW3();
std::unique_ptr<Engine<W5>> MakeSqliteTriggersW5();

}  // namespace cambium::bench
