#include "rulebook/model.h"

#include <algorithm>
#include <array>
#include <utility>

namespace massline::rulebook {

namespace {

template <class Items>
auto find_by_id(const Items& items, std::string_view id) -> decltype(items.data()) {
  const auto found = std::find_if(items.begin(), items.end(), [&](const auto& item) { return item.id == id; });
  return found == items.end() ? nullptr : &*found;
}

template <class Items>
auto find_in_force(const Items& items, std::string_view id, Date date) -> decltype(items.data()) {
  const auto found = std::find_if(items.begin(), items.end(),
                                  [&](const auto& item) { return item.id == id && item.in_force.contains(date); });
  return found == items.end() ? nullptr : &*found;
}

constexpr std::array<std::pair<Capability, std::string_view>, 16> capability_names{{
    {Capability::read_unit, "read-unit"},
    {Capability::read_subtree, "read-subtree"},
    {Capability::intake, "intake"},
    {Capability::import_matters, "import-matters"},
    {Capability::open_identity, "open-identity"},
    {Capability::name_parties, "name-parties"},
    {Capability::join_matters, "join-matters"},
    {Capability::manage_units, "manage-units"},
    {Capability::manage_people, "manage-people"},
    {Capability::manage_accounts, "manage-accounts"},
    {Capability::manage_keys, "manage-keys"},
    {Capability::read_figures, "read-figures"},
    {Capability::read_journal, "read-journal"},
    {Capability::record_activities, "record-activities"},
    {Capability::read_activities, "read-activities"},
    {Capability::declare_emergencies, "declare-emergencies"},
}};

constexpr std::array<std::pair<AskType, std::string_view>, 12> ask_type_names{{
    {AskType::text, "text"},
    {AskType::long_text, "long-text"},
    {AskType::choice, "choice"},
    {AskType::yes_no, "yes-no"},
    {AskType::date, "date"},
    {AskType::money, "money"},
    {AskType::number, "number"},
    {AskType::person, "person"},
    {AskType::unit, "unit"},
    {AskType::place, "place"},
    {AskType::matter, "matter"},
    {AskType::file, "file"},
}};

template <class Names, class Value>
std::string_view name_in(const Names& names, Value value) {
  for (const auto& [known, name] : names)
    if (known == value) return name;
  return "";
}

template <class Value, class Names>
std::optional<Value> value_in(const Names& names, std::string_view name) {
  for (const auto& [value, known] : names)
    if (known == name) return value;
  return std::nullopt;
}

}  // namespace

std::string to_string(Length length, Language language) {
  const std::string count = std::to_string(length.count);
  const auto both = [&](std::string_view one, std::string_view many, std::string_view chinese) {
    if (language == Language::zh) return count + " " + std::string(chinese);
    return count + " " + std::string(length.count == 1 ? one : many);
  };
  switch (length.unit) {
    case LengthUnit::hours:
      return both("hour", "hours", "小时");
    case LengthUnit::days:
      return both("day", "days", "日");
    case LengthUnit::working_days:
      return both("working day", "working days", "个工作日");
    case LengthUnit::months:
      return both("month", "months", "个月");
  }
  return count;
}

std::optional<Capability> parse_capability(std::string_view name) {
  return value_in<Capability>(capability_names, name);
}
std::string_view capability_name(Capability capability) { return name_in(capability_names, capability); }
std::optional<AskType> parse_ask_type(std::string_view name) { return value_in<AskType>(ask_type_names, name); }
std::string_view ask_type_name(AskType type) { return name_in(ask_type_names, type); }

bool PostKind::can(Capability capability) const { return std::find(may.begin(), may.end(), capability) != may.end(); }

const Ask* Step::ask(std::string_view ask_id) const { return find_by_id(asks, ask_id); }
bool Step::has(EffectKind kind) const {
  return std::any_of(effects.begin(), effects.end(), [&](const Effect& effect) { return effect.kind == kind; });
}
const Ask* RaiseRule::ask(std::string_view ask_id) const { return find_by_id(asks, ask_id); }

const Stage* Procedure::stage(std::string_view stage_id) const { return find_by_id(stages, stage_id); }
const Step* Procedure::step(std::string_view step_id) const { return find_by_id(steps, step_id); }
const ClockRule* Procedure::clock(std::string_view clock_id) const { return find_by_id(clocks, clock_id); }

const UnitKind* Rulebook::unit_kind(std::string_view kind_id) const { return find_by_id(unit_kinds, kind_id); }
const PostKind* Rulebook::post(std::string_view post_id) const { return find_by_id(posts, post_id); }
const Topic* Rulebook::topic(std::string_view topic_id) const { return find_by_id(topics, topic_id); }
const Channel* Rulebook::channel(std::string_view channel_id) const { return find_by_id(channels, channel_id); }

const ActivityKind* Rulebook::activity(std::string_view kind_id) const { return find_by_id(activities, kind_id); }
const Standard* Rulebook::standard(std::string_view standard_id) const { return find_by_id(standards, standard_id); }

const Procedure* Rulebook::procedure(std::string_view procedure_id, Date date) const {
  return find_in_force(procedures, procedure_id, date);
}
const Duty* Rulebook::duty(std::string_view duty_id, Date date) const { return find_in_force(duties, duty_id, date); }
const Entitlement* Rulebook::entitlement(std::string_view entitlement_id, Date date) const {
  return find_in_force(entitlements, entitlement_id, date);
}

const Procedure* Rulebook::procedure_version(std::string_view procedure_id, Date from) const {
  for (const auto& candidate : procedures)
    if (candidate.id == procedure_id && candidate.in_force.from == from) return &candidate;
  return nullptr;
}

std::string Rulebook::text(std::string_view key, Language language) const {
  const auto found = texts.find(std::string(key));
  return found == texts.end() ? std::string() : found->second.in(language);
}

}  // namespace massline::rulebook
