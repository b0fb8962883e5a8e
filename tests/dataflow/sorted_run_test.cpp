// Runs: a vector of elements and one of weights, which takes memory only when it must.
// SPDX-License-Identifier: Apache-2.0
#include "dataflow/sorted_run.h"

#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "doctest/doctest.h"
#include "tests/support/random.h"

namespace cambium {
namespace {

template <typename T>
using Model = std::vector<std::pair<T, Weight>>;

template <typename T>
void RequireSame(const SortedRun<T>& run, const Model<T>& model) {
  REQUIRE(run.size() == model.size());
  Weight total = 0;
  for (std::size_t i = 0; i < model.size(); ++i) {
    REQUIRE(run[i] == model[i].first);
    REQUIRE(run.weight(i) == model[i].second);
    total += model[i].second;
  }
  REQUIRE(run.total() == total);
  REQUIRE(std::vector<T>(run.begin(), run.end()).size() == model.size());
}

template <typename T, typename Make>
void CheckHistory(testing::Random& random, Make make) {
  SortedRun<T> run;
  Model<T> model;
  for (int i = 0; i < 200; ++i) {
    const std::size_t at = random.Below(model.size() + 1);
    const auto place = model.begin() + static_cast<std::ptrdiff_t>(at);
    const Weight weight =
        random.OneIn(20) ? random.Between(-3, 3) * (random.OneIn(5) ? 1000 : 1) : 1;
    if (at == model.size() || random.Below(3) > 0) {
      const T element = make(random);
      run.Insert(at, element, weight);
      model.insert(place, {element, weight});
    } else if (random.OneIn(2)) {
      run.Erase(at);
      model.erase(place);
    } else {
      run.SetWeight(at, weight);
      place->second = weight;
    }
    RequireSame(run, model);
    if (random.OneIn(20)) {
      const std::size_t cut_at = random.Below(run.size() + 1);
      const SortedRun<T> upper = run.SplitOff(cut_at, 8);
      const auto cut = model.begin() + static_cast<std::ptrdiff_t>(cut_at);
      RequireSame(upper, Model<T>(cut, model.end()));
      RequireSame(run, Model<T>(model.begin(), cut));
      run.Append(upper);
      RequireSame(run, model);
    }
  }
  SortedRun<T> copy = run;
  const SortedRun<T> moved = std::move(run);
  RequireSame(copy, model);
  RequireSame(moved, model);
}

TEST_SUITE("SortedRun") {
  TEST_CASE("takes as much memory for weights as they need") {
    SortedRun<int> run;
    CHECK(run.heap_bytes() == 0);
    for (int i = 0; i < 8; ++i) run.PushBack(i, 1);
    const std::size_t plain = run.heap_bytes();
    CHECK(plain < 16 + 16 * sizeof(int));
    run.SetWeight(3, 2);
    CHECK(run.heap_bytes() >= plain + 8);
    CHECK(run.heap_bytes() < plain + 8 * sizeof(Weight));
    run.SetWeight(4, 1000);
    CHECK(run.heap_bytes() >= plain + 8 * sizeof(Weight));
    CHECK(run.weight(3) == 2);
    CHECK(run.total() == 1008);
  }

  TEST_CASE("finds the place of an element") {
    SortedRun<int> run;
    for (int i = 0; i < 10; ++i) run.PushBack(2 * i, 1);
    for (int i = -1; i < 21; ++i) {
      const auto at = run.LowerBound(i, std::less<int>());
      CHECK((at == 0 || run[at - 1] < i));
      CHECK((at == run.size() || run[at] >= i));
    }
  }

  TEST_CASE("agrees with a vector over random histories") {
    testing::ForSeeds(50, [](testing::Random& random) {
      CheckHistory<int>(random, [](auto& r) { return static_cast<int>(r.Below(100)); });
      CheckHistory<std::string>(random, [](auto& r) { return std::string(r.Below(40), 'x'); });
    });
  }

  TEST_CASE("leaves no element alive behind") {
    const auto counted = std::make_shared<int>(0);
    {
      SortedRun<std::shared_ptr<int>> run;
      for (int i = 0; i < 20; ++i) run.PushBack(counted, i);
      run.Erase(3);
      const auto upper = run.SplitOff(9, 20);
      CHECK(counted.use_count() == 20);
      run = SortedRun<std::shared_ptr<int>>();
      CHECK(counted.use_count() == 11);
    }
    CHECK(counted.use_count() == 1);
  }
}

}  // namespace
}  // namespace cambium
