// Bringing in who was there: a CSV or XLSX file with a row for each person at each activity.
//
// Rows of one unit, kind and beginning are one activity. Each row is added, is present already, or is refused with its
// reason: rows = added + present + refused, always. A dry run checks all of it and writes nothing. Running a file again
// adds nothing twice; a corrected reject file adds what was missing to the activity, as a correction.
//
// Columns, in English or Chinese: unit (its code or name), kind (its id or title), date, from, to (times of day; with a
// kind measured in days, dates), amount (hours or days), topic, leader, person (a name that is the only one there, or
// an id), presence (present, late, excused, absent; empty: present), reason, place.
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "channels/import_matters.h"

namespace massline::channels {

const std::vector<ImportField>& attendance_fields();

/// The columns, the first rows, and a mapping of fields to columns as their names suggest. Needs record_activities
/// somewhere. Errors: not_allowed, and what open_table refuses.
Result<ImportPreview> preview_attendance(Context& ctx, const access::Viewer& viewer, std::string_view bytes,
                                         std::string_view sheet = {});

/// `columns`: field → column; empty: by the columns' names.
struct AttendanceMapping {
  std::string sheet;  // of a workbook; empty: the first
  std::map<std::string, std::string> columns;
};
/// Each activity in a transaction of its own. Needs the capability record_activities over the unit of each row.
/// Errors: not_allowed, mapping_*, attendance_column_missing, and what open_table refuses; all before anything is
/// written.
Result<ImportReport> import_attendance(Context& ctx, const access::Viewer& viewer, std::string_view bytes,
                                       const ImportOptions& options, const AttendanceMapping& mapping = {});

}  // namespace massline::channels
