// The regions that the tests of the journal write into.
#pragma once

#include "base/id.h"

namespace massline::journal {

inline constexpr RegionId north{11}, south{22};

}  // namespace massline::journal
