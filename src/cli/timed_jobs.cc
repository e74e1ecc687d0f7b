#include "cli/timed_jobs.h"

#include <spdlog/spdlog.h>

#include "journal/checkpoints.h"
#include "matters/matter_commands.h"
#include "registry/unit_commands.h"
#include "retention/erase.h"

namespace massline::cli {

namespace {

template <class Job>
void attempt(const char* name, Job&& job) {
  try {
    job();
  } catch (const std::exception& error) {
    spdlog::error("job {}: {}", name, error.what());
  }
}

}  // namespace

void run_jobs_at_start(Context& ctx) {
  attempt("dates after an edit of the calendar", [&] { matters::follow_calendar(ctx); });
}

void run_timed_jobs(Context& ctx) {
  attempt("late clocks", [&] { matters::escalate_late(ctx); });
  attempt("changes that are due", [&] { registry::run_due_changes(ctx); });
  attempt("matters at units that are barred", [&] { matters::leave_barred_units(ctx); });
  attempt("the search index", [&] { matters::renew_search(ctx); });
  attempt("checkpoints of the journal", [&] { journal::make_checkpoints(ctx); });
  attempt("the end of personal data", [&] { retention::erase_by_the_clock(ctx); });
}

}  // namespace massline::cli
