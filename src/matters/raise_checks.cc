#include "matters/raise_checks.h"

#include <algorithm>

#include "base/refusals.h"
#include "base/text.h"
#include "matters/emergencies.h"
#include "matters/refusals.h"
#include "registry/bars.h"

namespace massline::matters {

namespace {

namespace common = massline::refusals;
using rulebook::LocalText;

constexpr std::size_t title_length = 60;
constexpr std::int64_t group_size_max = 1'000'000;

const LocalText name_title{"Name", "姓名"};
const LocalText phone_title{"Phone", "电话"};
const LocalText email_title{"E-mail", "电子邮件"};
const LocalText address_title{"Address", "地址"};

Instant noon_of(Context& ctx, Date day) { return Instant{ctx.zone.start_of(day).ms + ms_per_day / 2}; }

void check_where(const RaiseRequest& request, Problems& problems) {
  checked_text(problems, request.address, 500, "/address", address_title);
  const bool both = request.latitude.has_value() == request.longitude.has_value();
  const bool in_range =
      !request.latitude || !request.longitude ||
      (*request.latitude >= -90 && *request.latitude <= 90 && *request.longitude >= -180 && *request.longitude <= 180);
  if (!both || !in_range) problems.add(refuse_field(refusals::coordinates_not_valid, "/latitude"));
}

const rulebook::Procedure* find_procedure(Context& ctx, const RaiseRequest& request, const rulebook::Topic* topic,
                                          Date day, Problems& problems) {
  const std::string id = !request.procedure.empty() ? request.procedure : (topic != nullptr ? topic->procedure : "");
  if (id.empty() && request.topic.empty()) {
    problems.add(refuse_field(refusals::subject_missing, "/procedure"));
    return nullptr;
  }
  const rulebook::Procedure* procedure = id.empty() ? nullptr : ctx.rulebook.procedure(id, day);
  if (procedure == nullptr || !procedure->listed) {
    problems.add(refuse_field(refusals::procedure_not_known, "/procedure", {{"procedure", id}}));
    return nullptr;
  }
  const rulebook::Channel* channel = ctx.rulebook.channel(request.channel);
  const auto& channels = procedure->raise.channels;
  if (channel == nullptr || std::find(channels.begin(), channels.end(), request.channel) == channels.end())
    problems.add(refuse_field(refusals::channel_not_open, "/channel",
                              {{"title", procedure->title.en},
                               {"title.zh", procedure->title.zh},
                               {"channel", channel == nullptr ? request.channel : channel->title.en},
                               {"channel.zh", channel == nullptr ? request.channel : channel->title.zh}}));
  return procedure;
}

/// Lists for an emergency are made in it, and never kept ready.
void check_emergency(Context& ctx, db::Reader& in, const RaiseFrame& frame, Problems& problems) {
  if (frame.procedure == nullptr || !frame.procedure->emergency || !frame.place.id) return;
  if (emergency_at(emergencies(in), frame.place.path, frame.raised_at, ctx.zone)) return;
  problems.add(refuse_field(refusals::no_emergency, "/procedure",
                            {{"title", frame.procedure->title.en}, {"title.zh", frame.procedure->title.zh}}));
}

/// The root where no place was given.
std::optional<registry::Unit> place_of(db::Reader& in, UnitId id, const KnownPlaces& known) {
  if (known.memo != nullptr)
    if (auto unit = known.memo->place(known.tree, id)) return unit;
  auto unit = id ? registry::find_unit(in, id) : registry::root_unit(in);
  if (unit && known.memo != nullptr) known.memo->keep_place(known.tree, id, *unit);
  return unit;
}

}  // namespace

Contact checked_contact(Problems& problems, const Contact& contact, const std::string& at) {
  Contact out;
  out.name = checked_text(problems, contact.name, 100, at + "/name", name_title);
  out.phone = checked_text(problems, contact.phone, 40, at + "/phone", phone_title);
  out.email = checked_text(problems, contact.email, 200, at + "/email", email_title);
  out.address = checked_text(problems, contact.address, 500, at + "/address", address_title);
  const std::size_t sign = out.email.find('@');
  if (!out.email.empty() && (sign == std::string::npos || sign == 0 || sign + 1 == out.email.size() ||
                             out.email.find(' ') != std::string::npos)) {
    Parameters parameters = field_parameters(email_title);
    parameters.insert({{"expected", "an e-mail address"}, {"expected.zh", "电子邮件地址"}});
    problems.add(refuse_field(common::field_not_valid, at + "/email", std::move(parameters)));
  }
  return out;
}

std::optional<Language> parse_language(std::string_view code) {
  if (code == "en") return Language::en;
  if (code == "zh") return Language::zh;
  return std::nullopt;
}

RaiseFrame raise_frame(Context& ctx, db::Reader& in, const RaiseRequest& request, Problems& problems,
                       const KnownPlaces& known) {
  RaiseFrame frame;
  const Instant now = ctx.clock.now();
  const Date today = ctx.zone.date_of(now);
  const Date day = request.raised_at ? ctx.zone.date_of(*request.raised_at) : request.raised_on.value_or(today);
  frame.raised_at = request.raised_at ? *request.raised_at : day == today ? now : noon_of(ctx, day);
  if (day > today || frame.raised_at > now) problems.add(refuse_field(refusals::day_not_past, "/raisedDay"));
  if (!request.topic.empty()) {
    frame.topic = ctx.rulebook.topic(request.topic);
    if (frame.topic == nullptr)
      problems.add(refuse_field(refusals::topic_not_known, "/topic", {{"topic", request.topic}}));
  }
  if (!request.language.empty() && !parse_language(request.language))
    problems.add(refuse_field(common::field_not_valid, "/language", {{"expected", "en / zh"}}));
  if (frame.topic != nullptr || request.topic.empty())
    frame.procedure = find_procedure(ctx, request, frame.topic, day, problems);
  const auto place = place_of(in, request.place, known);
  frame.place_given = static_cast<bool>(request.place);
  if (!place || !place->in_force(today) || (frame.place_given && !place->is_place))
    problems.add(refuse_field(refusals::place_not_known, "/place"));
  else
    frame.place = *place;
  check_where(request, problems);
  check_emergency(ctx, in, frame, problems);
  return frame;
}

Result<journal::By> entered_by(Context& ctx, const access::Viewer& viewer, const RaiseRequest& request) {
  const rulebook::Channel* channel = ctx.rulebook.channel(request.channel);
  const bool by_staff = channel != nullptr && channel->by_staff;
  if (!by_staff && !request.raised_on && !request.raised_at) return journal::By{};
  const access::HeldPost* post = access::post_that_can(ctx.rulebook, viewer, rulebook::Capability::intake);
  if (post == nullptr) post = access::post_that_can(ctx.rulebook, viewer, rulebook::Capability::import_matters);
  if (post == nullptr)
    return refuse_field(refusals::channel_needs_post, by_staff ? "/channel" : "/raisedDay",
                        {{"channel", channel == nullptr ? request.channel : channel->title.en},
                         {"channel.zh", channel == nullptr ? request.channel : channel->title.zh}});
  return journal::By{viewer.person, post->kind, post->unit};
}

CheckedIdentity check_identity(Context& ctx, const RaiseRequest& request, const rulebook::Procedure& procedure,
                               Problems& problems) {
  CheckedIdentity out;
  out.identity.contact = checked_contact(problems, request.contact, "/contact");
  for (std::size_t i = 0; i < std::min<std::size_t>(request.representatives.size(), 50); ++i)
    out.identity.representatives.push_back(
        checked_contact(problems, request.representatives[i], "/representatives/" + std::to_string(i)));
  const bool reachable =
      !request.contact.phone.empty() || !request.contact.email.empty() || !request.contact.address.empty();
  const bool named = !out.identity.contact.empty() || !out.identity.representatives.empty();
  const Parameters title{{"title", procedure.title.en}, {"title.zh", procedure.title.zh}};
  if (request.anonymous && named) problems.add(refuse_field(refusals::anonymous_has_contact, "/contact"));
  if (!procedure.raise.anonymous && (request.anonymous || request.contact.name.empty() || !reachable))
    problems.add(refuse_field(refusals::name_needed, "/contact", title));
  out.anonymous = request.anonymous || !named;
  out.group_size = request.group_size;
  if (out.group_size < 1 || out.group_size > group_size_max)
    problems.add(refuse_field(common::field_not_valid, "/groupSize",
                              {{"field", "Group size"},
                               {"field.zh", "共同提出的人数"},
                               {"expected", "a number from 1 to 1,000,000"},
                               {"expected.zh", "1 至 1000000 之间的人数"}}));
  const auto representatives = static_cast<std::int64_t>(request.representatives.size());
  if (representatives > ctx.rulebook.representatives_max) {
    auto refusal = refuse_field(refusals::too_many_representatives, "/representatives",
                                {{"max", std::to_string(ctx.rulebook.representatives_max)}});
    refusal.value().rule = "rulebook/representatives-max";
    refusal.value().source = ctx.rulebook.representatives_source.text();
    problems.add(std::move(refusal));
  } else if (representatives > out.group_size) {
    problems.add(refuse_field(refusals::group_too_small, "/groupSize"));
  }
  return out;
}

std::vector<std::string> paths_barred_by_parties(Context& ctx, db::Reader& in, const std::vector<Party>& parties) {
  std::vector<std::string> out;
  for (const Party& party : parties) {
    if (party.role != "accused") continue;
    for (std::string& path : registry::paths_barred_by(in, ctx.rulebook, party.unit, party.person, ctx.today()))
      out.push_back(std::move(path));
  }
  return out;
}

std::string title_of(const rulebook::Procedure& procedure, const rulebook::Topic* topic, const CheckedInputs& inputs,
                     Language language) {
  for (const rulebook::Ask& ask : procedure.raise.asks) {
    if (ask.type != rulebook::AskType::long_text && ask.type != rulebook::AskType::text) continue;
    std::string text = inputs.text(ask.id);
    text = trimmed(text.substr(0, text.find('\n')));
    if (text.empty()) continue;
    // The byte at which one character more than fits begins.
    std::size_t end = 0;
    for (std::size_t characters = 0; end < text.size(); ++end)
      if ((static_cast<unsigned char>(text[end]) & 0xC0) != 0x80 && ++characters > title_length) break;
    return end == text.size() ? text : text.substr(0, end) + "…";
  }
  return topic != nullptr ? topic->title.in(language) : procedure.title.in(language);
}

}  // namespace massline::matters
