// Where large pieces of work may run on several cores: a loop whose turns are independent.
//
//     executor.ForEach(4, [&](std::size_t i) { sum[i] = SumOf(quarter[i]); });
//
// A step belongs to the thread that commits it; others join in for work worth their waking,
// which is more than 50 µs. What is computed never depends on the executor: turns write to
// places of their own, which are put together in order.
//
// Three exist: inline, whose order a seed permutes, for tests; std::thread, which sanitizers
// understand; and oneTBB, the default.
//
// Law: each turn runs once, and has ended when ForEach returns. Of turns that throw, the
// first by number is thrown again when all have ended. A turn may call ForEach.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>

namespace cambium {

class Executor {
 public:
  Executor() = default;
  Executor(const Executor&) = delete;
  Executor& operator=(const Executor&) = delete;
  virtual ~Executor() = default;

  // How many turns can run at once; with one, there is no use in dividing work.
  virtual std::size_t width() const = 0;
  void ForEach(std::size_t count, const std::function<void(std::size_t)>& turn);

 protected:
  // As ForEach, for turns that do not throw.
  virtual void Run(std::size_t count, const std::function<void(std::size_t)>& turn) = 0;
};

// On the caller's thread, in an order that the seed permutes. It pretends to be `width` wide.
std::unique_ptr<Executor> MakeInlineExecutor(std::size_t width = 1, std::uint64_t seed = 0);
// On the caller's thread and `width` - 1 more, which are started when first needed.
std::unique_ptr<Executor> MakeThreadExecutor(std::size_t width);
// On oneTBB's threads; zero for as many as this process may use.
std::unique_ptr<Executor> MakeTbbExecutor(std::size_t width = 0);

// What graphs use that are told nothing else; shared by all of them.
Executor& DefaultExecutor();

}  // namespace cambium
