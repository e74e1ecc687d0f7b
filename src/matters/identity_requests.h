// Opening who raised a matter, where the rulebook wants two persons for it: one asks with a reason, another agrees, and
// the first may then open it for a bounded time. Each of these is journalled, and the person is told.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "access/access.h"
#include "base/id.h"
#include "journal/context.h"
#include "matters/matter.h"

namespace massline {
struct IdentityRequestTag;
using IdentityRequestId = Id<IdentityRequestTag>;
}  // namespace massline

namespace massline::matters {

inline constexpr std::int64_t request_open_ms = 24 * 3'600'000;  // for somebody to agree
inline constexpr std::int64_t opening_ms = 3'600'000;            // for opening it, from the agreement on

struct IdentityRequest {
  IdentityRequestId id;
  PersonId asked_by;
  std::string asked_post;
  UnitId asked_unit;
  Instant asked_at;
  std::string reason;
  PersonId agreed_by;  // empty: nobody yet
  Instant ends_at;
};

/// Those that have not ended, oldest first.
std::vector<IdentityRequest> open_requests(db::Reader& in, RegionId region, MatterId matter, Instant now);
/// The one by which the person may open the identity now.
std::optional<IdentityRequest> agreed_request(db::Reader& in, RegionId region, MatterId matter, PersonId person,
                                              Instant now);
/// Empty if there is no such request.
std::string reason_of_request(db::Reader& in, RegionId region, MatterId matter, IdentityRequestId id);

struct AskIdentity {
  MatterId matter;
  std::string reason;  // 5 to 500 characters
};
/// Needs what opening needs. Refused where the viewer has asked already.
Result<IdentityRequestId> ask_identity(Context& ctx, const access::Viewer& viewer, const AskIdentity& request);

/// Needs what opening needs, and another person than the one who asked. Throws db::Error.
Result<Done> agree_identity(Context& ctx, const access::Viewer& viewer, MatterId matter, IdentityRequestId request);

}  // namespace massline::matters
