// The command line: reads the arguments and runs the command they name; massline --help lists them.
#pragma once

namespace massline::cli {

/// Parses the arguments and runs one command. Returns the exit status: 0 done, 1 refused or not holding, 2 wrong
/// arguments. Faults are told on standard error.
int run(int argc, char** argv);

}  // namespace massline::cli
