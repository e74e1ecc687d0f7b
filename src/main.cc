#include "cli/command_line.h"

int main(int argc, char** argv) { return massline::cli::run(argc, argv); }
