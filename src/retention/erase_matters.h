// The end of matters' data, for one region, procedure and rule: reads on behind the mark, looks at what is listed, and
// erases what is over (matters/ended_matters.h). Each matter is erased in a transaction of its own.
#pragma once

#include <cstdint>
#include <string>

#include "base/id.h"
#include "journal/context.h"
#include "retention/erase.h"
#include "rulebook/retention.h"

namespace massline::retention {

struct MattersErased {
  std::int64_t subjects = 0;
  std::int64_t rows = 0;       // 0 when only counted
  std::int64_t looked_at = 0;  // matters read behind the mark, and looks at what is listed
  bool more = false;           // there are more than `most`
};

/// `most`: matters at once; 0: all. A matter that is held back is looked at again on the next day; one that waits for
/// its emergency to end when that ends, and at least once a week, since its place may come to hang elsewhere. Counting
/// alone changes nothing. Throws db::Error; what was erased before stays erased. Cost: what was closed since, and what
/// on the list is due for a look.
MattersErased erase_matters(Context& ctx, RegionId region, const std::string& procedure,
                            const rulebook::RetentionRule& rule, EraseMode mode, std::int64_t most);

}  // namespace massline::retention
