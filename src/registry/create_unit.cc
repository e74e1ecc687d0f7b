#include <algorithm>

#include "base/refusals.h"
#include "registry/digests.h"
#include "registry/fields.h"
#include "registry/refusals.h"
#include "registry/unit_rows.h"
#include "registry/unit_steps.h"

namespace massline::registry {

namespace {

namespace common = massline::refusals;

struct Checked {
  std::string code, name, name_en;
};

Result<Checked> check_fields(const rulebook::Rulebook& rulebook, const NewUnit& unit) {
  auto code = checked_code("code", unit.code);
  if (!code) return tl::unexpected(code.error());
  auto name = checked_line("name", unit.name, name_length_max, Need::required);
  if (!name) return tl::unexpected(name.error());
  auto name_en = checked_line("nameEn", unit.name_en, name_length_max, Need::optional);
  if (!name_en) return tl::unexpected(name_en.error());
  if (rulebook.unit_kind(unit.kind) == nullptr)
    return refuse_field(refusals::kind_unknown, "kind", {{"kind", unit.kind}});
  const auto is_it = [&](const rulebook::NamedChoice& choice) { return choice.id == unit.setting; };
  if (!unit.setting.empty() && std::none_of(rulebook.settings.begin(), rulebook.settings.end(), is_it))
    return refuse_field(refusals::kind_unknown, "setting", {{"kind", unit.setting}});
  return Checked{std::move(*code), std::move(*name), std::move(*name_en)};
}

/// A code is unique among the units in force, now and from any later day on.
Result<Done> check_code_free(db::Reader& in, const std::string& code, Date from) {
  const auto rows = in.query(
      "SELECT name FROM unit WHERE region IN (SELECT id FROM region) AND code = $1 AND (to_date IS "
      "NULL OR to_date > $2) LIMIT 1",
      {code, from});
  if (rows.empty()) return Done{};
  return refuse_field(refusals::code_taken, "code", {{"code", code}, {"unit", rows.row(0).text(0)}});
}

void insert(db::Transaction& tx, const Unit& unit) {
  const auto or_null = [](const std::string& text) { return text.empty() ? db::Value() : db::Value(text); };
  tx.execute(
      "INSERT INTO unit(region, id, parent, path, kind, code, name, name_en, setting, is_place, next_child, "
      "from_date, to_date, merged_into, version) VALUES($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, NULL, "
      "NULL, 1)",
      {unit.region, unit.id, unit.parent ? db::Value(unit.parent) : db::Value(), unit.path, unit.kind, unit.code,
       unit.name, or_null(unit.name_en), or_null(unit.setting), unit.is_place, unit.next_child, unit.from});
  if (depth_of(unit.path) <= 2) tx.execute("INSERT INTO region(id, path) VALUES($1, $2)", {unit.region, unit.path});
}

}  // namespace

Result<Unit> create_unit(Context& ctx, db::Transaction& tx, const Actor& actor, const NewUnit& input) {
  auto checked = check_fields(ctx.rulebook, input);
  if (!checked) return tl::unexpected(checked.error());
  Unit unit;
  unit.id = ctx.ids.make<UnitId>();
  unit.kind = input.kind;
  unit.code = std::move(checked->code);
  unit.name = std::move(checked->name);
  unit.name_en = std::move(checked->name_en);
  unit.setting = input.setting;
  unit.is_place = ctx.rulebook.unit_kind(input.kind)->place;
  unit.from = input.from.value_or(ctx.today());
  unit.version = 1;

  Result<journal::By> by = journal::By{};
  if (!input.parent) {
    if (const auto root = root_unit(tx)) return refuse_field(refusals::root_exists, "parent", {{"unit", root->name}});
    by = authorise(ctx.rulebook, actor, rulebook::Capability::manage_units, root_path);
    if (!by) return tl::unexpected(by.error());
    if (auto fits = check_hangs_under(ctx.rulebook, unit.kind, ""); !fits) return tl::unexpected(fits.error());
    unit.path = root_path;
    unit.region = RegionId{unit.id.value};
  } else {
    const auto parent = find_unit(tx, input.parent);
    if (!parent) return refuse_field(common::not_found, "parent");
    by = authorise(ctx.rulebook, actor, rulebook::Capability::manage_units, parent->path);
    if (!by) return tl::unexpected(by.error());
    if (!parent->in_force(unit.from))
      return refuse_field(refusals::unit_not_in_force, "parent",
                          {{"unit", parent->name}, {"date", to_string(unit.from)}});
    if (auto fits = check_hangs_under(ctx.rulebook, unit.kind, parent->kind); !fits)
      return tl::unexpected(fits.error());
    if (parent->next_child >= std::int64_t{1} << (5 * path_step))
      return refuse_field(refusals::unit_full, "parent", {{"unit", parent->name}});
    unit.parent = parent->id;
    unit.path = child_path(parent->path, parent->next_child);
    unit.region = parent->parent ? parent->region : RegionId{unit.id.value};
  }
  if (auto free = check_code_free(tx, unit.code, unit.from); !free) return tl::unexpected(free.error());

  if (unit.parent) tx.execute("UPDATE unit SET next_child = next_child + 1 WHERE id = $1", {unit.parent});
  insert(tx, unit);
  journal_unit(ctx, tx, *by, "unit.create", unit, unit.kind, "");
  return unit;
}

Result<Done> check_hangs_under(const rulebook::Rulebook& rulebook, const std::string& kind,
                               const std::string& parent_kind) {
  const rulebook::UnitKind* child = rulebook.unit_kind(kind);
  if (child == nullptr) return refuse_field(refusals::kind_unknown, "kind", {{"kind", kind}});
  const auto& under = child->under;
  if (parent_kind.empty() ? under.empty() : std::find(under.begin(), under.end(), parent_kind) != under.end())
    return Done{};
  rulebook::LocalText parent{"root", "根单位"}, allowed{"nothing", "无"};
  if (const rulebook::UnitKind* above = rulebook.unit_kind(parent_kind)) parent = above->title;
  if (!under.empty()) allowed = {};
  for (const std::string& id : under) {
    const rulebook::UnitKind* above = rulebook.unit_kind(id);
    if (above == nullptr) continue;
    allowed.en += (allowed.en.empty() ? "" : ", ") + above->title.en;
    allowed.zh += (allowed.zh.empty() ? "" : "、") + above->title.zh;
  }
  return refuse_field(refusals::kind_not_under, "kind",
                      {{"kind", child->title.en},
                       {"kind.zh", child->title.zh},
                       {"parent", parent.en},
                       {"parent.zh", parent.zh},
                       {"under", allowed.en},
                       {"under.zh", allowed.zh}});
}

}  // namespace massline::registry
