// What of matters is shown to everybody.
#pragma once

#include <string>
#include <vector>

#include "matters/list_parts.h"

namespace massline::matters {

/// The topics that Open311 publishes.
std::vector<std::string> public_topics(const rulebook::Rulebook& rulebook);

/// Adds that the matter in alias m is of one of the topics, not confidential, and accuses nobody. `topics`: at least
/// one.
void add_public(Where& where, const std::vector<std::string>& topics);

/// Without texts, addresses and coordinates; in the order given.
std::vector<PublicMatter> shown_to_all(Context& ctx, db::Reader& in, const std::vector<Matter>& matters,
                                       Language language);

}  // namespace massline::matters
