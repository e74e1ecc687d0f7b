// The whole file is read first, since rows of one activity need not stand together.
#include "channels/import_attendance.h"

#include <chrono>
#include <map>
#include <set>

#include "activities/activities.h"
#include "activities/activity_table.h"
#include "base/csv.h"
#include "base/refusals.h"
#include "base/text.h"
#include "channels/attendance_rows.h"
#include "channels/import_file.h"
#include "channels/refusals.h"
#include "channels/words.h"

namespace massline::channels {
namespace {

namespace common = massline::refusals;

bool same_mark(const activities::Mark& mark, const activities::SheetRow& row) {
  return mark.presence == row.presence && (row.presence != activities::Presence::excused || mark.reason == row.reason);
}

/// The rows of one activity, and what became of each.
class AttendanceImport {
 public:
  AttendanceImport(Context& ctx, const access::Viewer& viewer, const ImportOptions& options, ImportFile& file,
                   AttendanceReader reader)
      : ctx_(ctx),
        actor_(registry::Actor::of(viewer)),
        options_(options),
        file_(file),
        reader_(std::move(reader)),
        width_(file.columns().size()) {
    report_.dry_run = options.mode == ImportMode::dry_run;
    if (options_.rejects) {
      std::vector<std::string> header = file_.columns();
      header.emplace_back(reason_column(options_.language));
      report_.rejects = "\xEF\xBB\xBF" + csv_line(header);
    }
  }

  ImportReport run() {
    read_all();
    for (auto& [key, rows] : groups_) import_group(rows);
    finish();
    check(report_.rows == report_.added + report_.present + report_.refused, "each row of an import has one fate");
    return std::move(report_);
  }

 private:
  struct Line {
    TableRow row;
    std::vector<RowProblem> problems;
  };

  void read_all() {
    ctx_.store.read([&](db::Reader& in) {
      for (bool at_end = false; !at_end;) {
        Line line;
        const auto more = file_.next(line.row);
        if (more && !*more) return;
        ++report_.rows;
        const std::size_t index = lines_.size();
        if (!more) {
          line.problems.push_back({{}, {}, more.error()});
          at_end = file_.finished();
        } else {
          auto parsed = reader_.read(in, line.row);
          line.problems = std::move(parsed.problems);
          if (line.problems.empty()) {
            parsed.row.sheet.row = static_cast<std::int64_t>(index);
            groups_[parsed.row.key()].push_back(std::move(parsed.row));
          }
        }
        lines_.push_back(std::move(line));
      }
    });
  }

  void refuse_line(std::int64_t index, Refusal refusal) {
    lines_[static_cast<std::size_t>(index)].problems.push_back({{}, {}, std::move(refusal)});
  }
  void refuse_all(const std::vector<AttendanceRow>& rows, const Refusal& refusal) {
    for (const auto& row : rows)
      if (lines_[static_cast<std::size_t>(row.sheet.row)].problems.empty()) refuse_line(row.sheet.row, refusal);
  }

  void import_group(const std::vector<AttendanceRow>& rows) {
    const AttendanceRow& first = rows.front();
    const auto known = ctx_.store.read([&](db::Reader& in) {
      return activities::find_held(in, first.unit.region, first.unit.id, first.kind, first.what.from);
    });
    if (known) {
      add_to(*known, rows);
      return;
    }
    activities::HoldActivity held;
    held.unit = first.unit.id;
    held.kind = first.kind;
    held.what = first.what;
    for (const auto& row : rows) held.sheet.push_back(row.sheet);
    take(rows, report_.dry_run
                   ? ctx_.store.read([&](db::Reader& in) { return activities::check_hold(ctx_, in, actor_, held); })
                   : ctx_.store.command(
                         [&](db::Transaction& tx) { return activities::hold_activity(ctx_, tx, actor_, held); }));
  }

  /// What is new in the rows joins what was recorded before.
  void add_to(const activities::Activity& known, const std::vector<AttendanceRow>& rows) {
    const auto attendance = ctx_.store.read([&](db::Reader& in) { return activities::attendance_of(in, known); });
    std::map<PersonId, activities::Mark> marks;
    for (const auto* list : {&attendance.members, &attendance.guests})
      for (const auto& mark : *list) marks[mark.person] = mark;
    std::int64_t present = 0;
    std::vector<AttendanceRow> fresh;
    for (const auto& row : rows) {
      const auto mark = marks.find(row.sheet.person);
      if (mark != marks.end() && same_mark(mark->second, row.sheet))
        ++present;
      else
        fresh.push_back(row);
    }
    report_.present += present;
    if (fresh.empty()) return;
    activities::CorrectActivity correction;
    correction.activity = known.id;
    correction.version = known.version;
    correction.what = {known.from, known.to, known.amount, known.place, known.topic, known.leader};
    correction.because = options_.language == Language::zh ? "导入补充" : "Added by an import";
    std::set<PersonId> replaced;
    for (const auto& row : fresh) {
      correction.sheet.push_back(row.sheet);
      replaced.insert(row.sheet.person);
    }
    for (const auto& [person, mark] : marks)
      if (!replaced.contains(person)) correction.sheet.push_back({-1, person, mark.presence, mark.reason});
    if (report_.dry_run) {
      report_.added += static_cast<std::int64_t>(fresh.size());
      return;
    }
    take(fresh, ctx_.store.command(
                    [&](db::Transaction& tx) { return activities::correct_activity(ctx_, tx, actor_, correction); }));
  }

  void take(const std::vector<AttendanceRow>& rows, const Result<activities::Recorded>& recorded) {
    if (!recorded) {
      if (recorded.error().others.size() == rows.size()) {
        for (std::size_t i = 0; i < rows.size(); ++i) refuse_line(rows[i].sheet.row, recorded.error().others[i]);
      } else {
        refuse_all(rows, recorded.error());
      }
      return;
    }
    std::int64_t refused = 0;
    for (const auto& problem : recorded->problems)
      if (problem.row >= 0) {
        refuse_line(problem.row, problem.refusal);
        ++refused;
      }
    report_.added += static_cast<std::int64_t>(rows.size()) - refused;
  }

  void finish() {
    for (const Line& line : lines_) {
      if (line.problems.empty()) continue;
      ++report_.refused;
      std::string reasons;
      for (const RowProblem& problem : line.problems) {
        const std::string detail = problem.refusal.text(options_.language);
        ++report_.problem_count;
        if (report_.problems.size() < options_.problems_max)
          report_.problems.push_back({line.row.number, problem.field, problem.value, detail});
        reasons += (reasons.empty() ? "" : " / ") + detail;
      }
      if (!options_.rejects) continue;
      std::vector<std::string> fields = line.row.fields;
      fields.resize(width_);
      fields.push_back(std::move(reasons));
      report_.rejects += csv_line(fields);
    }
  }

  Context& ctx_;
  registry::Actor actor_;
  const ImportOptions& options_;
  ImportFile& file_;
  AttendanceReader reader_;
  std::size_t width_;
  std::vector<Line> lines_;
  std::map<AttendanceRow::Key, std::vector<AttendanceRow>> groups_;
  ImportReport report_;
};

}  // namespace

Result<ImportPreview> preview_attendance(Context& ctx, const access::Viewer& viewer, std::string_view bytes,
                                         std::string_view sheet) {
  if (access::post_that_can(ctx.rulebook, viewer, rulebook::Capability::record_activities) == nullptr)
    return refuse(common::not_allowed);
  auto file = ImportFile::open(bytes, sheet);
  if (!file) return tl::unexpected(file.error());
  ImportPreview preview = preview_of(*file);
  preview.mapping.sheet = std::string(sheet);
  preview.mapping.columns = suggest_attendance_columns(preview.columns);
  return preview;
}

Result<ImportReport> import_attendance(Context& ctx, const access::Viewer& viewer, std::string_view bytes,
                                       const ImportOptions& options, const AttendanceMapping& mapping) {
  const auto started = std::chrono::steady_clock::now();
  if (access::post_that_can(ctx.rulebook, viewer, rulebook::Capability::record_activities) == nullptr)
    return refuse(common::not_allowed);
  auto file = ImportFile::open(bytes, mapping.sheet);
  if (!file) return tl::unexpected(file.error());
  auto reader = AttendanceReader::create(ctx, viewer, file->columns(), mapping.columns);
  if (!reader) return tl::unexpected(reader.error());
  ImportReport report = AttendanceImport(ctx, viewer, options, *file, std::move(*reader)).run();
  report.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - started).count();
  return report;
}

}  // namespace massline::channels
