// The tables of activities as values.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "activities/activity.h"
#include "activities/roster.h"
#include "journal/journal.h"

namespace massline::activities {

/// The columns of `activity` under `alias`, as activity_of reads them.
std::string activity_columns(std::string_view alias);
Activity activity_of(const db::Rows::Row& row);

/// As it stands, whoever asks: for commands, checks and those who work on counts. Screens ask activity_lists.h.
std::optional<Activity> find_activity(db::Reader& in, ActivityId id);
/// The held activity of that unit and kind that begins just then; the first recorded, if there are several.
std::optional<Activity> find_held(db::Reader& in, RegionId region, UnitId unit, const std::string& kind, Instant from);
/// Activities of a region after `after`, by id: for building what is derived from all of them.
std::vector<Activity> activities_after(db::Reader& in, RegionId region, ActivityId after, int limit);
Attendance attendance_of(db::Reader& in, const Activity& activity);
std::vector<Document> documents_of(db::Reader& in, const Activity& activity);
/// What rows say of a file that has to lie in `files_folder`.
struct KeptDocument {
  ActivityId activity;
  std::string path;
  std::int64_t size = 0;
};
/// Of all activities; for whoever looks over the whole.
std::vector<KeptDocument> kept_documents(db::Reader& in, const std::string& files_folder);

void insert_activity(db::Transaction& tx, const Activity& activity);
/// Writes `activity`, whose version is one more than that of the row, and keeps what it replaces.
void replace_activity(db::Transaction& tx, const Activity& before, const Activity& activity, Instant at,
                      const journal::By& by, std::string_view because);
/// The rows of activity_person for guests, a leader who is no member, and the two of a talk.
void write_persons(db::Transaction& tx, const Activity& activity, const std::vector<PersonId>& persons);

/// Over all columns in a fixed order; for the journal.
std::string digest_of_activity(const Activity& activity);
/// The digest of an activity as it stands, or nothing for another kind; "" for a row that is not there. Fits
/// journal::DigestOf.
std::optional<std::string> digest_of(db::Reader& in, RegionId region, const std::string& kind, std::int64_t id);

void journal_activity(db::Transaction& tx, const Activity& activity, Instant at, const journal::By& by, std::string act,
                      std::string detail, std::string before);

}  // namespace massline::activities
