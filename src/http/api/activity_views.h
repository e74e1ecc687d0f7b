// Activities as the API shows them. Names stand where the module gives them, and nowhere else.
#pragma once

#include "activities/activities.h"
#include "activities/activity_lists.h"
#include "base/json_writer.h"
#include "http/api/application.h"

namespace massline::http {

std::string_view measure_name(rulebook::Measure measure);
std::string_view presence_name(activities::Presence presence);
std::optional<activities::Presence> parse_presence(std::string_view name);
std::optional<activities::ActivityState> parse_activity_state(std::string_view name);
std::optional<activities::DocumentKind> parse_document_kind(std::string_view name);

/// Schema ActivityKind.
Json activity_kind_view(const rulebook::ActivityKind& kind, Language language);
/// Schema Activity.
Json activity_view(const Application& application, db::Reader& in, const activities::Activity& activity,
                   Language language);
/// Schema ActivityRow.
Json activity_row_view(const Application& application, db::Reader& in, const activities::ActivityRow& row,
                       Language language);
/// Schema ActivityDetail.
void write_activity_detail(JsonWriter& out, const Application& application, db::Reader& in,
                           const activities::ActivityView& view, bool may_record, Language language);
/// Schema ActivityDocument.
Json document_view(db::Reader& in, const activities::Document& document);
/// Schema SheetProblem.
Json sheet_problem_view(const activities::RowProblem& problem, Language language);

}  // namespace massline::http
