// Code run in a child process, so that its death is a result like any other.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <string>

namespace cambium::testing {

// What `body` returns, a string. When the process died of it: "crashed: " and what it
// wrote to standard error, or what else is known.
template <typename Body>
std::string RunApart(Body body) {
  int ends[2];
  if (::pipe(ends) != 0) return "crashed: no pipe";
  std::fflush(nullptr);
  const pid_t child = ::fork();
  if (child == 0) {
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);  // Nobody would wait for the result.
    // Without the test framework's report.
    for (const int signal : {SIGABRT, SIGSEGV, SIGFPE}) std::signal(signal, SIG_DFL);
    ::dup2(ends[1], STDERR_FILENO);
    std::string result;
    try {
      result = body();
    } catch (const std::exception& thrown) {
      result = std::string("exception: ") + thrown.what();
    }
    if (!result.empty() && ::write(ends[1], result.data(), result.size()) < 0) std::abort();
    std::exit(0);  // Leaks and coverage are reported on the way out.
  }
  ::close(ends[1]);
  std::string words;
  char buffer[4096];
  for (ssize_t size = 0; (size = ::read(ends[0], buffer, sizeof buffer)) > 0;) {
    words.append(buffer, static_cast<size_t>(size));
  }
  ::close(ends[0]);
  int status = 0;
  ::waitpid(child, &status, 0);
  if (WIFEXITED(status) && WEXITSTATUS(status) == 0) return words;
  return "crashed: " + (words.empty() ? "without a word" : words);
}

}  // namespace cambium::testing
