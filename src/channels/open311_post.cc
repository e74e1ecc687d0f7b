#include <charconv>
#include <cmath>

#include "base/text.h"
#include "channels/open311.h"
#include "channels/open311_parts.h"
#include "channels/places.h"
#include "channels/raise_inputs.h"
#include "channels/refusals.h"
#include "matters/raise_matter.h"
#include "registry/accounts.h"

namespace massline::channels::open311 {
namespace {

/// The form's fields, trimmed; empty where one is not there.
class Form {
 public:
  explicit Form(const std::map<std::string, std::string>& fields) : fields_(fields) {}
  std::string get(const std::string& name) const {
    const auto field = fields_.find(name);
    return field == fields_.end() ? std::string() : trimmed(field->second);
  }

 private:
  const std::map<std::string, std::string>& fields_;
};

Result<std::optional<double>> degrees_of(const Form& form, const char* parameter, double max) {
  const std::string text = form.get(parameter);
  if (text.empty()) return std::optional<double>();
  double value = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), value);
  if (read.ec != std::errc{} || read.ptr != text.data() + text.size() || !std::isfinite(value) ||
      std::fabs(value) > max)
    return not_valid(parameter, "degrees in WGS84 are needed, such as 31.2304", "应为 WGS84 度数，例如 31.2304");
  return std::optional(value);
}

Result<Done> read_position(const Form& form, matters::RaiseRequest& out) {
  constexpr double latitude_max = 90, longitude_max = 180;
  const auto latitude = degrees_of(form, "lat", latitude_max);
  if (!latitude) return tl::unexpected(latitude.error());
  const auto longitude = degrees_of(form, "long", longitude_max);
  if (!longitude) return tl::unexpected(longitude.error());
  out.latitude = *latitude;
  out.longitude = *longitude;
  out.address = form.get("address_string");
  const bool position = out.latitude && out.longitude;
  if (out.latitude.has_value() != out.longitude.has_value() ||
      (!position && out.address.empty() && form.get("address_id").empty() && form.get("zipcode").empty()))
    return refuse(refusals::location_missing);
  return Done{};
}

/// The place that the client names by code or name, first within what its unit answers for; else that unit's own
/// ground.
Result<UnitId> read_place(Context& ctx, db::Reader& in, const Form& form, const registry::ApiKey& key) {
  const auto unit = registry::find_unit(in, key.unit);
  const auto home = unit ? place_at_or_above(in, *unit) : std::nullopt;
  PlaceFinder near({home ? home->path : std::string(registry::root_path)}, PlaceFinder::Finds::places, ctx.today());
  PlaceFinder anywhere({std::string(registry::root_path)}, PlaceFinder::Finds::places, ctx.today());
  for (const char* field : {"address_id", "zipcode", "address_string"}) {
    const std::string text = form.get(field);
    if (text.empty()) continue;
    if (const auto found = near.find(in, text)) return found->id;
    if (const auto found = anywhere.find(in, text)) return found->id;
    if (std::string_view(field) == "address_id")
      return not_valid("address_id", "no place has this code, id or name", "没有此代码、编号或名称的地点");
  }
  return home ? home->id : UnitId{};
}

matters::Contact contact_of(const Form& form) {
  matters::Contact contact;
  const std::string first = form.get("first_name"), last = form.get("last_name");
  // Chinese names are written with the family name first, and without a blank.
  const bool han = language_of(first + last) == "zh";
  contact.name = han ? last + first : trimmed(first + " " + last);
  contact.phone = form.get("phone");
  contact.email = form.get("email");
  return contact;
}

Result<Done> read_inputs(Context& ctx, db::Reader& in, const Form& form, const rulebook::Procedure& procedure,
                         matters::RaiseRequest& out) {
  const rulebook::Ask* main = main_ask(procedure);
  std::string text = form.get("description");
  if (text.empty() && main != nullptr && main->required)
    return refuse_field(refusals::description_missing, "description");
  if (const std::string media = form.get("media_url"); !media.empty()) text += "\n" + media;
  if (main != nullptr && !text.empty()) out.inputs.emplace(main->id, text);
  PlaceFinder units({std::string(registry::root_path)}, PlaceFinder::Finds::any_unit, ctx.today());
  for (const rulebook::Ask& ask : procedure.raise.asks) {
    const std::string name = "attribute[" + ask.id + "]";
    const std::string value = form.get(name);
    if (value.empty() || !is_attribute(procedure, ask)) continue;
    auto input = input_of_text(in, ask, value, ctx.zone, DateOrder::unknown, units);
    if (!input) {
      input.error().field = name;
      return tl::unexpected(input.error());
    }
    out.inputs.emplace(ask.id, std::move(*input));
  }
  return Done{};
}

Result<matters::RaiseRequest> read_post(Context& ctx, db::Reader& in, const Post& post) {
  const Form form(post.fields);
  const std::string secret = form.get("api_key"), code = form.get("service_code");
  if (secret.empty()) return refuse_field(refusals::api_key_missing, "api_key");
  const auto key = registry::find_api_key(in, secret);
  if (!key || key->revoked_at) return refuse_field(refusals::api_key_not_valid, "api_key");
  if (code.empty()) return refuse_field(refusals::service_code_missing, "service_code");
  const rulebook::Topic* topic = ctx.rulebook.topic(code);
  const rulebook::Procedure* procedure =
      topic == nullptr ? nullptr : served_procedure(ctx.rulebook, *topic, ctx.today());
  if (procedure == nullptr) return refuse_field(refusals::service_unknown, "service_code", {{"service_code", code}});

  matters::RaiseRequest request;
  request.topic = topic->id;
  request.channel = std::string(channel_id);
  if (const auto read = read_position(form, request); !read) return tl::unexpected(read.error());
  const auto place = read_place(ctx, in, form, *key);
  if (!place) return tl::unexpected(place.error());
  request.place = *place;
  if (const auto read = read_inputs(ctx, in, form, *procedure, request); !read) return tl::unexpected(read.error());
  request.contact = contact_of(form);
  request.anonymous = request.contact.empty();
  request.language = language_of(form.get("description"));
  if (request.language.empty()) request.language = std::string(language_code(post.language));
  return request;
}

/// What the person is told, with the receipt: the client is the only one who can hand it on.
std::string notice_of(const matters::RaisedMatter& raised, Language language) {
  constexpr std::size_t group = 4;
  std::string digits;
  for (std::size_t at = 0; at < raised.receipt.size(); at += group)
    digits += (at == 0 ? "" : " ") + raised.receipt.substr(at, group);
  const std::string follow =
      language == Language::zh ? "查询凭证：" + digits + "。" : "Receipt to follow it: " + digits + ".";
  return raised.told.empty() ? follow : raised.told + (language == Language::zh ? "" : " ") + follow;
}

}  // namespace

Result<Created> post(Context& ctx, const Post& request) {
  auto raise = ctx.store.read([&](db::Reader& in) { return read_post(ctx, in, request); });
  if (!raise) return tl::unexpected(raise.error());
  auto raised = matters::raise_matter(ctx, access::Viewer{}, *raise);
  if (!raised) return tl::unexpected(raised.error());
  const Language language = raise->language == "zh" ? Language::zh : Language::en;
  return Created{raised->code, notice_of(*raised, language), raised->receipt};
}

}  // namespace massline::channels::open311
