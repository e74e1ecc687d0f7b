// Reading what requests about matters hold.
#pragma once

#include <optional>
#include <string>

#include "http/api/body.h"
#include "matters/matter_lists.h"
#include "matters/once.h"
#include "matters/raise_matter.h"

namespace massline::http {

/// The matter of the path; an id of none where it is no number.
inline MatterId matter_of(const Request& request) { return path_id<MatterId>(request, "matter").value_or(MatterId{}); }

/// The Idempotency-Key of the request, if it has one; `scope` keeps callers and addresses apart.
Result<std::optional<matters::Once>> once_of(const Request& request, std::string_view scope);

/// What to raise. `staff`: channel and raisedDay may be given. Problems are added to `body`.
matters::RaiseRequest read_raise_request(Body& body, bool staff, Language language);

/// The filters of a search, from the query string.
Result<matters::MatterQuery> read_matter_query(const Request& request);

/// The receipt of the request as digits.
Result<std::string> receipt_of(const Request& request);

}  // namespace massline::http
