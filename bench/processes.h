// The programs under measurement, as processes of their own that end with this one.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace massline::bench {

inline constexpr int any_core = -1;

/// Binds this thread, and those it starts, to one core; any_core: to all.
void run_on_core(int core);

/// Runs a program to its end and gives what it wrote. Throws std::runtime_error where it ends with another status than
/// 0.
std::string run_program(const std::vector<std::string>& command);

double cpu_seconds_of_this_thread();

/// A server that says its address on a line with "http://127.0.0.1:PORT".
class ServerProcess {
 public:
  ServerProcess(const std::vector<std::string>& command, int core);
  /// Ends it with SIGTERM and waits.
  ~ServerProcess();
  ServerProcess(const ServerProcess&) = delete;
  ServerProcess& operator=(const ServerProcess&) = delete;

  std::uint16_t port() const { return port_; }
  /// Processor time of all its threads so far.
  double cpu_seconds() const;

 private:
  pid_t pid_ = -1;
  int output_ = -1;
  std::uint16_t port_ = 0;
};

}  // namespace massline::bench
