// Executors: every turn once, whatever the order and the threads; exceptions come through.
// SPDX-License-Identifier: Apache-2.0
#include "dataflow/executor.h"

#include <algorithm>
#include <atomic>
#include <memory>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "doctest/doctest.h"

namespace cambium {
namespace {

std::vector<std::unique_ptr<Executor>> Executors() {
  std::vector<std::unique_ptr<Executor>> executors;
  executors.push_back(MakeInlineExecutor());
  executors.push_back(MakeInlineExecutor(4, 7));
  executors.push_back(MakeThreadExecutor(0));
  executors.push_back(MakeThreadExecutor(1));
  executors.push_back(MakeThreadExecutor(3));
#ifndef CAMBIUM_THREAD_EXECUTOR
  executors.push_back(MakeTbbExecutor(3));
#endif
  return executors;
}

TEST_SUITE("Executor") {
  TEST_CASE("runs every turn once and returns when all have ended") {
    for (const auto& executor : Executors()) {
      for (const std::size_t count : {0U, 1U, 2U, 100U}) {
        for (int round = 0; round < 20; ++round) {
          std::vector<int> runs(count);
          executor->ForEach(count, [&](std::size_t i) { ++runs[i]; });
          CHECK(runs == std::vector<int>(count, 1));
        }
      }
    }
  }

  TEST_CASE("a turn may divide its own work") {
    for (const auto& executor : Executors()) {
      std::vector<std::vector<int>> runs(8, std::vector<int>(8));
      executor->ForEach(8, [&](std::size_t i) {
        executor->ForEach(8, [&, i](std::size_t j) { ++runs[i][j]; });
      });
      CHECK(runs == std::vector<std::vector<int>>(8, std::vector<int>(8, 1)));
    }
  }

  TEST_CASE("of turns that throw the first is thrown again when all have run") {
    for (const auto& executor : Executors()) {
      std::vector<int> runs(10);
      std::string message;
      try {
        executor->ForEach(10, [&](std::size_t i) {
          ++runs[i];
          if (i % 4 == 3) throw std::runtime_error(std::to_string(i));
        });
      } catch (const std::runtime_error& error) {
        message = error.what();
      }
      CHECK(message == "3");
      CHECK(runs == std::vector<int>(10, 1));
    }
  }

  TEST_CASE("several threads may use one at the same time") {
    for (const auto& executor : Executors()) {
      if (executor->width() == 4) continue;  // Inline with a seed: for one thread.
      std::atomic<int> runs = 0;
      std::thread other([&] { executor->ForEach(50, [&](std::size_t) { ++runs; }); });
      executor->ForEach(50, [&](std::size_t) { ++runs; });
      other.join();
      CHECK(runs == 100);
    }
  }

  TEST_CASE("the inline one takes turns in an order that its seed decides") {
    const auto order = [](std::uint64_t seed) {
      std::vector<std::size_t> turns;
      MakeInlineExecutor(4, seed)->ForEach(6, [&](std::size_t i) { turns.push_back(i); });
      return turns;
    };
    CHECK(order(0) == std::vector<std::size_t>{0, 1, 2, 3, 4, 5});
    CHECK(order(7) == order(7));
    CHECK(order(7) != order(0));
    CHECK(order(7) != order(8));
  }

  // A loop that is divided by the width would do nothing.
  TEST_CASE("none is narrower than the thread that calls it") {
    for (const auto& executor : Executors()) CHECK(executor->width() >= 1);
  }

  TEST_CASE("the default is one and as wide as the machine lets it be") {
#ifdef CAMBIUM_THREAD_EXECUTOR
    CHECK(DefaultExecutor().width() == std::max(1U, std::thread::hardware_concurrency()));
#else
    CHECK(DefaultExecutor().width() == MakeTbbExecutor()->width());
#endif
    CHECK(&DefaultExecutor() == &DefaultExecutor());
  }
}

}  // namespace
}  // namespace cambium
