// For everybody: signed checkpoints of the journal, proofs that an entry stands in it and that nothing before a
// checkpoint was changed, and the hashes to work all of it out again. None of it says what any entry is about.
#include "base/crypto.h"
#include "base/refusals.h"
#include "http/api/body.h"
#include "http/api/refusals.h"
#include "http/api/session.h"
#include "http/api/views.h"
#include "journal/checkpoints.h"
#include "journal/export.h"
#include "journal/merkle_table.h"
#include "registry/units.h"

namespace massline::http {
namespace {

constexpr int hashes_max = 10'000;

using journal::Checkpoint;

Json published_key_view(const journal::PublishedKey& key) {
  return JsonObject{{"id", key.id},
                    {"publicKey", to_hex(key.public_key)},
                    {"from", to_string(key.from)},
                    {"endorsement", text_or_null(to_base64url(key.endorsed))}};
}

Json checkpoint_view(const Checkpoint& checkpoint) {
  return JsonObject{{"number", checkpoint.number},    {"size", checkpoint.size},
                    {"at", to_string(checkpoint.at)}, {"root", to_hex(checkpoint.root)},
                    {"key", checkpoint.key},          {"signature", to_base64url(checkpoint.signature)}};
}

Json region_view(db::Reader& in, RegionId region, Language language) {
  const auto unit = registry::find_unit(in, UnitId{region.value});
  const auto newest = journal::newest_checkpoint(in, region);
  return JsonObject{{"id", to_string(region)},
                    {"name", unit ? unit->name_in(language) : to_string(region)},
                    {"newest", newest ? checkpoint_view(*newest) : Json()}};
}

std::vector<RegionId> regions_of(db::Reader& in) {
  std::vector<RegionId> regions;
  for (const auto row : in.query("SELECT region FROM journal_head ORDER BY region"))
    regions.push_back(row.id<RegionId>(0));
  return regions;
}

Response overview(Application& application, const Request&, Language language) {
  return application.context.store.read([&](db::Reader& in) {
    return json_reply(200, JsonObject{{"organisation", application.context.rulebook.id},
                                      {"keys", list_of(journal::published_keys(in), published_key_view)},
                                      {"regions", list_of(regions_of(in), [&](RegionId region) {
                                         return region_view(in, region, language);
                                       })}});
  });
}

RegionId region_of(const Request& request) { return path_id<RegionId>(request, "region").value_or(RegionId{}); }

Response list(Application& application, const Request& request, Language language) {
  const auto limit = query_limit(request);
  if (!limit) return problem_reply(limit.error(), language);
  const auto before = query_id_value(request, "before");
  if (!before) return problem_reply(before.error(), language);
  const auto page = application.context.store.read(
      [&](db::Reader& in) { return journal::checkpoints(in, region_of(request), before->value_or(0), *limit); });
  const bool more = page.size() == static_cast<std::size_t>(*limit) && page.back().number > 1;
  return json_reply(200, JsonObject{{"items", list_of(page, checkpoint_view)},
                                    {"next", more ? Json(std::to_string(page.back().number)) : Json()}});
}

Response attachment(std::string_view type, std::string text, const std::string& name) {
  Response response = text_response(200, type, std::move(text));
  response.headers.set("Content-Disposition", "attachment; filename=\"" + name + "\"");
  return response;
}

/// The signed text itself.
Response file(Application& application, const Request& request, Language language) {
  const auto number = parse_id_value(request.parameter("number")).value_or(0);
  return application.context.store.read([&](db::Reader& in) -> Response {
    const auto checkpoint = journal::find_checkpoint(in, region_of(request), number);
    if (!checkpoint) return problem_reply(refuse(massline::refusals::not_found).value(), language);
    const auto keys = journal::published_keys(in);
    check(checkpoint->key >= 1 && checkpoint->key <= static_cast<std::int64_t>(keys.size()),
          "a signing key stays published");
    const auto statement = journal::statement_of(*checkpoint, application.context.rulebook.id,
                                                 keys[static_cast<std::size_t>(checkpoint->key) - 1].public_key);
    return attachment("text/plain; charset=utf-8", journal::to_text(statement),
                      "checkpoint-" + to_string(checkpoint->region) + "-" + std::to_string(number) + ".txt");
  });
}

/// A number of the query from 1 to `most`, which is also what it is where it is left out.
Result<std::int64_t> number_up_to(const Request& request, std::string_view name, std::int64_t most) {
  const auto value = query_id_value(request, name);
  if (!value) return tl::unexpected(value.error());
  const std::int64_t number = value->value_or(most);
  if (number < 1 || number > most)
    return refuse_field(refusals::beyond_checkpoint, std::string(name),
                        {{"field", std::string(name)}, {"max", std::to_string(most)}});
  return number;
}

Json path_view(const std::vector<std::string>& path) {
  return list_of(path, [](const std::string& hash) { return Json(to_hex(hash)); });
}

Response inclusion(Application& application, const Request& request, Language language) {
  return application.context.store.read([&](db::Reader& in) -> Response {
    const RegionId region = region_of(request);
    const auto newest = journal::newest_checkpoint(in, region);
    if (!newest) return problem_reply(refuse(massline::refusals::not_found).value(), language);
    const auto size = number_up_to(request, "size", newest->size);
    if (!size) return problem_reply(size.error(), language);
    const auto position = number_up_to(request, "position", *size);
    if (!position) return problem_reply(position.error(), language);
    const auto nodes = journal::nodes_of(in, region);
    const auto index = static_cast<std::uint64_t>(*position) - 1, leaves = static_cast<std::uint64_t>(*size);
    return json_reply(200, JsonObject{{"kind", "inclusion"},
                                      {"region", to_string(region)},
                                      {"position", *position},
                                      {"size", *size},
                                      {"leaf", to_hex(nodes(0, index))},
                                      {"root", to_hex(journal::root_of(nodes, leaves))},
                                      {"path", path_view(journal::inclusion_path(nodes, index, leaves))}});
  });
}

Response consistency(Application& application, const Request& request, Language language) {
  return application.context.store.read([&](db::Reader& in) -> Response {
    const RegionId region = region_of(request);
    const auto newest = journal::newest_checkpoint(in, region);
    if (!newest) return problem_reply(refuse(massline::refusals::not_found).value(), language);
    const auto size = number_up_to(request, "size", newest->size);
    if (!size) return problem_reply(size.error(), language);
    const auto first = number_up_to(request, "first", *size);
    if (!first) return problem_reply(first.error(), language);
    const auto nodes = journal::nodes_of(in, region);
    const auto before = static_cast<std::uint64_t>(*first), after = static_cast<std::uint64_t>(*size);
    return json_reply(200, JsonObject{{"kind", "consistency"},
                                      {"region", to_string(region)},
                                      {"first", *first},
                                      {"firstRoot", to_hex(journal::root_of(nodes, before))},
                                      {"size", *size},
                                      {"root", to_hex(journal::root_of(nodes, after))},
                                      {"path", path_view(journal::consistency_path(nodes, before, after))}});
  });
}

Response hashes(Application& application, const Request& request, Language language) {
  const auto after = query_id_value(request, "after");
  if (!after) return problem_reply(after.error(), language);
  return application.context.store.read([&](db::Reader& in) {
    const RegionId region = region_of(request);
    const std::int64_t from = after->value_or(0);
    return attachment("application/x-ndjson; charset=utf-8",
                      journal::export_hashes(in, application.context.rulebook.id, region, from, hashes_max),
                      "journal-" + to_string(region) + "-from-" + std::to_string(from + 1) + ".ndjson");
  });
}

}  // namespace

void add_transparency_routes(Router& router, Application& application) {
  const auto add = [&](std::string_view pattern, OpenFunction handle) {
    router.add(Method::get, pattern, for_all(application, handle));
  };
  add("/api/v1/transparency", overview);
  add("/api/v1/transparency/regions/{region}/checkpoints", list);
  add("/api/v1/transparency/regions/{region}/checkpoints/{number}", file);
  add("/api/v1/transparency/regions/{region}/inclusion", inclusion);
  add("/api/v1/transparency/regions/{region}/consistency", consistency);
  add("/api/v1/transparency/regions/{region}/hashes", hashes);
}

}  // namespace massline::http
