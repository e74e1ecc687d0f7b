// Bringing in what people raised elsewhere: a CSV or XLSX file, a mapping of its columns, a report for every row.
//
// Each row of the file is added, is present already, or is refused with its reason: rows = added + present + refused,
// always. A dry run checks all of it and writes nothing. Running a file again adds nothing twice: a row is known by
// the mapping's source and its key column, or where there is none by its content.
//
//   Result<ImportPreview> preview = preview_import(ctx, viewer, bytes);
//   Result<ImportReport> report = import_matters(ctx, viewer, bytes, preview->mapping, {.mode = ImportMode::dry_run});
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "access/access.h"
#include "base/id.h"
#include "base/result.h"
#include "journal/context.h"
#include "rulebook/model.h"

namespace massline::channels {

struct ImportField {
  std::string id;  // key, raised, text, topic, place, address, latitude, longitude, name, phone, email, channel,
                   // groupSize
  rulebook::LocalText title;
  bool required = false;
};
const std::vector<ImportField>& import_fields();

struct ImportMapping {
  std::string source;                          // a name for where the rows come from
  std::string channel;                         // for rows without one; empty: "import"
  std::string procedure;                       // for all rows; empty: the one that the row's topic opens
  std::string topic;                           // for rows without one
  UnitId place;                                // for rows without one
  std::string sheet;                           // of a workbook; empty: the first
  std::map<std::string, std::string> columns;  // field, or "input." and an ask of the procedure → column
  std::map<std::string, std::string> topics;   // words of the topic column → topic
};

class ImportFile;

struct ImportPreview {
  std::vector<std::string> columns;
  std::vector<std::string> sheets;
  std::vector<std::vector<std::string>> rows;  // the first ten
  ImportMapping mapping;                       // as the names of the columns suggest
  std::int64_t total_rows = 0;
};

/// Columns and first rows of a file, without a mapping.
ImportPreview preview_of(ImportFile& file);

/// Needs the capability import_matters. Errors: not_allowed, and what open_table refuses. `sheet`: of a workbook;
/// empty: the first.
Result<ImportPreview> preview_import(Context& ctx, const access::Viewer& viewer, std::string_view bytes,
                                     std::string_view sheet = {});

enum class ImportMode { dry_run, run };

struct ImportOptions {
  ImportMode mode = ImportMode::dry_run;
  Language language = Language::en;  // of the problems' text
  std::size_t problems_max = 1000;   // reported; more are counted
  bool rejects = false;              // make the reject file
};

struct ImportProblem {
  std::int64_t row = 0;  // CSV: the line; XLSX: the row
  std::string field;     // of import_fields(), or empty where the whole row is at fault
  std::string value;     // as it stands in the file, shortened
  std::string detail;    // what is wrong and what to write instead
};

struct ImportReport {
  bool dry_run = true;
  std::int64_t rows = 0, added = 0, present = 0, refused = 0;
  std::vector<ImportProblem> problems;  // in the order of the rows
  std::int64_t problem_count = 0;       // a row may have several
  std::string rejects;  // CSV: the file's columns as they were, and one more that says why; correct it, import it again
  double seconds = 0;
};

/// Runs in batches, each in a transaction of its own: after a fault in the middle, what was written stays, and another
/// run goes on from there. Needs the capability import_matters over the place of each row.
/// Errors: not_allowed, mapping_*, and what open_table refuses; all before anything is written.
Result<ImportReport> import_matters(Context& ctx, const access::Viewer& viewer, std::string_view bytes,
                                    const ImportMapping& mapping, const ImportOptions& options);

}  // namespace massline::channels
