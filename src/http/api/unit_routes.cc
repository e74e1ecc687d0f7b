// Units: found, shown and changed.
#include "base/refusals.h"
#include "http/api/body.h"
#include "http/api/session.h"
#include "http/api/unit_views.h"
#include "http/api/views.h"
#include "registry/unit_commands.h"

namespace massline::http {

Json unit_view(const rulebook::Rulebook& rulebook, const registry::Unit& unit, std::int64_t children,
               const std::vector<registry::Unit>& ancestors, Language language) {
  return JsonObject{
      {"id", to_string(unit.id)},
      {"name", unit.name_in(language)},
      {"nameEn", text_or_null(unit.name_en)},
      {"kind", unit.kind},
      {"kindTitle", unit_kind_title(rulebook, unit.kind, language)},
      {"code", unit.code},
      {"place", unit.is_place},
      {"from", to_string(unit.from)},
      {"to", day_or_null(unit.to)},
      {"children", children},
      {"within", list_of(ancestors, [&](const registry::Unit& above) { return Json(above.name_in(language)); })}};
}

namespace {

std::string planned_text(registry::PlannedChange::What what, const std::optional<registry::Unit>& other,
                         Language language) {
  using What = registry::PlannedChange::What;
  const std::string name = other ? other->name_in(language) : "";
  const bool zh = language == Language::zh;
  switch (what) {
    case What::move:
      return (zh ? "改由下列单位管辖：" : "moves under ") + name;
    case What::merge:
      return (zh ? "并入" : "merges into ") + name;
    case What::close:
      return zh ? "撤销" : "closes";
  }
  check(false, "a planned change is a move, a merge or a closing");
  return {};
}

}  // namespace

Json unit_detail(const Application& application, db::Reader& in, const registry::Unit& unit,
                 const registry::Session* session, Language language) {
  const auto& rulebook = application.context.rulebook;
  const auto above = registry::ancestors(in, unit);
  const auto below = registry::children(in, unit, application.context.today(), "", 200);
  const auto merged = unit.merged_into ? registry::find_unit(in, unit.merged_into) : std::nullopt;
  JsonArray history;
  for (const auto& change : registry::history_of(in, unit))
    history.push_back(JsonObject{{"on", to_string(change.until)}, {"what", change.name}});
  JsonArray planned;
  for (const auto& change : registry::planned_changes(in, unit)) {
    const auto other = registry::find_unit(in, change.other);
    planned.push_back(JsonObject{{"on", to_string(change.on)}, {"what", planned_text(change.what, other, language)}});
  }
  JsonArray child_kinds;
  for (const auto& kind : rulebook.unit_kinds) {
    if (std::find(kind.under.begin(), kind.under.end(), unit.kind) != kind.under.end())
      child_kinds.push_back(named(kind.id, kind.title.in(language)));
  }
  const bool may_manage = session != nullptr && access::post_that_can(rulebook, session->viewer,
                                                                      rulebook::Capability::manage_units, unit.path);
  return JsonObject{{"unit", unit_view(rulebook, unit, static_cast<std::int64_t>(below.units.size()), above, language)},
                    {"version", unit.version},
                    {"above", list_of(above, [&](const registry::Unit& one) { return unit_ref(one, language); })},
                    {"mergedInto", merged ? unit_ref(*merged, language) : Json()},
                    {"history", std::move(history)},
                    {"planned", std::move(planned)},
                    {"mayManage", may_manage},
                    {"childKinds", std::move(child_kinds)}};
}

namespace {

Refusal no_such_unit() {
  Refusal refusal;
  refusal.message = &massline::refusals::not_found;
  return refusal;
}

Json children_list(const Application& application, db::Reader& in, const registry::Unit& parent,
                   const std::string& kind, const std::string& cursor, int limit, Language language) {
  const auto page = registry::children(in, parent, application.context.today(), cursor, limit);
  auto ancestors = registry::ancestors(in, parent);
  ancestors.push_back(parent);
  JsonArray items;
  for (const auto& child : page.units) {
    if (!kind.empty() && child.unit.kind != kind) continue;
    items.push_back(unit_view(application.context.rulebook, child.unit, child.children, ancestors, language));
  }
  return JsonObject{{"items", std::move(items)}, {"next", text_or_null(page.next)}};
}

Response find_units(Application& application, const Request& request, Language language) {
  const auto parent_id = query_id<UnitId>(request, "parent");
  if (!parent_id) return problem_reply(parent_id.error(), language);
  const auto limit = query_limit(request);
  if (!limit) return problem_reply(limit.error(), language);
  const std::string text = query_text(request, "query");
  const std::string kind = query_text(request, "kind");
  return application.context.store.read([&](db::Reader& in) -> Response {
    const auto& rulebook = application.context.rulebook;
    std::optional<registry::Unit> parent;
    if (*parent_id) {
      parent = registry::find_unit(in, **parent_id);
      if (!parent) return problem_reply(no_such_unit(), language);
    }
    if (!text.empty()) {
      registry::UnitSearch search{.text = text, .kinds = {}, .within = parent ? parent->path : ""};
      if (!kind.empty()) search.kinds.push_back(kind);
      search.limit = std::min(*limit, 50);
      JsonArray items;
      for (const auto& found : registry::search_units(in, search, application.context.today())) {
        const auto below = registry::children(in, found.unit, application.context.today(), "", 1);
        items.push_back(
            unit_view(rulebook, found.unit, static_cast<std::int64_t>(below.units.size()), found.ancestors, language));
      }
      return json_reply(200, JsonObject{{"items", std::move(items)}, {"next", Json()}});
    }
    if (!parent) {
      const auto root = registry::root_unit(in);
      if (!root) return json_reply(200, JsonObject{{"items", JsonArray{}}, {"next", Json()}});
      const auto below = registry::children(in, *root, application.context.today(), "", 200);
      const Json view = unit_view(rulebook, *root, static_cast<std::int64_t>(below.units.size()), {}, language);
      return json_reply(200, JsonObject{{"items", JsonArray{view}}, {"next", Json()}});
    }
    return json_reply(200,
                      children_list(application, in, *parent, kind, query_text(request, "cursor"), *limit, language));
  });
}

Response get_unit(Application& application, const Request& request, Language language) {
  const auto id = path_id<UnitId>(request, "unit");
  const auto session = session_if_any(application, request);
  return application.context.store.read([&](db::Reader& in) -> Response {
    const auto unit = id ? registry::find_unit(in, *id) : std::nullopt;
    if (!unit) return problem_reply(no_such_unit(), language);
    return json_reply(200, unit_detail(application, in, *unit, session ? &*session : nullptr, language));
  });
}

using UnitCommand = std::function<Result<registry::Unit>(db::Transaction&, const registry::Actor&)>;

Response change_unit(Application& application, const registry::Session& session, Language language, int status,
                     const UnitCommand& command) {
  const registry::Actor actor = registry::Actor::of(session.viewer);
  const auto changed = application.context.store.command([&](db::Transaction& tx) { return command(tx, actor); });
  if (!changed) return problem_reply(changed.error(), language);
  return application.context.store.read(
      [&](db::Reader& in) { return json_reply(status, unit_detail(application, in, *changed, &session, language)); });
}

Response create_unit(Application& application, const Request& request, const registry::Session& session,
                     Language language) {
  Body body(request);
  registry::NewUnit unit;
  unit.parent = body.id<UnitId>("parent");
  unit.kind = body.text("kind");
  unit.name = body.text("name");
  unit.code = body.text("code", {.max = 40});
  unit.name_en = body.text("nameEn", {.need = Need::optional});
  unit.setting = body.text("setting", {.need = Need::optional});
  unit.from = body.date_or_none("from");
  if (const auto problems = body.problems()) return problem_reply(*problems, language);
  return change_unit(application, session, language, 201, [&](db::Transaction& tx, const registry::Actor& actor) {
    return registry::create_unit(application.context, tx, actor, unit);
  });
}

Response rename_unit(Application& application, const Request& request, const registry::Session& session,
                     Language language) {
  Body body(request);
  registry::RenameUnit change{.unit = path_id<UnitId>(request, "unit").value_or(UnitId{}), .name = {}, .name_en = {}};
  change.version = body.integer("version", 0, INT64_MAX);
  change.name = body.text("name");
  change.name_en = body.text("nameEn", {.need = Need::optional});
  if (const auto problems = body.problems()) return problem_reply(*problems, language);
  return change_unit(application, session, language, 200, [&](db::Transaction& tx, const registry::Actor& actor) {
    return registry::rename_unit(application.context, tx, actor, change);
  });
}

Response move_unit(Application& application, const Request& request, const registry::Session& session,
                   Language language) {
  Body body(request);
  registry::MoveUnit change{.unit = path_id<UnitId>(request, "unit").value_or(UnitId{}), .parent = {}};
  change.version = body.integer("version", 0, INT64_MAX);
  change.parent = body.id<UnitId>("parent");
  change.on = body.date("on");
  if (const auto problems = body.problems()) return problem_reply(*problems, language);
  return change_unit(application, session, language, 200, [&](db::Transaction& tx, const registry::Actor& actor) {
    return registry::move_unit(application.context, tx, actor, change);
  });
}

Response merge_unit(Application& application, const Request& request, const registry::Session& session,
                    Language language) {
  Body body(request);
  registry::MergeUnits change{.unit = path_id<UnitId>(request, "unit").value_or(UnitId{}), .survivor = {}};
  change.version = body.integer("version", 0, INT64_MAX);
  change.survivor = body.id<UnitId>("into");
  change.on = body.date("on");
  if (const auto problems = body.problems()) return problem_reply(*problems, language);
  return change_unit(application, session, language, 200, [&](db::Transaction& tx, const registry::Actor& actor) {
    return registry::merge_units(application.context, tx, actor, change);
  });
}

Response close_unit(Application& application, const Request& request, const registry::Session& session,
                    Language language) {
  Body body(request);
  registry::CloseUnit change{.unit = path_id<UnitId>(request, "unit").value_or(UnitId{})};
  change.version = body.integer("version", 0, INT64_MAX);
  change.on = body.date("on");
  if (const auto problems = body.problems()) return problem_reply(*problems, language);
  return change_unit(application, session, language, 200, [&](db::Transaction& tx, const registry::Actor& actor) {
    return registry::close_unit(application.context, tx, actor, change);
  });
}

}  // namespace

void add_unit_routes(Router& router, Application& application) {
  router.add(Method::get, "/api/v1/units", for_all(application, find_units));
  router.add(Method::get, "/api/v1/units/{unit}", for_all(application, get_unit));
  const auto add = [&](Method method, std::string_view pattern, StaffFunction change) {
    router.add(method, pattern, for_staff(application, change), {.rate = RateClass::writing});
  };
  add(Method::post, "/api/v1/units", create_unit);
  add(Method::patch, "/api/v1/units/{unit}", rename_unit);
  add(Method::post, "/api/v1/units/{unit}/move", move_unit);
  add(Method::post, "/api/v1/units/{unit}/merge", merge_unit);
  add(Method::post, "/api/v1/units/{unit}/close", close_unit);
}

}  // namespace massline::http
