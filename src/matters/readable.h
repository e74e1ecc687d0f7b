// Finding a matter for a member of staff. One and the same statement finds that a matter is not there and that it is
// not theirs to see, so that neither the words of the answer nor the time it takes tells which.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "access/access.h"
#include "matters/matter.h"

namespace massline::matters {

/// The matter, if access::may_read allows it.
std::optional<Matter> find_readable(db::Reader& in, const rulebook::Rulebook& rulebook, const access::Viewer& viewer,
                                    MatterId id);
/// The same by its code, as it is written in the table.
std::optional<Matter> find_readable_by_code(db::Reader& in, const rulebook::Rulebook& rulebook,
                                            const access::Viewer& viewer, std::string_view code);
/// The matter, if the accused barrier alone does not keep it from the viewer: for what they did before it left them.
std::optional<Matter> find_not_barred(db::Reader& in, const access::Viewer& viewer, MatterId id);
/// Those of the ids that may be read, in no order.
std::vector<MatterId> readable_among(db::Reader& in, const rulebook::Rulebook& rulebook, const access::Viewer& viewer,
                                     const std::vector<MatterId>& ids);

}  // namespace massline::matters
