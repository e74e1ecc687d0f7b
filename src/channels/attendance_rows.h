// From a row of a file to one person at one activity.
#pragma once

#include <map>
#include <string>
#include <tuple>
#include <vector>

#include "activities/activities.h"
#include "channels/import_rows.h"
#include "channels/places.h"
#include "registry/units.h"

namespace massline::channels {

struct AttendanceRow {
  registry::Unit unit;
  std::string kind;
  activities::ActivityInput what;
  activities::SheetRow sheet;

  using Key = std::tuple<UnitId, Instant, std::string>;
  Key key() const { return {unit.id, what.from, kind}; }
};

/// Field → column, as the names of the columns suggest.
std::map<std::string, std::string> suggest_attendance_columns(const std::vector<std::string>& columns);

/// Remembers units and people it found, for as long as one import lasts. Not thread-safe.
class AttendanceReader {
 public:
  /// `mapping`: field → column; empty: by the columns' names. Errors: mapping_field_unknown, mapping_column_unknown,
  /// attendance_column_missing.
  static Result<AttendanceReader> create(Context& ctx, const access::Viewer& viewer,
                                         const std::vector<std::string>& columns,
                                         const std::map<std::string, std::string>& mapping);

  struct Parsed {
    AttendanceRow row;
    std::vector<RowProblem> problems;
  };
  Parsed read(db::Reader& in, const TableRow& row);

 private:
  AttendanceReader(Context& ctx, std::vector<std::string> ground);

  std::string value(const TableRow& row, const std::string& field) const;
  void read_times(const TableRow& row, Parsed& out) const;
  void read_amount(const TableRow& row, Parsed& out) const;
  Result<PersonId> find_person(db::Reader& in, const registry::Unit& unit, const std::string& text);

  Context* ctx_;
  std::map<std::string, std::size_t> columns_;  // field → column
  std::map<std::string, std::string> kinds_;    // by plain name
  PlaceFinder units_, places_;
  std::map<std::pair<std::string, std::string>, Result<PersonId>> people_;  // ground and name
};

}  // namespace massline::channels
