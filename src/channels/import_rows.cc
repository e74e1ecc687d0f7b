#include "channels/import_rows.h"

#include <algorithm>
#include <charconv>
#include <cmath>

#include "base/crypto.h"
#include "base/text.h"
#include "channels/raise_inputs.h"
#include "channels/refusals.h"
#include "channels/words.h"

namespace massline::channels {
namespace {

constexpr std::string_view input_prefix = "input.";
constexpr std::string_view default_channel = "import";

std::string shortened(std::string_view value) {
  constexpr std::size_t shown_max = 80;
  const std::vector<char32_t> points = code_points(value);
  if (points.size() <= shown_max) return std::string(value);
  std::string text;
  for (std::size_t i = 0; i < shown_max; ++i) append_utf8(text, points[i]);
  return text + "…";
}

/// Anything that names the thing in a table: its id and its titles, as they are compared.
template <class Thing>
void name_thing(std::unordered_map<std::string, const Thing*>& names, const Thing& thing) {
  for (const std::string* name : {&thing.id, &thing.title.en, &thing.title.zh})
    names.emplace(plain_name(*name), &thing);
}

std::optional<double> degrees_in(const std::string& text, double max) {
  double value = 0;
  const char* end = text.data() + text.size();
  const auto read = std::from_chars(text.data() + (text.starts_with('+') ? 1 : 0), end, value);
  if (read.ec != std::errc{} || read.ptr != end || !std::isfinite(value) || std::fabs(value) > max) return std::nullopt;
  return value;
}

}  // namespace

RowMapper::RowMapper(Context& ctx, std::vector<std::string> ground)
    : ctx_(&ctx),
      places_(std::move(ground), PlaceFinder::Finds::places, ctx.today()),
      units_({std::string(registry::root_path)}, PlaceFinder::Finds::any_unit, ctx.today()) {}

Result<RowMapper> RowMapper::create(Context& ctx, db::Reader& in, const access::Viewer& viewer,
                                    const ImportMapping& mapping, const std::vector<std::string>& columns) {
  RowMapper mapper(ctx, import_ground(in, ctx.rulebook, viewer));
  if (trimmed(mapping.source).empty()) return refuse_field(refusals::mapping_source_missing, "source");
  if (auto checked = mapper.check_columns(mapping, columns); !checked) return tl::unexpected(checked.error());
  if (auto checked = mapper.check_defaults(in, mapping); !checked) return tl::unexpected(checked.error());
  if (auto checked = mapper.fill_words(mapping); !checked) return tl::unexpected(checked.error());
  return mapper;
}

Result<Done> RowMapper::check_columns(const ImportMapping& mapping, const std::vector<std::string>& columns) {
  std::vector<std::string> fields;
  for (const ImportField& field : import_fields()) fields.push_back(field.id);
  for (const auto& [field, column] : mapping.columns) {
    if (column.empty()) continue;
    const bool is_input = field.starts_with(input_prefix) && field.size() > input_prefix.size();
    if (!is_input && std::find(fields.begin(), fields.end(), field) == fields.end()) {
      return refuse_field(refusals::mapping_field_unknown, "columns/" + field,
                          {{"field", field}, {"fields", joined(fields)}});
    }
    const auto found = std::find(columns.begin(), columns.end(), column);
    if (found == columns.end()) {
      return refuse_field(refusals::mapping_column_unknown, "columns/" + field,
                          {{"column", column}, {"columns", joined(columns)}});
    }
    const auto index = static_cast<std::size_t>(found - columns.begin());
    columns_[field] = index;
    if (is_input) inputs_.emplace_back(field.substr(input_prefix.size()), index);
  }
  if (!columns_.contains("text")) return refuse_field(refusals::mapping_text_missing, "columns/text");
  return Done{};
}

Result<Done> RowMapper::check_defaults(db::Reader& in, const ImportMapping& mapping) {
  const rulebook::Rulebook& rulebook = ctx_->rulebook;
  procedure_ = mapping.procedure;
  const bool known = std::any_of(rulebook.procedures.begin(), rulebook.procedures.end(),
                                 [&](const rulebook::Procedure& procedure) { return procedure.id == procedure_; });
  if (!procedure_.empty() && !known)
    return refuse_field(refusals::mapping_procedure_unknown, "procedure", {{"procedure", procedure_}});
  if (!mapping.topic.empty() && (topic_ = rulebook.topic(mapping.topic)) == nullptr)
    return refuse_field(refusals::mapping_topic_unknown, "topic", {{"topic", mapping.topic}});
  channel_ = mapping.channel.empty() ? std::string(default_channel) : mapping.channel;
  if (rulebook.channel(channel_) == nullptr)
    return refuse_field(refusals::mapping_channel_unknown, "channel", {{"channel", channel_}});
  if (mapping.place) {
    place_ = registry::find_unit(in, mapping.place);
    if (!place_ || !place_->is_place || !place_->in_force(ctx_->today()) || !places_.covers(place_->path))
      return refuse_field(refusals::mapping_place_unknown, "place");
  }
  return Done{};
}

Result<Done> RowMapper::fill_words(const ImportMapping& mapping) {
  for (const auto& [word, topic_id] : mapping.topics) {
    const rulebook::Topic* topic = ctx_->rulebook.topic(topic_id);
    if (topic == nullptr) return refuse_field(refusals::mapping_topic_unknown, "topics/" + word, {{"topic", topic_id}});
    topics_.emplace(plain_name(word), topic);
  }
  std::vector<std::string> topic_names, channel_names;
  for (const rulebook::Topic& topic : ctx_->rulebook.topics) {
    name_thing(topics_, topic);
    topic_names.push_back(topic.id);
  }
  for (const rulebook::Channel& channel : ctx_->rulebook.channels) {
    name_thing(channels_, channel);
    channel_names.push_back(channel.id);
  }
  topic_names_ = joined(topic_names);
  channel_names_ = joined(channel_names);
  return Done{};
}

std::optional<std::size_t> RowMapper::column_of(std::string_view field) const {
  const auto column = columns_.find(field);
  return column == columns_.end() ? std::nullopt : std::optional(column->second);
}

const std::string& RowMapper::value_of(const TableRow& row, std::string_view field) const {
  static const std::string none;
  const auto column = columns_.find(field);
  return column != columns_.end() && column->second < row.fields.size() ? row.fields[column->second] : none;
}

Result<std::string> RowMapper::row_key(const TableRow& row) {
  // Only what is imported counts: a reject file has one column more, and its rows are the same once they are corrected.
  Digester digester;
  for (const auto& [field, column] : columns_) {
    if (const std::string& value = value_of(row, field); !value.empty()) digester.add(field).add(value);
  }
  constexpr std::size_t digest_bytes = 16;
  std::string content = digester.finish().substr(0, digest_bytes);
  const std::string& key = value_of(row, "key");
  if (key.empty()) {
    const std::int64_t count = ++contents_[content];
    return "#" + to_hex(content) + (count == 1 ? "" : "/" + std::to_string(count));
  }
  constexpr std::size_t key_bytes_max = 200;
  std::string kept = key.size() <= key_bytes_max ? "=" + key : "=#" + to_hex(digest(key));
  const auto [seen, is_new] = keys_.try_emplace(kept, row.number, content);
  if (!is_new && seen->second.second != content)
    return refuse_field(refusals::key_used_twice, "key", {{"row", std::to_string(seen->second.first)}});
  return kept;
}

void RowMapper::add(Mapped& out, const TableRow& row, std::string_view field, const Refusal& refusal) const {
  out.problems.push_back({std::string(field), shortened(value_of(row, field)), refusal});
}

const rulebook::Topic* RowMapper::map_topic(const TableRow& row, Mapped& out) const {
  const std::string& text = value_of(row, "topic");
  if (text.empty()) return topic_;
  if (const auto topic = topics_.find(plain_name(text)); topic != topics_.end()) return topic->second;
  add(out, row, "topic", refuse(refusals::topic_not_known, {{"topics", topic_names_}}).value());
  return nullptr;
}

void RowMapper::map_raised(const TableRow& row, DateOrder order, Mapped& out) const {
  const std::string& text = value_of(row, "raised");
  if (text.empty()) return;
  const auto moment = parse_moment(text, ctx_->zone, order);
  if (!moment) return add(out, row, "raised", moment.error());
  if (moment->at > ctx_->clock.now()) return add(out, row, "raised", refuse(refusals::date_in_future).value());
  if (moment->has_time) {
    out.request.raised_at = moment->at;
  } else {
    out.request.raised_on = ctx_->zone.date_of(moment->at);
  }
}

void RowMapper::map_channel(const TableRow& row, Mapped& out) const {
  out.request.channel = channel_;
  const std::string& text = value_of(row, "channel");
  if (text.empty()) return;
  const auto channel = channels_.find(plain_name(text));
  if (channel == channels_.end())
    return add(out, row, "channel", refuse(refusals::channel_not_known, {{"channels", channel_names_}}).value());
  out.request.channel = channel->second->id;
}

void RowMapper::map_place(db::Reader& in, const TableRow& row, Mapped& out) {
  const std::string& text = value_of(row, "place");
  if (!text.empty()) {
    const auto unit = places_.find(in, text);
    if (!unit) return add(out, row, "place", unit.error());
    out.request.place = unit->id;
  } else if (place_) {
    out.request.place = place_->id;
  } else {
    add(out, row, "place", refuse(refusals::place_missing).value());
  }
}

void RowMapper::map_coordinates(const TableRow& row, Mapped& out) const {
  const std::string &latitude = value_of(row, "latitude"), &longitude = value_of(row, "longitude");
  if (latitude.empty() && longitude.empty()) return;
  if (latitude.empty() || longitude.empty()) {
    const char* field = latitude.empty() ? "latitude" : "longitude";
    return add(out, row, field, refuse(refusals::coordinate_alone).value());
  }
  constexpr double latitude_max = 90, longitude_max = 180;
  out.request.latitude = degrees_in(latitude, latitude_max);
  out.request.longitude = degrees_in(longitude, longitude_max);
  if (!out.request.latitude)
    add(out, row, "latitude", refuse(refusals::coordinate_not_valid, {{"min", "-90"}, {"max", "90"}}).value());
  if (!out.request.longitude)
    add(out, row, "longitude", refuse(refusals::coordinate_not_valid, {{"min", "-180"}, {"max", "180"}}).value());
}

void RowMapper::map_contact(const TableRow& row, Mapped& out) const {
  out.request.contact.name = value_of(row, "name");
  out.request.contact.phone = value_of(row, "phone");
  out.request.contact.email = value_of(row, "email");
  out.request.anonymous = out.request.contact.empty();
  const std::string& people = value_of(row, "groupSize");
  if (people.empty()) return;
  const char* end = people.data() + people.size();
  const auto read = std::from_chars(people.data(), end, out.request.group_size);
  if (read.ec != std::errc{} || read.ptr != end || out.request.group_size < 1)
    add(out, row, "groupSize", refuse(refusals::number_not_valid).value());
}

const rulebook::Procedure* RowMapper::procedure_of(const TableRow& row, const rulebook::Topic* topic,
                                                   Mapped& out) const {
  const std::string id = !procedure_.empty() ? procedure_ : topic != nullptr ? topic->procedure : std::string();
  if (id.empty()) {
    // A topic that is not known was reported already.
    if (value_of(row, "topic").empty()) add(out, row, "topic", refuse(refusals::topic_missing).value());
    return nullptr;
  }
  const Date day = out.request.raised_at ? ctx_->zone.date_of(*out.request.raised_at)
                                         : out.request.raised_on.value_or(ctx_->today());
  const rulebook::Procedure* procedure = ctx_->rulebook.procedure(id, day);
  if (procedure == nullptr) {
    add(out, row, "raised",
        refuse(refusals::procedure_not_in_force, {{"procedure", id}, {"date", to_string(day)}}).value());
    return nullptr;
  }
  out.request.procedure = id;
  return procedure;
}

void RowMapper::map_inputs(db::Reader& in, const TableRow& row, DateOrder order, const rulebook::Procedure& procedure,
                           Mapped& out) {
  const rulebook::Ask* main = main_ask(procedure);
  const std::string& text = value_of(row, "text");
  if (text.empty()) {
    add(out, row, "text", refuse(refusals::value_missing).value());
  } else if (main != nullptr) {
    out.request.inputs.emplace(main->id, text);
  }
  out.request.language = language_of(text);
  for (const auto& [id, column] : inputs_) {
    const rulebook::Ask* ask = procedure.raise.ask(id);
    const std::string field = std::string(input_prefix) + id;
    const std::string& value = value_of(row, field);
    if (value.empty()) continue;
    if (ask == nullptr || !is_text_input(ask->type)) {
      add(out, row, field,
          refuse(refusals::input_not_valid,
                 {{"expected", "asked for by this procedure"}, {"expected.zh", "该程序的填写项"}})
              .value());
      continue;
    }
    const auto input = input_of_text(in, *ask, value, ctx_->zone, order, units_);
    if (!input) {
      add(out, row, field, input.error());
    } else {
      out.request.inputs.insert_or_assign(id, *input);
    }
  }
}

RowMapper::Mapped RowMapper::map(db::Reader& in, const TableRow& row, DateOrder order) {
  Mapped out;
  map_raised(row, order, out);
  const rulebook::Topic* topic = map_topic(row, out);
  if (topic != nullptr) out.request.topic = topic->id;
  map_channel(row, out);
  map_place(in, row, out);
  map_coordinates(row, out);
  map_contact(row, out);
  out.request.address = value_of(row, "address");
  if (const rulebook::Procedure* procedure = procedure_of(row, topic, out)) map_inputs(in, row, order, *procedure, out);
  return out;
}

std::vector<RowProblem> RowMapper::problems_of(const TableRow& row, const Refusal& refusal) const {
  Mapped out;
  auto report = [&](const Refusal& one) {
    const std::size_t slash = one.field.rfind('/');
    std::string field = slash == std::string::npos ? one.field : one.field.substr(slash + 1);
    if (one.field.starts_with("/inputs/")) {
      field.insert(0, input_prefix);
      // What is not mapped as an input of its own came from the column of the text.
      if (!columns_.contains(field)) field = "text";
    } else if (field == "raisedDay") {
      field = "raised";
    }
    const auto& fields = import_fields();
    const bool known =
        columns_.contains(field) ||
        std::any_of(fields.begin(), fields.end(), [&](const ImportField& each) { return each.id == field; });
    if (!known) field.clear();
    add(out, row, field, one);
  };
  report(refusal);
  for (const Refusal& other : refusal.others) report(other);
  return std::move(out.problems);
}

}  // namespace massline::channels
