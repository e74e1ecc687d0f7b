#include "http/api/matter_views.h"

#include "base/files.h"
#include "base/json_writer.h"
#include "http/api/views.h"
#include "matters/attachments.h"

namespace massline::http {
namespace {

Json named_view(const matters::Named& item) { return named(item.id, item.title); }

std::string_view state_name(matters::MatterState state) {
  switch (state) {
    case matters::MatterState::open:
      return "open";
    case matters::MatterState::closed:
      return "closed";
    case matters::MatterState::final:
      return "final";
  }
  check(false, "a matter has a state");
  return {};
}

std::string_view state_name(matters::ClockState state) {
  switch (state) {
    case matters::ClockState::running:
      return "running";
    case matters::ClockState::paused:
      return "paused";
    case matters::ClockState::stopped:
      return "stopped";
    case matters::ClockState::run_out:
      return "over";
  }
  check(false, "a clock has a state");
  return {};
}

Json clock_view(const matters::ClockView& clock) {
  return JsonObject{{"name", clock.name},
                    {"title", clock.title},
                    {"owedByRaiser", clock.owed_by_raiser},
                    {"state", state_name(clock.state)},
                    {"startedAt", to_string(clock.started_at)},
                    {"due", to_string(clock.due)},
                    {"dueDay", to_string(clock.due_day)},
                    {"late", clock.late},
                    {"because", clock.because},
                    {"rule", clock.rule},
                    {"source", clock.source}};
}

Json answer_view(const matters::AnswerView& answer) {
  return JsonObject{{"entry", to_string(answer.entry)},
                    {"at", to_string(answer.at)},
                    {"step", answer.step},
                    {"decision", text_or_null(answer.decision)},
                    {"reasons", answer.reasons},
                    {"remedy", answer.remedy},
                    {"unit", answer.unit}};
}

Json open_step_view(const matters::OpenStep& open, Language language) {
  JsonObject view{{"id", open.step->id},
                  {"title", open.step->title.in(language)},
                  {"hint", open.step->hint.in(language)},
                  {"asks", asks_view(open.step->asks, language)},
                  {"effects", strings(open.effects)},
                  {"source", source_view(open.step->source, language)}};
  if (!open.opens.empty()) view["opens"] = open.opens;
  return view;
}

Json steps_view(const std::vector<matters::OpenStep>& steps, Language language) {
  return list_of(steps, [&](const matters::OpenStep& step) { return open_step_view(step, language); });
}

Json field_view(const matters::FieldView& field) {
  return JsonObject{{"id", field.id}, {"title", field.title}, {"value", field.value}};
}

Json public_entry_view(const matters::EntryView& entry) {
  return JsonObject{{"id", to_string(entry.id)},
                    {"at", to_string(entry.at)},
                    {"kind", entry.kind},
                    {"title", entry.title},
                    {"told", entry.told},
                    {"byYou", entry.by_raiser},
                    {"unit", text_or_null(entry.unit)},
                    {"post", text_or_null(entry.post)},
                    {"fields", list_of(entry.fields, field_view)},
                    {"attachments", list_of(entry.attachments, attachment_view)}};
}

Json staff_entry_view(const matters::EntryView& entry) {
  return JsonObject{{"id", to_string(entry.id)},
                    {"at", to_string(entry.at)},
                    {"kind", entry.kind},
                    {"step", text_or_null(entry.step)},
                    {"title", entry.title},
                    {"stage", named_view(entry.stage)},
                    {"byRaiser", entry.by_raiser},
                    {"person", text_or_null(entry.person)},
                    {"post", text_or_null(entry.post)},
                    {"unit", text_or_null(entry.unit)},
                    {"public", entry.is_public},
                    {"told", entry.told},
                    {"fields", list_of(entry.fields, field_view)},
                    {"attachments", list_of(entry.attachments, attachment_view)}};
}

Json party_view(const matters::PartyView& party) {
  return JsonObject{{"role", party.role},
                    {"unit", party.unit ? unit_ref(*party.unit) : Json()},
                    {"person", party.person ? named_view(*party.person) : Json()}};
}

Json matter_link_view(const matters::LinkView& link) {
  return JsonObject{{"id", to_string(link.id)},
                    {"code", link.code},
                    {"title", link.title},
                    {"kind", link.kind},
                    {"stage", link.stage}};
}

Json figures_row_view(const matters::FiguresRow& row) {
  return JsonObject{{"unit", unit_ref(row.unit)},
                    {"received", value_or_null(row.received)},
                    {"answered", value_or_null(row.answered)},
                    {"answeredInTime", value_or_null(row.answered_in_time)},
                    {"late", value_or_null(row.late)},
                    {"appraisals", value_or_null(row.appraisals)},
                    {"solved", value_or_null(row.solved)}};
}

}  // namespace

Json unit_ref(const matters::UnitRef& unit) {
  return JsonObject{{"id", to_string(unit.id)}, {"name", unit.name}, {"kind", unit.kind}};
}

Json promises_view(const std::vector<matters::ClockPromise>& clocks) {
  return list_of(clocks, [](const matters::ClockPromise& clock) {
    return JsonObject{{"name", clock.name},
                      {"title", clock.title},
                      {"due", to_string(clock.due)},
                      {"dueDay", to_string(clock.due_day)},
                      {"because", clock.because}};
  });
}

std::string raised_text(const matters::RaisedMatter& raised, bool for_staff) {
  JsonWriter out;
  out.begin_object();
  out.key("clocks");
  out.begin_array();
  for (const matters::ClockPromise& clock : raised.clocks) {
    out.begin_object();
    out.member("because", clock.because);
    out.member("due", to_string(clock.due));
    out.member("dueDay", to_string(clock.due_day));
    out.member("name", clock.name);
    out.member("title", clock.title);
    out.end_object();
  }
  out.end_array();
  out.member("code", raised.code);
  out.key("id");
  if (for_staff)
    out.value(to_string(raised.id));
  else
    out.null();
  out.key("procedure");
  out.begin_object();
  out.member("id", raised.procedure);
  out.member("title", raised.procedure_title);
  out.end_object();
  out.member("receipt", raised.receipt);
  out.member("told", raised.told);
  out.member("unit", unit_ref(raised.unit));
  out.end_object();
  return out.take();
}

Json preview_view(const matters::RaisePreview& preview) {
  return JsonObject{{"procedure", named(preview.procedure, preview.procedure_title)},
                    {"unit", unit_ref(preview.unit)},
                    {"clocks", promises_view(preview.clocks)},
                    {"note", preview.note}};
}

Json attachment_view(const matters::Attachment& attachment) {
  return JsonObject{{"id", to_string(attachment.id)},
                    {"name", attachment.name},
                    {"mediaType", attachment.media_type},
                    {"size", attachment.size},
                    {"inline", is_safe_inline(attachment.media_type)},
                    {"public", attachment.is_public},
                    {"digest", attachment.digest},
                    {"at", to_string(attachment.at)}};
}

Json attached_view(const matters::Attached& attached) {
  using Metadata = FileMetadata;
  Json view = attachment_view(attached);
  view.object()->emplace("metadata", attached.metadata == Metadata::removed ? "removed"
                                     : attached.metadata == Metadata::none  ? "none"
                                                                            : "kept");
  return view;
}

Json followed_view(const matters::Followed& followed, Language language) {
  return JsonObject{{"code", followed.code},
                    {"title", followed.title},
                    {"procedure", named_view(followed.procedure)},
                    {"status", followed.status},
                    {"state", state_name(followed.state)},
                    {"unit", unit_ref(followed.unit)},
                    {"topic", text_or_null(followed.topic)},
                    {"place", text_or_null(followed.place)},
                    {"anonymous", followed.anonymous},
                    {"raisedAt", to_string(followed.raised_at)},
                    {"outcome", text_or_null(followed.outcome)},
                    {"version", followed.version},
                    {"entries", list_of(followed.entries, public_entry_view)},
                    {"clocks", list_of(followed.clocks, clock_view)},
                    {"answers", list_of(followed.answers, answer_view)},
                    {"appraised", followed.appraised},
                    {"steps", steps_view(followed.steps, language)},
                    {"attachments", list_of(followed.attachments, attachment_view)},
                    {"joined", followed.joined},
                    {"others", list_of(followed.others, [](const matters::FollowedOther& other) {
                       return JsonObject{{"code", other.code}, {"title", other.title}, {"status", other.status}};
                     })}};
}

Json summary_view(const matters::MatterSummary& summary) {
  return JsonObject{{"id", to_string(summary.id)},
                    {"code", summary.code},
                    {"title", summary.title},
                    {"procedure", named_view(summary.procedure)},
                    {"stage", named_view(summary.stage)},
                    {"state", state_name(summary.state)},
                    {"topic", text_or_null(summary.topic)},
                    {"channel", summary.channel},
                    {"place", text_or_null(summary.place)},
                    {"unit", unit_ref(summary.unit)},
                    {"handler", text_or_null(summary.handler)},
                    {"raisedAt", to_string(summary.raised_at)},
                    {"updatedAt", to_string(summary.updated_at)},
                    {"nextDue", instant_or_null(summary.next_due)},
                    {"nextDueDay", day_or_null(summary.next_due_day)},
                    {"nextClock", text_or_null(summary.next_clock)},
                    {"late", summary.late},
                    {"escalated", summary.escalated},
                    {"confidential", summary.confidential},
                    {"groupSize", summary.group_size},
                    {"joined", summary.joined}};
}

Json page_view(const matters::MatterPage& page) {
  return JsonObject{{"items", list_of(page.items, summary_view)},
                    {"next", text_or_null(page.next)},
                    {"total", page.total},
                    {"more", page.more}};
}

namespace {

Json identity_request_view(const matters::IdentityRequestView& request) {
  return JsonObject{{"id", request.id},
                    {"post", request.post},
                    {"unit", request.unit},
                    {"person", request.person},
                    {"reason", request.reason},
                    {"askedAt", to_string(request.asked_at)},
                    {"agreed", request.agreed},
                    {"mine", request.mine},
                    {"mayAgree", request.may_agree},
                    {"endsAt", to_string(request.ends_at)}};
}

}  // namespace

Json detail_view(const matters::MatterDetail& detail, Language language) {
  return JsonObject{{"matter", summary_view(detail.matter)},
                    {"version", detail.version},
                    {"address", text_or_null(detail.matter.address)},
                    {"latitude", value_or_null(detail.matter.latitude)},
                    {"longitude", value_or_null(detail.matter.longitude)},
                    {"language", detail.language},
                    {"anonymous", detail.anonymous},
                    {"contact", detail.contact},
                    {"mayOpenIdentity", detail.may_open_identity},
                    {"identityByTwo", detail.identity_by_two},
                    {"callsBack", strings(detail.calls_back)},
                    {"identityRequests", list_of(detail.identity_requests, identity_request_view)},
                    {"sender", detail.sender ? unit_ref(*detail.sender) : Json()},
                    {"escalatedTo", detail.escalated_to ? unit_ref(*detail.escalated_to) : Json()},
                    {"outcome", text_or_null(detail.outcome)},
                    {"closedAt", instant_or_null(detail.closed_at)},
                    {"procedureFrom", to_string(detail.procedure_from)},
                    {"entries", list_of(detail.entries, staff_entry_view)},
                    {"clocks", list_of(detail.clocks, clock_view)},
                    {"answers", list_of(detail.answers, answer_view)},
                    {"parties", list_of(detail.parties, party_view)},
                    {"links", list_of(detail.links, matter_link_view)},
                    {"attachments", list_of(detail.attachments, attachment_view)},
                    {"steps", steps_view(detail.steps, language)},
                    {"mayMessage", detail.may_message},
                    {"mayNote", detail.may_note},
                    {"mayAttach", detail.may_attach},
                    {"mayNameParties", detail.may_name_parties},
                    {"mayJoin", detail.may_join}};
}

Json denied_view(const matters::DeniedStep& denied, Language language) {
  return JsonObject{{"id", denied.step->id},
                    {"title", denied.step->title.in(language)},
                    {"why", denied.why},
                    {"source", source_view(denied.step->source, language)}};
}

Json similar_view(const std::vector<matters::Similar>& similar) {
  return JsonObject{
      {"items", list_of(similar, [](const matters::Similar& one) {
         return JsonObject{{"matter", summary_view(one.matter)}, {"score", one.score}, {"shared", strings(one.shared)}};
       })}};
}

Json figures_view(const matters::Figures& figures) {
  return JsonObject{{"from", to_string(figures.from)},
                    {"to", to_string(figures.to)},
                    {"received", value_or_null(figures.total.received)},
                    {"open", value_or_null(figures.total.open)},
                    {"answered", value_or_null(figures.total.answered)},
                    {"answeredInTime", value_or_null(figures.total.answered_in_time)},
                    {"late", value_or_null(figures.total.late)},
                    {"medianDays", value_or_null(figures.median_days)},
                    {"reviewed", value_or_null(figures.reviewed)},
                    {"changedOnReview", value_or_null(figures.changed_on_review)},
                    {"appraisals", value_or_null(figures.total.appraisals)},
                    {"solved", value_or_null(figures.total.solved)},
                    {"meanSatisfied", value_or_null(figures.mean_satisfied)},
                    {"shownFrom", figures.shown_from},
                    {"countsShownFrom", matters::least_shown},
                    {"how", figures.how},
                    {"countedAt", to_string(figures.counted_at)},
                    {"below", list_of(figures.below, figures_row_view)}};
}

}  // namespace massline::http
