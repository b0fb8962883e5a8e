// Counting what stands.
// SPDX-License-Identifier: Apache-2.0
#include "query/live_statistics.h"

#include <algorithm>
#include <utility>

#include "query/live_queries.h"
#include "query/live_step.h"

namespace cambium {

LiveQueryStatistics LiveQueries::Statistics() const {
  LiveQueryStatistics all;
  all.node_count = graph_.node_count();
  all.hydrating = hydrations_.size();
  all.held_rows = held_count();
  all.asked_rows = router_.held_count();
  for (NodeStatistics& node : graph_.Statistics()) {
    all.operators.push_back({node.id, std::move(node.name), node.entries_in, node.entries_out,
                             node.state_rows, node.readers, node.visit_nanos});
  }
  for (const auto& [number, instance] : instances_) {
    LiveInstanceStatistics one{number, 0, instance->subscribers.size(),
                               instance->assembler.held_count()};
    for (const auto& [asked, ids] : instance->subscribers) {
      one.subscribers += ids.size();
      std::size_t rows = 0;
      for (const ZSet<Row>& select : AnswerOf(*instance, asked))
        rows += select.entries().size();
      for (const std::int64_t id : ids) {
        const LiveSubscriber& subscriber = subscribers_.at(id);
        all.subscriptions.push_back({id, number, rows, subscriber.frames, subscriber.ops,
                                     subscriber.hydration_micros, subscriber.last_delta_nanos,
                                     instance->times.Percentile(99)});
      }
    }
    all.instances.push_back(one);
  }
  std::sort(all.subscriptions.begin(), all.subscriptions.end(),
            [](const auto& left, const auto& right) {
              return left.subscription < right.subscription;
            });
  return all;
}

}  // namespace cambium
