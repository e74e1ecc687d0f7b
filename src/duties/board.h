// The standing of one moment, with the rows of the register that it was built from.
#pragma once

#include <memory>
#include <span>
#include <vector>

#include "duties/register_rows.h"
#include "standing/standing.h"

namespace massline::duties {

/// What readers look at. The rows are those of the day it was built; the standing goes on with activities.
struct Board {
  RegisterRows rows;
  std::unique_ptr<standing::Standing> standing;
};

struct HeldActivity {
  ActivityId id;
  Counted counted;
};

/// Every activity that may still count; classes that are new are added to `classes`.
std::vector<HeldActivity> held_activities(const Context& ctx, db::Reader& in, const RegisterRows& rows,
                                          Classes& classes);

/// Errors: as standing::Plan::compile().
Result<std::shared_ptr<const standing::Plan>> compile_duties(std::vector<rulebook::Duty> duties, const RegisterRows& rows,
                                                             const Classes& classes);

std::unique_ptr<standing::Standing> build_standing(const std::shared_ptr<const standing::Plan>& plan,
                                                   const RegisterRows& rows,
                                                   std::span<const HeldActivity> activities);

}  // namespace massline::duties
