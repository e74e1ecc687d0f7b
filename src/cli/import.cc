#include <fmt/format.h>

#include <cstdio>
#include <fstream>

#include "base/json.h"
#include "channels/import_attendance.h"
#include "channels/import_matters.h"
#include "cli/commands.h"
#include "registry/accounts.h"
#include "registry/import_units.h"
#include "registry/people.h"
#include "registry/units.h"

namespace massline::cli {
namespace {

registry::Unit unit_by_code(Context& ctx, const std::string& code) {
  const auto unit = ctx.store.read([&](db::Reader& in) { return registry::find_unit_by_code(in, code, ctx.today()); });
  if (!unit) throw UserError(fmt::format("There is no unit with the code “{}”.", code));
  return *unit;
}

access::Viewer viewer_of(Context& ctx, const std::string& login) {
  return ctx.store.read([&](db::Reader& in) {
    const auto account = registry::find_account_by_name(in, login);
    if (!account || account->closed) throw UserError(fmt::format("There is no account “{}”.", login));
    return registry::viewer_of(in, account->person, ctx.today());
  });
}

void read_texts(const Json& json, std::string_view name, std::map<std::string, std::string>& into) {
  const Json* member = json.find(name);
  if (member == nullptr || member->object() == nullptr) return;
  for (const auto& [key, value] : *member->object()) {
    if (value.string() == nullptr) throw UserError(fmt::format("mapping: {}/{} must be a text.", name, key));
    into[key] = *value.string();
  }
}

/// The mapping file has the form of ImportMapping in api/openapi.yaml; what the command line gives goes before it.
channels::ImportMapping mapping_of(Context& ctx, const ImportMattersOptions& options,
                                   const channels::ImportMapping& suggested) {
  channels::ImportMapping mapping = suggested;
  if (!options.mapping.empty()) {
    const Json json = value_or_throw(parse_json(read_file(options.mapping)));
    mapping = {};
    const auto text = [&](std::string_view name) {
      const Json* member = json.find(name);
      return member != nullptr && member->string() != nullptr ? *member->string() : std::string();
    };
    mapping.source = text("source");
    mapping.channel = text("channel");
    mapping.procedure = text("procedure");
    mapping.topic = text("topic");
    mapping.sheet = text("sheet");
    read_texts(json, "columns", mapping.columns);
    read_texts(json, "topics", mapping.topics);
  }
  if (!options.source.empty()) mapping.source = options.source;
  if (mapping.source.empty()) mapping.source = options.path.filename().string();
  if (!options.topic.empty()) mapping.topic = options.topic;
  if (!options.procedure.empty()) mapping.procedure = options.procedure;
  if (!options.place.empty()) mapping.place = unit_by_code(ctx, options.place).id;
  return mapping;
}

/// What became of each row; 1 if one was refused.
int told(const channels::ImportReport& report, const std::filesystem::path& rejects) {
  for (const auto& problem : report.problems)
    fmt::print(stderr, "row {}: {}{}{}\n", problem.row, problem.field, problem.field.empty() ? "" : ": ",
               problem.detail);
  if (report.problem_count > static_cast<std::int64_t>(report.problems.size()))
    fmt::print(stderr, "… and {} more.\n", report.problem_count - static_cast<std::int64_t>(report.problems.size()));
  if (!rejects.empty() && report.refused > 0) {
    std::ofstream(rejects, std::ios::binary) << report.rejects;
    fmt::print("The {} refused rows stand in {}: correct them there and import that file.\n", report.refused,
               rejects.string());
  }
  fmt::print("{}{} rows: {} {}, {} there already, {} refused; {:.1f} s, {:.0f} rows a second.\n",
             report.dry_run ? "Dry run, nothing written. " : "", report.rows, report.added,
             report.dry_run ? "would be added" : "added", report.present, report.refused, report.seconds,
             report.seconds > 0 ? static_cast<double>(report.rows) / report.seconds : 0);
  return report.refused > 0 ? 1 : 0;
}

}  // namespace

int run_import_units(const ImportUnitsOptions& options) {
  Runtime runtime(options.data);
  Context& ctx = runtime.context();
  registry::ImportOptions import;
  if (!options.under.empty()) import.under = unit_by_code(ctx, options.under).id;
  const auto report =
      value_or_throw(registry::import_units(ctx, registry::Actor::server(), options.path.string(), import));
  for (const auto& problem : report.problems)
    fmt::print(stderr, "{}:{}: {} {}\n", problem.file, problem.line, problem.what, problem.hint);
  if (report.problem_count > 0) {
    fmt::print(stderr, "{} problem(s) in {} rows; nothing was added.\n", report.problem_count, report.rows);
    return 1;
  }
  fmt::print("{} rows: {} added, {} there already; read in {:.2f} s, written in {:.2f} s.\n", report.rows, report.added,
             report.present, report.read_seconds, report.write_seconds);
  return 0;
}

int run_import_matters(const ImportMattersOptions& options) {
  Runtime runtime(options.data);
  Context& ctx = runtime.context();
  const std::string bytes = read_file(options.path);
  const access::Viewer viewer = viewer_of(ctx, options.as);
  const auto preview = value_or_throw(channels::preview_import(ctx, viewer, bytes));
  const auto mapping = mapping_of(ctx, options, preview.mapping);
  channels::ImportOptions import;
  import.mode = options.dry_run ? channels::ImportMode::dry_run : channels::ImportMode::run;
  import.rejects = !options.rejects.empty();
  const auto report = value_or_throw(channels::import_matters(ctx, viewer, bytes, mapping, import));
  return told(report, options.rejects);
}

int run_import_attendance(const ImportAttendanceOptions& options) {
  Runtime runtime(options.data);
  Context& ctx = runtime.context();
  const std::string bytes = read_file(options.path);
  channels::ImportOptions import;
  import.mode = options.dry_run ? channels::ImportMode::dry_run : channels::ImportMode::run;
  import.rejects = !options.rejects.empty();
  return told(value_or_throw(channels::import_attendance(ctx, viewer_of(ctx, options.as), bytes, import,
                                                         {.sheet = options.sheet, .columns = {}})),
              options.rejects);
}

}  // namespace massline::cli
