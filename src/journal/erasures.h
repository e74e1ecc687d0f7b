// The record of what was erased: of what, when and by which rule, and nothing of what it was. It tells a person what
// became of their data, keeps the job from doing anything twice, and is what a restored backup has to erase again.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/id.h"
#include "base/time.h"
#include "db/db.h"

namespace massline::journal {

/// Why data of one kind end.
struct Ending {
  std::string data;         // a kind, as rulebook::DataKind names it
  std::string rule;         // id of the rule of retention
  bool on_request = false;  // earlier than the rule says, because the person asked for it
};

struct Erasure {
  RegionId region;
  std::string subject_kind;  // matter, person, activity
  std::int64_t subject = 0;
  Ending why;
  Instant at;
};

/// Writes the record and the act “retention.erase”, whose detail tells kind, rule, rows and `code` (how people call the
/// subject; may be empty). `before` and `after` are the subject's digests. Throws db::Error.
void record_erasure(db::Transaction& tx, const Erasure& erasure, std::int64_t rows, std::string_view code,
                    std::string before, std::string after);

/// The act alone, for rows that belong to nobody by name: sessions, kept answers. None for no rows.
void record_erased_rows(db::Transaction& tx, RegionId region, const Ending& why, std::int64_t rows, Instant at);

std::vector<Erasure> erasures_of(db::Reader& in, RegionId region, std::int64_t subject);

/// Of all regions, by region and subject, behind `after`; at most `limit`.
std::vector<Erasure> erasures_after(db::Reader& in, const Erasure& after, int limit);

/// Has the file removed once nothing names it any more (retention::remove_unneeded_files). Throws db::Error.
void drop_file(db::Transaction& tx, RegionId region, std::string_view digest);

}  // namespace massline::journal
