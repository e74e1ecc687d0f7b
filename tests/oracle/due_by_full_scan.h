// Which personal data of matters are over, found in the plainest way: by reading every closed matter each time. Knows
// nothing of marks and lists (matters/ended_matters.h), and tells whether the job that has them forgets anything.
#pragma once

#include <compare>
#include <string>
#include <vector>

#include "base/id.h"
#include "db/db.h"
#include "journal/context.h"

namespace massline::oracle {

struct DataOfMatter {
  RegionId region;
  MatterId matter;
  std::string procedure, data;
  auto operator<=>(const DataOfMatter&) const = default;
};

enum class Scan {
  due_now,    // may be erased at this moment
  some_time,  // will have to be, now or later, if nothing more happens
};
/// Sorted. Of kinds for which the rulebook in force has a rule.
std::vector<DataOfMatter> data_by_full_scan(Context& ctx, db::Reader& in, Scan scan);

}  // namespace massline::oracle
