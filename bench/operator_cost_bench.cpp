// What does each operator cost, and with what does that grow: the delta, or the state?
//
// Two tables of the same size, ten rows of each key, and one operator over them with a view.
// Rows are changed, an old one for a new one, in commits of one row and of many.
//
//     one row, of 1 k … 1 M   median µs of a commit of one row, on tables of that size
//     rows together           µs for each row of a commit of that many, on the largest
//     recompute               ms to attach the same operator to the largest tables anew
//
// Thread CPU time, with nothing divided over cores. Before a line is printed, the view must
// equal that of the operator which was attached last. `--quick` runs all on small tables.
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <memory>
#include <string_view>
#include <utility>
#include <vector>

#include "bench/keyed_row.h"
#include "bench/timing.h"
#include "operators/operators.h"

namespace cambium::bench {
namespace {

struct Size {
  std::vector<int> rows;
  std::vector<int> deltas;
  int commits;
};

// The tables, and changes of the left one: rows change their keys and amounts.
class Tables {
 public:
  explicit Tables(int rows) : keys_(std::max(1, rows / 10)) {
    rows_.reserve(static_cast<std::size_t>(rows));
    for (int i = 0; i < rows; ++i) rows_.push_back({i, i % keys_, i % 97});
    Commit([&] {
      for (const KeyedRow& row : rows_) {
        left.input.Insert(row);
        right.input.Insert(row);
      }
    });
  }

  // The next `count` rows, in a transaction.
  void Change(int count) {
    Commit([&] {
      for (int i = 0; i < count; ++i) {
        KeyedRow& row = rows_[next_];
        left.input.Delete(row);
        row.key = (row.key + 7) % keys_;
        row.amount = (row.amount + 1) % 97;
        left.input.Insert(row);
        next_ = (next_ + kStride) % rows_.size();
      }
    });
  }

 private:
  static constexpr std::size_t kStride = 7919;

  template <typename Body>
  void Commit(Body body) {
    MustHold(graph.Transact(body).ok(), "a commit takes place");
  }

  const std::unique_ptr<Executor> alone_ = MakeInlineExecutor();

 public:
  Graph graph{*alone_};
  NewInput<KeyedRow> left = graph.AddInput<KeyedRow>();
  NewInput<KeyedRow> right = graph.AddInput<KeyedRow>();

 private:
  const int keys_;
  std::vector<KeyedRow> rows_;
  std::size_t next_ = 0;
};

void PrintHeading(const Size& size) {
  std::printf("%-16s", "µs");
  for (const int rows : size.rows) std::printf(" 1 of %-7d", rows);
  for (const int delta : size.deltas) std::printf(" %7d rows", delta);
  std::printf(" %12s\n", "recompute ms");
}

// `attach(left, right)` makes the operator, as a stream.
template <typename Attach>
void Measure(const Size& size, const char* name, Attach attach) {
  std::printf("%-16s", name);
  for (std::size_t i = 0; i < size.rows.size(); ++i) {
    Tables tables(size.rows[i]);
    const auto view = attach(tables.left.stream, tables.right.stream).Materialize();
    const auto change = [&tables](int count) {
      return [&, count](int) { tables.Change(count); };
    };
    MedianMicroseconds(size.commits / 10, change(1));
    std::printf(" %12.2f", MedianMicroseconds(size.commits, change(1)));
    if (i + 1 < size.rows.size()) continue;
    for (const int delta : size.deltas) {
      const int times = std::max(3, size.commits / delta);
      std::printf(" %12.2f", MedianMicroseconds(times, change(delta)) / delta);
    }
    const double start = ThreadNanoseconds();
    const auto again = attach(tables.left.stream, tables.right.stream).Materialize();
    std::printf(" %12.1f\n", (ThreadNanoseconds() - start) / 1e6);
    MustHold(view.Read() == again.Read(), name);
  }
  std::fflush(stdout);
}

using Rows = Stream<KeyedRow>;
int32_t IdOf(const KeyedRow& row) { return row.id; }

void MeasureLinear(const Size& size) {
  Measure(size, "filter", [](const Rows& left, const Rows&) {
    return left.Filter([](const KeyedRow& row) { return row.amount < 50; });
  });
  Measure(size, "map", [](const Rows& left, const Rows&) { return left.Map(&IdOf); });
  Measure(size, "flat_map", [](const Rows& left, const Rows&) {
    return left.FlatMap([](const KeyedRow& row) {
      return std::vector<int32_t>{row.id, -row.id};
    });
  });
  Measure(size, "plus", [](const Rows& left, const Rows& right) { return left.Plus(right); });
  Measure(size, "negate", [](const Rows& left, const Rows&) { return left.Negate(); });
}

void MeasureJoins(const Size& size) {
  const auto left_ids = [](const KeyedRow& left, const KeyedRow& right) {
    return KeyedRow{left.id, right.id, left.amount};
  };
  const auto outer_ids = [](const KeyedRow* left, const KeyedRow* right) {
    return std::pair(left == nullptr ? -1 : left->id, right == nullptr ? -1 : right->id);
  };
  Measure(size, "distinct", [](const Rows& left, const Rows&) { return left.Distinct(); });
  Measure(size, "join by id", [=](const Rows& left, const Rows& right) {
    return left.Join(right, &KeyedRow::id, &KeyedRow::id, left_ids);
  });
  Measure(size, "join by key", [=](const Rows& left, const Rows& right) {
    return left.Join(right, &KeyedRow::key, &KeyedRow::key, left_ids);
  });
  Measure(size, "left join", [=](const Rows& left, const Rows& right) {
    return left.LeftJoin(right, &KeyedRow::key, &KeyedRow::id, outer_ids);
  });
  Measure(size, "full join", [=](const Rows& left, const Rows& right) {
    return left.FullJoin(right, &KeyedRow::key, &KeyedRow::id, outer_ids);
  });
  Measure(size, "semi join", [](const Rows& left, const Rows& right) {
    return left.SemiJoin(right, &KeyedRow::key, &KeyedRow::id);
  });
  Measure(size, "anti join", [](const Rows& left, const Rows& right) {
    return left.AntiJoin(right, &KeyedRow::key, &KeyedRow::id);
  });
  Measure(size, "delta join of 3", [](const Rows& left, const Rows& right) {
    return DeltaJoin(left, right, right)
        .template On<0, 1>(&KeyedRow::id, &KeyedRow::id)
        .template On<1, 2>(&KeyedRow::key, &KeyedRow::id)
        .Emit([](const KeyedRow& a, const KeyedRow& b, const KeyedRow& c) {
          return KeyedRow{a.id, b.id, c.id};
        });
  });
}

void MeasureGroups(const Size& size) {
  const auto by_key = [](const Rows& rows) { return rows.GroupBy(&KeyedRow::key); };
  Measure(size, "count", [=](const Rows& left, const Rows&) { return by_key(left).Count(); });
  Measure(size, "sum",
          [=](const Rows& left, const Rows&) { return by_key(left).Sum(&KeyedRow::amount); });
  Measure(size, "sum of floats", [=](const Rows& left, const Rows&) {
    return by_key(left).Sum([](const KeyedRow& row) { return row.amount * 0.1; });
  });
  Measure(size, "variance", [=](const Rows& left, const Rows&) {
    return by_key(left).Variance(&KeyedRow::amount);
  });
  Measure(size, "every", [=](const Rows& left, const Rows&) {
    return by_key(left).Every([](const KeyedRow& row) { return row.amount > 3; });
  });
  Measure(size, "count distinct", [=](const Rows& left, const Rows&) {
    return by_key(left).CountDistinct(&KeyedRow::amount);
  });
  Measure(size, "min",
          [=](const Rows& left, const Rows&) { return by_key(left).Min(&KeyedRow::amount); });
  Measure(size, "min of one group", [](const Rows& left, const Rows&) {
    return left.GroupBy([](const KeyedRow&) { return 0; }).Min(&KeyedRow::id);
  });
}

void Run(const Size& size) {
  PrintHeading(size);
  MeasureLinear(size);
  MeasureJoins(size);
  MeasureGroups(size);
}

}  // namespace
}  // namespace cambium::bench

int main(int argc, char** argv) {
  const bool is_quick = argc > 1 && std::string_view(argv[1]) == "--quick";
  if (is_quick) {
    cambium::bench::Run({{50, 500}, {10, 100}, 20});
  } else {
    cambium::bench::Run({{1000, 32'000, 1'000'000}, {10, 1000, 100'000}, 10'000});
  }
  return 0;
}
