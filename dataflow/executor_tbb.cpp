// The executor over oneTBB, in an arena of its own. The default, except where ThreadSanitizer
// watches: the distribution's library is not instrumented.
// SPDX-License-Identifier: Apache-2.0
#include <cstddef>
#include <functional>
#include <memory>

#include "dataflow/executor.h"
#include "tbb/info.h"
#include "tbb/parallel_for.h"
#include "tbb/task_arena.h"

namespace cambium {
namespace {

class TbbExecutor final : public Executor {
 public:
  explicit TbbExecutor(std::size_t width)
      : arena_(width == 0 ? tbb::info::default_concurrency() : static_cast<int>(width)) {}

  std::size_t width() const override {
    return static_cast<std::size_t>(arena_.max_concurrency());
  }

 protected:
  void Run(std::size_t count, const std::function<void(std::size_t)>& turn) override {
    arena_.execute(
        [&] { tbb::parallel_for(std::size_t{0}, count, turn, tbb::simple_partitioner()); });
  }

 private:
  tbb::task_arena arena_;
};

}  // namespace

std::unique_ptr<Executor> MakeTbbExecutor(std::size_t width) {
  return std::make_unique<TbbExecutor>(width);
}

#ifndef CAMBIUM_THREAD_EXECUTOR
Executor& DefaultExecutor() {
  static TbbExecutor executor(0);
  return executor;
}
#endif

}  // namespace cambium
