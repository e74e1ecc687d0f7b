// What is told of a fault of the store that may pass: that nothing was changed, or that nobody knows whether it was.
// Thread-safe.
#pragma once

#include <exception>

#include "base/result.h"

namespace massline::http {

/// store_in_doubt or store_unavailable; null for any other fault, which is not the store's.
const Message* message_of_store_fault(const std::exception_ptr& fault);

}  // namespace massline::http
