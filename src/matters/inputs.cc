#include "matters/inputs.h"

#include <algorithm>
#include <cmath>

#include "base/money.h"
#include "base/refusals.h"
#include "base/text.h"
#include "matters/refusals.h"
#include "registry/people.h"

namespace massline::matters {

namespace {

namespace common = massline::refusals;
using rulebook::Ask;
using rulebook::AskType;
using rulebook::LocalText;

constexpr std::size_t default_text_length = 500;
constexpr std::size_t default_long_text_length = 20'000;

struct Checking {
  db::Reader& in;
  Date today;
  RegionId region;
  MatterId matter;
  Problems& problems;
  CheckedInputs& out;
};

std::string pointer_of(const Ask& ask) { return "/inputs/" + ask.id; }

tl::unexpected<Refusal> refuse_ask(const Message& message, const Ask& ask, Parameters more = {}) {
  Parameters parameters = field_parameters(ask.title);
  parameters.merge(more);
  return refuse_field(message, pointer_of(ask), std::move(parameters));
}

void refuse_type(Checking& c, const Ask& ask, const char* en, const char* zh) {
  c.problems.add(refuse_ask(common::field_not_valid, ask, {{"expected", en}, {"expected.zh", zh}}));
}

void check_text(Checking& c, const Ask& ask, const Json& value) {
  if (value.string() == nullptr) return refuse_type(c, ask, "a text", "文字");
  const bool long_text = ask.type == AskType::long_text;
  const std::size_t max = ask.max_length > 0 ? static_cast<std::size_t>(ask.max_length)
                                             : (long_text ? default_long_text_length : default_text_length);
  std::string text = checked_text(c.problems, *value.string(), max, pointer_of(ask), ask.title);
  if (!text.empty()) c.out.values.emplace(ask.id, std::move(text));
}

void check_choice(Checking& c, const Ask& ask, const Json& value) {
  const std::string* chosen = value.string();
  if (chosen == nullptr) return refuse_type(c, ask, "one of the choices", "选项");
  if (chosen->empty()) return;
  const bool listed = std::any_of(ask.choices.begin(), ask.choices.end(),
                                  [&](const rulebook::NamedChoice& choice) { return choice.id == *chosen; });
  if (listed) {
    c.out.values.emplace(ask.id, *chosen);
    return;
  }
  std::string en, zh;
  for (const rulebook::NamedChoice& choice : ask.choices) {
    en += (en.empty() ? "" : ", ") + choice.id;
    zh += (zh.empty() ? "" : "、") + choice.id;
  }
  c.problems.add(refuse_ask(refusals::choice_not_listed, ask, {{"choices", en}, {"choices.zh", zh}}));
}

void check_date(Checking& c, const Ask& ask, const Json& value) {
  if (value.string() != nullptr && value.string()->empty()) return;
  const auto date = value.string() != nullptr ? parse_date(*value.string()) : std::nullopt;
  if (!date) return refuse_type(c, ask, "a date such as 2024-05-31", "日期（如 2024-05-31）");
  c.out.values.emplace(ask.id, to_string(*date));
}

void check_money(Checking& c, const Ask& ask, const Json& value) {
  std::optional<Money> money;
  if (const auto* text = value.string()) {
    if (text->empty()) return;
    money = parse_money(*text);
  } else if (const auto* whole = value.integer()) {
    money = parse_money(std::to_string(*whole));
  }
  if (!money) return refuse_type(c, ask, "an amount such as 1234.50", "金额（如 1234.50）");
  c.out.values.emplace(ask.id, to_string(*money));
}

void check_number(Checking& c, const Ask& ask, const Json& value) {
  if (value.string() != nullptr && value.string()->empty()) return;
  if (const auto* whole = value.integer()) {
    c.out.values.emplace(ask.id, *whole);
  } else if (const auto* real = value.real(); real != nullptr && std::isfinite(*real)) {
    c.out.values.emplace(ask.id, *real);
  } else {
    refuse_type(c, ask, "a number", "数字");
  }
}

/// The id that an input gives as decimal text, or nothing after adding the problem.
template <class AnyId>
std::optional<AnyId> id_of(Checking& c, const Ask& ask, const Json& value, const Message& message) {
  const auto id = value.string() != nullptr ? parse_id<AnyId>(*value.string()) : std::nullopt;
  if (!id) c.problems.add(refuse_ask(message, ask));
  return id;
}

void check_unit(Checking& c, const Ask& ask, const Json& value) {
  const auto id = id_of<UnitId>(c, ask, value, refusals::unit_not_fit);
  if (!id) return;
  auto unit = registry::find_unit(c.in, *id);
  const bool fits = unit && unit->in_force(c.today) && (ask.type != AskType::place || unit->is_place) &&
                    (ask.unit_kinds.empty() ||
                     std::find(ask.unit_kinds.begin(), ask.unit_kinds.end(), unit->kind) != ask.unit_kinds.end());
  if (!fits) {
    c.problems.add(refuse_ask(refusals::unit_not_fit, ask));
    return;
  }
  c.out.values.emplace(ask.id, to_string(unit->id));
  if (!ask.party.empty()) c.out.parties.push_back({ask.party, unit->id, {}});
  c.out.units.emplace(ask.id, std::move(*unit));
}

void check_person(Checking& c, const Ask& ask, const Json& value) {
  const auto id = id_of<PersonId>(c, ask, value, refusals::person_not_fit);
  if (!id) return;
  if (!registry::find_person(c.in, *id)) {
    c.problems.add(refuse_ask(refusals::person_not_fit, ask));
    return;
  }
  c.out.values.emplace(ask.id, to_string(*id));
  if (!ask.party.empty()) c.out.parties.push_back({ask.party, {}, *id});
}

void check_matter(Checking& c, const Ask& ask, const Json& value) {
  // A code as people write it. Whether it exists is not told: that would tell of matters that are not the reader's.
  if (value.string() == nullptr || length_of(*value.string()) > 40 || has_control_characters(*value.string()))
    return refuse_type(c, ask, "the code of a matter", "事项编号");
  // Sixteen digits are a receipt, a secret of the person who raised it, and would be read by whoever reads this.
  const std::string& text = *value.string();
  const auto digits = std::count_if(text.begin(), text.end(), [](char one) { return one >= '0' && one <= '9'; });
  if (digits >= 16 && text.find_first_not_of("0123456789 -") == std::string::npos)
    return refuse_type(c, ask, "the code of a matter, not the receipt", "事项编号（不是查询码）");
  if (std::string code = trimmed(*value.string()); !code.empty()) c.out.values.emplace(ask.id, std::move(code));
}

void check_file(Checking& c, const Ask& ask, const Json& value) {
  const auto id = id_of<AttachmentId>(c, ask, value, refusals::file_not_there);
  if (!id) return;
  if (!c.matter ||
      c.in.query("SELECT 1 FROM attachment WHERE region = $1 AND matter = $2 AND id = $3", {c.region, c.matter, *id})
          .empty()) {
    c.problems.add(refuse_ask(refusals::file_not_there, ask));
    return;
  }
  c.out.values.emplace(ask.id, to_string(*id));
}

void check_one(Checking& c, const Ask& ask, const Json& value) {
  switch (ask.type) {
    case AskType::text:
    case AskType::long_text:
      return check_text(c, ask, value);
    case AskType::choice:
      return check_choice(c, ask, value);
    case AskType::yes_no:
      if (value.boolean() == nullptr) return refuse_type(c, ask, "yes or no", "“是”或“否”");
      c.out.values.emplace(ask.id, *value.boolean());
      return;
    case AskType::date:
      return check_date(c, ask, value);
    case AskType::money:
      return check_money(c, ask, value);
    case AskType::number:
      return check_number(c, ask, value);
    case AskType::person:
      return check_person(c, ask, value);
    case AskType::unit:
    case AskType::place:
      return check_unit(c, ask, value);
    case AskType::matter:
      return check_matter(c, ask, value);
    case AskType::file:
      return check_file(c, ask, value);
  }
}

bool is_left_empty(const Json* value) {
  return value == nullptr || value->is_null() || (value->string() != nullptr && value->string()->empty());
}

}  // namespace

tl::unexpected<Refusal> Problems::take() {
  check(!list_.empty(), "there is a problem to tell");
  Refusal first = std::move(list_.front());
  first.others.assign(std::make_move_iterator(list_.begin() + 1), std::make_move_iterator(list_.end()));
  list_.clear();
  return tl::unexpected(std::move(first));
}

std::string CheckedInputs::text(std::string_view ask) const {
  const auto value = values.find(ask);
  return value == values.end() || value->second.string() == nullptr ? std::string() : *value->second.string();
}

std::int64_t CheckedInputs::number(std::string_view ask) const {
  const auto value = values.find(ask);
  return value == values.end() || value->second.integer() == nullptr ? 0 : *value->second.integer();
}

Parameters field_parameters(const LocalText& title) { return {{"field", title.en}, {"field.zh", title.zh}}; }

std::string checked_text(Problems& problems, const std::string& text, std::size_t max, const std::string& field,
                         const LocalText& title) {
  if (!is_valid_utf8(text) || has_control_characters(text)) {
    problems.add(refuse_field(common::field_not_text, field, field_parameters(title)));
    return {};
  }
  std::string out = trimmed(text);
  const std::size_t limit = max == 0 ? default_long_text_length : max;
  if (length_of(out) > limit) {
    Parameters parameters = field_parameters(title);
    parameters.emplace("max", std::to_string(limit));
    problems.add(refuse_field(common::field_too_long, field, std::move(parameters)));
    return {};
  }
  return out;
}

CheckedInputs check_inputs(db::Reader& in, const std::vector<Ask>& asks, const JsonObject& inputs, Date today,
                           RegionId region, MatterId matter, Problems& problems) {
  CheckedInputs out;
  Checking checking{in, today, region, matter, problems, out};
  for (const auto& [id, value] : inputs) {
    const bool asked = std::any_of(asks.begin(), asks.end(), [&](const Ask& ask) { return ask.id == id; });
    if (!asked && !is_left_empty(&value))
      problems.add(refuse_field(refusals::input_not_asked, "/inputs/" + id, {{"field", id}}));
  }
  for (const Ask& ask : asks) {
    const auto given = inputs.find(ask.id);
    const Json* value = given == inputs.end() ? nullptr : &given->second;
    const std::size_t told = problems.size();
    if (!is_left_empty(value)) check_one(checking, ask, *value);
    if (ask.required && !out.values.contains(ask.id) && problems.size() == told)
      problems.add(refuse_ask(common::field_missing, ask));
  }
  return out;
}

}  // namespace massline::matters
