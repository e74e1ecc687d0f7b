// What has to happen by the clock alone: late clocks go up, dated changes of units come due, personal data whose
// time is over are erased; what an earlier program put into the search index is renewed. Each job runs by itself: a
// fault is logged, and the job is tried again the next time.
#pragma once

#include "journal/context.h"

namespace massline::cli {

/// Once, when the program starts.
void run_jobs_at_start(Context& ctx);
/// Every half minute; may be called at any time, as often as one likes.
void run_timed_jobs(Context& ctx);

}  // namespace massline::cli
