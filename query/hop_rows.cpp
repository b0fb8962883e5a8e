// Closures over rows.
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "operators/aggregate.h"
#include "operators/filter.h"
#include "operators/join.h"
#include "operators/map.h"
#include "operators/plus.h"
#include "operators/reachable.h"
#include "query/row_operators.h"

namespace cambium {
namespace {

using Hop = HopPath<Row>;

struct HasBothEnds {
  ProjectRow ends;
  bool operator()(const Row& edge) const {
    const Row row = ends(edge);
    return !row[0].is_null() && !row[1].is_null();
  }
};

struct IsWithin {
  std::int64_t least;
  std::int64_t most;
  bool operator()(const Hop& hop) const { return hop.hops >= least && hop.hops <= most; }
};

struct HopRow {
  Row operator()(const Hop& hop) const {
    const Value hops = Value::Int(hop.hops);
    const ValueView values[] = {hop.from[0], hop.to[0], hops};
    return Row(std::span<const ValueView>(values));
  }
};

// The edge that would lead back: from where the way ends to where it began.
struct EndToStart {
  Row operator()(const Hop& hop) const {
    const ValueView values[] = {hop.to[0], hop.from[0]};
    return Row(std::span<const ValueView>(values));
  }
};
struct StartOf {
  Row operator()(const Hop& hop) const { return hop.from; }
};
struct HopsOf {
  std::int64_t operator()(const Hop& hop) const { return hop.hops; }
};
struct OneMore {
  Hop operator()(const Hop& hop, const Row&) const {
    return {hop.from, hop.from, hop.hops + 1};
  }
};
struct AsHop {
  template <typename Group>
  Hop operator()(const Group& group) const {
    return {group.key, group.key, static_cast<std::uint32_t>(*group.value)};
  }
};

}  // namespace

Stream<Row> HopRows(const Stream<Row>& starts, ProjectRow start, const Stream<Row>& edges,
                    ProjectRow from, ProjectRow to, ProjectRow ends, std::int64_t least,
                    std::optional<std::int64_t> most) {
  const Stream<Row> whole_edges = edges.Filter(HasBothEnds{ends});
  const auto hops = LeastHops(whole_edges, from, to, starts.Map(start));
  const IsWithin within{least, most.value_or(INT64_MAX)};
  if (least == 0) return hops.Filter(within).Map(HopRow());
  const auto cycles = hops.Join(whole_edges, EndToStart(), ends, OneMore())
                          .GroupBy(StartOf())
                          .Min(HopsOf())
                          .Map(AsHop());
  return hops.Filter(within).Plus(cycles.Filter(within)).Map(HopRow());
}

}  // namespace cambium
