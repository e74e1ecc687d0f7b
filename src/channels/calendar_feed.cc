#include "channels/calendar_feed.h"

#include <libical/ical.h>

#include <cstdlib>
#include <ctime>
#include <memory>
#include <set>
#include <vector>

#include "activities/activity_lists.h"
#include "base/refusals.h"
#include "registry/people.h"
#include "registry/units.h"

namespace massline::channels {
namespace {

namespace common = massline::refusals;

constexpr int page_size = 200;
constexpr std::size_t events_max = 5'000;

icaltimetype utc(Instant instant) {
  constexpr std::int64_t ms_per_second = 1'000;
  return icaltime_from_timet_with_zone(static_cast<time_t>(instant.ms / ms_per_second), 0,
                                       icaltimezone_get_utc_timezone());
}

icalproperty_status status_of(activities::ActivityState state) {
  switch (state) {
    case activities::ActivityState::planned:
      return ICAL_STATUS_TENTATIVE;
    case activities::ActivityState::held:
      return ICAL_STATUS_CONFIRMED;
    case activities::ActivityState::cancelled:
      return ICAL_STATUS_CANCELLED;
  }
  return ICAL_STATUS_TENTATIVE;
}

class Feed {
 public:
  Feed(Context& ctx, Language language, FeedContent content, const std::string& name)
      : ctx_(ctx), language_(language), content_(content), calendar_(icalcomponent_new(ICAL_VCALENDAR_COMPONENT)) {
    icalcomponent_add_property(calendar_.get(), icalproperty_new_version("2.0"));
    icalcomponent_add_property(calendar_.get(), icalproperty_new_prodid("-//massline//activities//EN"));
    icalproperty* title = icalproperty_new_x(name.c_str());
    icalproperty_set_x_name(title, "X-WR-CALNAME");
    icalcomponent_add_property(calendar_.get(), title);
  }

  Result<Done> add_unit(db::Reader& in, const registry::Actor& actor, const registry::Unit& unit) {
    activities::ActivityQuery query;
    query.unit = unit.id;
    query.limit = page_size;
    query.from = ctx_.zone.start_of(ctx_.today() - std::chrono::days{calendar_days_back});
    query.to = ctx_.zone.start_of(ctx_.today() + std::chrono::days{calendar_days_ahead});
    do {
      const auto page = activities::activities_of_unit(ctx_, in, actor, query);
      if (!page) return tl::unexpected(page.error());
      for (const auto& row : page->activities) add(in, unit, row.activity);
      query.after = page->next;
    } while (!query.after.empty() && count_ < events_max);
    return Done{};
  }

  std::string text() const {
    const std::unique_ptr<char, decltype(&std::free)> text(icalcomponent_as_ical_string_r(calendar_.get()), &std::free);
    return text.get();
  }

 private:
  void add(db::Reader& in, const registry::Unit& unit, const activities::Activity& activity) {
    const rulebook::ActivityKind* kind = ctx_.rulebook.activity(activity.kind);
    const bool over = activity.state == activities::ActivityState::held || activity.to <= ctx_.clock.now();
    if ((kind != nullptr && kind->pair_only) || (content_ != FeedContent::all && over)) return;
    if (!seen_.insert(activity.id).second) return;
    ++count_;
    std::string summary = kind == nullptr ? activity.kind : kind->title.in(language_);
    if (!activity.topic.empty() && content_ != FeedContent::planned)
      summary += (language_ == Language::zh ? "：" : ": ") + activity.topic;
    const auto place = activity.place ? registry::find_unit(in, activity.place) : std::optional(unit);
    icalcomponent* event = icalcomponent_new_vevent();
    const std::string uid = to_string(activity.id) + "@massline";
    icalcomponent_add_property(event, icalproperty_new_uid(uid.c_str()));
    icalcomponent_add_property(event, icalproperty_new_dtstamp(utc(ctx_.clock.now())));
    icalcomponent_add_property(event, icalproperty_new_sequence(static_cast<int>(activity.version - 1)));
    icalcomponent_add_property(event, icalproperty_new_dtstart(utc(activity.from)));
    icalcomponent_add_property(event, icalproperty_new_dtend(utc(activity.to)));
    icalcomponent_add_property(event, icalproperty_new_summary(summary.c_str()));
    if (place) icalcomponent_add_property(event, icalproperty_new_location(place->name_in(language_).c_str()));
    icalcomponent_add_property(event, icalproperty_new_status(status_of(activity.state)));
    icalcomponent_add_component(calendar_.get(), event);
  }

  struct Free {
    void operator()(icalcomponent* component) const { icalcomponent_free(component); }
  };

  Context& ctx_;
  Language language_;
  FeedContent content_;
  std::unique_ptr<icalcomponent, Free> calendar_;
  std::set<ActivityId> seen_;
  std::size_t count_ = 0;
};

}  // namespace

Result<std::string> calendar_of_unit(Context& ctx, db::Reader& in, const registry::Actor& actor, UnitId id,
                                     Language language, FeedContent content) {
  const auto unit = registry::find_unit(in, id);
  if (!unit) return refuse_field(common::not_found, "unit");
  Feed feed(ctx, language, content, unit->name_in(language));
  if (auto added = feed.add_unit(in, actor, *unit); !added) return tl::unexpected(added.error());
  return feed.text();
}

Result<std::string> calendar_of_person(Context& ctx, db::Reader& in, const registry::Actor& actor, PersonId person,
                                       Language language, FeedContent content) {
  if (!person || actor.kind != registry::Actor::Kind::person || actor.viewer.person != person)
    return refuse(common::not_found);
  Feed feed(ctx, language, content, language == Language::zh ? "我的活动" : "My activities");
  const Date today = ctx.today();
  std::set<UnitId> units;
  for (const auto& membership : registry::memberships_of_person(in, person))
    if (membership.from <= today && (!membership.to || today < *membership.to)) units.insert(membership.unit);
  for (const auto& post : actor.viewer.posts) units.insert(post.unit);
  for (const UnitId id : units) {
    const auto unit = registry::find_unit(in, id);
    if (!unit) continue;
    if (auto added = feed.add_unit(in, actor, *unit); !added) return tl::unexpected(added.error());
  }
  return feed.text();
}

}  // namespace massline::channels
