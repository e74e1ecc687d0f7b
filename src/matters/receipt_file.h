// The signed receipt that a person keeps: made when it is asked for, from what the journal holds since the matter was
// raised, so that raising it costs nothing more.
#pragma once

#include <string>

#include "base/result.h"
#include "journal/context.h"

namespace massline::matters {

struct ReceiptFile {
  std::string code;
  std::string text;  // as journal/receipts.h describes it
};
/// Not found for a receipt that opens nothing; no_receipt_file where what was said is no longer kept as it was said.
/// Cost: three reads by key and one signature.
Result<ReceiptFile> receipt_file(Context& ctx, db::Reader& in, const std::string& receipt);

}  // namespace massline::matters
