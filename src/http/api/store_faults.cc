#include "http/api/store_faults.h"

#include "base/files.h"
#include "base/refusals.h"
#include "db/commit_unknown.h"
#include "http/api/refusals.h"

namespace massline::http {

const Message* message_of_store_fault(const std::exception_ptr& fault) {
  try {
    std::rethrow_exception(fault);
  } catch (const db::CommitUnknown&) {
    return &refusals::store_in_doubt;
  } catch (const db::Error& error) {
    return error.transient() ? &massline::refusals::store_unavailable : nullptr;
  } catch (const DiskFault&) {
    return &massline::refusals::store_unavailable;
  } catch (...) {
    return nullptr;
  }
}

}  // namespace massline::http
