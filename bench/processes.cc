#include "bench/processes.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sched.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <charconv>
#include <csignal>
#include <ctime>
#include <stdexcept>
#include <thread>

namespace massline::bench {
namespace {

struct Started {
  pid_t pid = -1;
  int output = -1;
};

Started start(const std::vector<std::string>& command, int core) {
  std::array<int, 2> ends{};
  if (::pipe2(ends.data(), O_CLOEXEC) != 0) throw std::runtime_error("no pipe");
  std::vector<char*> words;
  for (const std::string& word : command) words.push_back(const_cast<char*>(word.c_str()));
  words.push_back(nullptr);
  const pid_t pid = ::fork();
  if (pid < 0) throw std::runtime_error("no process");
  if (pid == 0) {
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    run_on_core(core);
    ::dup2(ends[1], STDOUT_FILENO);
    ::dup2(ends[1], STDERR_FILENO);
    ::execv(words[0], words.data());
    ::_exit(127);
  }
  ::close(ends[1]);
  return {pid, ends[0]};
}

/// False at the end of the output.
bool read_more(int output, std::string& into) {
  std::array<char, 4096> buffer;
  while (true) {
    const ssize_t got = ::read(output, buffer.data(), buffer.size());
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) return false;
    into.append(buffer.data(), static_cast<std::size_t>(got));
    return true;
  }
}

int wait_for(pid_t pid) {
  int status = 0;
  while (::waitpid(pid, &status, 0) < 0 && errno == EINTR) {
  }
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

}  // namespace

void run_on_core(int core) {
  cpu_set_t cores;
  CPU_ZERO(&cores);
  const unsigned all = std::max(1U, std::thread::hardware_concurrency());
  for (unsigned i = 0; i < all; ++i) {
    if (core == any_core || static_cast<unsigned>(core) % all == i) CPU_SET(i, &cores);
  }
  ::sched_setaffinity(0, sizeof cores, &cores);
}

std::string run_program(const std::vector<std::string>& command) {
  const Started started = start(command, any_core);
  std::string output;
  while (read_more(started.output, output)) {
  }
  ::close(started.output);
  const int status = wait_for(started.pid);
  if (status != 0) throw std::runtime_error(fmt::format("{} ended with {}: {}", command.front(), status, output));
  return output;
}

double cpu_seconds_of_this_thread() {
  timespec spent{};
  ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &spent);
  return static_cast<double>(spent.tv_sec) + static_cast<double>(spent.tv_nsec) * 1e-9;
}

double ServerProcess::cpu_seconds() const {
  clockid_t clock{};
  timespec spent{};
  if (::clock_getcpuclockid(pid_, &clock) != 0 || ::clock_gettime(clock, &spent) != 0)
    throw std::runtime_error("the server's processor time can't be read");
  return static_cast<double>(spent.tv_sec) + static_cast<double>(spent.tv_nsec) * 1e-9;
}

ServerProcess::ServerProcess(const std::vector<std::string>& command, int core) {
  const Started started = start(command, core);
  pid_ = started.pid;
  output_ = started.output;
  constexpr std::string_view address = "http://127.0.0.1:";
  std::string said;
  while (said.find(address) == std::string::npos || said.find('\n', said.find(address)) == std::string::npos) {
    if (!read_more(output_, said)) {
      ::close(output_);
      throw std::runtime_error(fmt::format("{} did not start ({}): {}", command.front(), wait_for(pid_), said));
    }
  }
  const char* digits = said.data() + said.find(address) + address.size();
  std::from_chars(digits, said.data() + said.size(), port_);
}

ServerProcess::~ServerProcess() {
  ::kill(pid_, SIGTERM);
  std::string rest;
  while (read_more(output_, rest)) {
  }
  ::close(output_);
  wait_for(pid_);
}

}  // namespace massline::bench
