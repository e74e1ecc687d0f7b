// Doing a thing once, however often it is asked for: the key that a client sends with a request, and the answer that
// the first request with that key got.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "db/db.h"
#include "journal/context.h"

namespace massline::matters {

/// `key`: the client's own text; `scope` keeps the keys of different callers and addresses apart ("raise",
/// "step:<session>"); `request`: the bytes of the request, of which only a digest is kept.
struct Once {
  std::string scope;
  std::string key;
  std::string request;
};

/// The answer that the key got before; nothing if it is new; refuses key_used_otherwise if it came with another
/// request.
Result<std::optional<std::string>> answer_given(Context& ctx, db::Reader& in, RegionId region, const Once& once);

/// The row that keeps the answer, sealed.
db::Values kept_answer(Context& ctx, RegionId region, const Once& once, std::string_view answer);
/// Writes it. Throws db::Error (a unique violation) if another request with the key came first.
void keep_answer(db::Transaction& tx, const db::Values& kept);

}  // namespace massline::matters
