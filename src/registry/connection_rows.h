// The table `connection`; used in this folder only.
#pragma once

#include <optional>

#include "registry/connections.h"

namespace massline::registry {

/// The open account that is connected to the subject.
std::optional<Account> account_connected_to(const Context& ctx, db::Reader& in, const Vouched& who);
bool is_connected_with(db::Reader& in, const Account& account, std::string_view provider);
/// Writes and journals a connection; done where it is there. Refuses subject_taken, connections_full.
Result<Done> write_connection(Context& ctx, db::Transaction& tx, const journal::By& by, const Account& account,
                              const Vouched& who);

}  // namespace massline::registry
