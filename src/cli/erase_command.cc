#include "cli/erase_command.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <memory>

#include "cli/runtime.h"
#include "cli/vault_command.h"
#include "retention/erase.h"
#include "retention/kinds.h"

namespace massline::cli {

namespace {

struct EraseOptions {
  DataOptions data;
  bool dry_run = false;
  bool no_remains = false;
};

int run_erase(const EraseOptions& options) {
  Runtime runtime(options.data);
  Context& ctx = runtime.context();
  const auto mode = options.dry_run ? retention::EraseMode::only_count : retention::EraseMode::for_good;
  const auto report = retention::erase(ctx, mode, 0);
  for (const auto& line : report.lines) {
    const auto* kind = retention::kind_of(line.data);
    fmt::print("{:>8}  {}  (rule retention/{})\n", line.subjects, kind == nullptr ? line.data : kind->title.en,
               line.rule);
  }
  if (report.lines.empty())
    fmt::print("Nothing is kept longer than the rules of retention say.\n");
  else if (options.dry_run)
    fmt::print("Nothing was erased: these are what would be. Without --dry-run they are erased for good.\n");
  else
    fmt::print("Erased for good, and journalled. {} file(s) were removed from the disk.\n", report.files);
  fmt::print("Looked at {} matter(s) that were closed or written to since the run before, or were held back then.\n",
             report.looked_at);
  if (options.no_remains && !options.dry_run) {
    ctx.store.leave_no_remains();
    fmt::print("The database's files were written anew, without remains of what was deleted.\n");
  }
  return 0;
}

}  // namespace

void add_erase_command(CLI::App& app, std::function<void(int)> done) {
  const auto options = std::make_shared<EraseOptions>();
  CLI::App* command = app.add_subcommand("erase", "Erase personal data whose time is over by the rules of retention");
  add_data_options(*command, options->data);
  command->add_flag("--dry-run", options->dry_run, "Count what would be erased, and erase nothing");
  command->add_flag(
      "--no-remains", options->no_remains,
      "Then write the database's files anew, so that no remains of deleted rows are on the disk; writers wait");
  command->callback([options, done] { done(run_erase(*options)); });
}

}  // namespace massline::cli
