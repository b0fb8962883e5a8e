// fork, pipe and wait.
// SPDX-License-Identifier: Apache-2.0
#include "bench/harness/child.h"

#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstring>
#include <string>
#include <string_view>

#include "bench/fail.h"

namespace cambium::bench {
namespace {

volatile std::sig_atomic_t interrupted = 0;

void WriteAll(int file, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = write(file, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) Fail(std::string("cannot write the outcome: ") + std::strerror(errno));
    bytes.remove_prefix(static_cast<size_t>(written));
  }
}

std::string ReadAll(int file) {
  std::string bytes;
  char chunk[4096];
  for (;;) {
    const ssize_t count = read(file, chunk, sizeof(chunk));
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) return bytes;
    bytes.append(chunk, static_cast<size_t>(count));
  }
}

int WaitFor(pid_t child) {
  int state = 0;
  while (waitpid(child, &state, 0) < 0 && errno == EINTR) {
  }
  return state;
}

[[noreturn]] void RunAndExit(const std::function<absl::StatusOr<Outcome>()>& work, int out) {
  std::signal(SIGINT, SIG_DFL);
  const absl::StatusOr<Outcome> outcome = work();
  if (!outcome.ok()) Fail(std::string(outcome.status().message()));
  WriteAll(out, FormatOutcome(*outcome));
  std::fflush(stdout);
  // Not exit: what the parent registered to happen at its end is not ours to do.
  _exit(0);
}

absl::Status StatusOf(int state) {
  if (WIFEXITED(state) && WEXITSTATUS(state) == 0) return absl::OkStatus();
  if (WIFEXITED(state)) {
    return absl::InternalError("the run failed with exit code " +
                               std::to_string(WEXITSTATUS(state)));
  }
  if (WTERMSIG(state) == SIGINT) return absl::CancelledError("interrupted");
  return absl::InternalError(std::string("the run was ended by a signal: ") +
                             strsignal(WTERMSIG(state)));
}

}  // namespace

absl::StatusOr<Outcome> RunInChild(const std::function<absl::StatusOr<Outcome>()>& work) {
  if (Interrupted()) return absl::CancelledError("interrupted");
  int ends[2];
  if (pipe(ends) != 0) return absl::InternalError("cannot make a pipe");
  // What is buffered now would be written twice.
  std::fflush(stdout);
  const pid_t child = fork();
  if (child < 0) {
    close(ends[0]);
    close(ends[1]);
    return absl::InternalError(std::string("cannot fork: ") + std::strerror(errno));
  }
  if (child == 0) {
    close(ends[0]);
    RunAndExit(work, ends[1]);
  }
  close(ends[1]);
  const std::string text = ReadAll(ends[0]);
  close(ends[0]);
  const absl::Status status = StatusOf(WaitFor(child));
  if (!status.ok()) return status;
  return ParseOutcome(text);
}

void SurviveInterrupts() {
  std::signal(SIGINT, [](int) { interrupted = 1; });
}

bool Interrupted() { return interrupted != 0; }

}  // namespace cambium::bench
