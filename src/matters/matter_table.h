// The SQL of matters: rows to values and back. Knows nothing of procedures and of who may do what.
#pragma once

#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "access/access.h"
#include "db/db.h"
#include "matters/clocks.h"
#include "matters/matter.h"

namespace massline::matters {

/// The columns that `matter_of` reads, in their order, each with "m." before it.
extern const std::string matter_columns;
Matter matter_of(const db::Rows::Row& row);

std::optional<Matter> find_matter(db::Reader& in, MatterId id);
std::optional<Matter> find_matter(db::Reader& in, RegionId region, MatterId id);
/// All that the receipt opens, the one raised first before the others.
std::vector<Matter> matters_by_receipt(db::Reader& in, std::string_view receipt_hash);
std::vector<Matter> matters_by_code(db::Reader& in, std::string_view code);
/// The matters joined to this one.
std::vector<Matter> joined_to(db::Reader& in, RegionId region, MatterId leader);

/// What a change means for those who have the matter open before them.
enum class Version {
  next,  // what they see no longer holds: a step that they send is refused
  same,  // something was added, and what they see still holds
};
/// Writes every column, and counts the version up in `matter` too if it is to. False, and nothing written, if the row
/// no longer has the version that `matter` had.
bool update_matter(db::Transaction& tx, Matter& matter, Version version);

std::vector<Clock> clocks_of(db::Reader& in, RegionId region, MatterId matter);
/// What new matters are made of, row after row of each table: made before the writer is asked, so that it has nothing
/// left to do but to write them.
struct NewRows {
  db::Values matters, identities, entries, clocks;

  void add(const Matter& matter);
  void add(const Matter& matter, const Entry& entry);
  void add(const Matter& matter, const Clock& clock);
  void add_identity(const Matter& matter, std::string sealed);
  void add(NewRows&& others);
  /// Takes the rows of these matters out.
  void leave_out(const std::set<MatterId>& matters_out);
};
/// One statement a row: for few.
void insert_rows(db::Transaction& tx, const NewRows& rows);
/// For many.
void bulk_insert_rows(db::Transaction& tx, const NewRows& rows);

void insert_clock(db::Transaction& tx, RegionId region, MatterId matter, const Clock& clock);
void update_clock(db::Transaction& tx, RegionId region, MatterId matter, const Clock& clock);

std::vector<Entry> entries_of(db::Reader& in, RegionId region, MatterId matter);
void insert_entry(db::Transaction& tx, RegionId region, MatterId matter, const Entry& entry);
/// What stands in the column `inputs` of an entry: an object, its members in the order of their names.
std::string inputs_text(const JsonObject& inputs);

std::vector<Answer> answers_of(db::Reader& in, RegionId region, MatterId matter);
void insert_answer(db::Transaction& tx, RegionId region, MatterId matter, const Answer& answer);

std::vector<Party> parties_of(db::Reader& in, RegionId region, MatterId matter);
void insert_party(db::Transaction& tx, RegionId region, MatterId matter, std::int64_t id, const Party& party);

std::vector<Attachment> attachments_of(db::Reader& in, RegionId region, MatterId matter);
void insert_attachment(db::Transaction& tx, RegionId region, MatterId matter, const Attachment& attachment);

void insert_actor(db::Transaction& tx, RegionId region, MatterId matter, std::string_view step, PersonId person);
void insert_link(db::Transaction& tx, RegionId region, MatterId matter, MatterId other, std::string_view kind,
                 Instant at);

/// The paths that are barred from the matter.
std::vector<std::string> barred_paths_of(db::Reader& in, RegionId region, MatterId matter);

/// What access needs to know of a matter: paths of its units, bars, takers.
access::MatterFacts facts_of(db::Reader& in, const Matter& matter);

/// The identity as it lies sealed; empty if there is none.
std::string sealed_identity_of(db::Reader& in, RegionId region, MatterId matter);

}  // namespace massline::matters
