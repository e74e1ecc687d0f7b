// The journal as a file that others can check without the database: one JSON text a line.
//
//   {"massline-journal":1,"organisation":"cpc","content":"entries"}      or "hashes": no more than each entry's hash
//   {"key":1,"public":"7d3a…","from":1764183600000,"endorsed":""}        the keys that signed, oldest first
//   {"region":4398046511105}                                            then, of this region:
//   {"checkpoint":"massline checkpoint 1\n…"}                            its checkpoints, oldest first
//   {"seq":1,"at":…,"act":"unit.create",…,"previous":"…","hash":"…"}       its entries
//   {"end":4398046511105,"size":57,"hash":"…"}
//
// No content and no names stand in the journal, so none stand here; who acted is a number.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "base/json.h"
#include "db/db.h"
#include "journal/journal.h"

namespace massline::journal {

Json json_of(const Entry& entry);
/// Nothing for what json_of() does not write.
std::optional<Entry> entry_of(const Json& json);

enum class ExportContent { entries, hashes };

struct ExportOptions {
  std::string organisation;  // the rulebook's id
  ExportContent content = ExportContent::entries;
  RegionId region;  // one only; empty: all
};
/// Gives line after line to `write`, each with its ending. Throws db::Error.
void export_journal(db::Reader& in, const ExportOptions& options, const std::function<void(std::string_view)>& write);

/// The same form for some hashes of one region: positions after `after_seq`, at most `limit`.
std::string export_hashes(db::Reader& in, std::string_view organisation, RegionId region, std::int64_t after_seq,
                          int limit);

}  // namespace massline::journal
